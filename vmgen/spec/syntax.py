# SPDX-License-Identifier: GPL-2.0-or-later
"""Where each word of a spec stands: classes, fields and options with their positions.

Python drops comments, positions and the strings below fields when it runs a file, so the same text
is read a second time as a syntax tree. Nothing is judged here except what only the tree shows:
names that are written twice, and statements that nobody would read (`vmgen.spec.body`).
"""

from __future__ import annotations

import ast
from dataclasses import field, replace
from itertools import zip_longest

from vmgen.diagnostics import Diagnostics, Position
from vmgen.model.prose import cleaned, shaped
from vmgen.spec.body import Stray, read_body, word_of
from vmgen.spec.positions import Positions
from vmgen.values import dataclass


@dataclass(slots=True)
class FieldSyntax:
    """`name: annotation = value` and the string below it."""

    name: str
    position: Position
    annotation: ast.expr
    annotation_at: Position
    value_at: Position
    options: dict[str, Position]
    has_value: bool
    values: dict[str, ast.expr] = field(default_factory=dict)
    """The expressions of the options."""
    doc: str = ""


@dataclass(slots=True)
class ClassSyntax:
    """A class statement of a spec: its options, annotated fields and plain assignments."""

    name: str
    position: Position
    last_line: int
    bases: list[Position]
    decorators: list[Position]
    options: dict[str, Position]
    doc: str = ""
    fields: list[FieldSyntax] = field(default_factory=list)
    assigned: dict[str, Position] = field(default_factory=dict)
    member_docs: dict[str, tuple[str, Position]] = field(default_factory=dict)
    """The strings below assignments."""
    values: dict[str, ast.expr] = field(default_factory=dict)
    """The expressions of options and assignments."""
    elements: dict[str, list[Position]] = field(default_factory=dict)
    """Positions of the elements of lists that are assigned, such as `rules`."""
    starred: set[str] = field(default_factory=set)
    """Lists with a `*` in them, so that they have more elements than are written."""
    strays: list[Stray] = field(default_factory=list)
    """What nobody would read, if this is a class of the language."""


@dataclass(frozen=True, slots=True)
class Where:
    """What a statement is inside of; nothing for one of the file itself."""

    inside: str = ""
    """In words: "`if`", "the function `f`"."""
    outer: str = ""
    """The class of the file itself that it is in."""
    own_names: bool = False
    """Whether the names that it sets are none of the file's."""

    def within(self, inside: str) -> Where:
        """The place inside a function."""
        return replace(self, inside=inside, own_names=True)

    def within_class(self, name: str) -> Where:
        """The place inside a class."""
        outer = self.outer if self.inside else name
        return Where(f"the class `{name}`", outer, own_names=True)


@dataclass(frozen=True, slots=True)
class HiddenClass:
    """A class statement that is not one of the file itself."""

    name: str
    position: Position
    last_line: int
    bases: tuple[ast.expr, ...]
    where: Where


@dataclass(slots=True)
class FileSyntax:
    """A spec file: its docstring, its top-level classes by name, and what stands elsewhere."""

    file: str
    doc: str
    classes: dict[str, ClassSyntax]
    twice: list[ClassSyntax]
    """Those whose name is written again further down, which has been noted."""
    hidden: list[HiddenClass]
    outside: list[FieldSyntax]
    """Annotated names that are in no class and no function."""
    imports: list[tuple[ast.ImportFrom, list[tuple[str, Position]]]]
    """`from x import a, b` with the place of each name."""
    positions: Positions
    constants: dict[str, str] = field(default_factory=dict)
    """The string below each name that the file gives a value, where there is one."""
    values: dict[str, ast.expr] = field(default_factory=dict)
    """The expressions of those names."""

    def touched(self) -> list[tuple[str, str, Position]]:
        """`Class.name`, and `setattr(Class, ...)`, which may touch any name: that is empty."""
        found, at = [], self.positions.at
        for node in ast.walk(ast.parse(self.positions.source)):
            match node:
                case ast.Attribute(value=ast.Name(id=owner), attr=name):
                    found.append((owner, "" if name.startswith("__") else name, at(node)))
                case ast.Call(func=ast.Name(), args=[ast.Name(id=owner), *_]):
                    found.append((owner, "", at(node)))
        return sorted(found, key=lambda item: item[2])


