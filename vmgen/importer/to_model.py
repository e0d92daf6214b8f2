# SPDX-License-Identifier: GPL-2.0-or-later
"""From what was found of a device to its model, as an author would write it.

Registers stand together behind `Migratable[BqlRefCell[...]]`. What the device itself must decide
stands between them: arrays of as many elements as it was made with, fields that some devices have,
clocks, and whether a subsection is sent. Whoever writes the device sets the cells that say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, get_args

from vmgen.importer.arrange import arranged, of_device, shown
from vmgen.importer.counting import counting, unsigned
from vmgen.importer.found import (
    BitSet,
    Bytes,
    Check,
    Device,
    Expiry,
    Field,
    Inside,
    Skipped,
    Subsection,
    Value,
)
from vmgen.importer.names import Names, category
from vmgen.importer.parents import parent_at, parent_said
from vmgen.importer.remarks import documented, hooks, inside, kept, named, remarks
from vmgen.importer.structs import NOWHERE, Structs, bitmap, head_of, marked, total, unbounded
from vmgen.model import nodes
from vmgen.model.gates import Needed
from vmgen.model.kinds import Clock, Scalar, StructKind, Timer, Unused
from vmgen.model.names import member_name
from vmgen.model.types import ArrayOf, Cell, Migratable, Type

CLOCK = "clock"
REGISTERS = "regs"


def to_model(found: Device, crate: str, about: str = "") -> nodes.Device:
    """The model of a device; `crate` is the stem of the spec's file, `about` its docstring."""
    return _Maker(found, crate, about).device()


