# SPDX-License-Identifier: GPL-2.0-or-later
"""What is asked of queues and of the numbers on the wire that they are made of."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import TYPE_CHECKING

from vmgen.model.kinds.number import Scalar
from vmgen.model.kinds.saying import Say
from vmgen.model.kinds.wire_only import Wire

if TYPE_CHECKING:
    from vmgen.layout import Form
    from vmgen.model.kinds.ring import Fifo
    from vmgen.model.nodes import Device, Field, Struct

_WIDE = ("u16", "u32", "u64")
"""Items that may lie in slots of bytes."""


def form_of(field: Field) -> Form:
    """The form of a queue: a ring, if it does not say."""
    form: Form = field.own.get("form", "ring")
    return form


def turns(field: Field) -> bool:
    """Whether it begins again somewhere: a ring, of either direction."""
    return form_of(field) in ("ring", "down")


def spare(field: Field, parts: Collection[str]) -> int:
    """Slots of a ring that never hold an item: one where no length tells full from empty."""
    return int(turns(field) and "length" not in parts)


class RingParts:
    """The queues of one struct, each with what says how it travels."""

    def __init__(self, device: Device, node: Struct, say: Say) -> None:
        from vmgen.model.kinds.ring import Fifo

        fifos = {
            item.name: (item, item.type) for item in node.all_fields if isinstance(item.type, Fifo)
        }
        self._device = device
        self._node = node
        self._say = say
        self._unread = {item.name for item in node.all_fields if item.kind.unread}
        self._fifos = fifos
        self._parts: dict[str, dict[str, list[Field]]] = {name: defaultdict(list) for name in fifos}
        self._place = {
            field.name: subsection.description.name
            for subsection in node.subsections
            for field in subsection.fields
        }

    def check(self) -> None:
        """Every FIFO has its parts, in one place, and the slots fit."""
        for field in self._node.all_fields:
            for name in field.source.of if field.source else ():
                if name not in self._unread:
                    self._part(field, name)
        for name, (field, kind) in self._fifos.items():
            if field.migrate and not self._node.foreign:
                self._whole(field, kind, self._parts[name])

    def _part(self, field: Field, name: str) -> None:
        """A part is of a FIFO beside it."""
        if name not in self._fifos:
            message = f"`{name}` is no FIFO of `{self._node.name}`"
            self._say.about("VM163", field, "type", message)
            return
        assert field.source is not None
        self._parts[name][field.source.kind].append(field)
        if not self._fifos[name][0].migrate:
            mend = "Let it travel; or compute the number: `computed()`."
            self._say.about("VM163", field, "type", f"`{name}` does not travel", mend)
        here, there = self._place.get(field.name, ""), self._place.get(name, "")
        if here != there:
            message = f"`{name}` travels {_where(there)}, and this {_where(here)}"
            mend = "A FIFO is restored as one: put it and all its parts into one place."
            self._say.about("VM163", field, "type", message, mend)

    def _whole(self, field: Field, kind: Fifo, found: dict[str, list[Field]]) -> None:
        have = [part for part, fields in found.items() if fields]
        twice = [part for part in have if len(found[part]) > 1]
        wanted = _wanted(form_of(field), {*have} - {"slots"})
        if wanted or twice:
            wanted = wanted or f"one `{twice[0]}`"
            self._say.about("VM163", field, "type", f"needs {wanted}")
            return
        more = spare(field, have)
        self._slots(field, kind, found["slots"][0], more)
        self._modulo(field, kind, more)
        for part in have:
            if part != "slots":
                self._fits(found[part][0], field, kind, found["slots"][0])

    def _fits(self, field: Field, fifo: Field, kind: Fifo, slots: Field) -> None:
        """A length or place fits the number that it travels as."""
        scalar = field.kind.scalar if isinstance(field.kind, Wire) else None
        width = kind.width(slots.kind) if isinstance(slots.kind, Wire) else 1
        most = kind.length * width
        if scalar is not None and scalar.info.maximum < most:
            message = f"{scalar.name} does not hold {most} of `{fifo.name}`"
            self._say.about("VM125", field, "type", message)

    def _slots(self, fifo: Field, kind: Fifo, field: Field, more: int) -> None:
        """The array has the slots of all its queues, and their items."""
        if not isinstance(field.kind, Wire) or field.shape.one or field.source is None:
            return
        sharing = len(field.source.of)
        item = field.kind.item
        bytes_ = isinstance(item, Scalar) and item.name == "u8" and kind.item.name in _WIDE
        if item != kind.item and not bytes_:
            self._say.about("VM163", field, "type", f"the items of `{fifo.name}` are others")
            return
        width = kind.width(field.kind)
        plain = form_of(fifo) != "down" and "modulo" not in fifo.own
        if width > 1 and (sharing > 1 or not plain):
            message = f"bytes of `{fifo.name}` can be neither shared nor in a ring of another form"
            self._say.about("VM163", field, "type", message)
            return
        needed = (kind.length + more) * sharing * width
        if field.shape.lengths[0] != needed:
            why = ""
            if more:
                why = f": with two ends and no length, one is free when {kind.length} are full"
            message = f"{needed} slots are needed, not {field.shape.lengths[0]}{why}"
            self._say.about("VM163", field, "type", message)

    def _modulo(self, field: Field, kind: Fifo, more: int) -> None:
        """What a ring begins again after is a number of the struct that is a number of slots."""
        name = field.own.get("modulo")
        if name is None:
            return
        if not turns(field):
            message = f"`modulo` has no effect on `{field.name}`: it does not begin again"
            self._say.add("VM124", field, "modulo", message)
            return
        found = self._node.by_name.get(name)
        if found is None:
            message = f"`{name}` is no field of `{self._node.name}`"
            mend = f"Name one with a range: `{name}: u16 = field(ge=1, le={kind.length + more})`."
            if name in self._device.by_name:
                message += ", which sees nothing of the device around it"
                mend = (
                    f"Have `{name}: u16 = field(migrate=False, ge=1, le={kind.length + more})` "
                    "here, too: the author sets it when the device is realized."
                )
            self._say.about("VM163", field, "modulo", message, mend)
            return
        plain = isinstance(found.kind, Scalar) and found.shape.one
        low, high = found.bounds if plain else (0, 0)
        most = kind.length + more
        if not plain or found.mask is not None or found.force or low < 1 or high > most:
            message = f"`{name}` is no number of 1 to {most} slots"
            mend = f"Say `field(ge=1, le={most})` of it, with a default: C's ring has a size, too."
            self._say.about("VM163", field, "modulo", message, mend)


def _where(subsection: str) -> str:
    return f"in `{subsection}`" if subsection else "outside of subsections"


def _wanted(form: Form, numbers: set[str]) -> str:
    """What a queue of this form has to have and has not; empty where it has all."""
    if form == "linear":
        return "" if numbers == {"length"} else "a `length` and no end, as it is linear"
    if form == "full":
        one = numbers in ({"oldest"}, {"free"})
        return "" if one else "one of `oldest` and `free`, and no length, as it is full"
    return "" if len(numbers) > 1 else "two of `length`, `oldest` and `free`"
