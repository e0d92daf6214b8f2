# SPDX-License-Identifier: GPL-2.0-or-later
"""Values: ranges, reset values, and whether what a field holds fits the wire."""

from __future__ import annotations

from collections.abc import Collection
from copy import copy

from vmgen.diagnostics import Diagnostics
from vmgen.layout import SCALARS
from vmgen.model.nodes import (
    Bits,
    Device,
    Enum,
    Field,
    ResetElement,
    Struct,
    innermost,
    travels,
    unread,
)
from vmgen.model.types import (
    ArrayOf,
    Custom,
    Duration,
    Fifo,
    Named,
    NonZero,
    Optional,
    Padding,
    Property,
    Scalar,
    WireOnly,
)
from vmgen.model.values import bounds, flat_length, scalar_of

_RANGE = ("ge", "gt", "le", "lt")


def check_values(device: Device, diagnostics: Diagnostics) -> None:
    """Check every field of the device and of its structs, and the values of its enums."""
    for node in device.types:
        if isinstance(node, Struct):
            counts = {field.count for field in node.all_fields if field.count}
            for field in node.all_fields:
                _Value(device, field, diagnostics, counts).check()
                if node.foreign:
                    _no_range_in_mirror(field, node, diagnostics)
            for field in (item for part in node.subsections for item in part.fields):
                _Value(device, field, diagnostics, counts).check_absent()
            for field in node.fields:
                _never_absent(field, diagnostics)
        elif isinstance(node, Enum):
            _variants(node, diagnostics)
    counts = {field.count for field in device.all_fields if field.count}
    for field in device.all_fields:
        _Value(device, field, diagnostics, counts).check_device_field()
        _never_absent(field, diagnostics)


def _no_range_in_mirror(field: Field, node: Struct, diagnostics: Diagnostics) -> None:
    restores = "the author restores a mirror" if node.mirror_only else "QEMU loads a parent"
    for option in (*_RANGE, "wire"):
        if option in field.at:
            message = f"`{option}` has no effect on `{field.name}`: {restores}"
            mend = "Check the value where your code converts it."
            diagnostics.add("VM124", field.where(option), message, mend=mend)


def _never_absent(field: Field, diagnostics: Diagnostics) -> None:
    if "absent" not in field.at:
        return
    message = f"`absent` has no effect on `{field.name}`"
    mend = "It is for fields of registers in a subsection; a device's own field stays as it was."
    diagnostics.add("VM124", field.where("absent"), message, mend=mend)


def _variants(node: Enum, diagnostics: Diagnostics) -> None:
    info = SCALARS[node.repr] if node.repr else None
    low, high = (info.minimum, info.maximum) if info else (0, (1 << node.bits) - 1)
    for variant in node.variants:
        if not low <= variant.value <= high:
            width = node.repr or f"{node.bits} bits"
            message = f"`{variant.name}` = {variant.value} does not fit {width}"
            diagnostics.add("VM151", variant.position, message)


