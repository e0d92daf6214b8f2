# SPDX-License-Identifier: GPL-2.0-or-later
"""Decode plans: a description checked once and laid out for decoding.

`plan_section` adds up what is described, struct by struct and subsection by subsection, before any
byte is looked at: every size is in the description. Source: reference vmstate-wire.md 10 to 13.
"""

from __future__ import annotations

from struct import Struct
from typing import Any

from vmgen.stream.description import Json, groups
from vmgen.stream.errors import Mismatch
from vmgen.stream.infos import LISTS, TREE, code_of

# What a field is to the decoder.
LEAF, ARRAY, NESTED, ELEMENTS, LIST, TREE_OF_PAIRS, TREE_BY_NUMBER = range(7)

DEEPEST = 64
"""Structs within structs; QEMU's own are four deep."""

MOST_MEMORY = 512 << 20
"""Bytes that the tree of one section may need; the largest in shared/data needs 10 MB."""

# Bytes of memory, rounded up: a node of the tree, an item of an array, a small number in one.
_NODE, _ITEM, _SMALL_ITEM = 160, 40, 8


class FieldPlan:
    """One field: `width` bytes per element, `size` bytes in all, `memory` bytes when decoded."""

    __slots__ = (
        "code",
        "count",
        "index",
        "info",
        "kind",
        "memory",
        "name",
        "nested",
        "size",
        "width",
    )

    def __init__(self, name: str, info: str, width: int, count: int | None, index: int | None):
        self.name = name
        self.info = info
        self.width = width
        self.count = count
        self.index = index
        self.size = width * (1 if count is None else count)
        self.kind = LEAF if count is None else ARRAY
        self.code = code_of(info, width)
        self.nested: tuple[BodyPlan, ...] = ()
        self.memory = _NODE
        if count is None or self.code is None:
            self.memory += self.size
        if count is not None and width:
            self.memory += count * (_SMALL_ITEM if self.code in ("b", "B") else _ITEM)


class Run:
    """Single leaves that follow one another, unpacked in one call."""

    __slots__ = ("fields", "numbers", "unpack")

    def __init__(self, fields: list[FieldPlan]) -> None:
        self.fields = tuple(fields)
        code = Struct(">" + "".join(f.code or f"{f.width}s" for f in fields))
        self.unpack = code.unpack_from
        self.numbers = code if all(f.code for f in fields) else None
        """Where none of them is raw bytes."""


class BodyPlan:
    """The body of one VMSD: fields, then subsections."""

    __slots__ = ("_steps", "fields", "memory", "name", "size", "subsections", "version")

    def __init__(
        self,
        name: str,
        version: int,
        fields: tuple[FieldPlan, ...],
        subsections: tuple[SubsectionPlan, ...],
    ) -> None:
        self.name = name
        self.version = version
        self.fields = fields
        self.subsections = subsections
        self.size: int = sum(field.size for field in fields)
        self.size += sum(len(item.header) + item.body.size for item in subsections)
        self.memory: int = _NODE + sum(field.memory for field in fields)
        self.memory += sum(item.body.memory for item in subsections)
        self._steps: tuple[Run | FieldPlan, ...] | None = None

    @property
    def steps(self) -> tuple[Run | FieldPlan, ...]:
        """The fields with the single leaves joined into runs; made when first decoded."""
        if self._steps is None:
            steps: list[Run | FieldPlan] = []
            leaves: list[FieldPlan] = []
            for field in self.fields:
                if field.kind == LEAF:
                    leaves.append(field)
                    continue
                if leaves:
                    steps.append(Run(leaves))
                    leaves = []
                steps.append(field)
            if leaves:
                steps.append(Run(leaves))
            self._steps = tuple(steps)
        return self._steps

    @property
    def numbers(self) -> Struct | None:
        """How to unpack it, if it is single numbers and nothing else."""
        one = self.steps[0] if len(self.steps) == 1 and not self.subsections else None
        return one.numbers if isinstance(one, Run) else None


class SubsectionPlan:
    """A subsection with the header that must announce it."""

    __slots__ = ("body", "header")

    def __init__(self, body: BodyPlan) -> None:
        self.body = body
        self.header = subsection_header(body.name, body.version)


def subsection_header(name: str, version: int) -> bytes:
    """Byte 05, u8 length and name, u32 version. Raises Mismatch if the format has no room."""
    try:
        encoded = name.encode()
    except UnicodeEncodeError:
        raise Mismatch(f"the subsection name {name!r} is not UTF-8") from None
    if len(encoded) > 255 or not 0 <= version < 1 << 32:
        raise Mismatch(f"{name[:40]!r}, version {version}, cannot be a subsection's header")
    return b"\x05" + bytes([len(encoded)]) + encoded + version.to_bytes(4, "big")


