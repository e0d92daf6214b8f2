# SPDX-License-Identifier: GPL-2.0-or-later
"""From the classes of a spec to the model: one device at a time, every fault noted, none raised."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from vmgen.diagnostics import Diagnostics, Position
from vmgen.model import nodes
from vmgen.model.nodes import innermost, is_parent
from vmgen.model.types import SCALARS, BitsOf, Named, Scalar, Type, Unknown
from vmgen.spec import language, options, parents
from vmgen.spec.annotations import evaluate
from vmgen.spec.language import MISSING, FieldOptions, Member, SpecClass
from vmgen.spec.load import SpecFile, own_spec
from vmgen.spec.syntax import ClassSyntax, FieldSyntax


class DeviceLowering:
    """Lowers one device class and, once each, the classes that its fields name."""

    def __init__(self, files: Mapping[str, SpecFile], diagnostics: Diagnostics) -> None:
        self._files = files
        self._diagnostics = diagnostics
        self._types: dict[type, nodes.Struct | nodes.Enum | nodes.Bits | None] = {}
        self._open: list[type] = []
        """Classes that are being lowered, outermost first."""

    # -- classes -----------------------------------------------------------------------------------

    def device(self, cls: type[SpecClass], file: SpecFile) -> nodes.Device:
        """The device, with `Unknown` types where a field's could not be read."""
        syntax = file.syntax.classes[cls.__name__]
        given = self._options(cls, syntax, options.DEVICE)
        description = self._description(given, syntax)
        fields, subsections = self._members(cls, syntax, file)
        crate = given.get("crate", file.path.stem)
        return nodes.Device(
            position=syntax.position,
            at=syntax.options,
            name=cls.__name__,
            crate=crate,
            category=given.get("category", "misc"),
            config=given.get("config", f"X_{crate.upper()}_RUST"),
            type_name=given.get("type_name", description.name),
            parent=_parent(fields) or given.get("parent", "SysBusDevice"),
            description=description,
            hooks=tuple(hook for hook in ("pre_save", "post_load") if given.get(hook)),
            fields=fields,
            subsections=subsections,
            types=tuple(node for node in self._types.values() if node is not None),
            doc=syntax.doc,
            about=file.syntax.doc,
            origin=file.path.name,
        )

    def _name_of(self, cls: type[SpecClass]) -> str | None:
        """Lower a class that a field names, before what names it."""
        if cls not in self._types:
            file = self._file_of(cls)
            syntax = file.syntax.classes.get(cls.__name__) if file else None
            if file is None or syntax is None:
                message = f"`{cls.__name__}` is no class statement of a spec"
                self._diagnostics.add("VM104", Position(str(cls.__module__)), message)
                return None
            self._types[cls] = None  # a class that names itself ends here
            self._open.append(cls)
            node = self._type_node(cls, syntax, file)
            self._open.remove(cls)
            del self._types[cls]
            self._types[cls] = node
        elif cls in self._open:
            syntax = self._files[cls.__module__].syntax.classes[cls.__name__]
            message = f"`{cls.__name__}` is inside itself"
            self._diagnostics.add("VM104", syntax.position, message)
        node = self._types[cls]
        return node.name if node else None

    def _file_of(self, cls: type[SpecClass]) -> SpecFile | None:
        """The spec file of a class; vmgen's own parents are written in one, too."""
        if cls.__module__ == parents.__name__:
            return own_spec(parents)
        return self._files.get(cls.__module__)

    def _type_node(
        self, cls: type[SpecClass], syntax: ClassSyntax, file: SpecFile
    ) -> nodes.Struct | nodes.Enum | nodes.Bits | None:
        if issubclass(cls, language.Registers | language.Mirror | language.Parent):
            return self._struct(cls, syntax, file)
        if issubclass(cls, language.Bits):
            return self._bits(cls, syntax, file)
        if issubclass(cls, language.Enum):
            return self._enum(cls, syntax)
        message = f"`{cls.__name__}` must derive from Registers, Enum or Bits"
        self._diagnostics.add("VM104", syntax.position, message)
        return None

    def _struct(self, cls: type[SpecClass], syntax: ClassSyntax, file: SpecFile) -> nodes.Struct:
        mirror_only, parent = issubclass(cls, language.Mirror), issubclass(cls, language.Parent)
        known = options.MIRROR if mirror_only else options.REGISTERS
        if parent:
            known = options.PARENT
        given = self._options(cls, syntax, known)
        fields, subsections = self._members(cls, syntax, file)
        return nodes.Struct(
            position=syntax.position,
            at=syntax.options,
            name=cls.__name__,
            description=self._description(given, syntax),
            fields=fields,
            subsections=subsections,
            rules=self._rules(cls, syntax),
            check=given.get("check", False),
            nested=given.get("nested", False),
            path=given.get("path", f"hwcore::{cls.__name__}") if parent else "",
            mirror_only=mirror_only,
            doc=syntax.doc,
        )

    def _rules(self, cls: type[SpecClass], syntax: ClassSyntax) -> tuple[nodes.Rule, ...]:
        """`rules = ["a < b", ...]` of a struct."""
        given = vars(cls).get("rules", ())
        at = syntax.assigned.get("rules", syntax.position)
        if not isinstance(given, list | tuple) or not all(isinstance(rule, str) for rule in given):
            self._diagnostics.add("VM106", at, "`rules` is a list of expressions in strings")
            return ()
        places = syntax.elements.get("rules", [])
        places += [at] * (len(given) - len(places))
        return tuple(
            nodes.Rule(position=place, text=rule)
            for rule, place in zip(given, places, strict=False)
        )

    def _bits(self, cls: type[SpecClass], syntax: ClassSyntax, file: SpecFile) -> nodes.Bits | None:
        given = self._options(cls, syntax, options.BITS)
        repr_ = self._required(given, "repr", syntax)
        self._unannotated(cls, syntax)
        fields = [self._bits_field(item, file) for item in syntax.fields]
        if repr_ is None:
            return None
        return nodes.Bits(
            position=syntax.position,
            at=syntax.options,
            name=cls.__name__,
            repr=_scalar_name(repr_),
            fields=tuple(fields),
            doc=syntax.doc,
        )

    def _bits_field(self, syntax: FieldSyntax, file: SpecFile) -> nodes.BitsField:
        type_ = evaluate(syntax, vars(file.module), self._name_of, self._diagnostics)
        width = self._bits_width(type_)
        if not width and type_ != Unknown():
            message = "a bit field is bool, bits[n] or an Enum with `bits=n`"
            self._diagnostics.add("VM204", syntax.annotation_at, message)
            type_ = Unknown()
        return nodes.BitsField(
            position=syntax.position, name=syntax.name, type=type_, width=width, doc=syntax.doc
        )

    def _bits_width(self, type_: Type) -> int:
        match type_:
            case Scalar(name="bool"):
                return 1
            case BitsOf(width=width):
                return width
            case Named(name=name):
                node = next(n for n in self._types.values() if n is not None and n.name == name)
                return node.bits if isinstance(node, nodes.Enum) and node.repr is None else 0
        return 0

    def _enum(self, cls: type[SpecClass], syntax: ClassSyntax) -> nodes.Enum | None:
        given = self._options(cls, syntax, options.ENUM)
        variants, failed = [], False
        for name, at in syntax.assigned.items():
            member = vars(cls).get(name)
            value = member.value if isinstance(member, Member) else None
            if not isinstance(value, int) or isinstance(value, bool):
                message = f"the value of `{name}` is no integer"
                self._diagnostics.add("VM106", at, message)
                failed = True
                continue
            doc = syntax.member_docs.get(name, "")
            variants.append(nodes.Variant(position=at, name=name, value=value, doc=doc))
        if ("repr" in given) == ("bits" in given):
            message = f"enum `{cls.__name__}` needs `repr=` (a scalar) or `bits=` (a width)"
            self._diagnostics.add("VM107", syntax.position, message)
            failed = True
        if failed:
            return None
        repr_ = _scalar_name(given["repr"]) if "repr" in given else None
        return nodes.Enum(
            position=syntax.position,
            at=syntax.options,
            name=cls.__name__,
            repr=repr_,
            bits=SCALARS[repr_].bits if repr_ else given["bits"],
            variants=tuple(variants),
            doc=syntax.doc,
        )

    # -- fields ------------------------------------------------------------------------------------

    def _members(
        self, cls: type[SpecClass], syntax: ClassSyntax, file: SpecFile
    ) -> tuple[tuple[nodes.Field, ...], tuple[nodes.Subsection, ...]]:
        """Fields of a device or struct itself, and its subsections with theirs."""
        self._unannotated(cls, syntax)
        fields: list[nodes.Field] = []
        parts: dict[str, list[nodes.Field]] = {}
        heads: dict[str, tuple[nodes.Description, nodes.Needed | None, str]] = {}
        for item in syntax.fields:
            value = vars(cls).get(item.name, MISSING)
            name = value.subsection if isinstance(value, FieldOptions) else None
            known = options.FIELD if name is None else {**options.FIELD, **options.SUBSECTION}
            field = self._field(cls, item, file, known)
            if name is None:
                fields.append(field)
            else:
                parts.setdefault(name, []).append(field)
                head = self._subsection_head(name, value, item)
                if name not in heads:
                    heads[name] = head
                elif set(value.options) & set(options.SUBSECTION):
                    at = item.options.get("subsection", item.position)
                    message = f"what `{name}` is has been said with its first field"
                    self._diagnostics.add("VM143", at, message)
        subsections = tuple(
            nodes.Subsection(
                position=items[0].position,
                at=items[0].at,
                description=heads[name][0],
                needed=heads[name][1],
                within=heads[name][2],
                fields=tuple(items),
            )
            for name, items in parts.items()
        )
        return tuple(fields), subsections

    def _subsection_head(
        self, name: str, value: FieldOptions, syntax: FieldSyntax
    ) -> tuple[nodes.Description, nodes.Needed | None, str]:
        """Name, versions, condition and place of a subsection, from the field that says them."""
        # Wrong kinds have been noted with the field; here only what is right is taken.
        good = {
            key: given
            for key, given in value.options.items()
            if key in options.SUBSECTION and options.SUBSECTION[key][1](given)
        }
        version_id = good.get("version_id", 1)
        description = nodes.Description(
            position=syntax.options.get("subsection", syntax.position),
            at=syntax.options,
            name=name,
            version_id=version_id,
            minimum_version_id=good.get("minimum_version_id", version_id),
        )
        return description, _needed(good.get("needed")), good.get("within", "")

    def _field(
        self,
        cls: type[SpecClass],
        syntax: FieldSyntax,
        file: SpecFile,
        known: Mapping[str, options.Kind],
    ) -> nodes.Field:
        """One field of a struct or of the device."""
        type_ = evaluate(syntax, vars(file.module), self._name_of, self._diagnostics)
        value = vars(cls).get(syntax.name, MISSING)
        if not isinstance(value, FieldOptions):
            value = FieldOptions(value)
        given = options.checked(
            value.options, known, syntax.options, syntax.position, self._diagnostics
        )
        default_at = syntax.options.get("default", syntax.value_at)
        default = self._reset(value.default, default_at)
        lower = [given[k] + (k == "gt") for k in ("ge", "gt") if k in given]
        upper = [given[k] - (k == "lt") for k in ("le", "lt") if k in given]
        return nodes.Field(
            position=syntax.position,
            at={**syntax.options, "default": default_at, "type": syntax.annotation_at},
            name=syntax.name,
            type=type_,
            doc=syntax.doc,
            default=default,
            wire=_scalar_name(given["wire"]) if "wire" in given else None,
            minimum=max(lower) if lower else None,
            maximum=min(upper) if upper else None,
            migrate=given.get("migrate", True),
            since=given.get("since", 0),
            rename=given.get("rename"),
            count=given.get("count"),
            mask=given.get("mask"),
            force=given.get("force", 0),
            none=given.get("none"),
            flag=given.get("flag"),
            unit=given.get("unit"),
            absent=self._reset(
                given.get("absent", MISSING), syntax.options.get("absent", default_at)
            ),
            derived=given.get("derived", False),
            part=_part(given.get("part")),
        )

    def _reset(self, value: Any, at: Position) -> nodes.Reset | None:
        """A reset value of the spec as one of the model; None where there is no good one."""
        if value is MISSING:
            return None
        if isinstance(value, list | tuple):
            items = [self._reset(item, at) for item in value]
            return tuple(item for item in items if isinstance(item, bool | int | str))
        if isinstance(value, Member):
            return f"{value.enum}.{value.name}"
        if isinstance(value, int):
            return value
        message = f"a reset value is a number, a variant or a list of them, not `{value!r}`"
        self._diagnostics.add("VM106", at, message)
        return None

    # -- options -----------------------------------------------------------------------------------

    def _options(
        self, cls: type[SpecClass], syntax: ClassSyntax, known: Mapping[str, options.Kind]
    ) -> dict[str, Any]:
        return options.checked(
            cls.spec_options, known, syntax.options, syntax.position, self._diagnostics
        )

    def _required(self, given: dict[str, Any], name: str, syntax: ClassSyntax) -> Any:
        if name not in given and name not in syntax.options:
            message = f"`{syntax.name}` has no `{name}=`"
            self._diagnostics.add("VM107", syntax.position, message)
        return given.get(name)

    def _description(self, given: dict[str, Any], syntax: ClassSyntax) -> nodes.Description:
        name = self._required(given, "name", syntax) or f"<{syntax.name}>"
        version_id = given.get("version_id", 1)
        return nodes.Description(
            position=syntax.position,
            at=syntax.options,
            name=name,
            version_id=version_id,
            minimum_version_id=given.get("minimum_version_id", version_id),
            priority=given.get("priority"),
            unmigratable=given.get("unmigratable", False),
            early_setup=given.get("early_setup", False),
        )

    def _unannotated(self, cls: type[SpecClass], syntax: ClassSyntax) -> None:
        """`flags = 0x90` in a struct: a field that lost its type."""
        annotated = {item.name for item in syntax.fields}
        for name, at in syntax.assigned.items():
            if not name.startswith("_") and name not in annotated and name != "rules":
                message = f"`{name}` of `{cls.__name__}` has a value but no type"
                self._diagnostics.add("VM108", at, message)


def _parent(fields: tuple[nodes.Field, ...]) -> str:
    """The Rust type of the parent whose state is a field; empty where none is."""
    found = (innermost(item.type) for item in fields if is_parent(item.type))
    return next((inner.name for inner in found if isinstance(inner, Named)), "")


def _needed(given: Any) -> nodes.Needed | None:
    """The condition of a subsection."""
    if given is None:
        return None
    if isinstance(given, language.Method):
        return nodes.Needed(kind="method", text=given.name)
    if given == language.CHANGED:
        return nodes.Needed(kind="changed")
    return nodes.Needed(kind="expression", text=given)


def _part(given: Any) -> nodes.WirePart | None:
    if given is None:
        return None
    kind, of = given
    return nodes.WirePart(kind=kind, of=of)


def _scalar_name(value: Any) -> str:
    return "bool" if value is bool else str(value.name)
