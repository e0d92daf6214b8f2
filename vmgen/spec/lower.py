# SPDX-License-Identifier: GPL-2.0-or-later
"""From the classes of a spec to the model: one device at a time, every fault noted, none raised."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, get_args

from vmgen.diagnostics import Diagnostics, Position
from vmgen.diagnostics.limits import MOST_FIELDS, MOST_NESTED
from vmgen.layout.scalars import SCALARS
from vmgen.model import nodes
from vmgen.model.binding import Binding
from vmgen.model.kinds import Kind, Unknown
from vmgen.model.kinds.implied import rest_of, with_slots
from vmgen.spec import language, options
from vmgen.spec.annotations import NoType, evaluate
from vmgen.spec.classes import Classes, Home
from vmgen.spec.language import Member, SpecClass
from vmgen.spec.load import SpecFile
from vmgen.spec.members import Members, needed, scalar_name
from vmgen.spec.options import is_number, is_text
from vmgen.spec.spelling import Spellings
from vmgen.spec.syntax import ClassSyntax, FieldSyntax


class DeviceLowering:
    """Lowers one device class and, once each, the classes that its fields name."""

    def __init__(self, classes: Classes, diagnostics: Diagnostics) -> None:
        self._classes = classes
        self._diagnostics = diagnostics
        self._spellings = Spellings()
        self._members = Members(self._name_of, self._spellings, diagnostics)
        self._types: dict[type, nodes.Struct | nodes.Enum | nodes.Bits | None] = {}
        self._open: list[type] = []
        """Classes that are being lowered, outermost first."""
        self._may_be_base = False
        self.used: set[type] = set()
        """The classes that were lowered, with those that they derive from."""

    # -- classes -----------------------------------------------------------------------------------

    def device(self, home: Home) -> nodes.Device:
        """The device, with `Unknown` types where a field's could not be read."""
        syntax, file = home.syntax, home.file
        self.used.add(home.cls)
        given = self._options(home, options.DEVICE)
        description = self._description(given, home)
        fields, subsections = self._members.read([home])
        crate = given.get("crate", file.path.stem)
        spelled = self._spelled(home)
        types = tuple(node for node in self._types.values() if node is not None)
        types = (*_brought(_every(fields, subsections, types)), *types)
        lengths = _named_lengths(_every(fields, subsections, types))
        constants = self._constants(lengths, self._members.constants, file)
        return nodes.Device(
            position=syntax.position,
            at=_positions(home),
            spelled=spelled,
            name=syntax.name,
            crate=crate,
            category=given.get("category", "misc"),
            config=given.get("config", f"X_{crate.upper()}_RUST"),
            type_name=given.get("type_name", description.name),
            parent=_parent(fields) or given.get("parent", "SysBusDevice"),
            description=description,
            hooks=tuple(hook for hook in get_args(nodes.Hook) if given.get(hook)),
            needed=needed(given.get("needed")),
            rules=tuple(self._rules(home)),
            fields=fields,
            subsections=subsections,
            types=types,
            constants=constants,
            numbers=self._numbers(lengths, file),
            order=_order([home]),
            doc=syntax.doc,
            about=file.syntax.doc,
            origin=file.path.name,
        )

    def _constants(
        self, names: Iterable[str], values: Mapping[str, int], file: SpecFile
    ) -> tuple[nodes.Constant, ...]:
        """Constants of the device's file, or imported there."""
        return tuple(self._constant(name, values[name], file) for name in names)

    def _constant(self, name: str, value: int, file: SpecFile) -> nodes.Constant:
        written = file.syntax.values.get(name)
        return nodes.Constant(
            position=Position(str(file.path)),
            spelled=self._spellings.of(
                {"value": written} if written else {}, vars(file.module), file.syntax.positions
            ),
            name=name,
            value=value,
            doc=file.syntax.constants.get(name, ""),
        )

    def _numbers(self, lengths: Iterable[str], file: SpecFile) -> tuple[nodes.Constant, ...]:
        """The constants that only spellings name, those of such constants among them."""
        found: dict[str, nodes.Constant] = {}
        while names := self._spellings.constants.keys() - set(lengths) - found.keys():
            ordered = [name for name in self._spellings.constants if name in names]
            new = self._constants(ordered, self._spellings.constants, file)
            found.update((item.name, item) for item in new)
        return tuple(found.values())

    def _spelled(self, home: Home) -> dict[str, str]:
        """How the options of a class are written, and what is assigned in it."""
        return self._spellings.of(home.syntax.values, home.names, home.file.syntax.positions)

    def alone(self, home: Home) -> nodes.Struct | nodes.Enum | nodes.Bits | None:
        """What a class is that no device names; its faults are noted.

        Registers without a name may be a base of what another run reads.
        """
        self._may_be_base = issubclass(home.cls, language.Registers)
        self._name_of(home.cls)
        self._may_be_base = False
        return self._types.get(home.cls)

    def _name_of(self, cls: type[SpecClass]) -> str | None:
        """Lower a class that a field names, before what names it."""
        if cls in self._classes.unfit:
            return None
        home = self._classes.home(cls)
        if home is None:
            made = cls.__vmgen__.frames[0]
            place = f"{made.file}:{made.line}"
            raise NoType(f"`{cls.__name__}` is made in no spec file, but at {place}")
        if cls not in self._types:
            self.used |= {part.cls for part in self._classes.chain(cls)}
            if len(self._open) == MOST_NESTED:
                message = f"`{cls.__name__}` is inside {MOST_NESTED} others, which is the most"
                raise NoType(message, "VM127", "Say it with fewer classes inside each other.")
            self._types[cls] = None  # a class that names itself ends here
            self._open.append(cls)
            node = self._type_node(home)
            self._open.remove(cls)
            del self._types[cls]
            self._types[cls] = node
        elif cls in self._open:
            message = f"`{cls.__name__}` is inside itself"
            self._diagnostics.add("VM104", home.syntax.position, message)
        found = self._types[cls]
        return found.name if found else None

    def _type_node(self, home: Home) -> nodes.Struct | nodes.Enum | nodes.Bits | None:
        if issubclass(home.cls, language.Bits):
            return self._bits(home)
        if issubclass(home.cls, language.Enum):
            return self._enum(home)
        if issubclass(home.cls, language.Registers | language.Mirror | language.Parent):
            return self._struct(home)
        return None

    def _struct(self, home: Home) -> nodes.Struct:
        mirror_only = issubclass(home.cls, language.Mirror)
        parent = issubclass(home.cls, language.Parent)
        known = options.MIRROR if mirror_only else options.REGISTERS
        if parent:
            known = options.PARENT
        chain = self._classes.chain(home.cls)
        all_given = [self._options(part, known) for part in chain]
        given = all_given[-1]
        fields, subsections = self._members.read(chain)
        if not (mirror_only or parent):
            fields, subsections = with_slots(fields, subsections)
        return nodes.Struct(
            position=home.syntax.position,
            at=_positions(home),
            spelled=self._spelled(home),
            name=home.syntax.name,
            description=self._description(given, home),
            fields=fields,
            subsections=subsections,
            rules=tuple(rule for part in chain for rule in self._rules(part)),
            check=any(options_.get("check", False) for options_ in all_given),
            nested=given.get("nested", False),
            order=_order(chain),
            path=_parent_path(given, home) if parent else "",
            binding=self._binding(given, home) if parent else None,
            mirror_only=mirror_only,
            doc=next((part.syntax.doc for part in reversed(chain) if part.syntax.doc), ""),
        )

    def _binding(self, given: dict[str, Any], home: Home) -> Binding | None:
        """What the Rust type of a parent is made of; None where QEMU's Rust has one."""
        if "header" not in given:
            return None
        name = home.syntax.name
        return Binding(
            header=given["header"],
            state=given.get("state", name),
            klass=given.get("klass", f"{name}Class"),
            type_name=self._required(given, "type_name", home.syntax) or "",
            vmstate=given.get("vmstate", ""),
            interface=given.get("interface", ""),
        )

    def _rules(self, home: Home) -> list[nodes.Rule]:
        """`rules = ["a < b", ...]` of a class, each at its own line."""
        found = []
        given, positions = vars(home.cls).get("rules"), home.syntax.elements.get("rules", [])
        if not isinstance(given, list | tuple):
            return []  # which has been noted
        for rule, position in zip(given, positions, strict=False):
            if is_text(rule):
                found.append(nodes.Rule(position=position, text=rule))
            else:
                message = f"a rule is an expression in a string, not {options.shown(rule)}"
                self._diagnostics.add("VM106", position, message)
        return found

    def _bits(self, home: Home) -> nodes.Bits | None:
        given = self._options(home, options.BITS)
        repr_ = self._required(given, "repr", home.syntax)
        fields = [self._bits_field(item, home) for item in home.syntax.fields]
        if repr_ is None or any(field.type.unread for field in fields):
            return None
        if not given.get("filled", True):
            fields += self._rest(home, fields, scalar_name(repr_))
        return nodes.Bits(
            position=home.syntax.position,
            at=_positions(home),
            name=home.syntax.name,
            repr=scalar_name(repr_),
            fields=tuple(fields),
            doc=home.syntax.doc,
        )

    def _rest(self, home: Home, fields: list[nodes.BitsField], repr_: str) -> list[nodes.BitsField]:
        """The bits above those that have a field, which are not all."""
        left = SCALARS[repr_].bits - sum(item.width for item in fields)
        if left == 0:
            message = f"`filled` has no effect on `{home.syntax.name}`: its fields have all bits"
            self._diagnostics.add("VM124", _positions(home)["filled"], message)
        return rest_of(fields, left, home.syntax.position) if fields and left > 0 else []

    def _bits_field(self, syntax: FieldSyntax, home: Home) -> nodes.BitsField:
        names, positions = home.names, home.file.syntax.positions
        type_ = evaluate(syntax, names, self._name_of, self._diagnostics)
        kind = type_ if isinstance(type_, Kind) else None
        width = kind.bits_inside(self._enum_of) if kind is not None else 0
        if kind is None or not (width or kind.unread):
            message = "a bit field is bool, bits[n] or an Enum with `bits=n`"
            self._diagnostics.add("VM204", syntax.annotation_at, message)
            kind = Unknown()
        return nodes.BitsField(
            position=syntax.position,
            spelled=self._spellings.of({"type": syntax.annotation}, names, positions),
            name=syntax.name,
            type=kind,
            width=max(0, min(width, 64)),  # of an enum, any number may be written as its width
            doc=syntax.doc,
        )

    def _enum_of(self, name: str) -> nodes.Enum:
        """The enum of this name, which has been lowered before what names it."""
        found = (node for node in self._types.values() if isinstance(node, nodes.Enum))
        return next(node for node in found if node.name == name)

    def _enum(self, home: Home) -> nodes.Enum | None:
        syntax = home.syntax
        given = self._options(home, options.ENUM)
        variants, failed = [], False
        spelled = self._spelled(home)
        for at in list(syntax.assigned.values())[MOST_FIELDS : MOST_FIELDS + 1]:
            self._members.too_many(syntax.name, "variants", len(syntax.assigned), at)
            return None
        for name, at in syntax.assigned.items():
            member = vars(home.cls).get(name)
            if name.startswith("_"):
                continue  # a helper of the spec itself
            value = member.value if isinstance(member, Member) else None
            if not is_number(value):
                message = f"the value of `{name}` is no integer, but {options.shown(value)}"
                self._diagnostics.add("VM106", at, message)
                failed = True
                continue
            doc, _ = syntax.member_docs.get(name, ("", None))
            variant = nodes.Variant(position=at, name=name, value=int(value), doc=doc)
            if name in spelled:
                variant = replace(variant, spelled={"value": spelled[name]})
            variants.append(variant)
        if ("repr" in given) == ("bits" in given):
            message = f"enum `{syntax.name}` needs `repr=` (a scalar) or `bits=` (a width)"
            self._diagnostics.add("VM107", syntax.position, message)
            failed = True
        if failed:
            return None
        repr_ = scalar_name(given["repr"]) if "repr" in given else None
        return nodes.Enum(
            position=syntax.position,
            at=_positions(home),
            spelled=spelled,
            name=syntax.name,
            repr=repr_,
            bits=SCALARS[repr_].bits if repr_ else given["bits"],
            variants=tuple(variants),
            doc=syntax.doc,
        )

    # -- options -----------------------------------------------------------------------------------

    def _options(self, home: Home, known: Mapping[str, options.Check]) -> dict[str, Any]:
        given, at = home.cls.__vmgen__.options, home.syntax.options
        return options.checked(given, known, at, home.syntax.position, self._diagnostics)

    def _required(self, given: dict[str, Any], name: str, syntax: ClassSyntax) -> Any:
        if name not in given and name not in syntax.options:
            message = f"`{syntax.name}` has no `{name}=`"
            self._diagnostics.add("VM107", syntax.position, message)
        return given.get(name)

    def _description(self, given: dict[str, Any], home: Home) -> nodes.Description:
        syntax = home.syntax
        wanted = "name" in given or not self._may_be_base
        name = (self._required(given, "name", syntax) if wanted else "") or f"<{syntax.name}>"
        version_id = given.get("version_id", 1)
        return nodes.Description(
            position=syntax.position,
            at=_positions(home),
            name=name,
            version_id=version_id,
            minimum_version_id=given.get("minimum_version_id", version_id),
            priority=given.get("priority"),
            unmigratable=given.get("unmigratable", False),
            early_setup=given.get("early_setup", False),
        )


