# SPDX-License-Identifier: GPL-2.0-or-later
"""What a class body may say: fields, assignments and the strings below them.

The walk takes what is on its list. Every other statement is a stray at its own line: what it makes
is not in the text that the wire's order is read from, so it would be lost without a word.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from types import EllipsisType

from vmgen.diagnostics import Position
from vmgen.spec.positions import Positions
from vmgen.values import dataclass

Statement = ast.AnnAssign | ast.Assign
Read = tuple[ast.Name, Statement, ast.Constant | None]
"""A name that is set, its statement, and the string below that."""


@dataclass(frozen=True, slots=True)
class Stray:
    """A statement that nobody reads: a finding, if its class is one of the language."""

    code: str
    position: Position
    message: str
    mend: str = ""


_WORDS: dict[type[ast.stmt], str] = {
    ast.If: "if",
    ast.For: "for",
    ast.AsyncFor: "async for",
    ast.While: "while",
    ast.Try: "try",
    ast.TryStar: "try",
    ast.With: "with",
    ast.AsyncWith: "async with",
    ast.Match: "match",
}
_OTHERS: dict[type[ast.stmt], tuple[str, str]] = {
    ast.FunctionDef: ("a function", "Functions belong outside of the class, methods in device.rs."),
    ast.AsyncFunctionDef: ("a function", "Functions belong outside of the class."),
    ast.ClassDef: ("a class", "Write it at the top level of the file, and name it as a type."),
    ast.AugAssign: ("a change of what stands above", "Write the value that is meant where it is."),
    ast.Delete: ("`del`", "Remove what it removes."),
    ast.Import: ("an import", "Import at the top of the file."),
    ast.ImportFrom: ("an import", "Import at the top of the file."),
    ast.Assert: ("an assertion", "Write it outside of the class."),
    ast.Raise: ("`raise`", "Write it outside of the class."),
    ast.Global: ("`global`", "Remove it."),
    ast.Nonlocal: ("`nonlocal`", "Remove it."),
}


def word_of(statement: ast.stmt) -> str:
    """The Python word of a statement that has others inside; empty for one that has none."""
    return _WORDS.get(type(statement), "")


def read_body(node: ast.ClassDef, positions: Positions) -> tuple[list[Read], list[Stray]]:
    """What a class body says, in order, and what in it nobody would read."""
    body = _Body(node.name, positions)
    body.walk(node)
    return body.read, body.strays


class _Body:
    def __init__(self, owner: str, positions: Positions) -> None:
        self._owner = owner
        self._positions = positions
        self.read: list[Read] = []
        self.strays: list[Stray] = []

    def walk(self, node: ast.ClassDef) -> None:
        """Every statement of the body."""
        before: ast.stmt | None = None
        for index, statement in enumerate(node.body):
            match statement:
                case ast.AnnAssign(target=ast.Name() as name, simple=1):
                    self.read.append((name, statement, None))
                case ast.Assign(targets=[ast.Name() as name]):
                    self.read.append((name, statement, None))
                case ast.Expr(value=ast.Constant(value=str()) as text):
                    self._string(text, before, first=index == 0)
                case ast.Pass() | ast.Expr(value=ast.Constant(value=EllipsisType())):
                    pass
                case _:
                    self._stray(statement, "")
            before = statement
        for part in ast.walk(node):
            if isinstance(part, ast.NamedExpr):
                self._note(part, f"`{part.target.id} := ...`", "Write a value without `:=`.")
        for name, _, _ in self.read:
            if name.id.startswith("__") and name.id.endswith("__"):
                self._note(name, f"`{name.id}`", "Remove it: Python's own names say nothing here.")

    def _string(self, text: ast.Constant, before: ast.stmt | None, *, first: bool) -> None:
        """A docstring, or the documentation of what stands above."""
        if first:
            return
        if self.read and before is self.read[-1][1]:
            name, statement, _ = self.read[-1]
            self.read[-1] = (name, statement, text)
            return
        mend = "Write it below the field that it is about, or as a comment."
        self._note(text, "a string that is below no field", mend)

    def _stray(self, statement: ast.stmt, under: str) -> None:
        """Note a statement; of one with others inside, those that are lost with it."""
        match statement:
            case (
                ast.Pass() | ast.Break() | ast.Continue() | ast.Expr(value=ast.Constant())
            ) if under:
                return
            case ast.AnnAssign(target=ast.Name() as name, simple=1) if under:
                mend = "Write the field in the class itself: what travels is the same in every run."
                self._note(name, f"the field `{name.id}` {under}", mend)
            case ast.Assign(targets=[ast.Name() as name]) if under:
                self._note(name, f"`{name.id}` {under}", "Write it in the class itself.")
            case ast.Assign(targets=targets):
                several = len(targets) > 1 or isinstance(targets[0], ast.Tuple | ast.List)
                mend = "Write one statement for each name." if several else "Write it at its place."
                self._note(targets[0], f"an assignment to {_shown(statement)}", mend)
            case ast.AnnAssign(target=target):
                mend = "Write `name: type`, with nothing around the name."
                self._note(target, f"the annotation of `{ast.unparse(target)}`", mend)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                what, mend = _OTHERS[type(statement)]
                position = self._positions.name_at(statement)
                self._note(position, f"{what}, `{statement.name}`,", mend)
            case ast.Expr():
                mend = "Write it outside of the class."
                self._note(statement, "an expression whose value nobody takes", mend)
            case _:
                self._other(statement, under)

    def _other(self, statement: ast.stmt, under: str) -> None:
        word = word_of(statement)
        if not word:
            what, mend = _OTHERS.get(type(statement), ("this statement", "Remove it."))
            self._note(statement, what, mend)
            return
        count = len(self.strays)
        position = under or f"under the `{word}` of line {statement.lineno}"
        for inner in _inside(statement):
            self._stray(inner, position)
        if len(self.strays) == count:
            self._note(statement, f"`{word}`", "Write it outside of the class.")

    def _note(self, at: ast.AST | Position, what: str, mend: str) -> None:
        position = at if isinstance(at, Position) else self._positions.at(at)
        message = f"nobody reads {what} in the class `{self._owner}`"
        self.strays.append(Stray("VM114", position, message, mend))


def _shown(statement: ast.Assign) -> str:
    """`a, b`, or `a = b`: what an assignment sets."""
    targets = " = ".join(ast.unparse(target) for target in statement.targets)
    return f"`{targets}`"


def _inside(statement: ast.stmt) -> Iterator[ast.stmt]:
    """The statements directly inside another, of all its branches."""
    for child in ast.iter_child_nodes(statement):
        if isinstance(child, ast.stmt):
            yield child
        elif isinstance(child, ast.ExceptHandler | ast.match_case):
            yield from child.body
