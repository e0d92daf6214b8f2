# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether a state loads on a target: section by section, in the order of the load."""

from __future__ import annotations

from collections import Counter
from typing import Literal

from vmgen.compat.state.found import STOPS, Found, outcome_of
from vmgen.compat.state.target import Target
from vmgen.diagnostics.codes import Outcome
from vmgen.stream import Stream
from vmgen.values import dataclass

Verdict = Literal["loads", "refused", "undecided"]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A section, and what the target makes of it."""

    name: str
    instance: int
    version: int
    offset: int
    """Of its data in the stream."""
    found: tuple[Found, ...]

    @property
    def outcome(self) -> Outcome:
        """The worst of what was found."""
        return outcome_of(self.found)

    @property
    def key(self) -> str:
        """The name with the instance, as `vmgen inspect --section` takes it."""
        return f"{self.name}:{self.instance}"

    @property
    def main(self) -> Found | None:
        """What its outcome comes from."""
        worst = [item for item in self.found if item.outcome == self.outcome]
        return worst[0] if worst else None


@dataclass(frozen=True, slots=True)
class Load:
    """What becomes of a state."""

    machine: str | None
    sections: tuple[Loaded, ...]
    """In the order of the load; it ends with the first that is refused for certain, and those
    behind it are here as well."""

    @property
    def stop(self) -> Loaded | None:
        """The first section that the target refuses for certain."""
        return next((item for item in self.sections if item.outcome in STOPS), None)

    @property
    def doubts(self) -> tuple[Loaded, ...]:
        """Sections of which it is not known, up to where the load ends for certain."""
        stop = self.stop
        end = len(self.sections) if stop is None else self.sections.index(stop)
        return tuple(item for item in self.sections[:end] if item.outcome == "undecided")

    @property
    def verdict(self) -> Verdict:
        """`loads` only where nothing is left open."""
        if self.stop is not None:
            return "refused"
        return "undecided" if self.doubts else "loads"

    @property
    def headline(self) -> Loaded | None:
        """The section that the verdict comes from."""
        if self.stop is not None:
            return self.stop
        return self.doubts[0] if self.doubts else None


def load(stream: Stream, target: Target) -> Load:
    """What becomes of a stream on a target. Raises StreamError where the stream cannot be read."""
    sections = []
    seen: Counter[str] = Counter()
    for section in stream.sections():
        # Types of devices have their numbers counted; another was given by who registered it.
        numbered = section.instance_id > seen[section.name]
        seen[section.name] += 1
        found = tuple(target.loads(section, stream.page_size, numbered=numbered))
        head = (section.name, section.instance_id, section.version, section.offset)
        sections.append(Loaded(*head, found))
    sections.sort(key=lambda item: item.offset)  # iterated ones are given when they end
    machine = tuple(target.machine(stream.machine))
    return Load(stream.machine, (Loaded("configuration", 0, 1, 0, machine), *sections))