def _positions(home: Home) -> dict[str, Position]:
    """Where the options of a class are, those behind `**` at the class's name."""
    return {
        **dict.fromkeys(home.cls.__vmgen__.options, home.syntax.position),
        **home.syntax.options,
    }


def _order(chain: Iterable[Home]) -> tuple[str, ...]:
    """The names of fields as the text has them."""
    return tuple(dict.fromkeys(item.name for home in chain for item in home.syntax.fields))


def _every(
    fields: tuple[nodes.Field, ...],
    subsections: tuple[nodes.Subsection, ...],
    types: Iterable[nodes.Struct | nodes.Enum | nodes.Bits],
) -> list[nodes.Field]:
    """The fields of a device and of its structs, those of parents left out."""
    every = [*fields, *(item for subsection in subsections for item in subsection.fields)]
    structs = (node for node in types if isinstance(node, nodes.Struct) and not node.path)
    return [*every, *(item for node in structs for item in node.all_fields)]


def _brought(every: Iterable[nodes.Field]) -> list[nodes.Struct]:
    """The structs that words of the language stand for, each once."""
    found: dict[str, nodes.Struct] = {}
    for item in every:
        struct = item.kind.brings(item.position)
        if struct is not None:
            found.setdefault(struct.name, struct)
    return list(found.values())


def _named_lengths(every: Iterable[nodes.Field]) -> dict[str, None]:
    """What lengths of fields are called."""
    return dict.fromkeys(
        name for item in every for name in (*item.shape.constants, *item.kind.named_lengths)
    )


def _parent_path(given: dict[str, Any], home: Home) -> str:
    """The Rust type of a parent: of the crate's own module, or where the spec says that it is."""
    module = "crate::parent" if "header" in given else "hwcore"
    return str(given.get("path", f"{module}::{home.syntax.name}"))


def _parent(fields: tuple[nodes.Field, ...]) -> str:
    """The Rust type of the parent whose state is a field; empty where none is."""
    found = (item.kind.class_name for item in fields if item.place.parent)
    return next(filter(None, found), "")
