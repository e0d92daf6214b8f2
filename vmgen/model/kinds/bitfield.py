# SPDX-License-Identifier: GPL-2.0-or-later
"""Registers of bit fields."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.layout import BitField, Number, whole
from vmgen.layout.scalars import SCALARS
from vmgen.model.kinds.named import Named
from vmgen.model.kinds.saying import Say
from vmgen.model.travel import Around, Travel

if TYPE_CHECKING:
    from vmgen.model.layout import Layout
    from vmgen.model.nodes import Bits, Device, Field, ResetElement
    from vmgen.model.walk import Site


class BitsKind(Named):
    """A register of bit fields over a scalar, which travels as that."""

    in_cells: ClassVar[bool] = True
    in_locks: ClassVar[bool] = True

    def check_reset(self, site: Site, value: ResetElement, say: Say) -> None:
        """A number of its width."""
        node = site.device.bitfield(self.name)
        info = SCALARS[node.repr]
        if not isinstance(value, int) or not info.minimum <= value <= info.maximum:
            message = f"`{value}` is no value of `{node.name}` ({node.repr})"
            say.add("VM122", site.field, "default", message)

    def ranges(self, device: Device, field: Field) -> Mapping[str, tuple[int, int]]:
        """The register, and each of its bit fields that has a meaning."""
        node = device.bitfield(self.name)
        info = SCALARS[node.repr]
        return {field.name: (info.minimum, info.maximum)} | {
            f"{field.name}.{item.name}": (0, (1 << item.width) - 1)
            for item in node.fields
            if not item.name.startswith("_")
        }

    def may_change(self, *, registers: bool) -> bool:
        """By itself."""
        return True

    @classmethod
    def check_types(cls, device: Device, say: Say) -> None:
        """The bitfields of the device."""
        for node in device.bitfields:
            _filled(node, say)

    def seen_through(self, device: Device) -> bool:
        """As its number, but for 64 bits."""
        return device.bitfield(self.name).repr != "u64"

    def converted_by_macro(self, device: Device, dialect: Any) -> bool:
        """As it is seen through, where the macro does that, too."""
        return self.seen_through(device) and bool(dialect.bitfields_migrate)

    def wire_scalar(self, device: Device, field: Field) -> str:
        """That of the register."""
        return device.bitfield(self.name).repr

    def inside(self, device: Device, name: str) -> tuple[int, int]:
        """Where one of its bit fields begins, and how many bits it has."""
        shift = 0
        for item in device.bitfield(self.name).fields:
            if item.name == name:
                return shift, item.width
            shift += item.width
        raise AssertionError(f"`{name}` is no bit field")

    def element(self, site: Site, layout: Layout) -> Number:
        """A number of its width."""
        node = site.device.bitfield(self.name)
        bits = tuple(
            BitField(item.name, item.width, item.type.variants(site.device)) for item in node.fields
        )
        return replace(whole(node.repr), type_name=self.name, bits=bits)

    def at_reset(self, device: Device, value: ResetElement | None) -> Any:
        """As a number."""
        return value if isinstance(value, int) else 0

    def annotation(self, site: Site, named: Callable[[str], Any]) -> Any:
        """A number that knows its bit fields."""
        return named(self.name)

    def alive(self, plain: Any, named: Callable[[str], Any]) -> Any:
        """The same number."""
        return named(self.name)(plain)

    def travel(self, field: Field, around: Around) -> Travel:
        """As it is, but for 64 bits."""
        number = self.carrier(field, around)
        if number.name == "u64":
            reason = "`impl_vmstate_bitsized!` does not compile for a bitfield of 64 bits"
            return Travel("bits", reason, number, converts=True)
        return Travel("copy", f"a bitfield is its {number.name}", self)


def _filled(node: Bits, say: Say) -> None:
    """A bitfield register fills its scalar."""
    note = say.diagnostics.add
    total, width = sum(item.width for item in node.fields), SCALARS[node.repr].bits
    if node.repr not in ("u8", "u16", "u32", "u64"):
        message = f"`{node.name}` has `repr={node.repr}`; a bitfield is u8, u16, u32 or u64"
        note("VM106", node.where("repr"), message)
    elif not node.fields:
        note("VM113", node.position, f"`{node.name}` has no bits")
    elif total != width and not any(item.type.unread for item in node.fields):
        message = f"the fields of `{node.name}` have {total} bits, {node.repr} has {width}"
        note("VM150", node.position, message)
