# SPDX-License-Identifier: GPL-2.0-or-later
"""Kinds of fields with rules of their own: counted arrays, options, durations, FIFOs, masks."""

from __future__ import annotations

from collections.abc import Sequence

from vmgen.diagnostics import Diagnostics
from vmgen.layout import SCALARS
from vmgen.lint.effects import takes_mask
from vmgen.model.nodes import Device, Field, Struct, unread
from vmgen.model.types import (
    ArrayOf,
    Cell,
    Custom,
    Duration,
    Fifo,
    Optional,
    Property,
    Scalar,
    WireOnly,
)
from vmgen.model.values import bounds, is_nonzero, scalar_of

_COUNTS = ("u8", "u16", "u32")


def check_kinds(device: Device, diagnostics: Diagnostics) -> None:
    """Check the device's own fields and those of its structs."""
    kinds = _Kinds(diagnostics)
    kinds.fields(device.all_fields, registers=False)
    for node in device.types:
        if isinstance(node, Struct):
            kinds.fields(node.all_fields, registers=True)
            kinds.fifos(node)


class _Kinds:
    def __init__(self, diagnostics: Diagnostics) -> None:
        self._diagnostics = diagnostics

    def _error(self, code: str, field: Field, option: str, message: str) -> None:
        self._diagnostics.add(code, field.where(option), f"`{field.name}`: {message}")

    def fields(self, fields: Sequence[Field], *, registers: bool) -> None:
        """Every field with those before it."""
        for index, field in enumerate(fields):
            if unread(field.type):
                continue  # whether its options mean something is not known
            self._count(field, fields[:index], fields, registers=registers)
            self._option(field)
            self._duration(field)
            self._custom(field, registers=registers)
            self._mask(field, registers=registers)
            self._wire_only(field)

    # -- counted arrays ----------------------------------------------------------------------------

    def _count(
        self, field: Field, before: Sequence[Field], all_: Sequence[Field], *, registers: bool
    ) -> None:
        if field.count is None:
            return
        if not isinstance(field.type, ArrayOf):
            self._error("VM160", field, "count", "only an array has a count")
            return
        # A property is set before anything is loaded, so it may stand anywhere.
        fixed = [item for item in all_ if isinstance(item.type, Property)]
        named = {item.name: item for item in [*fixed, *before]}
        count = named.get(field.count)
        if count is None:
            self._error("VM160", field, "count", f"`{field.count}` is no field before this one")
            return
        if unread(count.type):
            return
        if registers and not count.migrate:
            message = (
                f"`{field.name}`: `{count.name}` does not travel: a load would count by its reset "
                "value"
            )
            mend = (
                f"Let it travel before the array, with `le={field.type.length}`. If C has it from "
                f"elsewhere, put both into the device: `{count.name}: BqlCell[...] = "
                f"field(migrate=False)`, and an array of `BqlCell[...]` with `count=`."
            )
            self._diagnostics.add("VM160", field.where("count"), message, mend=mend)
            return
        scalar = scalar_of(count.type)
        plain = isinstance(count.type, Scalar if registers else Cell | Property)
        if scalar is None or not plain or (count.wire or scalar.name) not in _COUNTS:
            self._error("VM160", field, "count", f"`{count.name}` is not u8, u16 or u32")
        elif registers and bounds(count, scalar)[1] > field.type.length:
            message = f"`{count.name}` may be above the array's length, {field.type.length}"
            self._error("VM160", field, "count", message)
        elif isinstance(count.type, Property):
            self._counting_property(field, count, field.type.length)

    def _counting_property(self, field: Field, count: Field, length: int) -> None:
        """What the user sets is checked when the device is realized; what the spec says, here."""
        for what, value in (("range", count.maximum), ("default", count.default)):
            if isinstance(value, int) and value > length:
                message = (
                    f"the {what} of `{count.name}` reaches {value}, above its {length} elements"
                )
                self._error("VM160", field, "count", message)

    # -- options, durations, the author's types, masks ---------------------------------------------

    def _option(self, field: Field) -> None:
        if not isinstance(field.type, Optional):
            for option in ("none", "flag"):
                if option in field.at:
                    self._error("VM124", field, option, "is no Option")
            return
        scalar = scalar_of(field.type)
        if scalar is None or not field.migrate:
            return
        if field.none is None and field.flag is None and is_nonzero(field.type):
            return  # 0 stands for "absent"
        if (field.none is None) == (field.flag is None):
            self._error("VM161", field, "type", "needs `none=` or `flag=`, and not both")
        elif field.none is not None:
            low, high = bounds(field, scalar)
            if low <= field.none <= high:
                message = f"{field.none} is a value in {low}..={high} itself"
                self._error("VM161", field, "none", message)
            info = SCALARS[field.wire or scalar.name]
            if not info.minimum <= field.none <= info.maximum:
                message = f"{field.none} does not fit {field.wire or scalar.name}"
                self._error("VM125", field, "none", message)

    def _duration(self, field: Field) -> None:
        if not isinstance(field.type, Duration):
            if "unit" in field.at:
                self._error("VM124", field, "unit", "is no Duration")
            return
        if field.migrate and field.unit is None:
            self._error("VM162", field, "type", "is a Duration without a unit")
        if field.wire not in (None, "u64", "u32"):
            self._error("VM125", field, "wire", "a duration travels as u64 or u32")
        if field.default is not None and (
            not isinstance(field.default, int) or isinstance(field.default, bool)
        ):
            self._error("VM122", field, "default", "the reset value is a number of units")

    def _custom(self, field: Field, *, registers: bool) -> None:
        if isinstance(field.type, Custom) and registers and field.migrate:
            if field.type.wire is not None:
                self._error("VM164", field, "type", "a mirror belongs behind `Migratable`")
            elif field.wire is None or field.wire == "usize":
                self._error("VM164", field, "type", "says no `wire=`")
            elif field.default is not None and not isinstance(field.default, int):
                self._error("VM122", field, "default", "the reset value is that on the wire")

    def _mask(self, field: Field, *, registers: bool) -> None:
        scalar = scalar_of(field.type)
        for option, value in (("mask", field.mask), ("force", field.force)):
            if option not in field.at or value is None or not (registers and field.migrate):
                continue  # check_effects
            good = scalar is not None and scalar.name.startswith("u") and scalar.name != "usize"
            if not good or scalar is None or not takes_mask(field):
                self._error("VM165", field, option, "a mask is for plain unsigned numbers")
            elif not 0 <= value <= scalar.info.maximum:
                self._error("VM165", field, option, f"{value:#x} does not fit {scalar.name}")
            elif field.wire is not None and field.wire != scalar.name:
                self._error("VM165", field, option, "a mask and another width do not go together")
            else:
                self._masked_range(field, scalar, option)

    def _masked_range(self, field: Field, scalar: Scalar, option: str) -> None:
        """Bits that a restore sets or leaves out may make every number one outside the range."""
        low, high = bounds(field, scalar)
        most = field.restored(scalar.info.maximum)
        if field.force > high or most < low:
            message = f"a restore gives {field.force:#x}..={most:#x}, never {low}..={high}"
            self._error("VM121", field, option, message)
            return
        defaults = field.default if isinstance(field.default, tuple) else (field.default or 0,)
        for default in defaults:
            if isinstance(default, int) and not low <= field.restored(default) <= high:
                message = f"a restore makes {field.restored(default)} of the reset value {default}"
                self._error("VM123", field, option, message)

    # -- rings -------------------------------------------------------------------------------------

    def _wire_only(self, field: Field) -> None:
        if not isinstance(field.type, WireOnly):
            if field.part is not None:
                self._error("VM204", field, "type", "a part of a FIFO is of type `Wire[...]`")
            return
        if field.part is None:
            self._error("VM163", field, "type", "says neither computed() nor a part of a FIFO")
            return
        array = isinstance(field.type.item, ArrayOf)
        item = field.type.item.item if isinstance(field.type.item, ArrayOf) else field.type.item
        if not isinstance(item, Scalar) or item.name == "usize":
            self._error("VM163", field, "type", "holds a number of a fixed width, or an array")
        elif array != (field.part.kind == "slots") and field.part.kind != "computed":
            self._error("VM163", field, "type", "slots are an array, the other parts a number")

    def fifos(self, node: Struct) -> None:
        """Every FIFO has slots, a length, and one end; the slots fit."""
        if self._in_subsections(node):
            return
        unknown = {item.name for item in node.fields if unread(item.type)}
        fifos = {item.name: item for item in node.fields if isinstance(item.type, Fifo)}
        parts: dict[str, dict[str, list[Field]]] = {name: {} for name in fifos}
        for field in node.fields:
            for name in field.part.of if field.part else ():
                if name in unknown:
                    continue
                if name not in fifos:
                    self._error("VM163", field, "type", f"`{name}` is no FIFO of `{node.name}`")
                elif field.part is not None:
                    parts[name].setdefault(field.part.kind, []).append(field)
                    self._narrow(field, fifos[name])
        for name, found in parts.items():
            field = fifos[name]
            if not field.migrate:
                continue
            ends = found.get("oldest", []) + found.get("free", [])
            if [len(found.get(kind, [])) for kind in ("slots", "length")] != [1, 1]:
                self._error("VM163", field, "type", "has not one `slots` and one `length`")
            elif len(ends) != 1:
                self._error("VM163", field, "type", "has not one of `oldest` and `free`")
            else:
                self._slots(field, found["slots"][0])

    def _in_subsections(self, node: Struct) -> bool:
        """A FIFO and its parts are restored as one: together, and not in a subsection."""
        for field in (field for part in node.subsections for field in part.fields):
            ring = field.part is not None and field.part.kind != "computed"
            if ring or isinstance(field.type, Fifo):
                message = f"`{field.name}`: a FIFO and its parts cannot be in a subsection"
                mend = (
                    "Write a `Registers` class that has the FIFO and its parts, as QEMU's Fifo8, "
                    "and a field of that class in the subsection."
                )
                self._diagnostics.add("VM163", field.where("type"), message, mend=mend)
                return True
        return False

    def _narrow(self, field: Field, fifo: Field) -> None:
        """A length or place must fit the number that it travels as."""
        if isinstance(field.type, WireOnly) and isinstance(fifo.type, Fifo):
            scalar = scalar_of(field.type.item)
            if scalar is not None and scalar.info.maximum < fifo.type.length:
                message = f"{scalar.name} does not hold {fifo.type.length} of `{fifo.name}`"
                if field.part is not None and field.part.kind != "slots":
                    self._error("VM125", field, "type", message)

    def _slots(self, fifo: Field, field: Field) -> None:
        if isinstance(fifo.type, Fifo) and isinstance(field.type, WireOnly):
            array = field.type.item
            count = len(field.part.of) if field.part else 1
            if isinstance(array, ArrayOf) and array.length != fifo.type.length * count:
                message = f"{fifo.type.length * count} slots are needed, not {array.length}"
                self._error("VM163", field, "type", message)
            elif isinstance(array, ArrayOf) and array.item != fifo.type.item:
                self._error("VM163", field, "type", f"the items of `{fifo.name}` are others")