class _Maker:
    """A device in the making."""

    def __init__(self, found: Device, crate: str, about: str) -> None:
        self._found = found
        self._crate = crate
        self._about = about
        self._description = description = arranged(found.description)
        self._names = Names(["parent_obj"])
        self._types = Names()
        self._class = self._types.type(found.description.name, "State")
        every = tuple(shown(self._description.subsections))
        self._structs = Structs(self._types, description.name, every)
        self._flags: dict[str, str] = {}
        self._known: dict[str, str] = {}
        self._wire: set[str] = set()
        """Names on the wire that are given."""
        self._beside: list[nodes.Field] = []
        """What decides about others, and does not travel."""
        self._parts = 0

    def device(self) -> nodes.Device:
        """The device."""
        description = self._description
        at, parent = parent_at(description.fields, self._found.parent)
        plain, said = "SysBusDevice", ""
        before, behind = description.fields[:at], description.fields[at:]
        if parent is not None:
            self._wire.add(behind[0].name)
            behind = behind[1:]
        else:
            parent, plain, said = parent_said(self._found)
        made = () if parent is None else (parent.field,)
        items = list(self._items(before, description.name, REGISTERS))
        first, later = ((), made) if before else (made, ())
        items += (*later, *self._items(behind, description.name, REGISTERS))
        subsections = list(self._subsections(description.subsections, ""))
        types = list(self._structs.types)
        if parent is not None and parent.struct is not None:
            types.append(parent.struct)
        name = parent.field.kind.class_name if parent is not None else ""
        every = (*first, *self._beside, *items)
        return nodes.Device(
            position=NOWHERE,
            name=self._class,
            description=self._head(),
            fields=every,
            subsections=tuple(subsections),
            crate=self._crate,
            category=category(self._found.category),
            config=f"X_{self._crate.upper()}_RUST",
            type_name=self._found.type_name or description.name,
            parent=name or plain,
            hooks=hooks(self._found.description),
            needed=self._asked(),
            types=tuple(types),
            constants=self._constants(every, subsections, types),
            doc=self._doc(said),
            about=self._about,
            origin=f"{self._crate}.py",
        )

    def _constants(
        self,
        fields: Sequence[nodes.Field],
        subsections: list[nodes.Subsection],
        types: Sequence[nodes.Struct | nodes.Enum],
    ) -> tuple[nodes.Constant, ...]:
        """Those that a length is, in the order in which C's fields have them."""
        structs = [node for node in types if isinstance(node, nodes.Struct)]
        inside = [*fields, *(it for part in subsections for it in part.fields)]
        inside += [it for node in structs for it in node.all_fields]
        used = {name for it in inside for name in it.shape.constants}
        return tuple(
            nodes.Constant(position=NOWHERE, name=name, value=value)
            for name, value in self._structs.constants.items()
            if name in used
        )

    def _head(self) -> nodes.Description:
        """What of a description counts for a section alone is that of a device."""
        found = self._found.description
        known: tuple[nodes.Priority, ...] = get_args(nodes.Priority)
        return replace(
            head_of(self._description),
            priority=next((it for it in known if it == found.priority), None),
            unmigratable=found.unmigratable,
            early_setup=found.early_setup,
        )

    def _asked(self) -> Needed | None:
        """The author's method that says whether the section is sent."""
        hooks = self._found.description.hooks
        name = next((it.function.name for it in hooks if it.kind == "needed"), "")
        return Needed(kind="method", text=Names().field(name)) if name else None

    def _doc(self, said: str) -> str:
        found = self._found.description
        return "\n\n".join(filter(None, (found.doc or f"`{found.name}`.", said, remarks(found))))

    # -- fields ------------------------------------------------------------------------------------

    def _items(self, fields: Sequence[Field], wire: str, name: str) -> Iterator[nodes.Field]:
        """Registers, and what cannot be in them, in the order of the wire."""
        fields = [field for field in fields if not isinstance(field.what, Check)]
        counts = {it.count.member for it in fields if it.count is not None}
        fields = [unsigned(field) if field.name in counts else field for field in fields]
        runs = groupby(fields, lambda it: it.optional if _alone(it) or it.name in counts else "\0")
        for optional, run in ((key, list(run)) for key, run in runs):
            if optional == "\0":
                yield from self._together(run, wire, name, {})
            elif (
                optional
                and len(run) > 1
                and all(it.count is None or not it.count.varies for it in run)
            ):
                yield from self._together(run, wire, name, self._optional(run[0]))
            else:
                for item in run:
                    yield self._alone(item, wire)

    def _together(
        self, run: Sequence[Field], wire: str, name: str, given: dict[str, Any]
    ) -> Iterator[nodes.Field]:
        """Registers of these fields; of padding and of a single number the fields themselves."""
        if all(isinstance(item.what, Skipped) for item in run):
            yield from (self._alone(item, wire, given) for item in _padding(run))
        elif len(run) == 1 and _simple(run[0]):
            yield self._alone(run[0], wire, given)
        else:
            yield self._chunk(run, wire, name, given)

    def _chunk(
        self, run: Sequence[Field], wire: str, name: str, given: dict[str, Any]
    ) -> nodes.Field:
        """Registers of these fields."""
        self._parts += 1
        ident = self._names.field(name if self._parts == 1 else f"{name}{self._parts}")
        ident = self._names.field(member_name(run[0].name)) if given else ident
        self._wire.add(ident)
        number = "" if self._parts == 1 else str(self._parts)
        stem = wire if ident == REGISTERS else f"{wire} {ident}"
        doc = "What the guest sees." if ident == REGISTERS else f"From `{run[0].name}` on."
        if wire and name != REGISTERS and not given:  # of a subsection, whose name says it
            stem = f"{wire}{number}"
            doc = doc if number else f"The subsection `{wire}`."
        if given:
            run = [replace(item, optional="") for item in run]
        struct = self._structs.chunk(
            run, f"{wire}/{REGISTERS}{number}", stem, doc, self._description.version_id or 0
        )
        type_ = Migratable(item=Cell(name="BqlRefCell", item=StructKind(name=struct)))
        return nodes.Field(position=NOWHERE, name=ident, type=type_, **given)

    def _optional(self, field: Field) -> dict[str, Any]:
        """The cell that says whether it is there."""
        if not field.optional:
            return {}
        flag = self._flags.get(field.optional)
        if flag is None:
            why = "some sections have it, and none says why"
            if field.made_by is not None:
                why = f"not where C's {named(field.made_by)} fails. Set it"
            flag = self._flags[field.optional] = self._flag(
                f"has_{member_name(field.optional)}", f"Whether `{field.name}` is there: {why}."
            )
        return {"needed": Needed(kind="expression", text=flag)}

    def _flag(self, name: str, doc: str, *, default: bool = False) -> str:
        ident = self._names.field(name)
        self._beside.append(
            nodes.Field(
                position=NOWHERE,
                name=ident,
                type=Cell(name="BqlCell", item=Scalar(name="bool")),
                default=True if default else None,
                migrate=False,
                doc=doc,
            )
        )
        return ident

    def _alone(self, field: Field, wire: str, given: dict[str, Any] | None = None) -> nodes.Field:
        """A field of the device itself."""
        ident = self._known[field.name] = self._names.field(field.name)
        options: dict[str, Any] = dict(given or {}) | self._optional(field)
        if field.test is not None:
            options["needed"] = Needed(
                kind="method", text=Names().field(field.test.name or f"has_{ident}")
            )
        options |= {"since": field.since, "until": field.until}
        field = kept(field, fits=False)  # nobody compares a cell
        type_ = self._type(field, wire, ident, options)
        type_ = marked((*field.gaps, *unbounded(field)), field, type_)
        renamed = ident != field.name and not isinstance(field.what, Skipped)
        renamed = renamed and field.name not in self._wire
        self._wire.add(field.name)
        return nodes.Field(
            position=NOWHERE,
            name=ident,
            type=type_,
            doc=documented(field),
            rename=field.name if renamed else None,
            **options,
        )

    def _type(self, field: Field, wire: str, ident: str, given: dict[str, Any]) -> Type:
        """The type of a field of the device itself."""
        what, count = field.what, field.count
        if count is not None and (count.varies or count.member):
            self._counted(field, ident, given)
        if count is not None and count.nulls:
            self._present(field, ident, given)
        match what:
            case Value():
                kind = self._structs.number(what, given, count)
                return self._structs.around(Cell(name="BqlCell", item=kind), count)
            case Expiry():
                return self._structs.around(Timer(), count)
            case Inside(inner) if inner.name == CLOCK:
                return self._structs.around(Clock(), count)
            case Inside(inner):
                cell = Cell(name="BqlRefCell", item=self._structs.nested(inner))
                return self._structs.around(Migratable(item=cell), count)
            case Skipped(size) if count is None or not count.varies:
                return Unused(size=size * total(count))
            case BitSet(bits) if count is not None:
                return bitmap(bits or 0, celled=True)
            case Bytes(size) | Skipped(size) if count is not None:
                item = Cell(name="BqlCell", item=Scalar(name="u8"))
                most = size if count.most is None else count.most
                return ArrayOf(item=item, length=most or 0, buffer=True)
        single = replace(field, test=None, optional="", gaps=())  # the device's own field says them
        struct = self._structs.chunk(
            [single], f"{wire}/{ident}", f"{wire} {ident}", f"`{field.name}`."
        )
        given.pop("default", None)
        return Migratable(item=Cell(name="BqlRefCell", item=StructKind(name=struct)))

    def _counted(self, field: Field, ident: str, given: dict[str, Any]) -> None:
        """The cell that says how many elements travel."""
        count = field.count
        assert count is not None
        member = self._known.get(count.member, "") if count.member else ""
        if not member:
            member = self._names.field(count.member or f"num_{ident}")
            self._beside.append(counting(field, count, member))
            if count.member:
                self._known[count.member] = member
        given |= {"count": member, "times": count.times}

    def _present(self, field: Field, ident: str, given: dict[str, Any]) -> None:
        """The cells that say which pointers are not null."""
        flags = ArrayOf(
            item=Cell(name="BqlCell", item=Scalar(name="bool")), length=total(field.count)
        )
        given["present"] = name = self._names.field(f"{ident}_present")
        doc = f"Where C has a null pointer in `{field.name}` it is false: set them."
        self._beside.append(
            nodes.Field(position=NOWHERE, name=name, type=flags, migrate=False, doc=doc)
        )

    # -- subsections -------------------------------------------------------------------------------

    def _subsections(
        self, subsections: Sequence[Subsection], within: str
    ) -> Iterator[nodes.Subsection]:
        for item in subsections:
            description = item.description
            name = member_name(description.name.removeprefix(self._description.name)) or "more"
            needed = self._needed(item, name)
            self._parts, self._wire = 0, set()
            yield nodes.Subsection(
                position=NOWHERE,
                description=head_of(description),
                needed=needed,
                within=within,
                fields=tuple(self._items(_steady(description.fields), description.name, name)),
            )
            yield from self._subsections(description.subsections, description.name)

    def _needed(self, item: Subsection, name: str) -> Needed | None:
        if item.always:
            return None
        if item.needed is not None:
            return Needed(kind="method", text=Names().field(item.needed.name))
        doc = f"Whether `{item.description.name}` is sent: no section says when it is."
        return Needed(kind="expression", text=self._flag(f"{name}_sent", doc, default=item.sent))


