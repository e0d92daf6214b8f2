# SPDX-License-Identifier: GPL-2.0-or-later
"""What each kind says of its fields, and what holds of all: counted arrays, masks, own options."""

from __future__ import annotations

from collections.abc import Sequence

from vmgen.diagnostics import Diagnostics
from vmgen.layout.body import count_text
from vmgen.model.kinds import KINDS, Kind
from vmgen.model.kinds.saying import Say
from vmgen.model.kinds.sized import Sized, holds
from vmgen.model.nodes import Device, Field
from vmgen.model.walk import Site, own, owners

_COUNTS = ("u8", "u16", "u32")
_BITS = (
    "Count bits by an earlier u32 (in registers i32 with `ge=0`, too), with `le=` their number if "
    "it is a register: QEMU reads it as C's `int`, and multiplies by nothing."
)
_MASKED = ("u8", "u16", "u32", "u64")


def check_options(device: Device, diagnostics: Diagnostics) -> None:
    """Check the device's own fields and those of its structs."""
    options = _Options(diagnostics)
    for owner in owners(device):
        before: list[Field] = []
        for site in own(device, owner):
            if not site.field.kind.unread:  # else it is not known whether its options mean a thing
                options.field(site, before)
            before.append(site.field)


class _Options:
    def __init__(self, diagnostics: Diagnostics) -> None:
        self._diagnostics = diagnostics
        self._say = Say(diagnostics)

    def _error(self, code: str, field: Field, option: str, message: str) -> None:
        mend = _BITS if option == "count" and field.kind.per > 1 else ""
        self._diagnostics.add(code, field.where(option), f"`{field.name}`: {message}", mend=mend)

    def field(self, site: Site, before: Sequence[Field]) -> None:
        """A field with those before it."""
        field = site.field
        self._count(site, before)
        self._others(field)
        if field.source is not None and not (field.kind.takes_source and field.bare):
            self._error("VM204", field, "type", "a part of a FIFO is of type `Wire[...]`")
        celled = bool(field.place.cell) and field.kind.in_cells
        if field.bare or celled or (field.place.plain and field.kind.fits(field.shape)):
            field.kind.check(site, self._say)
        if site.registers and field.migrate:
            self._mask(field)

    def _others(self, field: Field) -> None:
        """Options of kinds that the field is not of, or that are for one element only."""
        celled = bool(field.place.cell) and field.kind.in_cells
        own = field.kind.options if field.bare or celled or isinstance(field.kind, Sized) else {}
        takers: dict[str, list[str]] = {}
        for kind in KINDS:
            for option in kind.options:
                takers.setdefault(option, []).append(kind.__name__)
        for option, kinds in takers.items():
            if option in field.at and option not in own:
                self._error("VM124", field, option, f"is no {' or '.join(kinds)}")

    # -- counted arrays ----------------------------------------------------------------------------

    def _count(self, site: Site, before: Sequence[Field]) -> None:
        field, shape, registers = site.field, site.field.shape, site.registers
        if field.count is None:
            return
        if field.source is not None or shape.one:
            fault = _counted_slots(site, before)
            if fault:
                self._error("VM160", field, "count", fault)
            return
        # A property is set before anything is loaded, so it may stand anywhere.
        fixed = [item for item in site.owner.all_fields if item.place.is_property]
        named = {item.name: item for item in [*fixed, *before]}
        count = named.get(field.count)
        if count is None:
            self._no_count(site)
            return
        if count.kind.unread:
            return
        if not 1 <= field.times <= shape.total or field.times > 1 < field.kind.per:
            text, many = count_text(count.name, field.times), _many(field)
            self._error("VM160", field, "count", f"`{text}` is no number of {many}")
        elif registers and not count.migrate:
            self._count_that_stays(field, count)
        elif not self._counts(count, site):
            wrong, place = f"is not {_one_of(_counting(field))}", count.place
            if not registers and place.plain and count.kind.counts:
                wrong = "is in no cell, so that nothing could set it"
            elif place.cell and place.around != ("BqlCell",) and count.kind.counts:
                wrong = "is not in a `BqlCell` alone, where QEMU and your code see it"
            self._error("VM160", field, "count", f"`{count.name}` {wrong}")
        elif registers and count.bounds[0] < 0:
            self._error("VM160", field, "count", f"`{count.name}` may be below 0")
        elif registers and count.bounds[1] > field.room:
            end = f"the array's length, {shape.total}"
            end = f"its {_many(field)}" if field.kind.per > 1 else end
            message = f"`{count.name}` may be above {end}"
            self._error("VM160", field, "count", message + _for_each(field))
        elif count.place.is_property:
            self._counting_property(field, count)

    @staticmethod
    def _counts(count: Field, site: Site) -> bool:
        """Whether a field may say how many elements travel."""
        scalar = count.kind.number
        seen = count.place.is_property or count.place.around == ("BqlCell",)
        may = count.kind.counts and (site.registers or seen)
        signed = ("i32",) if site.registers and not site.foreign else ()
        wire = count.wire or (scalar.name if scalar else "")
        return may and count.shape.one and wire in (*_counting(site.field), *signed)

    def _no_count(self, site: Site) -> None:
        """A field that is not before the array; in registers, one of the device is none either."""
        field = site.field
        if not site.registers or field.count not in site.device.by_name:
            self._error("VM160", field, "count", f"`{field.count}` is no field before this one")
            return
        message = f"`{field.name}`: `{field.count}` is in the device, which registers do not see"
        mend = (
            "Put the array into the device, in cells, with this `count=`, between registers with "
            "what is before it and those with what is behind it: the wire is the same."
        )
        self._diagnostics.add("VM160", field.where("count"), message, mend=mend)

    def _count_that_stays(self, field: Field, count: Field) -> None:
        """A mirror is made anew for each load, before anything could tell it of the device."""
        message = (
            f"`{field.name}`: `{count.name}` does not travel: a load would count by its reset value"
        )
        mend = (
            f"Let it travel before the array, with `le={field.room}`. If C has it from "
            f"elsewhere, put both into the device: `{count.name}: BqlCell[...] = "
            f"field(migrate=False)`, and an array of `BqlCell[...]` with `count=`."
        )
        self._diagnostics.add("VM160", field.where("count"), message, mend=mend)

    def _counting_property(self, field: Field, count: Field) -> None:
        """What the user sets is checked when the device is realized; what the spec says, here."""
        for what, value in (("range", count.maximum), ("default", count.default)):
            if isinstance(value, int) and value > field.room:
                message = f"the {what} of `{count.name}` reaches {value}, above its {_many(field)}"
                self._error("VM160", field, "count", message + _for_each(field))

    # -- masks -------------------------------------------------------------------------------------

    def _mask(self, field: Field) -> None:
        """Bits that do not travel; of fields that are no registers, `check_effects` says so."""
        scalar, fitting = field.kind.number, list[str]()
        for option, value in (("mask", field.mask), ("force", field.force)):
            if option not in field.at or value is None:
                continue
            plain = not field.shape.rows and field.kind.takes_mask
            if scalar is None or scalar.name not in _MASKED or not plain:
                self._error("VM165", field, option, "a mask is for plain unsigned numbers")
            elif not 0 <= value <= scalar.info.maximum:
                self._error("VM165", field, option, f"{value:#x} does not fit {scalar.name}")
            elif field.wire is not None and field.wire != scalar.name:
                self._error("VM165", field, option, "a mask and another width do not go together")
            else:
                fitting.append(option)
        if fitting:
            self._masked_range(field, fitting[0])

    def _masked_range(self, field: Field, option: str) -> None:
        """Bits that a restore sets or leaves out may make every number one outside the range."""
        scalar, (low, high) = field.kind.number, field.bounds
        assert scalar is not None
        most = field.restored(scalar.info.maximum)
        if field.force > high or most < low:
            message = f"a restore gives {field.force:#x}..={most:#x}, never {low}..={high}"
            self._error("VM121", field, option, message)
            return
        defaults = field.default if isinstance(field.default, tuple) else (field.default,)
        for default in defaults:
            if isinstance(default, int) and not low <= field.restored(default) <= high:
                message = f"a restore makes {field.restored(default)} of the reset value {default}"
                self._error("VM123", field, option, message)


