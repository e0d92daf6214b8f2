# SPDX-License-Identifier: GPL-2.0-or-later
"""From the text of a condition to the expression, by Python's own grammar."""

from __future__ import annotations

import ast
import re

from vmgen.expression.language import (
    Arithmetic,
    Compare,
    Expression,
    ExpressionError,
    Invert,
    Junction,
    Name,
    Not,
    Number,
)
from vmgen.expression.quote import quote
from vmgen.values import dataclass

_ARITHMETIC: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.BitXor: "^",
    ast.LShift: "<<",
    ast.RShift: ">>",
}
_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


def parse(text: str) -> Expression:
    """The expression of a text; `ExpressionError` where it is none."""
    # The codes of all findings come with it, which a layout has no use for.
    from vmgen.diagnostics.limits import LONGEST_CONDITION

    text = text.strip()
    if len(text) > LONGEST_CONDITION:
        length = f"{len(text)} characters, and the most is {LONGEST_CONDITION}"
        raise ExpressionError(f"it is too long: {length}")
    try:
        tree = ast.parse(text, mode="eval")
        return _convert(tree.body, text)
    except RecursionError:
        raise ExpressionError("it is too deeply nested") from None
    except (SyntaxError, ValueError, MemoryError) as error:
        if isinstance(error, ExpressionError):
            raise
        reason = getattr(error, "msg", str(error))
        raise ExpressionError(f"not an expression: {reason}") from None


def _convert(node: ast.expr, text: str) -> Expression:
    match node:
        case ast.Constant(value=bool() as value):
            return Number(int(value), called=str(value))
        case ast.Constant(value=int() as value):
            return Number(value, _spelling(ast.get_source_segment(text, node) or ""))
        case ast.Name() | ast.Attribute() | ast.Subscript():
            return Name(_place(node))
        case ast.Call(func=ast.Name(id="len"), args=[item], keywords=[]):
            return Name(f"len({_place(item)})")
        case ast.UnaryOp(op=ast.Not(), operand=part):
            return Not(_convert(part, text))
        case ast.UnaryOp(op=ast.Invert(), operand=part):
            return Invert(_convert(part, text))
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
            return Number(-value)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _ARITHMETIC:
            return Arithmetic(_ARITHMETIC[type(op)], _convert(left, text), _convert(right, text))
        case ast.BoolOp(op=op, values=values):
            word = "and" if isinstance(op, ast.And) else "or"
            return Junction(word, tuple(_convert(value, text) for value in values))
        case ast.Compare(left=left, ops=ops, comparators=rights):
            return _chain(left, ops, rights, text)
    raise _not_of_it(node)


def _not_of_it(node: ast.expr) -> ExpressionError:
    return ExpressionError(f"{quote(ast.unparse(node))} is not in the language of rules")


def _place(node: ast.expr) -> str:
    """A name with the parts and elements behind it."""
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=whole, attr=part):
            return f"{_place(whole)}.{part}"
        case ast.Subscript(value=whole, slice=ast.Constant(value=int() as index)) if (
            type(index) is int
        ):
            return f"{_place(whole)}[{index}]"
        case ast.Subscript(
            value=whole,
            slice=ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as index)),
        ) if (
            type(index) is int
        ):
            return f"{_place(whole)}[-{index}]"
        case ast.Subscript():
            raise ExpressionError(f"{quote(ast.unparse(node))}: an index is a number")
    raise _not_of_it(node)


@dataclass(frozen=True, slots=True)
class Reference:
    """The parts of a name."""

    steps: tuple[str | int, ...]
    """Fields and elements, from the outermost on."""
    now: bool = False
    """`self.` is before it: what is there, whatever arrives."""
    length: bool = False
    """`len()` is around it."""


def reference(name: str) -> Reference:
    """A name taken apart: `len(self.rows[1])` is ("rows", 1)."""
    inside = re.fullmatch(r"len\((.*)\)", name)
    steps: list[str | int] = [
        int(step) if step.lstrip("-").isdecimal() else step
        for step in re.findall(r"[^.\[\]]+", inside[1] if inside else name)
    ]
    now = steps[0] == "self" and len(steps) > 1
    return Reference(tuple(steps[now:]), now, inside is not None)


def _spelling(source: str) -> str:
    """A number that the spec writes in hexadecimal or binary, as Rust writes it; else empty."""
    head, digits = source[:2].lower(), source[2:].lower().replace("_", "")
    if head not in ("0x", "0b"):
        return ""
    if len(digits) > 4:
        digits = digits.zfill(-(-len(digits) // 4) * 4)
    return head + "_".join(digits[at : at + 4] for at in range(0, len(digits), 4))


def _chain(left: ast.expr, ops: list[ast.cmpop], rights: list[ast.expr], text: str) -> Expression:
    """`0 <= a < b` means both."""
    parts: list[Expression] = []
    for op, right in zip(ops, rights, strict=True):
        if isinstance(op, ast.In | ast.NotIn):
            parts.append(_membership(left, isinstance(op, ast.In), right, text))
        elif type(op) not in _COMPARE:
            raise ExpressionError("only < <= > >= == != in compare")
        else:
            parts.append(Compare(_COMPARE[type(op)], _convert(left, text), _convert(right, text)))
        left = right
    return parts[0] if len(parts) == 1 else Junction("and", tuple(parts))


def _membership(left: ast.expr, within: bool, right: ast.expr, text: str) -> Expression:
    """`a in (b, c)` is equal to one of them."""
    if not isinstance(right, ast.Tuple | ast.List | ast.Set) or not right.elts:
        raise ExpressionError(f"{quote(ast.unparse(right))} is no list of numbers, as `in (1, 2)`")
    op, word = ("==", "or") if within else ("!=", "and")
    item = _convert(left, text)
    parts = tuple(Compare(op, item, _convert(one, text)) for one in right.elts)
    return parts[0] if len(parts) == 1 else Junction(word, parts)
