# SPDX-License-Identifier: GPL-2.0-or-later
"""The one way through the fields of a device: each with what it stands in, and its path."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from vmgen.model.nodes import Device, Field, Struct
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Site:
    """A field where it stands."""

    device: Device
    owner: Device | Struct
    field: Field
    path: str
    """Fields that lead to it, itself the last: `regs.drives.count`, without indices."""

    @property
    def registers(self) -> bool:
        """Whether it is in a struct, not the device's own."""
        return isinstance(self.owner, Struct)

    @property
    def foreign(self) -> bool:
        """Whether vmgen checks no value of it: it is in a mirror or a parent."""
        return isinstance(self.owner, Struct) and self.owner.foreign

    @property
    def foreign_inside(self) -> bool:
        """Whether that holds of what is in it."""
        struct = self.field.kind.struct(self.device)
        return struct is not None and struct.foreign


def own(device: Device, owner: Device | Struct) -> Iterator[Site]:
    """The fields of a device or struct itself, those of its subsections behind them."""
    for field in owner.all_fields:
        yield Site(device, owner, field, field.name)


def owners(device: Device) -> Iterator[Device | Struct]:
    """The device and each of its structs, once."""
    yield device
    for node in device.types:
        if isinstance(node, Struct):
            yield node


def each(device: Device) -> Iterator[Site]:
    """The fields of the device and of each of its structs, once."""
    for owner in owners(device):
        yield from own(device, owner)


def walk(
    device: Device,
    into: Callable[[Site], bool] = lambda site: True,
    owner: Device | Struct | None = None,
    prefix: str = "",
) -> Iterator[Site]:
    """Every field at each place where it is, a struct before what is in it; `into` may leave
    out what is in one."""
    owner = device if owner is None else owner
    for field in owner.all_fields:
        site = Site(device, owner, field, f"{prefix}{field.name}")
        yield site
        struct = field.kind.struct(device)
        if struct is not None and into(site):
            yield from walk(device, into, struct, f"{site.path}.")
