# SPDX-License-Identifier: GPL-2.0-or-later
"""The members of C's structs, by tree-sitter: one struct's text at a time.

A file as it stands is no C: macros make half of it. So what is read by a grammar is the text of one
struct, where hardly any are; what else a file has wrong does not come into it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from vmgen.importer.c.comments import said
from vmgen.importer.c.library import Tag
from vmgen.importer.c.source import Source
from vmgen.values import dataclass

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

LONGEST = 256 << 10
"""Bytes of a struct that are read."""
_DEEPEST = 32

_ATTRIBUTE = re.compile(
    r"\bQEMU_PACKED\b|\bQEMU_ALIGNED\s*\([^()]*(?:\([^()]*\)[^()]*)*\)"
    r"|\b__attribute__\s*\(\([^()]*(?:\([^()]*\)[^()]*)*\)\)|\bQEMU_[A-Z_]+\b(?!\s*\()"
)
_QUEUE = re.compile(r"\bQ(?:S?LIST|TAILQ|SIMPLEQ|SLIST|CIRCLEQ)_(?:HEAD|ENTRY)\s*\([^()]*\)")
_BITMAP = re.compile(r"\bDECLARE_BITMAP\s*\(\s*(\w+)\s*,([^;]*)\)\s*;")
OPAQUE = "a head of QEMU's lists"


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a struct."""

    name: str
    """Empty of a struct or union without a name, whose members are the outer one's."""
    words: str
    """Its type without stars and brackets: `uint32_t`, `struct A`; empty of one written here."""
    record: Record | None
    """The struct that is written here."""
    pointers: int
    lengths: tuple[str, ...]
    """What stands in its brackets, as the source has it."""
    bits: str
    """Of a bit-field: how many."""
    source: Source
    at: int
    doc: str
    unsure: bool
    """Whether it stands behind an `#if` that nobody answers."""


@dataclass(frozen=True, slots=True)
class Record:
    """A struct or union."""

    kind: str
    members: tuple[Member, ...]
    packed: bool
    whole: bool
    """Whether all of it was understood."""


@lru_cache(maxsize=1)
def parser() -> Parser:
    """Tree-sitter with its grammar of C."""
    import tree_sitter_c
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_c.language()))


def record(tag: Tag, there: Callable[[int], bool | None]) -> Record | None:
    """A struct or union; None for one too long to read. `there` says whether a place of the file
    is there, None where that is an `#if` that nobody answers."""
    source = tag.source
    end = source.closing(tag.start) + 1
    if end - tag.at > LONGEST:
        return None
    behind = source.plain[end : end + 40].lstrip()
    text = source.text[tag.at : end]
    packed = "QEMU_PACKED" in text or behind.startswith("QEMU_PACKED")
    reader = _Reader(source, tag.at, text, there)
    return reader.read(packed)


class _Reader:
    def __init__(
        self, source: Source, at: int, text: str, there: Callable[[int], bool | None]
    ) -> None:
        self.source = source
        self.at = at
        self.text = text
        self.there = there
        self.whole = True

    def read(self, packed: bool) -> Record | None:
        tree = parser().parse((_cleaned(self.text) + ";").encode("latin-1"))
        found = _first(tree.root_node, ("struct_specifier", "union_specifier"))
        if found is None:
            return None
        return self._record(found, packed, 0)

    def _record(self, node: Node, packed: bool, depth: int) -> Record:
        kind = node.type.removesuffix("_specifier")
        body = node.child_by_field_name("body")
        members = () if body is None else tuple(self._members(body, depth))
        return Record(kind, members, packed, self.whole)

    def _members(self, body: Node, depth: int) -> Iterator[Member]:
        if depth > _DEEPEST:
            self.whole = False
            return
        for child in body.children:
            kind = child.type
            if kind == "field_declaration":
                there = self.there(self.at + child.start_byte)
                if there is not False:
                    self.whole = self.whole and there is not None
                    yield from self._declared(child, depth, there is None)
            elif kind.startswith("preproc_") and kind not in ("preproc_call", "preproc_def"):
                yield from self._members(child, depth + 1)
            elif kind == "ERROR" and self.there(self.at + child.start_byte) is not False:
                self.whole = False

    def _declared(self, node: Node, depth: int, unsure: bool) -> Iterator[Member]:
        kind = node.child_by_field_name("type")
        if kind is None or node.has_error:
            self.whole = False
        if kind is None:
            return
        inner = None
        written = kind.child_by_field_name("body") is not None
        if written and kind.type in ("struct_specifier", "union_specifier"):
            inner = self._record(kind, False, depth + 1)
        words = "" if inner is not None else self._words(kind)
        declarators = node.children_by_field_name("declarator")
        bits = next((it for it in node.children if it.type == "bitfield_clause"), None)
        width = "" if bits is None else self._source(bits).lstrip(": ")
        doc = self._doc(node)
        if not declarators and inner is not None:
            at = self.at + node.start_byte
            yield Member("", "", inner, 0, (), "", self.source, at, doc, unsure)
        for one in declarators:
            name, pointers, lengths = self._declarator(one)
            at = self.at + one.start_byte
            yield Member(name, words, inner, pointers, lengths, width, self.source, at, doc, unsure)

    def _declarator(self, node: Node) -> tuple[str, int, tuple[str, ...]]:
        """Name, stars and lengths, the first of these the outermost."""
        pointers = 0
        lengths: list[str] = []
        one: Node | None = node
        while one is not None and one.type != "field_identifier":
            if one.type == "array_declarator":
                size = one.child_by_field_name("size")
                lengths.insert(0, "" if size is None else self._source(size))
            elif one.type in ("pointer_declarator", "function_declarator"):
                pointers += 1
            inner = one.child_by_field_name("declarator")
            if inner is None:
                inner = next((it for it in one.named_children if "declarator" in it.type), None)
                inner = inner or next(
                    (it for it in one.named_children if it.type == "field_identifier"), None
                )
            one = inner
        name = "" if one is None else self._source(one)
        return name, pointers, tuple(lengths)

    def _words(self, node: Node) -> str:
        text = " ".join(self._source(node).split())
        if node.type == "enum_specifier" and "{" in text:
            return "enum"
        return text

    def _source(self, node: Node) -> str:
        return self.cleaned[node.start_byte : node.end_byte]

    @property
    def cleaned(self) -> str:
        return _cleaned(self.text)

    def _doc(self, node: Node) -> str:
        start, end = self.at + node.start_byte, self.at + node.end_byte
        return said(self.source, start, end)


@lru_cache(maxsize=4)
def _cleaned(text: str) -> str:
    """The same text, as long, without what is not C's grammar."""
    text = _ATTRIBUTE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    text = _QUEUE.sub(lambda match: _as_long("QueueHead", match[0]), text)
    return _BITMAP.sub(_bitmap, text)


def _as_long(word: str, text: str) -> str:
    return word + re.sub(r"[^\n]", " ", text)[len(word) :]


def _bitmap(match: re.Match[str]) -> str:
    """`DECLARE_BITMAP(name, bits)`: an array of longs. What does not fit is left as it is."""
    made = f"u64 {match[1]}[BITS_TO_LONGS({match[2].strip()})];"
    if len(made) > len(match[0]) or "\n" in match[0]:
        made = f"u64 {match[1]}[({match[2].strip()}+63)/64];"
    return made.ljust(len(match[0])) if "\n" not in match[0] else match[0]


def _first(node: Node, kinds: tuple[str, ...]) -> Node | None:
    level = [node]
    while level:
        for one in level:
            if one.type in kinds:
                return one
        level = [child for one in level for child in one.children]
    return None
