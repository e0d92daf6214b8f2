# SPDX-License-Identifier: GPL-2.0-or-later
"""All sources that a user names, joined by device."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

from vmgen.importer.devices import groups
from vmgen.importer.dump import asked, dumped, told
from vmgen.importer.found import Description, Device, Gap, Spot
from vmgen.importer.join import Joining
from vmgen.importer.shapes import Contradiction
from vmgen.importer.stream import Samples, samples
from vmgen.layout import Body
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Sources:
    """What is to be read."""

    streams: Sequence[Path] = ()
    dumps: Sequence[Path] = ()
    c: Callable[[], Iterable[Device]] | None = None
    """What reads C text; None without any."""
    sections: Sequence[str] = ()
    """Names of descriptions; all if none are named."""
    types: Sequence[str] = ()
    """QOM types."""
    seen: bool = False
    """Only what sections have shown."""
    binary: Path | None = None
    """A QEMU that is asked for its dump."""

    def wants(self, name: str) -> bool:
        """Whether a description of this name is wanted."""
        return not self.sections or name in self.sections


@dataclass(slots=True)
class Imported:
    """What the sources say: devices, and what is to be said of them."""

    devices: list[Device] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    """Contradictions, and sections of which nothing can be told."""
    left_out: list[Spot] = field(default_factory=list)
    """What no section has shown, if only that was wanted."""


Types = Mapping[str, Sequence[Description]]
"""By QOM type what dumps say of it, each description once."""


def imported(sources: Sources) -> Imported:
    """Read all of it. `VmgenError` or `StreamError` for files that are not what they are to be."""
    found = Imported()
    types = _types(sources)
    shown = samples(map(str, sources.streams), sources.wants) if sources.streams else {}
    streams = list(_first(shown, found))
    c = list(sources.c()) if sources.c is not None else []
    c = [it for it in c if sources.wants(it.description.name)]
    for device in _with_streams(streams, c, found) if c else streams:
        found.devices.append(_with_dumps(device, types, found, seen=sources.seen))
    if not shown and not c and not sources.seen:
        for name, (first, *others) in types.items():
            made = _joined(first, others, seen=False)
            found.gaps += made.gaps
            found.devices.append(Device(made.description, name))
    return found


def _first(shown: Mapping[str, Samples], found: Imported) -> Iterator[Device]:
    """The devices that streams show."""
    for held in shown.values():
        found.gaps += held.gaps
        try:
            yield from (Device(group.description) for group in groups(held))
        except Contradiction as error:
            found.gaps.append(Gap("VM652", error.text, "", error.at))


def _types(sources: Sources) -> Types:
    """The devices of all dumps that are wanted."""
    found: dict[str, dict[Body, Description]] = {}
    dumps = [(path, dumped(path)) for path in sources.dumps]
    if sources.binary is not None:
        dumps.append((sources.binary, asked(sources.binary)))
    for path, bodies in dumps:
        for name, body in bodies.items():
            if name in sources.types or (not sources.types and sources.wants(body.name)):
                known = found.setdefault(name, {})
                if body not in known:
                    known[body] = told(body, Spot(str(path), path=name))
    return {name: list(known.values()) for name, known in found.items()}


@dataclass(frozen=True, slots=True)
class _Joined:
    """What sources say together, and their contradictions."""

    description: Description
    gaps: list[Gap]
    left_out: list[Spot]


def _joined(first: Description, others: Iterable[Description], *, seen: bool) -> _Joined:
    """A description with what dumps say of it."""
    joining = Joining(seen=seen)
    for other in others:
        first = joining.joined(first, other)
    return _Joined(first, joining.gaps, joining.left_out)


def _with_dumps(device: Device, types: Types, found: Imported, *, seen: bool) -> Device:
    """A device with what dumps say of the type that fits it best."""
    made: dict[str, _Joined] = {}
    for type_, descriptions in types.items():
        mine = [it for it in descriptions if it.name == device.description.name]
        if mine:
            made[type_] = _joined(device.description, mine, seen=seen)
    if not made:
        return device
    name = min(made, key=lambda it: len(made[it].gaps))
    best = made[name]
    found.gaps += best.gaps
    found.left_out += best.left_out
    type_name = device.type_name or (name if len(made) == 1 else "")
    return replace(device, description=best.description, type_name=type_name)


def _with_streams(
    streams: Sequence[Device], c: Sequence[Device], found: Imported
) -> Iterator[Device]:
    """C's devices, each with what streams show of the one of its name that fits it best.

    What no C file fits stays a device of its own.
    """
    taken = set()
    for device in c:
        tried = []
        for number, other in enumerate(streams):
            if other.description.name == device.description.name:
                joining = Joining(sent=True)
                made = joining.joined(device.description, other.description)
                tried.append((len(joining.gaps), number, made, joining.gaps))
        if tried:
            _, number, made, gaps = min(tried, key=lambda it: it[:2])
            taken.add(number)
            found.gaps += gaps
            device = replace(device, description=made)
        yield device
    yield from (it for number, it in enumerate(streams) if number not in taken)
