# SPDX-License-Identifier: GPL-2.0-or-later
"""Positions of a syntax tree's nodes, as people count."""

from __future__ import annotations

import ast

from vmgen.diagnostics import Position


class Positions:
    """Positions in one file; syntax trees count columns in UTF-8 bytes, people do not."""

    def __init__(self, file: str, source: str) -> None:
        self.file = file
        # As Python counts lines: a form feed or U+2028 in a string ends none.
        self._lines = source.replace("\r\n", "\n").replace("\r", "\n").split("\n")

    def at(self, node: ast.AST) -> Position:
        """The position of a node, to the end of its first line if it has several."""
        line = getattr(node, "lineno", 0)
        start = self._column(line, getattr(node, "col_offset", 0))
        same_line = getattr(node, "end_lineno", None) == line
        end = self._column(line, getattr(node, "end_col_offset", 0)) if same_line else 0
        return Position(self.file, line, start, end)

    @property
    def source(self) -> str:
        """The whole text."""
        return "\n".join(self._lines)

    def text(self, node: ast.expr) -> str:
        """The text of an expression that stands on one line."""
        line = self._lines[node.lineno - 1].encode()
        return line[node.col_offset : node.end_col_offset].decode(errors="ignore")

    def _column(self, line: int, offset: int) -> int:
        if not 0 < line <= len(self._lines):
            return offset + 1
        return len(self._lines[line - 1].encode()[:offset].decode(errors="ignore")) + 1

    def name_at(self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) -> Position:
        """The position of the name in a class or function statement."""
        word = {ast.ClassDef: "class ", ast.FunctionDef: "def "}.get(type(node), "async def ")
        start = self._column(node.lineno, node.col_offset) + len(word)
        return Position(self.file, node.lineno, start, start + len(node.name))
