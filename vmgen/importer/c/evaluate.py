# SPDX-License-Identifier: GPL-2.0-or-later
"""Constant expressions of C: from tokens to a number, or to the name of what is not known."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Protocol

from vmgen.importer.c.lexical import Token, Tokens, closing, parts, unquoted

_DEEPEST = 64
_LARGEST = 1 << 128


class NotConstant(Exception):
    """What cannot be worked out, in words of the source: the reason."""


Maybe = int | NotConstant


class Names(Protocol):
    """What an expression asks for."""

    def name(self, item: Token) -> int:
        """The number that a name stands for; `NotConstant`."""

    def call(self, item: Token, arguments: list[Tokens]) -> int:
        """What a macro of that name is of arguments; `NotConstant`."""

    def sizeof(self, items: Tokens) -> int:
        """Bytes of what stands behind `sizeof`; `NotConstant`."""

    def is_type(self, items: Tokens) -> bool:
        """Whether what is in parentheses is a type, so that it is a cast."""

    def defined(self, name: str) -> bool:
        """Whether a macro is defined; `NotConstant` where nobody says."""


def _divided(left: int, right: int) -> int:
    if right == 0:
        raise NotConstant("a division by 0")
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _modulo(left: int, right: int) -> int:
    return left - _divided(left, right) * right


def _shifted(left: int, right: int) -> int:
    if not 0 <= right < 128:
        raise NotConstant(f"a shift by {right}")
    return left << right


_BINARY: dict[str, tuple[int, Callable[[int, int], int] | None]] = {
    "||": (1, None),
    "&&": (2, None),
    "|": (3, operator.or_),
    "^": (4, operator.xor),
    "&": (5, operator.and_),
    "==": (6, operator.eq),
    "!=": (6, operator.ne),
    "<": (7, operator.lt),
    ">": (7, operator.gt),
    "<=": (7, operator.le),
    ">=": (7, operator.ge),
    "<<": (8, _shifted),
    ">>": (8, lambda left, right: left >> max(0, min(right, 256))),
    "+": (9, operator.add),
    "-": (9, operator.sub),
    "*": (10, operator.mul),
    "/": (10, _divided),
    "%": (10, _modulo),
}
_UNARY: dict[str, Callable[[int], int]] = {
    "-": operator.neg,
    "+": operator.pos,
    "~": operator.invert,
    "!": lambda value: int(value == 0),
}
_NUMBER = re.compile(r"(0[xX][0-9a-fA-F]+|0[bB][01]+|\d+)[uUlL]*", re.ASCII)


def number(text: str) -> int:
    """An integer as C writes it; `NotConstant` for one that is none."""
    match = _NUMBER.fullmatch(text)
    if match is None or len(text) > 100:
        raise NotConstant(f"`{text[:40]}` is no whole number")
    digits = match[1]
    if digits.isdigit() and digits.startswith("0"):
        if set(digits) - set("01234567"):
            raise NotConstant(f"`{text[:40]}` is no whole number")
        return int(digits, 8)
    return int(digits, 0)


def evaluate(items: Tokens, names: Names, depth: int = 0) -> int:
    """The number that an expression is; `NotConstant` with the reason if it is none."""
    if depth > _DEEPEST:
        raise NotConstant("macros within macros, deeper than 64")
    if not items:
        raise NotConstant("nothing where a number should be")
    reader = _Reader(items, names)
    try:
        value = reader.ternary(depth)
    except RecursionError:  # each macro may have an expression of its own depth
        raise NotConstant("macros and `#if`s within others, too deep") from None
    if isinstance(value, NotConstant):
        raise value
    if reader.at != len(items):
        raise NotConstant(f"`{items[reader.at].text[:40]}`")
    return value


class _Reader:
    """Reads from left to right. A part whose value does not matter may be unknown."""

    def __init__(self, items: Tokens, names: Names) -> None:
        self.items = items
        self.names = names
        self.at = 0

    def _text(self) -> str:
        if self.at == len(self.items) or self.items[self.at].kind != "mark":
            return ""
        return self.items[self.at].text

    def ternary(self, depth: int) -> Maybe:
        depth = self._deeper(depth)
        asked = self.binary(1, depth)
        if self._text() != "?":
            return asked
        self.at += 1
        yes = self.ternary(depth)
        if self._text() != ":":
            raise NotConstant("`?` without `:`")
        self.at += 1
        no = self.ternary(depth)
        if isinstance(asked, NotConstant):
            return asked
        return yes if asked else no

    def _deeper(self, depth: int) -> int:
        if depth >= _DEEPEST:
            raise NotConstant("an expression deeper than 64")
        return depth + 1

    def binary(self, lowest: int, depth: int) -> Maybe:
        left = self._operand(depth)
        while True:
            text = self._text()
            level, work = _BINARY.get(text, (0, None))
            if level < lowest:
                return left
            self.at += 1
            right = self.binary(level + 1, depth)
            left = _logical(text, left, right) if work is None else _joined(work, left, right)

    def _operand(self, depth: int) -> Maybe:
        try:
            return self.unary(depth)
        except NotConstant as error:
            return error

    def unary(self, depth: int) -> int:
        depth = self._deeper(depth)
        if self.at == len(self.items):
            raise NotConstant("an expression that ends too early")
        item = self.items[self.at]
        self.at += 1
        if item.kind == "number":
            return number(item.text)
        if item.kind == "char":
            text = unquoted(item.text)
            return ord(text[0]) if len(text) == 1 else _no(item)
        if item.text == "(":
            return self._parenthesis(depth)
        if item.text in _UNARY:
            return _UNARY[item.text](self.unary(depth))
        if item.kind == "name":
            return self._named(item)
        return _no(item)

    def _parenthesis(self, depth: int) -> int:
        end = closing(self.items, self.at - 1)
        inner = self.items[self.at : end - 1]
        self.at = end
        if self.names.is_type(inner):
            return self.unary(depth)
        return evaluate(inner, self.names, depth)

    def _named(self, item: Token) -> int:
        if item.text == "defined":
            name = self._words()
            return int(self.names.defined(name[0].text if name else ""))
        if item.text in ("sizeof", "__alignof__", "_Alignof"):
            return self.names.sizeof(self._words())
        if self._text() == "(":
            end = closing(self.items, self.at)
            inner = self.items[self.at + 1 : end - 1]
            self.at = end
            return self.names.call(item, parts(inner))
        return self.names.name(item)

    def _words(self) -> Tokens:
        """Of `sizeof` and `defined`: what is in parentheses, or one word and what is of it."""
        start = self.at
        if self._text() == "(":
            self.at = closing(self.items, start)
            if self._text() not in ("->", ".", "["):
                return self.items[start + 1 : self.at - 1]
        else:
            self.at = min(start + 1, len(self.items))
        while self._text() in ("->", ".", "["):
            many = self._text() == "["
            self.at = closing(self.items, self.at) if many else min(self.at + 2, len(self.items))
        return self.items[start : self.at]


def _joined(work: Callable[[int, int], int], left: Maybe, right: Maybe) -> Maybe:
    for side in (left, right):
        if isinstance(side, NotConstant):
            return side
    assert isinstance(left, int) and isinstance(right, int)
    try:
        value = int(work(left, right))
    except NotConstant as error:
        return error
    return value if abs(value) <= _LARGEST else NotConstant("a number of more than 128 bits")


def _logical(text: str, left: Maybe, right: Maybe) -> Maybe:
    """One side may be enough."""
    decides = text == "||"
    for side in (left, right):
        if isinstance(side, int) and bool(side) == decides:
            return int(decides)
    for side in (left, right):
        if isinstance(side, NotConstant):
            return side
    return int(not decides)


def _no(item: Token) -> int:
    raise NotConstant(f"`{item.text[:40]}`")