class _Reader:
    """Walks the statements of one file."""

    def __init__(self, positions: Positions, diagnostics: Diagnostics) -> None:
        self._positions = positions
        self._diagnostics = diagnostics

    def keywords(self, node: ast.Call | ast.ClassDef) -> dict[str, Position]:
        """The positions of `word=value` in a call or a class statement."""
        found = {}
        for word in node.keywords:
            if word.arg is None:
                continue
            start, value = self._positions.at(word), self._positions.at(word.value)
            end = value.end_column if value.line == start.line else 0
            found[word.arg] = Position(start.file, start.line, start.column, end)
        return found

    def field(self, node: ast.AnnAssign, name: ast.Name) -> FieldSyntax:
        """One annotated assignment."""
        at = self._positions.at
        options, values = {}, {}
        if isinstance(node.value, ast.Call):
            options = self.keywords(node.value)
            values = _values(node.value)
            is_subsection = getattr(node.value.func, "id", "") == "subsection"
            first = ["subsection", "default"] if is_subsection else ["default"]
            for key, argument in zip(first, node.value.args, strict=False):
                options[key], values[key] = at(argument), argument
        elif node.value is not None:
            values["default"] = node.value
        return FieldSyntax(
            name.id,
            at(name),
            node.annotation,
            at(node.annotation),
            at(node.value) if node.value else at(name),
            options,
            node.value is not None,
            values,
        )

    def class_(self, node: ast.ClassDef) -> ClassSyntax:
        """One class statement with its body."""
        at = self._positions.at
        found = ClassSyntax(
            node.name,
            self._positions.name_at(node),
            node.end_lineno or node.lineno,
            [at(base) for base in node.bases],
            [at(decorator) for decorator in node.decorator_list],
            self.keywords(node),
            self._doc(node),
            values=_values(node),
        )
        read, found.strays = read_body(node, self._positions)
        seen: set[str] = set()
        for name, statement, text in read:
            what = f"`{name.id}` of `{node.name}`"
            if isinstance(statement, ast.AnnAssign):
                what = f"field {what}"
                item = self.field(statement, name)
                item.doc = self._clean(text) if text else ""
                found.fields.append(item)
            else:
                found.assigned[name.id] = at(name)
                found.values[name.id] = statement.value
                if isinstance(statement.value, ast.List | ast.Tuple):
                    found.elements[name.id] = [at(item) for item in statement.value.elts]
                    if any(isinstance(item, ast.Starred) for item in statement.value.elts):
                        found.starred.add(name.id)
                if text:
                    found.member_docs[name.id] = self._clean(text), at(text)
            if name.id in seen:
                found.strays.append(Stray("VM112", at(name), f"{what} is written twice"))
            seen.add(name.id)
        return found

    def _doc(self, node: ast.ClassDef | ast.Module) -> str:
        """The docstring of a class or file."""
        if not node.body or not isinstance(node.body[0], ast.Expr):
            return ""
        value = node.body[0].value
        if not isinstance(value, ast.Constant) or not isinstance(value.value, str):
            return ""
        self._readable(value)
        return cleaned(value.value, value.col_offset)

    def _clean(self, node: ast.Constant) -> str:
        """The string below a field; on one line, if it is words alone."""
        self._readable(node)
        text = cleaned(str(node.value), node.col_offset)
        return text if shaped(text) else " ".join(text.split())

    def _readable(self, node: ast.Constant) -> None:
        """Documentation goes into Rust files: UTF-8, and no sign that rustc refuses there."""
        bad = next((char for char in str(node.value) if _unreadable(char)), None)
        if bad is not None:
            message = (
                f"this text has the character U+{ord(bad):04X}, which no Rust comment can hold"
            )
            self._diagnostics.add("VM106", self._positions.at(node), message)

    def file(self, tree: ast.Module) -> FileSyntax:
        """All classes of the file."""
        classes: dict[str, ClassSyntax] = {}
        twice: list[ClassSyntax] = []
        for node in tree.body:
            if isinstance(node, ast.ClassDef):
                if node.name in classes:
                    message = f"class `{node.name}` is written twice"
                    self._diagnostics.add("VM112", self._positions.name_at(node), message)
                    twice.append(classes[node.name])
                classes[node.name] = self.class_(node)
        found = FileSyntax(
            *(self._positions.file, self._doc(tree), classes, twice, [], [], []),
            self._positions,
        )
        self._elsewhere(tree, Where(), found)
        self._names(tree, found)
        return found

    def _names(self, tree: ast.Module, found: FileSyntax) -> None:
        """What the file itself gives a value."""
        for node, below in zip_longest(tree.body, tree.body[1:]):
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    found.values[name] = value
                    match below:
                        case ast.Expr(value=ast.Constant(value=str()) as text):
                            found.constants[name] = self._clean(text)

    def _elsewhere(self, node: ast.AST, where: Where, found: FileSyntax) -> None:
        """Classes inside other statements, fields outside of classes, and imports."""
        for child in ast.iter_child_nodes(node):
            match child:
                case ast.ClassDef():
                    if where.inside:
                        position = self._positions.name_at(child)
                        last, bases = child.end_lineno or child.lineno, tuple(child.bases)
                        found.hidden.append(HiddenClass(child.name, position, last, bases, where))
                    self._elsewhere(child, where.within_class(child.name), found)
                case ast.FunctionDef() | ast.AsyncFunctionDef():
                    self._elsewhere(child, where.within(f"the function `{child.name}`"), found)
                case ast.AnnAssign(target=ast.Name() as name) if not where.own_names:
                    found.outside.append(self.field(child, name))
                case ast.ImportFrom():
                    names = [(alias.name, self._positions.at(alias)) for alias in child.names]
                    found.imports.append((child, names))
                case ast.stmt():
                    word = word_of(child)
                    deeper = replace(where, inside=where.inside or f"`{word}`") if word else where
                    self._elsewhere(child, deeper, found)
                case ast.ExceptHandler() | ast.match_case():
                    self._elsewhere(child, where, found)