class _Value:
    """The checks of one field; `counts` are the fields that count an array beside it."""

    def __init__(
        self, device: Device, field: Field, diagnostics: Diagnostics, counts: Collection[str]
    ) -> None:
        self._field = field
        self._counts = field.name in counts
        self._diagnostics = diagnostics
        inner = innermost(field.type)
        # Wire-only fields, FIFOs and the like have checks of their own (kinds.py).
        self._unread = unread(field.type)
        self._whole = isinstance(inner, WireOnly | Fifo | Duration | Custom)
        self._scalar = scalar_of(field.type)
        self._optional = isinstance(inner, Optional)
        self._named = device.find(inner.name) if isinstance(inner, Named) else None

    def check(self) -> None:
        """A field of a register struct."""
        if self._unread:
            return  # whether its options mean something is not known
        if self._whole:
            self._no_range()
            return
        self._range()
        self._wire()
        self._default()

    def check_device_field(self) -> None:
        """A field of the device: ranges are for properties, and no width but its own."""
        if self._unread or self._whole:
            return
        named = isinstance(self._field.type, Property) or travels(self._field)
        if "rename" in self._field.at and (not named or isinstance(self._field.type, Padding)):
            message = f"`rename` has no effect on `{self._field.name}`: no name of it travels"
            self._error("VM124", "rename", message)
        if "since" in self._field.at and isinstance(self._field.type, Property):
            self._error("VM124", "since", f"`{self._field.name}` is a property: it does not travel")
        if isinstance(self._field.type, Property):
            self._range()
        for option in (*_RANGE, "wire"):
            if isinstance(self._field.type, Property) and option != "wire":
                continue
            if option in self._field.at:
                message = f"`{option}` has no effect on `{self._field.name}`: it is no register"
                mend = "Put the value into a `Registers` struct behind `Migratable`."
                if self._counts and option != "wire":
                    mend = "Remove it: a count above its array's length is refused already."
                self._diagnostics.add("VM124", self._field.where(option), message, mend=mend)
        self._default()

    def check_absent(self) -> None:
        """The value of a field in a subsection that did not arrive: as its reset value."""
        field = self._field
        if field.absent is None or self._unread:
            return
        if not isinstance(field.type, Scalar | NonZero | Named) or field.mask is not None:
            self._error("VM124", "absent", f"`{field.name}` takes no `absent`: it is no number")
            return
        at = {**field.at, "default": field.where("absent")}
        shown = field.model_copy(update={"default": field.absent, "absent": None, "at": at})
        value = copy(self)
        value._field = shown
        value._default()

    def _no_range(self) -> None:
        """Kinds that are checked as a whole have no range, and a FIFO travels by its parts."""
        field = self._field
        unread = list(_RANGE)
        if isinstance(field.type, Fifo):
            unread += ["wire", "rename", "since"]
        for option in unread:
            if option in field.at:
                self._error("VM124", option, f"`{option}` has no effect on `{field.name}`")
        if isinstance(field.type, Fifo) and field.default is not None:
            self._error("VM124", "default", f"`{field.name}` is empty at reset")

    def _error(self, code: str, option: str, message: str) -> None:
        self._diagnostics.add(code, self._field.where(option), message)

    def _range(self) -> None:
        field = self._field
        if field.minimum is None and field.maximum is None:
            return
        options = [option for option in _RANGE if option in field.at]
        if self._scalar is None or self._scalar.name == "bool":
            self._error("VM124", options[0], f"`{field.name}` is no integer, so it has no range")
            return
        info = self._scalar.info
        for bound, names in ((field.minimum, ("ge", "gt")), (field.maximum, ("le", "lt"))):
            if bound is not None and not info.minimum <= bound <= info.maximum:
                option = next((name for name in names if name in field.at), options[0])
                message = (
                    f"the range of `{field.name}` reaches {bound}, but {self._scalar.name} holds "
                    f"{info.minimum}..={info.maximum}"
                )
                self._error("VM120", option, message)
        low, high = bounds(field, self._scalar)
        if low > high:
            self._error("VM121", options[0], f"nothing is in the range {low}..={high}")

    def _wire(self) -> None:
        field = self._field
        if not field.migrate:
            for option in (*_RANGE, "wire", "rename", "since"):
                # A count that does not travel is refused as such (VM160), with the way out.
                if option in field.at and not self._counts:
                    self._error("VM124", option, f"`{field.name}` does not travel")
            return
        if field.wire is None:
            if self._scalar is not None and self._scalar.name == "usize":
                message = f"`{field.name}` is usize, which has no width of its own on the wire"
                self._error("VM125", "type", message)
            return
        if field.wire in ("usize", "bool"):
            self._error("VM106", "wire", f"`wire` takes an integer type, not {field.wire}")
            return
        if self._scalar is not None:
            low, high = bounds(field, self._scalar)
        elif isinstance(self._named, Enum) and self._named.repr and self._named.variants:
            values = [variant.value for variant in self._named.variants]
            low, high = min(values), max(values)
        else:
            self._error("VM124", "wire", f"`{field.name}` has no number that could be converted")
            return
        info = SCALARS[field.wire]
        if low < info.minimum or high > info.maximum:
            message = f"`{field.name}` holds {low}..={high}, which {field.wire} does not"
            self._error("VM125", "wire", message)

    # -- reset values ------------------------------------------------------------------------------

    def _default(self) -> None:
        field = self._field
        default = field.default
        if isinstance(default, tuple):
            if not isinstance(field.type, ArrayOf):
                message = f"`{field.name}` is no array, and its value is a list"
                self._error("VM122", "default", message)
                return
            if len(default) != flat_length(field.type):
                have, given = flat_length(field.type), len(default)
                message = f"`{field.name}` has {have} elements, its value {given}"
                mend = "Write a value for each element, or one number for all of them."
                self._diagnostics.add("VM122", field.where("default"), message, mend=mend)
                return
            for item in default:
                self._element(item)
        elif default is not None:
            self._element(default)
        elif self._scalar is not None and self._scalar.name != "bool" and not self._optional:
            low, high = bounds(field, self._scalar)
            if low <= high and not low <= 0 <= high:
                message = f"`{field.name}` resets to 0, which is not in {low}..={high}"
                self._diagnostics.add("VM123", field.position, message)

    def _element(self, value: ResetElement) -> None:
        """One reset value against the type of one element."""
        if self._scalar is not None:
            self._scalar_reset(self._scalar, value)
        elif isinstance(self._named, Enum):
            known = {f"{self._named.name}.{variant.name}" for variant in self._named.variants}
            if value not in known:
                message = f"`{value}` is no variant of `{self._named.name}`"
                self._error("VM122", "default", message)
        elif isinstance(self._named, Bits):
            info = SCALARS[self._named.repr]
            if not isinstance(value, int) or not info.minimum <= value <= info.maximum:
                message = f"`{value}` is no value of `{self._named.name}` ({self._named.repr})"
                self._error("VM122", "default", message)
        else:
            message = f"`{self._field.name}` takes no reset value here"
            mend = "Give the reset values to the fields of the struct itself."
            self._diagnostics.add("VM124", self._field.where("default"), message, mend=mend)

    def _scalar_reset(self, scalar: Scalar, value: ResetElement) -> None:
        name = self._field.name
        if isinstance(value, bool) != (scalar.name == "bool") or not isinstance(value, int):
            message = f"the reset value of `{name}` is `{value}`, its type {scalar.name}"
            self._error("VM122", "default", message)
            return
        info = scalar.info
        if not info.minimum <= value <= info.maximum:
            message = (
                f"the reset value {value} of `{name}` is outside {scalar.name} "
                f"({info.minimum}..={info.maximum})"
            )
            self._error("VM122", "default", message)
            return
        low, high = bounds(self._field, scalar)
        if low <= high and not low <= value <= high:
            message = f"the reset value {value} of `{name}` is outside its range {low}..={high}"
            self._error("VM123", "default", message)
