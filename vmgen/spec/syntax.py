# SPDX-License-Identifier: GPL-2.0-or-later
"""Where each word of a spec stands: classes, fields and options with their positions.

Python drops comments, positions and the strings below fields when it runs a file, so the same text
is read a second time as a syntax tree. Nothing is judged here except what only the tree shows:
names that are written twice.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from vmgen.diagnostics import Diagnostics, Position


@dataclass(slots=True)
class FieldSyntax:
    """`name: annotation = value` and the string below it."""

    name: str
    position: Position
    annotation: ast.expr
    annotation_at: Position
    value_at: Position
    options: dict[str, Position]
    doc: str = ""


@dataclass(slots=True)
class ClassSyntax:
    """A class statement of a spec: its options, annotated fields and plain assignments."""

    name: str
    position: Position
    options: dict[str, Position]
    doc: str = ""
    fields: list[FieldSyntax] = field(default_factory=list)
    assigned: dict[str, Position] = field(default_factory=dict)
    member_docs: dict[str, str] = field(default_factory=dict)
    elements: dict[str, list[Position]] = field(default_factory=dict)
    """Positions of the elements of lists that are assigned, such as `rules`."""


@dataclass(slots=True)
class FileSyntax:
    """A spec file: its docstring and its top-level classes by name."""

    file: str
    doc: str
    classes: dict[str, ClassSyntax]


class _Reader:
    """Walks the statements of one file."""

    def __init__(self, file: str, source: str, diagnostics: Diagnostics) -> None:
        self._file = file
        self._lines = source.splitlines()
        self._diagnostics = diagnostics

    def at(self, node: ast.AST) -> Position:
        """The position of a node; syntax trees count columns in UTF-8 bytes, people do not."""
        line = getattr(node, "lineno", 0)
        start = self._column(line, getattr(node, "col_offset", 0))
        same_line = getattr(node, "end_lineno", None) == line
        end = self._column(line, getattr(node, "end_col_offset", 0)) if same_line else 0
        return Position(self._file, line, start, end)

    def _column(self, line: int, offset: int) -> int:
        if not 0 < line <= len(self._lines):
            return offset + 1
        return len(self._lines[line - 1].encode()[:offset].decode(errors="ignore")) + 1

    def name_at(self, node: ast.ClassDef) -> Position:
        """The position of a class's name, behind the word `class`."""
        start = self._column(node.lineno, node.col_offset) + len("class ")
        return Position(self._file, node.lineno, start, start + len(node.name))

    def keywords(self, node: ast.Call | ast.ClassDef) -> dict[str, Position]:
        """The positions of `word=value` in a call or a class statement."""
        found = {}
        for word in node.keywords:
            if word.arg is None:
                continue
            start, value = self.at(word), self.at(word.value)
            end = value.end_column if value.line == start.line else 0
            found[word.arg] = Position(self._file, start.line, start.column, end)
        return found

    def field(self, node: ast.AnnAssign, name: ast.Name) -> FieldSyntax:
        """One annotated assignment."""
        value_at = self.at(node.value) if node.value else self.at(name)
        options = {}
        if isinstance(node.value, ast.Call):
            options = self.keywords(node.value)
            if node.value.args:
                is_subsection = getattr(node.value.func, "id", "") == "subsection"
                first = ["subsection", "default"] if is_subsection else ["default"]
                for key, argument in zip(first, node.value.args, strict=False):
                    options[key] = self.at(argument)
        return FieldSyntax(
            name.id, self.at(name), node.annotation, self.at(node.annotation), value_at, options
        )

    def class_(self, node: ast.ClassDef) -> ClassSyntax:
        """One class statement with its body."""
        doc = ast.get_docstring(node) or ""
        found = ClassSyntax(node.name, self.name_at(node), self.keywords(node), doc)
        seen: set[str] = set()
        for before, statement in zip([None, *node.body], node.body, strict=False):
            match statement:
                case ast.AnnAssign(target=ast.Name() as name):
                    found.fields.append(self.field(statement, name))
                    self._once(name, seen, f"field `{name.id}` of `{node.name}`")
                case ast.Assign(targets=[ast.Name() as name]):
                    found.assigned[name.id] = self.at(name)
                    if isinstance(statement.value, ast.List | ast.Tuple):
                        found.elements[name.id] = [self.at(item) for item in statement.value.elts]
                    self._once(name, seen, f"`{name.id}` of `{node.name}`")
                case ast.Expr(value=ast.Constant(value=str(text))):
                    self._doc_below(found, before, text)
        return found

    def _doc_below(self, found: ClassSyntax, before: ast.stmt | None, text: str) -> None:
        """A string below a field or a member is its documentation."""
        clean = " ".join(text.split())
        match before:
            case ast.AnnAssign(target=ast.Name()):
                found.fields[-1].doc = clean
            case ast.Assign(targets=[ast.Name(id=name)]):
                found.member_docs[name] = clean

    def _once(self, name: ast.Name, seen: set[str], what: str) -> None:
        if name.id in seen:
            self._diagnostics.add("VM112", self.at(name), f"{what} is written twice")
        seen.add(name.id)

    def file(self, tree: ast.Module) -> FileSyntax:
        """All classes of the file."""
        classes: dict[str, ClassSyntax] = {}
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                if node.name in classes:
                    message = f"class `{node.name}` is written twice"
                    self._diagnostics.add("VM112", self.name_at(node), message)
                classes[node.name] = self.class_(node)
        return FileSyntax(self._file, ast.get_docstring(tree) or "", classes)


def read_syntax(
    file: str, source: str, diagnostics: Diagnostics
) -> tuple[ast.Module, FileSyntax] | None:
    """Parse a spec. None, with a VM101 noted, where it is no Python."""
    try:
        tree = ast.parse(source, file)
    except (SyntaxError, ValueError) as error:
        line, column = getattr(error, "lineno", 0) or 0, getattr(error, "offset", 0) or 0
        message = getattr(error, "msg", str(error))
        diagnostics.add("VM101", Position(file, line, column, column + 1), f"not Python: {message}")
        return None
    return tree, _Reader(file, source, diagnostics).file(tree)
