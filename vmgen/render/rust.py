# SPDX-License-Identifier: GPL-2.0-or-later
"""Expressions of Rust as values: how tightly they bind, and what they need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from vmgen.values import dataclass

# How tightly the outermost operator of a text binds.
OR, AND, COMPARE, MASK, SUM, PRODUCT, SIGN, ATOM = range(8)


@dataclass(frozen=True, slots=True)
class Operand:
    """A name in Rust: the expression and its type; of an enum, what its variants are called.

    `variants` are what `enum` is compared with, by number; without an `enum` it is `text`.
    """

    text: str
    type: str
    flag: bool = False
    """Whether a number is 0 or 1: a flag on the wire."""
    enum: str = ""
    variants: Mapping[int, str] = field(default_factory=dict)
    needs: frozenset[str] = frozenset()
    """What `text` needs."""
    needs_of_enum: frozenset[str] = frozenset()
    """What `enum` and `variants` need."""


@dataclass(frozen=True, slots=True)
class Rust:
    """An expression, how tightly its outermost operator binds, and what it needs."""

    text: str
    level: int = ATOM
    needs: frozenset[str] = frozenset()
    always: bool | None = None
    """Of a condition that is no question: what it always is."""

    @property
    def operand_of_and(self) -> str:
        """The text beside another condition that must hold, too."""
        return self.above(OR).text

    def above(self, level: int) -> Rust:
        """The same as an operand of an operator that binds as `level`."""
        return self if self.level > level else Rust(f"({self.text})", ATOM, self.needs)


def fixed(truth: bool) -> Rust:
    """A condition that is no question."""
    return Rust("true" if truth else "false", always=truth)


def put(form: str, level: int, *parts: Rust) -> Rust:
    """Parts put into a form of Rust."""
    text = form.format(*(part.text for part in parts))
    return Rust(text, level, frozenset().union(*(part.needs for part in parts)))


def shown(operand: Operand) -> Rust:
    """An operand as a number."""
    return Rust(operand.text, needs=operand.needs)


def shown_enum(operand: Operand) -> Rust:
    """An operand as what its variants are compared with."""
    if operand.enum:
        return Rust(operand.enum, needs=operand.needs_of_enum)
    return Rust(operand.text, needs=operand.needs | operand.needs_of_enum)
