# SPDX-License-Identifier: GPL-2.0-or-later
"""Enums: numbers of which only some are right."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.layout import Number
from vmgen.layout.scalars import SCALARS
from vmgen.model.kinds.named import Named
from vmgen.model.kinds.saying import Fault, Say
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.layout import Layout
    from vmgen.model.nodes import Device, Enum, Field, ResetElement
    from vmgen.model.walk import Site


class EnumKind(Named):
    """An enum of the device, which travels as a number."""

    in_cells: ClassVar[bool] = True
    in_locks: ClassVar[bool] = True

    def python_type(self, named: Callable[[str], Any]) -> Any:
        """One of its variants."""
        return named(self.name)

    def bits_inside(self, enum: Callable[[str], Enum]) -> int:
        """Those that it says, unless it has a scalar of its own."""
        node = enum(self.name)
        return node.bits if node.repr is None else 0

    def in_registers(self, site: Site) -> Fault | None:
        """One without a scalar has no bytes; what of a mirror arrives, nobody has checked."""
        fault = super().in_registers(site) or self._narrow(site)
        if fault is not None:
            return fault
        return Fault("any number may arrive: a mirror holds the number") if site.foreign else None

    def in_cell(self, site: Site) -> Fault | None:
        """One with a scalar."""
        return self._narrow(site)

    def in_lock(self, site: Site) -> Fault | None:
        """The same."""
        return self._narrow(site)

    def _narrow(self, site: Site) -> Fault | None:
        if site.device.enum(self.name).repr is None:
            return Fault(f"`{self.name}` has `bits=`, so it stands in `Bits` only")
        return None

    def check_reset(self, site: Site, value: ResetElement, say: Say) -> None:
        """One of its variants."""
        known = {f"{self.name}.{item.name}" for item in site.device.enum(self.name).variants}
        if value not in known:
            message = f"`{value}` is no variant of `{self.name}`"
            say.add("VM122", site.field, "default", message)

    def held(self, site: Site) -> tuple[int, int] | None:
        """From the least variant to the greatest."""
        node = site.device.enum(self.name)
        return _span(node) if node.repr and node.variants else None

    def ranges(self, device: Device, field: Field) -> Mapping[str, tuple[int, int]]:
        """Its number."""
        node = device.enum(self.name)
        return {field.name: _span(node)} if node.variants else {}

    def may_change(self, *, registers: bool) -> bool:
        """As its number, or by itself."""
        return True

    @classmethod
    def check_types(cls, device: Device, say: Say) -> None:
        """The enums of the device."""
        for node in device.enums:
            _variants(node, say)
            _values(node, say)

    def wire_scalar(self, device: Device, field: Field) -> str:
        """That of the enum, where the field does not say another."""
        return field.wire or device.enum(self.name).repr or "u8"

    def element(self, site: Site, layout: Layout) -> Number:
        """A number that is one of the variants'."""
        node = site.device.enum(self.name)
        encoding, variants = self.wire_scalar(site.device, site.field), self.variants(site.device)
        return Number(encoding, node.repr or "u8", *_span(node), self.name, variants)

    def variants(self, device: Device) -> tuple[tuple[str, int], ...]:
        """By name."""
        return tuple((item.name, item.value) for item in device.enum(self.name).variants)

    def at_reset(self, device: Device, value: ResetElement | None) -> Any:
        """The first variant, if nothing is said."""
        variants = device.enum(self.name).variants
        name = variants[0].name if value is None else str(value).partition(".")[2]
        return next((variant.value for variant in variants if variant.name == name), 0)

    def annotation(self, site: Site, named: Callable[[str], Any]) -> Any:
        """Of an IntEnum, which may be given by its name."""
        from vmgen.model.kinds import states

        return states.enumeration(named(self.name))

    def alive(self, plain: Any, named: Callable[[str], Any]) -> Any:
        """The variant."""
        return named(self.name)(plain)

    def travel(self, field: Field, around: Around) -> Travel:
        """As its number."""
        wire = self.carrier(field, around)
        reason = "any number may arrive, and only some are variants"
        return Travel("enum", reason, wire, converts=True, refuses=True)

    def derives(self, device: Device, value: Any) -> bool:
        """The first variant is the one that `Default` gives."""
        return bool(value == self.at_reset(device, None))

    @property
    def fallible(self) -> bool:
        """No variant may have the number."""
        return True


def _span(node: Enum) -> tuple[int, int]:
    values = [variant.value for variant in node.variants]
    return min(values), max(values)


def _variants(node: Enum, say: Say) -> None:
    """An enum has variants; one inside a bitfield has them all."""
    note = say.diagnostics.add
    if not node.variants:
        note("VM113", node.position, f"`{node.name}` has no variants")
    if node.repr is not None:
        if node.repr not in ("u8", "u16", "u32", "u64"):
            message = f"`repr={node.repr}` of `{node.name}`: an enum is u8, u16, u32 or u64"
            note("VM106", node.where("repr"), message)
        return
    if not 0 < node.bits <= 8:
        message = f"`bits={node.bits}` of `{node.name}` is not in 1..8"
        note("VM106", node.where("bits"), message)
        return
    values = {variant.value for variant in node.variants}
    missing = [value for value in range(1 << node.bits) if value not in values]
    if missing:
        shown = ", ".join(map(str, missing[:4])) + ", ..." * (len(missing) > 4)
        message = f"`{node.name}` has {node.bits} bits but no variant for {shown}"
        note("VM152", node.position, message)


def _values(node: Enum, say: Say) -> None:
    """Each variant is a number of the enum's width, where that is one."""
    if node.repr is None and not 0 < node.bits <= 8:
        return
    info = SCALARS[node.repr] if node.repr else None
    low, high = (info.minimum, info.maximum) if info else (0, (1 << node.bits) - 1)
    for variant in node.variants:
        if not low <= variant.value <= high:
            width = node.repr or f"{node.bits} bits"
            message = f"`{variant.name}` = {variant.value} does not fit {width}"
            say.diagnostics.add("VM151", variant.position, message)
