# SPDX-License-Identifier: GPL-2.0-or-later
"""Options that would change nothing where they stand: refused, as what the spec says is built."""

from __future__ import annotations

from collections.abc import Iterable

from vmgen.diagnostics import Diagnostics
from vmgen.model.nodes import Device, Field, Struct, innermost, travels, unread
from vmgen.model.types import ArrayOf, Custom, Duration, Part, Property, Scalar, WireOnly

_OF_THE_WIRE = ("since", "count", "mask", "force", "none", "flag", "absent")
"""Options that are about how a field travels, and nothing else."""

_OF_NUMBERS = ("ge", "gt", "le", "lt", "wire", "none", "flag", "unit")
"""Options that are about the number that vmgen converts."""


def check_effects(device: Device, diagnostics: Diagnostics) -> None:
    """Check the options of all fields that no other check has looked at."""
    effects = _Effects(diagnostics)
    for field in device.all_fields:
        if not unread(field.type):
            effects.device_field(field)
    for node in device.types:
        if isinstance(node, Struct):
            for field in node.all_fields:
                if not unread(field.type):
                    effects.register(field)


class _Effects:
    def __init__(self, diagnostics: Diagnostics) -> None:
        self._diagnostics = diagnostics

    def _none(self, field: Field, options: Iterable[str], reason: str, mend: str = "") -> None:
        for option in options:
            if option in field.at and not (option == "default" and field.default is None):
                message = f"`{option}` has no effect on `{field.name}`: {reason}"
                self._diagnostics.add("VM124", field.where(option), message, mend=mend)

    def device_field(self, field: Field) -> None:
        """A field of the device."""
        inner = innermost(field.type)
        if not travels(field):
            # `since` of a property has a message of its own (values.py).
            known = ("since",) if isinstance(field.type, Property) else ()
            self._none(field, [it for it in _OF_THE_WIRE if it not in known], "it does not travel")
            wiring = isinstance(inner, Part) and inner.name in ("InterruptSource", "MemoryRegion")
            if wiring or isinstance(inner, Property):
                self._none(field, ["migrate"], "it never travels")
        else:
            mend = "Put the value into a `Registers` struct behind `Migratable`."
            self._none(field, ["mask", "force"], "it is no register", mend)
        if isinstance(inner, Custom):
            mend = "Check and convert the value in your own code."
            self._none(field, _OF_NUMBERS, "the author converts it", mend)
            mend = "Set it where your code makes the device or resets it."
            self._none(field, ["default"], "it is not vmgen that makes it", mend)

    def register(self, field: Field) -> None:
        """A field of registers."""
        if not field.migrate:
            self._none(field, _OF_THE_WIRE, "it does not travel")
        if isinstance(field.type, WireOnly):
            self._computed(field, field.type)
            self._none(field, ["wire"], "its type is that on the wire")
            self._none(field, ["migrate"], "it is on the wire only")
        if not isinstance(innermost(field.type), Duration):
            return
        if not field.migrate and field.default is None:
            self._none(field, ["unit"], "it neither travels nor has a reset value")

    def _computed(self, field: Field, type_: WireOnly) -> None:
        """What the author's method gives at reset, as the codec takes it: numbers of the type."""
        item = type_.item.item if isinstance(type_.item, ArrayOf) else type_.item
        values = field.default if isinstance(field.default, tuple) else (field.default,)
        if field.default is None or not isinstance(item, Scalar):
            return
        if isinstance(field.default, tuple) and (
            not isinstance(type_.item, ArrayOf) or len(values) != type_.item.length
        ):
            self._misfit(field, "its value is a list of another length")
        for value in values:
            if isinstance(value, bool) != (item.name == "bool") or not isinstance(value, int):
                self._misfit(field, f"`{value}` is no {item.name}")
            elif not item.info.minimum <= value <= item.info.maximum:
                self._misfit(field, f"{value} is outside {item.name}")

    def _misfit(self, field: Field, message: str) -> None:
        self._diagnostics.add("VM122", field.where("default"), f"`{field.name}`: {message}")


def takes_mask(field: Field) -> bool:
    """Whether bits of a field can be left out: plain numbers, alone or in a row."""
    item = field.type.item if isinstance(field.type, ArrayOf) else field.type
    return isinstance(item, Scalar)
