# SPDX-License-Identifier: GPL-2.0-or-later
"""What a run knows of a spec file when it has read it, and of all of them together.

Facts are plain data: whoever kept those of a file that is still the same need not read it again,
and what only all specs together show is told from them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from vmgen.diagnostics import Diagnostic, Position
from vmgen.model.nodes import Device
from vmgen.model.summary import Summary


class Facts(NamedTuple):
    """One file, and what its devices are made of; it holds as long as the file and its imports do.

    Only what was found in devices is noted: nothing else of a file is ever a warning, and with an
    error there are no facts.
    """

    devices: tuple[Summary, ...] = ()
    findings: tuple[Diagnostic, ...] = ()
    stated: tuple[tuple[str, Position], ...] = ()
    """Its classes, if one of them is a device: somebody has to name them."""
    named: frozenset[tuple[str, str]] = frozenset()
    """File and name of the classes that its devices are made of, and that its classes are from."""
    imports: frozenset[Path] = frozenset()
    missing: frozenset[Path] = frozenset()
    """Files that imports would have found first."""


class Project(NamedTuple):
    """The specs of a run."""

    devices: Sequence[Device]
    """Those that were read."""
    facts: Mapping[Path, Facts]
    """Of all files, with those that only others import."""
    found: Sequence[Path]
    """The files that were asked for, in the order of their names."""

    @property
    def summaries(self) -> list[Summary]:
        """Of all devices, in order."""
        return [
            item for path in self.found if path in self.facts for item in self.facts[path].devices
        ]


def unnamed(facts: Mapping[Path, Facts]) -> Iterator[tuple[str, Position]]:
    """The classes that nobody names, in files with devices.

    A file without a device has what others share; that not all of it is used says nothing.
    """
    named = {name for item in facts.values() for name in item.named}
    for path, item in facts.items():
        yield from ((name, at) for name, at in item.stated if (str(path), name) not in named)


def reached(found: Iterable[Path], facts: Mapping[Path, Facts]) -> dict[Path, Facts]:
    """The facts of these files, and of what they import."""
    reached: dict[Path, Facts] = {}
    new = [path for path in found if path in facts]
    while new:
        reached |= {path: facts[path] for path in new}
        wanted = {path for file in new for path in facts[file].imports}
        new = [path for path in sorted(wanted) if path in facts and path not in reached]
    return reached
