# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers and repetitions of a spec that would take hours or all memory are not worked out.

`x ** y`, `x << y` and `x * y` of a spec ask first how long the result becomes, wherever they stand:
in an annotation, an option, a constant, a function or a loop. Python itself has no bound.
"""

from __future__ import annotations

import ast
import copy
import operator
import re
from collections.abc import Callable
from typing import Any, NamedTuple

from vmgen.diagnostics import Position
from vmgen.diagnostics.limits import MOST_BITS, MOST_ELEMENTS

NAME = "__vmgen_bounded__"
"""What the operators of a spec call."""

_MAY_BE_LONG = re.compile(r"<<|(?<!import )\*")
_Operators = dict[type[ast.operator], Callable[[Any, Any], Any]]
_PLAIN: _Operators = {ast.Pow: operator.pow, ast.LShift: operator.lshift, ast.Mult: operator.mul}
_IN_PLACE: _Operators = {
    ast.Pow: operator.ipow,
    ast.LShift: operator.ilshift,
    ast.Mult: operator.imul,
}


MEND = "Write a smaller number: no word takes one of more than 128 bits."


class TooLargeError(BaseException):
    """Raised in the middle of a spec. Not an `Exception`: what the spec catches is not this."""

    def __init__(self, message: str, position: Position) -> None:
        super().__init__(message)
        self.position = position


class _Operation(NamedTuple):
    """An operator of a spec and where it stands."""

    kind: type[ast.operator]
    work: Callable[[Any, Any], Any]
    position: Position


class Bounds:
    """The operators of one text, and where each stands."""

    def __init__(self, at: Callable[[ast.AST], Position]) -> None:
        self._at = at
        self._operations: list[_Operation] = []

    def file(self, tree: ast.Module, source: str) -> ast.Module:
        """What to run instead of a file, whose own tree stays as it is."""
        if not _MAY_BE_LONG.search(source):
            return tree
        again = ast.parse(source)
        self._replace(again)
        return again

    def expression(self, node: ast.expr) -> ast.Expression:
        """What to evaluate instead of an expression, which stays as it is."""
        if not any(isinstance(part, ast.BinOp) for part in ast.walk(node)):
            return ast.Expression(node)
        found = ast.Expression(copy.deepcopy(node))
        self._replace(found)
        return ast.fix_missing_locations(found)

    def work(self, number: int, left: Any, right: Any) -> Any:
        """What stands in the place of an operator calls this."""
        kind, work, position = self._operations[number]
        message = _too_large(kind, left, right)
        if message:
            raise TooLargeError(message, position)
        return work(left, right)

    def _replace(self, tree: ast.AST) -> None:
        """Calls in the place of operators: without recursion, as sums may be thousands long."""
        waiting = [tree]
        while waiting:
            node = waiting.pop()
            for name, value in ast.iter_fields(node):
                if isinstance(value, list):
                    value[:] = [self._instead(item) for item in value]
                    waiting += [item for item in value if isinstance(item, ast.AST)]
                elif isinstance(value, ast.AST):
                    new = self._instead(value)
                    setattr(node, name, new)
                    waiting.append(new)

    def _instead(self, node: Any) -> Any:
        match node:
            case ast.BinOp(left=left, op=op, right=right) if type(op) in _PLAIN:
                return self._call(node, type(op), _PLAIN, left, right)
            case ast.AugAssign(target=target, op=op, value=value) if type(op) in _IN_PLACE:
                before = copy.copy(target)
                before.ctx = ast.Load()
                call = self._call(node, type(op), _IN_PLACE, before, value)
                return ast.copy_location(ast.Assign([target], call), node)
        return node

    def _call(
        self,
        node: ast.BinOp | ast.AugAssign,
        kind: type[ast.operator],
        operators: _Operators,
        left: ast.expr,
        right: ast.expr,
    ) -> ast.Call:
        self._operations.append(_Operation(kind, operators[kind], self._at(node)))
        number = ast.Constant(len(self._operations) - 1)
        call = ast.Call(ast.Name(NAME, ast.Load()), [number, left, right], [])
        for part in (number, call.func, call):
            ast.copy_location(part, node)
        return call


def _too_large(kind: type[ast.operator], left: Any, right: Any) -> str:
    """What is wrong with a result, if it is a number or a sequence that would be too long."""
    if isinstance(left, int) and isinstance(right, int):
        first, second = left.bit_length(), right.bit_length()
        if kind is ast.Pow:
            bits = first * right if first > 1 else 0
        elif kind is ast.LShift:
            bits = first + right if left else 0
        else:
            bits = first + second
        return f"this is too long: a number of more than {MOST_BITS:,} bits" * (bits > MOST_BITS)
    if kind is not ast.Mult:
        return ""
    sequences = (str, bytes, bytearray, list, tuple)
    count, item = (left, right) if isinstance(left, int) else (right, left)
    if not isinstance(count, int) or not isinstance(item, sequences):
        return ""
    most = f"{MOST_ELEMENTS:,}"
    return f"this is too long: more than {most} items" * (len(item) * count > MOST_ELEMENTS)