def _values(node: ast.Call | ast.ClassDef) -> dict[str, ast.expr]:
    """The values of `word=value` in a call or a class statement."""
    return {word.arg: word.value for word in node.keywords if word.arg is not None}


def _unreadable(char: str) -> bool:
    """Control characters, halves of surrogate pairs, and signs that turn the text's direction."""
    code = ord(char)
    turns = 0x202A <= code <= 0x202E or 0x2066 <= code <= 0x2069
    return turns or 0xD800 <= code <= 0xDFFF or (code < 32 and char not in "\n\t\r") or code == 127


def read_syntax(
    file: str, source: str, diagnostics: Diagnostics
) -> tuple[ast.Module, FileSyntax] | None:
    """Parse a spec. None, with a VM101 noted, where it is no Python."""
    try:
        tree = ast.parse(source, file)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        not_python(error, file, diagnostics)
        return None
    return tree, _Reader(Positions(file, source), diagnostics).file(tree)


def not_python(error: BaseException, file: str, diagnostics: Diagnostics) -> None:
    """Note what Python's parser or compiler says, at its place."""
    line, column = getattr(error, "lineno", 0) or 0, getattr(error, "offset", 0) or 0
    message = getattr(error, "msg", None) or str(error) or "too deeply nested"
    diagnostics.add("VM101", Position(file, line, column, column + 1), f"not Python: {message}")
