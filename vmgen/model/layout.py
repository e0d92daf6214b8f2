# SPDX-License-Identifier: GPL-2.0-or-later
"""From the model of a device to its layout. What an element is, its kind says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Any

from vmgen.expression import Name
from vmgen.layout import (
    MIGRATABLE,
    SCALARS,
    Body,
    Element,
    Nested,
    Number,
    Ring,
    Role,
    Timer,
    WireField,
    WireSubsection,
)
from vmgen.layout.outgoing import numbers_sent, outgoing
from vmgen.model import memory
from vmgen.model.cells import beside
from vmgen.model.conditions import answer, condition, rules
from vmgen.model.kinds.reset import reset_field
from vmgen.model.nodes import Device, Field, Struct, Subsection, travels
from vmgen.model.walk import Site
from vmgen.values import Same


def layout_of(device: Device, *, wrapper_name: str = MIGRATABLE) -> Body:
    """The layout of a device that passed all checks of the model.

    `wrapper_name` is the name of `Migratable`'s own description, `{field}` in it the field that is
    behind it. It writes nothing, but a subsection that begins with it is refused, where another
    would be left in the stream.
    """
    return _layout(Same(device), wrapper_name)


@lru_cache(maxsize=1)  # a crate asks several times, and then the next one
def _layout(key: Same[Device], wrapper_name: str) -> Body:
    return Layout(key.value, wrapper_name).device()


class Layout:
    """A layout in the making: what kinds need of it to say theirs."""

    def __init__(self, device: Device, wrapper_name: str) -> None:
        self._device = device
        self._wrapper_name = wrapper_name
        self._structs: dict[str, Body] = {}
        self._versioned = device.versioned

    def device(self) -> Body:
        """That of the whole section."""
        device, needed = self._device, self._device.needed
        made = self._body(device)
        if needed is None or needed.asks:
            return made
        return replace(made, needed=condition(device, device, needed.text, "needed"))

    def _struct(self, struct: Struct) -> Body:
        if struct.name not in self._structs:
            self._structs[struct.name] = self._body(struct)
        return self._structs[struct.name]

    def _body(self, owner: Device | Struct) -> Body:
        head = owner.description
        if owner.name in self._versioned:
            head = replace(self._versioned[owner.name], name=head.name)
        return Body(
            name=head.name,
            version_id=head.version_id,
            minimum_version_id=head.minimum_version_id,
            fields=self._fields(owner, owner.fields),
            subsections=self._subsections(owner, ""),
            rings=self._rings(owner, owner.fields),
            absent=tuple(self._absent(owner)),
            rules=tuple(rules(self._device, owner)),
        )

    def _rings(self, owner: Device | Struct, fields: Iterable[Field]) -> tuple[Ring, ...]:
        sites = (Site(self._device, owner, field, field.name) for field in fields)
        rings = (site.field.kind.ring(site) for site in sites if site.field.migrate)
        return tuple(ring for ring in rings if ring is not None)

    def _absent(self, owner: Device | Struct) -> Iterator[tuple[str, int]]:
        for field in owner.all_fields:
            if field.absent is not None and not isinstance(field.absent, tuple):
                yield field.name, field.kind.at_reset(self._device, field.absent)

    def _subsections(self, owner: Device | Struct, within: str) -> tuple[WireSubsection, ...]:
        subsections = [
            subsection for subsection in owner.subsections if subsection.within == within
        ]
        return tuple(self._subsection(owner, subsection) for subsection in subsections)

    def _subsection(self, owner: Device | Struct, subsection: Subsection) -> WireSubsection:
        head, needed = subsection.description, subsection.needed
        fields = self._fields(owner, subsection.fields)
        inside = self._subsections(owner, head.name)
        rings = self._rings(owner, subsection.fields)
        body = Body(head.name, head.version_id, head.minimum_version_id, fields, inside, rings)
        if needed is None:
            return WireSubsection(body)
        if needed.kind == "method":
            return WireSubsection(body, "method")
        if needed.kind == "changed":
            left_out = {field.name: self._left_out(field) for field in subsection.fields}
            numbers = tuple(tuple(numbers_sent(field, left_out)) for field in fields)
            return WireSubsection(body, "changed", resets=numbers)
        made = condition(self._device, owner, needed.text, "needed")
        if isinstance(made.expression, Name) and made.sources[0][1].whole:
            return WireSubsection(body, "flag", made.expression.name)
        return WireSubsection(body, "expression", expression=made)

    def _left_out(self, field: Field) -> Any:
        """What a field is where its subsection did not arrive, structs as their mirrors have it."""
        struct = field.kind.struct(self._device)
        if struct is None:
            return reset_field(self._device, field, field.left_out)
        one = {item.name: self._left_out(item) for item in struct.all_fields}
        return one if field.shape.one else [one] * field.shape.total

    # -- fields ------------------------------------------------------------------------------------

    def _fields(self, owner: Device | Struct, fields: Iterable[Field]) -> tuple[WireField, ...]:
        sites = (Site(self._device, owner, field, field.name) for field in fields)
        sent = (site for site in sites if travels(site.field) and site.field.kind.on_the_wire)
        made = ((site, item) for site in sent for item in site.field.kind.wire_fields(site, self))
        return tuple(self._placed(site, self._gated(site, item)) for site, item in made)

    def _placed(self, site: Site, made: WireField) -> WireField:
        """The same with when it is restored."""
        late = not site.registers and beside(self._device, site.field)
        return replace(made, late=True) if late else made

    def _gated(self, site: Site, made: WireField) -> WireField:
        """The same with when it is there: a number with a flag before it comes with that."""
        since, until, needed = site.field.since, site.field.until, site.field.needed
        tested = until is not None or needed is not None
        if not (since or tested):
            return made
        when = None
        if needed is not None and needed.asks:
            when = answer(needed.asks)
        elif needed is not None:
            when = condition(self._device, site.owner, needed.text, "needed")
        return replace(made, since=since, until=until, needed=when, tested=tested)

    def nested(self, site: Site, struct: Struct) -> Nested:
        """The description of a struct."""
        size = memory.struct_memory(self._device, struct).size
        role: Role = "struct" if site.registers else "registers"
        body, follows = self._struct(struct), struct.name in self._versioned
        return Nested("parent" if struct.path else role, body, size, versioned=follows)

    @staticmethod
    def fits(site: Site) -> int | None:
        """How much the count of a field may say, where it can say more."""
        return fits(site)

    def field(self, site: Site, element: Element) -> WireField:
        """The field of all elements, behind their wrapper if they have one."""
        field, shape = site.field, site.field.shape
        part = shape.part
        made = WireField(
            field.name,
            field.wire_name,
            self._behind(field, element),
            None if shape.one else shape.sent,
            counted=field.count or "",
            times=field.times,
            per=field.kind.per if field.count else 1,
            present=field.present or "",
            nulls=self._nulls(site),
            unsent=(0, 0) if part is None else (part.start, shape.total - part.stop),
            fits=fits(site),
            columns=shape.columns,
            flag=site.owner.members[field.flag] if field.flag else "",
            in_memory=field.kind.in_memory(shape),
            wrapper="" if isinstance(element, Nested) else self._wrapper(field),
        )
        return self.beside(site, made)

    def beside(self, site: Site, made: WireField) -> WireField:
        """A field as it is after a reset, where it is of numbers; counted as if all travelled."""
        if not isinstance(made.element, Number | Timer):
            return made
        field = site.field
        if (
            made.companion is None
            and made.count is not None
            and not isinstance(field.default, tuple)
        ):
            one = field.kind.at_reset(self._device, field.default)
            single = replace(made, count=None, columns=None, counted="")
            (number,) = outgoing(single, {field.name: one})
            return replace(made, reset=(int(number),) * made.count)
        values: dict[str, Any] = {field.name: reset_field(self._device, field)}
        if made.companion is not None:
            beside = [*made.companion.of, *(ring.modulo for ring in made.companion.rings)]
            values |= {name: self._of(site, name) for name in beside if name}
        numbers = outgoing(replace(made, counted="") if made.counted else made, values)
        return replace(made, reset=tuple(map(int, numbers)))

    def _nulls(self, site: Site) -> tuple[bool, ...]:
        """Of an array of pointers: which are null."""
        flags = self._of(site, site.field.present) if site.field.present else ()
        return tuple(not there for there in flags)

    def _of(self, site: Site, name: str) -> Any:
        return reset_field(self._device, site.owner.by_name[name])

    def _wrapper(self, field: Field) -> str:
        """The name of the description of `Migratable` around a field; empty where none is."""
        return self._wrapper_name.replace("{field}", field.name) if field.place.migratable else ""

    def _behind(self, field: Field, element: Element) -> Element:
        """A struct behind `Migratable` in the wrapper's description: version 1, one field."""
        name = self._wrapper(field)
        if not name or not isinstance(element, Nested):
            return element
        body = Body(name, 1, 1, (WireField("", "migration_state", element),))
        return Nested("migratable", body, element.memory)


def fits(site: Site) -> int | None:
    """The most that its count may say, where the count's type on the wire can say more."""
    field = site.field
    if field.count is None:
        return None
    count = site.owner.by_name[field.count]
    scalar = count.kind.wire_scalar(site.device, count)
    assert scalar is not None
    return field.room if SCALARS[scalar].maximum > field.room else None
