# SPDX-License-Identifier: GPL-2.0-or-later
"""The sections of streams by the name of their description, those that are alike once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from vmgen.importer.stream import Samples, keep
from vmgen.stream import Section
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


def gathered(paths: Iterable[str], wanted: Callable[[str], bool]) -> Lots:
    """The sections that streams describe. `StreamError` for a file that is no stream."""
    lots: dict[tuple[str, int, bytes, bytes], Lot] = {}
    for path, opened in opened_ahead(paths):
        with opened() as stream:
            machine = stream.configuration.machine if stream.configuration else ""
            for section in stream.sections(lambda it: wanted(name_of(it))):
                name = name_of(section)
                if wanted(name):
                    key = (name, section.version, told(section), section.data)
                    lot = lots.setdefault(key, Lot(section, told(section)))
                    lot.streams.add((path, machine))
                    lot.count += 1
    found: Lots = {}
    for (name, *_), lot in lots.items():
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
