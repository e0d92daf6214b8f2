# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers: bool and the integers, written as Rust writes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.layout import Number, whole
from vmgen.layout.scalars import SCALARS, ScalarInfo
from vmgen.model.kinds.base import Kind, Most
from vmgen.model.kinds.saying import SHARED, Fault, Say
from vmgen.model.kinds.written import Words
from vmgen.model.travel import Around, Travel, widens

if TYPE_CHECKING:
    from vmgen.model.layout import Layout
    from vmgen.model.nodes import Device, Enum, Field, ResetElement
    from vmgen.model.walk import Site


class NumberKind(Kind):
    """What the kinds have in common that hold a number."""

    is_word: ClassVar[bool] = False
    most: ClassVar[Most] = "one"
    named_in_conditions: ClassVar[bool] = True

    @property
    def number(self) -> Scalar:
        """The number inside."""
        raise NotImplementedError

    def held(self, site: Site) -> tuple[int, int]:
        """The field's range, or that of the type."""
        return site.field.bounds

    def check_reset(self, site: Site, value: ResetElement, say: Say) -> None:
        """A value of the type, and in the range."""
        field, scalar = site.field, self.number
        if isinstance(value, bool) != (scalar.name == "bool") or not isinstance(value, int):
            message = f"the reset value of `{field.name}` is `{value}`, its type {scalar.name}"
            say.add("VM122", field, "default", message)
            return
        info = scalar.info
        if not info.minimum <= value <= info.maximum:
            message = (
                f"the reset value {value} of `{field.name}` is outside {scalar.name} "
                f"({info.minimum}..={info.maximum})"
            )
            say.add("VM122", field, "default", message)
            return
        low, high = field.bounds
        if low <= high and not low <= value <= high:
            message = (
                f"the reset value {value} of `{field.name}` is outside its range {low}..={high}"
            )
            say.add("VM123", field, "default", message)

    def ranges(self, device: Device, field: Field) -> Mapping[str, tuple[int, int]]:
        """Itself, if it is one that is always there."""
        return {field.name: field.bounds} if self.named_in_conditions else {}

    def wire_scalar(self, device: Device, field: Field) -> str:
        """As at run time, where the field does not say another."""
        return field.wire or self.number.name

    def element(self, site: Site, layout: Layout) -> Number:
        """A number in its range; one of a mirror is taken as it arrives."""
        field = site.field
        encoding = self.wire_scalar(site.device, field)
        if site.foreign:
            return whole(encoding)
        low, high = field.bounds
        return Number(encoding, self.number.name, low, high, zero=not self.nonzero)

    def at_reset(self, device: Device, value: ResetElement | None) -> Any:
        """Zero, if nothing is said, or what is nearest to it."""
        number = int(value or self.nonzero) if not isinstance(value, str) else 0
        return bool(number) if self.number.name == "bool" else number

    def annotation(self, site: Site, named: Callable[[str], Any]) -> Any:
        """A number in its range; bits that a restore sets may lie outside."""
        from vmgen.model.kinds import states

        field, name = site.field, self.number.name
        if site.foreign or field.mask is not None or field.force or name == "bool":
            return states.scalar(name)
        low, high = field.bounds
        annotation = states.number(low, high)
        return states.without_zero(annotation) if self.nonzero and low < 0 else annotation


class Scalar(NumberKind):
    """`u8` to `u64`, `i8` to `i64`, `usize` and `bool`."""

    most: ClassVar[Most] = "rows"
    mirrored: ClassVar[bool] = True
    in_parts: ClassVar[bool] = True
    takes_mask: ClassVar[bool] = True
    in_properties: ClassVar[bool] = True
    takes_absent: ClassVar[bool] = True
    counts: ClassVar[bool] = True
    in_cells: ClassVar[bool] = True
    in_locks: ClassVar[bool] = True
    name: str

    @property
    def info(self) -> ScalarInfo:
        """Width and range."""
        return SCALARS[self.name]

    @property
    def number(self) -> Scalar:
        """Itself."""
        return self

    def bits_inside(self, enum: Callable[[str], Enum]) -> int:
        """A flag is one bit."""
        return 1 if self.name == "bool" else 0

    def in_device(self, site: Site) -> Fault | None:
        """Only where it does not travel: nothing says when it changes."""
        return None if site.field.shape.one and not site.field.migrate else Fault(SHARED)

    def in_lock(self, site: Site) -> Fault | None:
        """Of a width that is the same everywhere."""
        if self.name == "usize" and site.field.migrate:
            return Fault("usize has no width of its own on the wire")
        return super().in_lock(site)

    def seen_through(self, device: Device) -> bool:
        """As its bytes."""
        return True

    def in_registers(self, site: Site) -> Fault | None:
        """Rows of numbers travel as one array."""
        fault = super().in_registers(site)
        said = any(option in site.field.at for option in ("wire", "count"))
        if fault is None and said and site.field.shape.rows:
            return Fault("rows travel flattened, as they are", "VM203")
        return fault

    def written(self, word: Words) -> str:
        """By its name."""
        return word(self.name)

    def element(self, site: Site, layout: Layout) -> Number:
        """Not all of its bits may travel."""
        made, field = super().element(site, layout), site.field
        if site.foreign or (field.mask is None and not field.force):
            return made
        return replace(made, mask=-1 if field.mask is None else field.mask, force=field.force)

    def travel(self, field: Field, around: Around) -> Travel:
        """As it is, in another width, or not all of its bits."""
        if field.shape.rows:
            return Travel("rows", "the engine knows one dimension", self, converts=True)
        if field.mask is not None or field.force:
            return Travel("mask", "not all of its bits travel", self, partial=True)
        if field.wire is None or field.wire == self.name:
            return Travel("copy", "travels as it is", self)
        strategy = "flag" if self.name == "bool" else "integer"
        reason = f"{self.name} at run time, {field.wire} on the wire"
        wire = self.carrier(field, around)
        return Travel(
            strategy, reason, wire, converts=True, refuses=not widens(wire.name, self.name)
        )


def counting(travel: Travel, number: Scalar | None) -> Travel | None:
    """How a count travels that is an i32 in C: QEMU's Rust counts by unsigned numbers, of the same
    bytes. None for one that it counts by as it is.
    """
    if travel.wire != Scalar(name="i32") or number is None:
        return None
    wire = Scalar(name="u32")
    refuses = not widens(wire.name, number.name)
    return replace(travel, strategy="integer", wire=wire, converts=True, refuses=refuses)