def _counting(field: Field) -> tuple[str, ...]:
    """The unsigned numbers that may count elements of a field, as they are on the wire."""
    return _COUNTS[-1:] if field.kind.per > 1 else _COUNTS  # of bits QEMU reads a C int


def _one_of(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]


def _many(field: Field) -> str:
    """How much there is of what counts its elements."""
    return f"{holds(field.kind, field.shape)} {'bits' if field.kind.per > 1 else 'elements'}"


def _for_each(field: Field) -> str:
    """How many elements each of a count is, where that is not one."""
    return f", {field.times} for each" if field.times > 1 else ""


def _counted_slots(site: Site, before: Sequence[Field]) -> str:
    """Why what has no shape of its own has no count: all but the slots of a linear queue."""
    field, named = site.field, {item.name: item for item in before}
    source, count = field.source, named.get(field.count or "")
    if source is None or source.kind != "slots":
        return "only an array has a count"
    length = count.source if count is not None else None
    if count is None or length is None or (length.kind, length.of) != ("length", source.of):
        return f"`{field.count}` is not the length of the same FIFO, before this"
    inside = count.kind.spread
    number = inside.number if isinstance(inside, Kind) else None
    scalar = number.name if number else ""
    queue = site.owner.by_name.get(source.of[0])
    linear = queue is not None and queue.own.get("form") == "linear"
    if scalar not in _COUNTS or field.times > 1 or not linear:
        return "slots travel by a count where a linear FIFO has a length of u8, u16 or u32"
    return ""
