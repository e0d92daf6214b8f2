# SPDX-License-Identifier: GPL-2.0-or-later
"""The sections of streams by the name of their description, those that are alike once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from vmgen.importer.stream import Samples, keep
from vmgen.stream import Section, Stream, StreamError
from vmgen.stream.ahead import opened_ahead
from vmgen.stream.steps import said


@dataclass(slots=True)
class Lot:
    """Sections of one name, version, description and data: how many there are."""

    section: Section
    told: bytes
    """What its stream says of it."""
    streams: set[tuple[str, str]] = field(default_factory=set)
    """Path and machine."""
    count: int = 0


Lots = dict[str, list[Lot]]


class Gathered:
    """The sections that streams describe, by name; and what else is in them."""

    def __init__(self, wanted: Callable[[str], bool]) -> None:
        self.wanted = wanted
        self.undescribed: Counter[str] = Counter()
        """Sections without a description, which nobody can import, by their names."""
        self.broken: dict[str, str] = {}
        """Files that are no stream, or end before they should, and why."""
        self._lots: dict[tuple[str, int, bytes, bytes], Lot] = {}

    def read(self, paths: Iterable[str]) -> Lots:
        """The sections of these files, as far as each can be read."""
        for path, opened in opened_ahead(paths):
            try:
                with opened() as stream:
                    self._stream(path, stream)
            except StreamError as error:
                self.broken[path] = str(error)
        return self._by_name()

    def _stream(self, path: str, stream: Stream) -> None:
        machine = stream.configuration.machine if stream.configuration else ""
        for section in stream.sections(lambda it: self.wanted(name_of(it))):
            name = name_of(section)
            if not name:
                self.undescribed[section.name] += 1
            elif self.wanted(name):
                key = (name, section.version, told(section), section.data)
                lot = self._lots.setdefault(key, Lot(section, told(section)))
                lot.streams.add((path, machine))
                lot.count += 1

    def _by_name(self) -> Lots:
        found: Lots = {}
        for (name, *_), lot in self._lots.items():
            found.setdefault(name, []).append(lot)
        return dict(sorted(found.items()))


def name_of(section: Section) -> str:
    """The name of its description; empty for what has none."""
    entry = section.description
    name = None if entry is None or section.kind == "iterated" else entry.get("vmsd_name")
    return name if isinstance(name, str) else ""


def told(section: Section) -> bytes:
    """What its stream says of it, as the importer tells descriptions apart."""
    entry = section.description
    return said(entry or {}) or repr(getattr(entry, "pairs", entry)).encode()


def samples(name: str, lots: Iterable[Lot]) -> Samples:
    """The same as the importer gathers it from the streams."""
    held = Samples(name)
    for lot in lots:
        for path, machine in sorted(lot.streams):
            keep(held, lot.section, path, machine)
    return held
