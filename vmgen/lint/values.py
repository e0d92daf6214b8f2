# SPDX-License-Identifier: GPL-2.0-or-later
"""Values: ranges, reset values, and whether what a field holds fits the wire."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from vmgen.diagnostics import Diagnostics
from vmgen.layout import SCALARS
from vmgen.model.gates import gated
from vmgen.model.kinds.saying import RANGE, Say
from vmgen.model.nodes import Device, Field, Struct, travels
from vmgen.model.types import ArrayOf
from vmgen.model.walk import Site, own


def check_values(device: Device, diagnostics: Diagnostics) -> None:
    """Check every field of the device and of its structs."""
    for node in device.structs:
        counts = {field.count for field in node.all_fields}
        parts = {field.name for item in node.subsections for field in item.fields}
        for site in own(device, node):
            _Value(site, diagnostics, counts).check()
            if node.foreign:
                _no_range_in_mirror(site.field, node, diagnostics)
            if site.field.name not in parts and not gated(device, node, site.field):
                _never_absent(site.field, diagnostics)
            else:
                _Value(site, diagnostics, counts).check_absent()
    counts = {field.count for field in device.all_fields}
    parts = {field.name for item in device.subsections for field in item.fields}
    for site in own(device, device):
        _Value(site, diagnostics, counts).check_device_field()
        lacking = site.field.name in parts or gated(device, device, site.field)
        if lacking and site.field.kind.in_cells and site.field.place.cell:
            _Value(site, diagnostics, counts).check_absent()
        else:
            _never_absent(site.field, diagnostics)


def _no_range_in_mirror(field: Field, node: Struct, diagnostics: Diagnostics) -> None:
    restores = "the author restores a mirror" if node.mirror_only else "QEMU loads a parent"
    for option in (*RANGE, "wire"):
        if option in field.at:
            message = f"`{option}` has no effect on `{field.name}`: {restores}"
            mend = "Check the value where your code converts it."
            diagnostics.add("VM124", field.where(option), message, mend=mend)


def _never_absent(field: Field, diagnostics: Diagnostics) -> None:
    if "absent" not in field.at or not travels(field):  # of the latter check_effects says it
        return
    message = f"`absent` has no effect on `{field.name}`"
    mend = (
        "It is for numbers that may not arrive: in a subsection, with `needed=`, or not in all "
        "versions. Of a device it is for a cell of one value; another field stays as it was."
    )
    diagnostics.add("VM124", field.where("absent"), message, mend=mend)


class _Value:
    """The checks of one field; `counts` are the fields that count an array beside it."""

    def __init__(
        self, site: Site, diagnostics: Diagnostics, counts: Collection[str | None]
    ) -> None:
        self._site = site
        self._field = site.field
        self._counts = site.field.name in counts
        self._diagnostics = diagnostics
        self._kind = site.field.kind
        self._scalar = site.field.kind.number

    def check(self) -> None:
        """A field of a register struct."""
        if self._kind.unread:
            return  # whether its options mean something is not known
        self._rename(self._field.migrate and not self._kind.named_in_stream)
        if self._kind.checked_whole:
            self._no_range()
            return
        self._range()
        self._wire()
        self._default()

    def check_device_field(self) -> None:
        """A field of the device: ranges are for properties, and no width but its own."""
        if self._kind.unread or self._kind.checked_whole:
            return
        property_, converted = self._field.place.is_property, self._converted
        named = property_ or travels(self._field)
        self._rename(not (named and self._kind.named_in_stream))
        if "since" in self._field.at and property_:
            self._error("VM124", "since", f"`{self._field.name}` is a property: it does not travel")
        if property_ or converted:
            self._range()
        if converted:
            self._wire()
        for option in (*RANGE, "wire"):
            if converted or (property_ and option != "wire"):
                continue
            if option in self._field.at:
                message = f"`{option}` has no effect on `{self._field.name}`: it is no register"
                mend = "Put the value into a `Registers` struct behind `Migratable`."
                if self._counts and option != "wire":
                    mend = "Remove it: a count above its array's length is refused already."
                self._diagnostics.add("VM124", self._field.where(option), message, mend=mend)
        self._default()

    @property
    def _converted(self) -> bool:
        """Whether vmgen converts and checks the value of a cell, or would if it could stand there.

        What counts elements stays as it is: QEMU looks into its cell.
        """
        place, kind = self._field.place, self._kind
        if not (place.cell and kind.in_cells) or (place.migratable and kind.in_locks):
            return False
        return self._field.migrate and not self._counts

    def check_absent(self) -> None:
        """The value of a field in a subsection that did not arrive: as its reset value."""
        field = self._field
        if field.absent is None or self._kind.unread:
            return
        if not (field.shape.one and self._kind.takes_absent) or field.mask is not None:
            self._error("VM124", "absent", f"`{field.name}` takes no `absent`: it is no number")
            return
        at = {**field.at, "default": field.where("absent")}
        shown = replace(field, default=field.absent, absent=None, at=at)
        _Value(replace(self._site, field=shown), self._diagnostics, ())._default()

    def _rename(self, nameless: bool) -> None:
        if nameless and "rename" in self._field.at:
            message = f"`rename` has no effect on `{self._field.name}`: no name of it travels"
            self._error("VM124", "rename", message)

    def _no_range(self) -> None:
        """Kinds that are checked as a whole have no range, and a FIFO travels by its parts."""
        field = self._field
        for option in (*RANGE, *self._kind.unranged):
            if option in field.at:
                self._error("VM124", option, f"`{option}` has no effect on `{field.name}`")

    def _error(self, code: str, option: str, message: str) -> None:
        self._diagnostics.add(code, self._field.where(option), message)

    def _range(self) -> None:
        field = self._field
        if field.minimum is None and field.maximum is None:
            return
        options = [option for option in RANGE if option in field.at]
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
        low, high = field.bounds
        if low > high:
            self._error("VM121", options[0], f"nothing is in the range {low}..={high}")

    def _wire(self) -> None:
        field = self._field
        if not field.migrate:
            # How many slots a queue has is in a range, whoever says it.
            ranged = any(field.name == it.own.get("modulo") for it in self._site.owner.all_fields)
            for option in (*(() if ranged else RANGE), "wire", "rename", "since"):
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
        held = self._kind.held(self._site)
        if held is None:
            self._error("VM124", "wire", f"`{field.name}` has no number that could be converted")
            return
        low, high = held
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
            have, given = field.shape.total, len(default)
            if given != have:
                message = f"`{field.name}` has {have} elements, its value {given}"
                mend = "Write a value for each element, or one number for all of them."
                self._diagnostics.add("VM122", field.where("default"), message, mend=mend)
                return
            for item in default:
                self._kind.check_reset(self._site, item, Say(self._diagnostics))
        elif default is not None:
            self._kind.check_reset(self._site, default, Say(self._diagnostics))
        elif self._scalar is not None and self._scalar.name != "bool":
            low, high = field.bounds
            reset = int(self._kind.nonzero and self._scalar.info.signed)  # what is nearest to 0
            if low <= high and not low <= reset <= high and not self._kind.resets_to_nothing:
                message = f"`{field.name}` resets to {reset}, which is not in {low}..={high}"
                self._diagnostics.add("VM123", field.position, message)
