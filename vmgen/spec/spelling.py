# SPDX-License-Identifier: GPL-2.0-or-later
"""How a spec writes its numbers: `0x90`, `DEPTH - 1`, `[0] * 16`. Values do not tell."""

from __future__ import annotations

import ast
import copy
from collections.abc import Mapping
from typing import Any

from vmgen.spec.options import is_number
from vmgen.spec.positions import Positions

_PARTS = (
    *(ast.Name, ast.Constant, ast.List, ast.Tuple, ast.Subscript, ast.expr_context),
    *(ast.UnaryOp, ast.UAdd, ast.USub, ast.Invert),
    *(ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.FloorDiv, ast.Mod),
    *(ast.LShift, ast.RShift, ast.BitAnd, ast.BitOr, ast.BitXor),
)
"""What a spelling is made of: it means the same wherever its constants do."""


class Spellings:
    """The spellings of one device, and the constants that they name."""

    def __init__(self) -> None:
        self.constants: dict[str, int] = {}

    def of(
        self, values: Mapping[str, ast.expr], names: Mapping[str, Any], positions: Positions
    ) -> dict[str, str]:
        """How these expressions are written, where their value by itself does not give the text.

        `names` are the names that they can mean. A constant that had another value before has none.
        """
        found = {}
        for key, node in values.items():
            text, constants = _spelling(node, names, positions)
            if text and all(self.constants.get(name, it) == it for name, it in constants.items()):
                self.constants.update(constants)
                found[key] = text
        return found


def _spelling(
    node: ast.expr, names: Mapping[str, Any], positions: Positions
) -> tuple[str, dict[str, int]]:
    """The text of a number, a list or a type, and the constants in it; no text for a plain one."""
    if isinstance(node, ast.Name) and type(names.get(node.id)) is not int:
        return "", {}  # nearly always a type
    parts = list(ast.walk(node))
    if not all(isinstance(part, _PARTS) for part in parts):
        return "", {}
    numbers = (it for it in parts if isinstance(it, ast.Constant) and type(it.value) is int)
    plain = all(positions.text(it) == (is_number(it.value) and str(it.value)) for it in numbers)
    constants = {
        part.id: names[part.id]
        for part in parts
        if isinstance(part, ast.Name) and type(names.get(part.id)) is int
    }
    if plain and not constants and not any(isinstance(part, ast.BinOp) for part in parts):
        return "", {}
    return ast.unparse(_Literals(positions).visit(copy.deepcopy(node))), constants


class _Literals(ast.NodeTransformer):
    """Puts the digits of a number in its place, which `ast.unparse` would write anew."""

    def __init__(self, positions: Positions) -> None:
        self._positions = positions

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return ast.Name(self._positions.text(node)) if type(node.value) is int else node
