# SPDX-License-Identifier: GPL-2.0-or-later
"""What streams say of devices: the layout of every section in them, each layout once.

A stream has types, widths and counts of what was sent, and the names of descriptions; versions but
for the oldest that loads, and of nested ones. Of its bytes only those are looked at that a load
compares with numbers of the device's own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import field

from vmgen.importer.found import Gap, Spot
from vmgen.layout import Body, LayoutError
from vmgen.layout.from_stream import from_stream
from vmgen.stream import Section, decode_section
from vmgen.stream.ahead import opened_ahead
from vmgen.stream.steps import said
from vmgen.stream.value import Value
from vmgen.values import dataclass


@dataclass(slots=True)
class Sample:
    """Sections that a description says the same of."""

    body: Body
    version: int
    at: Spot
    """The first of them."""
    machines: set[tuple[str, str]] = field(default_factory=set)
    """Of the streams that have one: their folder, and what they call their machine."""
    streams: set[str] = field(default_factory=set)
    sections: int = 0
    compared: dict[str, set[int]] = field(default_factory=dict)
    """By the names of fields that are compared on load, `pl.state.size`, what they held."""


@dataclass(slots=True)
class Samples:
    """What streams have of the sections of one name, without the path of a bus before it."""

    name: str
    found: dict[bytes, Sample] = field(default_factory=dict)
    gaps: list[Gap] = field(default_factory=list)
    """Sections whose description is none."""


def samples(
    paths: Iterable[str], wanted: Callable[[str], bool] | None = None
) -> dict[str, Samples]:
    """By the name of its description what these streams have of each device, or those `wanted`.

    Raises StreamError for a file that is no stream.
    """
    found: dict[str, Samples] = {}

    def of(section: Section) -> str:
        entry = section.description
        name = entry.get("vmsd_name") if entry is not None else None
        return name if isinstance(name, str) and (wanted is None or wanted(name)) else ""

    for path, opened in opened_ahead(paths):
        with opened() as stream:
            machine = stream.configuration.machine if stream.configuration else ""
            for section in stream.sections(lambda it: bool(of(it))):
                if name := of(section):
                    keep(found.setdefault(name, Samples(name)), section, path, machine)
    return found


def keep(held: Samples, section: Section, path: str, machine: str) -> None:
    """Keep what a section with a description is, of a stream of this machine."""
    entry = section.description
    assert entry is not None
    at = Spot(path, path=section.key)
    key = said(entry) or repr(getattr(entry, "pairs", entry)).encode()
    sample = held.found.get(key)
    if sample is None:
        try:
            body = from_stream(entry)
        except LayoutError as error:
            held.gaps.append(Gap("VM614", str(error), "", at))
            return
        sample = held.found[key] = Sample(body, body.version_id, at)
    sample.machines.add((path.rpartition("/")[0], machine))
    sample.streams.add(path)
    sample.sections += 1
    if _EQUAL in key:
        for name, value in _compared(decode_section(section), held.name):
            sample.compared.setdefault(name, set()).add(value)


_EQUAL = b" equal"


def _compared(tree: Value, path: str) -> Iterator[tuple[str, int]]:
    """The numbers in a section that a load compares, with the names that lead there."""
    for item in (*tree.children, *tree.subsections):
        name = f"{path}.{item.name}"
        if item.type.endswith(_EQUAL.decode()) and isinstance(item.value, int):
            yield name, item.value
        elif item.children or item.subsections:
            yield from _compared(item, name)
