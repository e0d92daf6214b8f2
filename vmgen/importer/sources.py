# SPDX-License-Identifier: GPL-2.0-or-later
"""All sources that a user names, joined by device."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path

from vmgen.importer.devices import groups
from vmgen.importer.dump import dumped, told
from vmgen.importer.found import Description, Device, Gap, Spot
from vmgen.importer.join import Joining
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


def imported(sources: Sources) -> Imported:
    """Read all of it. `VmgenError` or `StreamError` for files that are not what they are to be."""
    found = Imported()
    types = dict(item for path in sources.dumps for item in _types(path, sources))
    shown = samples(map(str, sources.streams), sources.wants) if sources.streams else {}
    c = list(sources.c()) if sources.c is not None else []
    c = [it for it in c if sources.wants(it.description.name)]
    for device in [*_first(shown, found), *c]:
        found.devices.append(_with_dump(device, types, sources, found))
    if shown and c:
        found.devices = _with_c(found.devices, c, sources, found)
    if not shown and not c:
        found.devices += [
            Device(description, name)
            for name, description in types.items()
            if sources.types or sources.wants(description.name)
        ]
    return found


def _first(shown: Mapping[str, Samples], found: Imported) -> Iterator[Device]:
    """The devices that streams show."""
    for held in shown.values():
        found.gaps += held.gaps
        yield from (Device(group.description) for group in groups(held))


def _types(path: Path, sources: Sources) -> Iterator[tuple[str, Description]]:
    """The devices of a dump that are wanted, by type."""
    for name, body in dumped(path).items():
        if name in sources.types or (not sources.types and sources.wants(body.name)):
            yield name, _told(path, name, body)


def _told(path: Path, name: str, body: Body) -> Description:
    return told(body, Spot(str(path), path=name))


def _with_dump(
    device: Device, types: Mapping[str, Description], sources: Sources, found: Imported
) -> Device:
    """A device with what a dump says of the type that fits it best."""
    mine = {name: it for name, it in types.items() if it.name == device.description.name}
    tried = []
    for name, description in mine.items():
        joining = Joining(seen=sources.seen)
        tried.append((joining.joined(device.description, description), joining, name))
    if not tried:
        return device
    made, joining, name = min(tried, key=lambda it: len(it[1].gaps))
    found.gaps += joining.gaps
    found.left_out += joining.left_out
    alone = len(mine) == 1
    return replace(device, description=made, type_name=device.type_name or (name if alone else ""))


def _with_c(
    devices: Sequence[Device], c: Sequence[Device], sources: Sources, found: Imported
) -> list[Device]:
    """C's devices, each with what a stream has shown of it; those that only one has as they are."""
    shown = [device for device in devices if device not in c]
    made = []
    for device in c:
        name = device.description.name
        mine = next((it for it in shown if it.description.name == name), None)
        if mine is not None:
            joining = Joining()
            device = replace(
                device, description=joining.joined(device.description, mine.description)
            )
            found.gaps += joining.gaps
        made.append(device)
    named = {it.description.name for it in c}
    return [*made, *(it for it in shown if it.description.name not in named)]