def _alone(field: Field) -> bool:
    """Whether a field is one of the device itself."""
    if of_device(field):
        return True
    what = field.what
    return isinstance(what, Inside) and (what.description.name == CLOCK)


def _padding(run: Sequence[Field]) -> Iterator[Field]:
    """Padding in a row as one, as far as the same versions have it and all of it is understood."""
    for (*_, gaps), lot in groupby(run, lambda it: (it.since, it.until, it.optional, it.gaps)):
        items = list(lot)
        if len(items) > 1 and not gaps:
            sizes = [it.what.size * total(it.count) for it in items if isinstance(it.what, Skipped)]
            items = [replace(items[0], what=Skipped(sum(sizes)), count=None)]
        yield from items


def _simple(field: Field) -> bool:
    """Whether it needs no registers around it: a single number."""
    what = field.what
    number = isinstance(what, Value) and not (what.enum or what.kept or field.condition)
    return number and field.count is None


def _steady(fields: Sequence[Field]) -> list[Field]:
    """Fields of a subsection, which is there with all of them.

    An array that comes and goes has no elements then; what C asks a predicate for is a mark.
    """
    made = []
    for field in fields:
        if field.optional and field.count is not None:
            field = replace(field, optional="", count=replace(field.count, varies=True))
        if field.test is not None:
            field = replace(field, test=None, gaps=(*field.gaps, inside(field)))
        made.append(field)
    return made
