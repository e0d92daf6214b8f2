# SPDX-License-Identifier: GPL-2.0-or-later
"""The places in vmgen that say what is wrong with a spec, and which of them a run comes through.

A site is a call that makes a finding: of `Diagnostics.add` or `VmgenError.single`, of what becomes
a finding later (`CARRIERS`), or of a function that hands its `message` on to one of these.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import vmgen
from vmgen.diagnostics import Diagnostics
from vmgen.expression import ExpressionError
from vmgen.model.kinds.saying import Fault, Say
from vmgen.model.scope import UnseenError
from vmgen.spec.annotations import NoType
from vmgen.spec.body import Stray

PACKAGE = Path(vmgen.__file__).parent
CARRIERS = (ExpressionError, UnseenError, Fault, NoType, Stray)


@dataclass(frozen=True, slots=True, order=True)
class Site:
    """One call."""

    module: str
    """Its file below the package."""
    function: str
    text: str
    """The call, as `ast.unparse` writes it."""
    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.module}:{self.first} in {self.function}: {self.text}"


def sites() -> list[Site]:
    """Every site of the package."""
    trees = {
        file.relative_to(PACKAGE).as_posix(): ast.parse(file.read_text(encoding="utf-8"))
        for file in sorted(PACKAGE.rglob("*.py"))
    }
    return sorted(
        site
        for module, tree in trees.items()
        if not module.startswith("diagnostics/")
        for site in _sites_of(module, tree)
    )


def _sites_of(module: str, tree: ast.Module) -> Iterator[Site]:
    known = {"single", Say.about.__name__, *(carrier.__name__ for carrier in CARRIERS)}
    functions = [item for item in ast.walk(tree) if isinstance(item, ast.FunctionDef)]
    while found := {item.name for item in functions if _hands_on(item, known)} - known:
        known |= found
    for where, call in _calls(tree, ""):
        if _is_site(call, known):
            last = call.end_lineno or call.lineno
            yield Site(module, where, ast.unparse(call), call.lineno, last)


def _hands_on(function: ast.FunctionDef, known: set[str]) -> bool:
    """Whether a function takes a `message` and makes a finding of it."""
    arguments = {item.arg for item in (*function.args.args, *function.args.kwonlyargs)}
    return "message" in arguments and any(
        isinstance(name, ast.Name) and name.id == "message"
        for _, call in _calls(function, "")
        if _is_site(call, known)
        for name in ast.walk(call)
    )


def _calls(node: ast.AST, where: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call, with the function that it is in."""
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Call):
            yield where, child
        yield from _calls(child, child.name if isinstance(child, ast.FunctionDef) else where)


def _is_site(call: ast.Call, known: set[str]) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in known or (name == "add" and len(call.args) > 1)  # a set's has one argument


class Seen:
    """The lines of the package that were on the stack when something was found."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self._lines: set[tuple[str, int]] = set()
        for owner, name in [(Diagnostics, "add"), *((item, "__init__") for item in CARRIERS)]:
            patch.setattr(owner, name, self._noting(getattr(owner, name)))

    def _noting(self, made: Callable[..., Any]) -> Callable[..., Any]:
        def note(*arguments: Any, **options: Any) -> Any:
            frame = sys._getframe(1)
            while frame is not None:
                self._lines.add((frame.f_code.co_filename, frame.f_lineno))
                frame = frame.f_back  # type: ignore[assignment]
            return made(*arguments, **options)

        return note

    def __contains__(self, site: Site) -> bool:
        file = str(PACKAGE / site.module)
        return any((file, line) in self._lines for line in range(site.first, site.last + 1))