def plan_section(description: Json) -> BodyPlan:
    """The plan of one device entry, or of any VMSD object, of a description.

    Raises Mismatch, naming the field, if it does not add up.
    """
    name = description.get("name", description.get("vmsd_name", ""))
    name = name if isinstance(name, str) and name.isprintable() else "?"
    body = _body(description, name, 0)
    if "size" in description and body.size != _number(description, "size", name):
        raise Mismatch(f"{name}: {body.size} bytes, described {description['size']}")
    if body.memory > MOST_MEMORY:
        raise Mismatch(f"{name}: its values would need {body.memory >> 20} MiB of memory")
    return body


def _body(members: Json, path: str, depth: int) -> BodyPlan:
    if depth > DEEPEST:
        raise Mismatch(f"structs are nested deeper than {DEEPEST} at {path[:80]}")
    return BodyPlan(
        _text(members, "vmsd_name", path, ""),
        _number(members, "version", path, 0),
        tuple(_field(member, path, depth) for member in _list(members, "fields", path)),
        tuple(
            SubsectionPlan(_body(member, _text(member, "vmsd_name", path), depth + 1))
            for member in _list(members, "subsections", path)
        ),
    )


def _field(members: Json, path: str, depth: int) -> FieldPlan:
    name = _text(members, "name", path)
    path = f"{path}.{name}"
    count = _number(members, "array_len", path) if "array_len" in members else None
    index = _number(members, "index", path) if "index" in members else None
    info = _text(members, "type", path)
    field = FieldPlan(name, info, _number(members, "size", path), count, index)
    place = index if index is not None else 0 if count is not None else None
    if place is not None:
        path = f"{path}[{place}]"
    if "struct" in members:
        struct = members["struct"]
        if not isinstance(struct, dict):
            raise Mismatch(f"{path}: its struct is no object")
        _nest(field, _body(struct, path, depth + 1), path)
        return field
    elements = tuple(_body(group, path, depth + 1) for group in groups(members))
    if info in LISTS or info == TREE:
        kind = _list_kind(info, elements, field.width)
        if count is None and kind is not None:
            field.kind = kind
            field.nested = elements
            field.memory = _NODE + sum(2 * _NODE + element.memory for element in elements)
    elif len(elements) == 1:
        _nest(field, elements[0], path)
    return field


def _nest(field: FieldPlan, body: BodyPlan, path: str) -> None:
    """Make `field` a struct or an array of structs."""
    if body.size != field.width:
        raise Mismatch(f"{path}: {body.size} bytes, described {field.width}")
    field.nested = (body,)
    if field.count is None:
        field.kind = NESTED
        field.memory = body.memory
    else:
        field.kind = ELEMENTS
        # Elements of no bytes are not told apart: nothing is there to decode.
        field.memory = _NODE + (field.count * body.memory if body.size else 0)


def _list_kind(info: str, elements: tuple[BodyPlan, ...], size: int) -> int | None:
    """What a list or tree of these elements is, None if it does not take `size` bytes.

    A list writes 01 and the body per element, then 00. A tree writes u32 count, then 01, key and
    value per node, then 00; its nodes are described by key and value, or, with direct keys (a u64
    each), by the value alone.
    """
    number, bodies = len(elements), sum(element.size for element in elements)
    if info in LISTS:
        return LIST if size == bodies + number + 1 else None
    if number % 2 == 0 and size == 4 + number // 2 + bodies + 1:
        return TREE_OF_PAIRS
    return TREE_BY_NUMBER if size == 4 + 9 * number + bodies + 1 else None


def _list(members: Json, key: str, path: str) -> list[Json]:
    value = members.get(key, [])
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        raise Mismatch(f"{path[:80]}: its {key} are no list of objects")
    return value


def _number(members: Json, key: str, path: str, absent: int | None = None) -> int:
    value: Any = members.get(key, absent)
    if type(value) is not int or value < 0 or value >= 1 << 63:
        raise Mismatch(f"{path[:80]}: its {key} is no number")
    return value


def _text(members: Json, key: str, path: str, absent: str | None = None) -> str:
    value: Any = members.get(key, absent)
    if not isinstance(value, str) or not value.isprintable():
        raise Mismatch(f"{path[:80]}: its {key} is no printable text")
    return value
