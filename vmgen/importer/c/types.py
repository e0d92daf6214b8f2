# SPDX-License-Identifier: GPL-2.0-or-later
"""How large C's types are on the hosts that QEMU has (LP64), and what a member's type is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from vmgen.importer.c.evaluate import NotConstant, evaluate
from vmgen.importer.c.lexical import Token, Tokens, anywhere, closing, parts, steps
from vmgen.importer.c.library import Tag
from vmgen.importer.c.structs import Member, Record, record
from vmgen.values import dataclass

if TYPE_CHECKING:
    from vmgen.importer.c.unit import Unit

POINTER = 8
_DEEPEST = 32
_WORDS = frozenset("const volatile signed unsigned struct union enum".split())

_WIDTHS = (8, 16, 32, 64)

SCALARS: dict[str, tuple[int, str]] = {
    **{f"int{bits}_t": (bits // 8, f"i{bits}") for bits in _WIDTHS},
    **{f"uint{bits}_t": (bits // 8, f"u{bits}") for bits in _WIDTHS},
    **{f"{s}{bits}": (bits // 8, f"i{bits}") for s in ("s", "__s") for bits in _WIDTHS},
    **{f"{u}{bits}": (bits // 8, f"u{bits}") for u in ("u", "__u") for bits in _WIDTHS},
    **dict.fromkeys(("bool", "_Bool"), (1, "bool")),
    **dict.fromkeys(("char", "signed char", "gchar"), (1, "i8")),
    **dict.fromkeys(("unsigned char", "guchar", "uint8"), (1, "u8")),
    **dict.fromkeys(("short", "short int", "signed short"), (2, "i16")),
    **dict.fromkeys(("unsigned short", "unsigned short int", "ushort"), (2, "u16")),
    **dict.fromkeys(("int", "signed", "signed int", "gint", "gboolean", "pid_t"), (4, "i32")),
    **dict.fromkeys(("unsigned", "unsigned int", "uint", "guint", "float32"), (4, "u32")),
    **dict.fromkeys(("long", "long int", "long long", "long long int", "ssize_t", "off_t",
                     "intptr_t", "ptrdiff_t", "time_t"), (8, "i64")),
    **dict.fromkeys(("unsigned long", "unsigned long int", "unsigned long long",
                     "unsigned long long int", "size_t", "gsize", "uintptr_t", "hwaddr",
                     "ram_addr_t", "dma_addr_t", "pcibus_t", "vaddr", "float64"), (8, "u64")),
}  # fmt: skip
"""Bytes and the scalar of the plain types, and of those that QEMU has everywhere."""

_OTHERS = {"float": 4, "double": 8, "long double": 16}


@dataclass(frozen=True, slots=True)
class Kind:
    """A type: a scalar, a record, an enum, a pointer, or an array of one of them."""

    scalar: str = ""
    size: int | None = None
    align: int = 1
    record: Record | None = None
    enum: Tag | None = None
    pointers: int = 0
    lengths: tuple[str, ...] = ()


class Types:
    """The types that a unit sees."""

    def __init__(self, unit: Unit) -> None:
        """Everything is asked of the unit."""
        self.unit = unit
        self._records: dict[tuple[int, int], Record | None] = {}
        self._kinds: dict[str, Kind] = {}
        self._sizes: dict[int, tuple[int, int]] = {}

    # -- what a name is --------------------------------------------------------------------------

    def kind(self, words: str, depth: int = 0) -> Kind:
        """The type of words without stars and brackets; `NotConstant` if it is not known."""
        if depth > _DEEPEST:
            raise NotConstant(f"`{words[:40]}` leads to itself")
        words = " ".join(word for word in words.split() if word not in ("const", "volatile"))
        found = self._kinds.get(words)
        if found is None:
            found = self._kinds[words] = self._kind(words, depth)
        return found

    def _kind(self, words: str, depth: int) -> Kind:
        if words in SCALARS:
            size, scalar = SCALARS[words]
            return Kind(scalar, size, size)
        if words in ("target_ulong", "target_long", "abi_ulong"):
            size = self.unit.word // 8
            if not size:
                raise NotConstant(f"how wide `{words}` is: `--target` says it")
            return Kind(f"{'u' if 'ulong' in words else 'i'}{size * 8}", size, size)
        if words in _OTHERS:
            return Kind("", _OTHERS[words], _OTHERS[words])
        name = words.rpartition(" ")[2]
        tag = self.unit.tag(name)
        if tag is not None and tag.kind == "enum":
            return Kind("u32", 4, 4, enum=tag if tag.name else replace(tag, name=name))
        if tag is not None:
            return Kind("", None, 1, record=self._record(tag))
        alias = None if words != name else self.unit.alias(name)
        if alias is not None and alias.words != words:
            if alias.pointers:
                return Kind("", POINTER, POINTER, pointers=alias.pointers)
            inner = self.kind(alias.words, depth + 1)
            lengths = tuple(re.findall(r"\[([^\]]*)\]", alias.arrays))
            return replace(inner, lengths=(*lengths, *inner.lengths))
        raise NotConstant(f"the type `{words[:60]}` is not in the files given")

    def _record(self, tag: Tag) -> Record | None:
        key = (id(tag.source), tag.start)
        if key not in self._records:
            directives = self.unit.library.of(tag.source).directives
            self._records[key] = record(tag, lambda at: self.unit.holds(directives.asked(at)))
        return self._records[key]

    def is_type(self, items: Tokens) -> bool:
        """Whether tokens are a type, as a cast has it."""
        if not items or items[0].kind != "name":
            return False
        words = [it.text for it in items if it.kind == "name"]
        if any(it.kind != "name" and it.text != "*" for it in items):
            return False
        text = " ".join(word for word in words if word != "const")
        if words[0] in _WORDS or text in SCALARS or items[-1].text == "*":
            return True
        return text.endswith("_t") or text == "target_ulong" or self.unit.alias(text) is not None

    # -- sizes -----------------------------------------------------------------------------------

    def size(self, kind: Kind, depth: int = 0) -> tuple[int, int]:
        """Bytes and alignment of a type; `NotConstant`."""
        if kind.pointers:
            size, align = POINTER, POINTER
        elif kind.record is not None:
            key = id(kind.record)
            if key not in self._sizes:
                self._sizes[key] = self._laid(kind.record, depth)
            size, align = self._sizes[key]
        elif kind.size is not None:
            size, align = kind.size, kind.align
        else:
            raise NotConstant("a struct that could not be read")
        return size * self.product(kind.lengths), align

    def product(self, lengths: tuple[str, ...]) -> int:
        """How many elements an array of arrays has."""
        total = 1
        for text in lengths:
            total *= self.length(text)
        return total

    def length(self, text: str) -> int:
        """What stands in brackets, as a number."""
        return evaluate(list(anywhere(text)), self.unit) if text.strip() else 0

    def member_kind(self, member: Member, depth: int = 0) -> Kind:
        """The type of a member."""
        if member.pointers:
            return Kind("", POINTER, POINTER, pointers=member.pointers, lengths=member.lengths)
        if member.record is not None:
            return Kind("", None, 1, record=member.record, lengths=member.lengths)
        inner = self.kind(member.words, depth)
        return replace(inner, lengths=(*member.lengths, *inner.lengths))

    def _laid(self, found: Record, depth: int) -> tuple[int, int]:
        """A struct as compilers lay it out; `NotConstant` where bit-fields decide."""
        if depth > _DEEPEST:
            raise NotConstant("structs within structs, deeper than 32")
        if not found.whole:
            raise NotConstant("a struct with a member that could not be read")
        end, most = 0, 1
        for member in found.members:
            if member.bits:
                raise NotConstant("a struct with bit-fields")
            size, align = self.size(self.member_kind(member, depth), depth + 1)
            align = 1 if found.packed else align
            most = max(most, align)
            start = 0 if found.kind == "union" else -(-end // align) * align
            end = max(end, start + size)
        return -(-end // most) * most, most

    def sizeof(self, items: Tokens) -> int:
        """Bytes of a type, or of a member as `((S *)0)->m` names it; `NotConstant`."""
        if not items:
            raise NotConstant("`sizeof` of nothing")
        found = self._through_null(items)
        if found is not None:
            return self.size(found)[0]
        if items[-1].text == "*":
            return POINTER
        if items[0].text == "typeof_field":
            return _field_size(self.unit, parts(items[2:-1]))
        words = [it.text for it in items if it.kind == "name"]
        brackets = "".join(it.text for it in items[len(words) :])
        kind = self.kind(" ".join(words))
        lengths = tuple(re.findall(r"\[([^\]]*)\]", brackets))
        return self.size(kind)[0] * self.product(lengths)

    def _through_null(self, items: Tokens) -> Kind | None:
        """`((S *)0)->a.b`: the type of the member."""
        for index, item in enumerate(items):
            if item.text == "->" and index > 3 and items[0].text == "(":
                words = [it.text for it in items[:index] if it.kind == "name" and it.text != "NULL"]
                return self.path(" ".join(words), items[index + 1 :])[0]
        return None

    # -- members ---------------------------------------------------------------------------------

    def path(self, words: str, items: Tokens) -> tuple[Kind, Member]:
        """The member that `a.b[0].c` is of a struct: its type without what was indexed."""
        kind, member = self.kind(words), None
        index = 0
        while index < len(items):
            item = items[index]
            if item.text == "[":
                index = closing(items, index)
                kind = _element(kind)
            elif item.text in (".", "->") and member is not None:
                index += 1
            elif item.kind == "name":
                index += 1
                member = self._member(kind, item)
                kind = self.member_kind(member)
            else:
                raise NotConstant(f"`{item.text[:20]}` in the name of a member")
        if member is None:
            raise NotConstant("no member")
        return kind, member

    def member(self, words: str, items: Tokens) -> Member:
        """The last member of such a path, whatever is known of its own type; `NotConstant`."""
        *_, last = steps(items) or [-1]
        if last < 0:
            raise NotConstant("no member")
        outer = items[: max(0, last - 1)]
        kind = self.path(words, outer)[0] if outer else self.kind(words)
        return self._member(kind, items[last])

    def _member(self, kind: Kind, item: Token) -> Member:
        if kind.record is None:
            raise NotConstant(f"`{item.text}` is of no struct that is in the files given")
        found = list(named(kind.record, item.text))
        if not found:
            raise NotConstant(f"the struct has no member `{item.text}` that could be read")
        if len(found) > 1:
            raise NotConstant(f"`{item.text}` is declared {len(found)} times, behind `#if`s")
        return found[0]


def _element(kind: Kind) -> Kind:
    if kind.lengths:
        return replace(kind, lengths=kind.lengths[1:])
    raise NotConstant("an index of what is no array")


def named(found: Record, name: str) -> Iterator[Member]:
    """The members of a name, of a struct or of one without a name in it: several where `#if`s that
    nobody answers decide."""
    for member in found.members:
        if member.name == name:
            yield member
            if not member.unsure:
                return
        elif not member.name and member.record is not None:
            yield from named(member.record, name)


# -- what QEMU has everywhere ----------------------------------------------------------------------

Built = Callable[["Unit", list[Tokens]], int]


def _numbers(work: Callable[..., int], many: int) -> Built:
    def call(unit: Unit, arguments: list[Tokens]) -> int:
        if len(arguments) != many:
            raise NotConstant(f"{len(arguments)} arguments instead of {many}")
        return work(*(evaluate(it, unit) for it in arguments))

    return call


def _up(value: int, by: int) -> int:
    if by <= 0:
        raise NotConstant(f"a division by {by}")
    return -(-value // by)


def _array_size(unit: Unit, arguments: list[Tokens]) -> int:
    items = arguments[0] if arguments else []
    kind = unit.types._through_null(items)
    if kind is None:
        return unit.array_length(items)
    if not kind.lengths:
        raise NotConstant("the length of what is no array")
    return unit.types.length(kind.lengths[0])


def _field_size(unit: Unit, arguments: list[Tokens]) -> int:
    if len(arguments) != 2:
        raise NotConstant("`sizeof_field` takes two")
    words = " ".join(it.text for it in arguments[0] if it.kind == "name")
    return unit.types.size(unit.types.path(words, arguments[1])[0])[0]


def _power(value: int) -> int:
    if not 0 <= value < 128:
        raise NotConstant(f"a shift by {value}")
    return 1 << value


BUILT_IN: dict[str, Built] = {
    "ARRAY_SIZE": _array_size,
    "sizeof_field": _field_size,
    "DIV_ROUND_UP": _numbers(_up, 2),
    "ROUND_UP": _numbers(lambda value, by: _up(value, by) * by, 2),
    "QEMU_ALIGN_UP": _numbers(lambda value, by: _up(value, by) * by, 2),
    "BITS_TO_LONGS": _numbers(lambda bits: _up(bits, 64), 1),
    "BITS_TO_U32S": _numbers(lambda bits: _up(bits, 32), 1),
    "BITS_TO_BYTES": _numbers(lambda bits: _up(bits, 8), 1),
    "BIT": _numbers(_power, 1),
    "BIT_ULL": _numbers(_power, 1),
    **dict.fromkeys(("MAX", "MAX_CONST"), _numbers(max, 2)),
    **dict.fromkeys(("MIN", "MIN_CONST"), _numbers(min, 2)),
    **dict.fromkeys(
        (f"{u}INT{bits}_C" for u in ("", "U") for bits in _WIDTHS),
        _numbers(lambda value: value, 1),
    ),
}
"""Macros that are no expression in C's headers, or that an import should not need a header for."""

CONSTANTS: dict[str, int] = {
    "BITS_PER_LONG": 64,
    "BITS_PER_BYTE": 8,
    "CHAR_BIT": 8,
    "KiB": 1 << 10,
    "MiB": 1 << 20,
    "GiB": 1 << 30,
    **{f"UINT{bits}_MAX": (1 << bits) - 1 for bits in (8, 16, 32, 64)},
    **{f"INT{bits}_MAX": (1 << bits - 1) - 1 for bits in (8, 16, 32, 64)},
    "true": 1,
    "false": 0,
    "NULL": 0,
}
"""Constants of C and of QEMU that a name stands for where no file says otherwise."""
