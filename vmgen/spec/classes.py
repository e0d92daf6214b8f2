# SPDX-License-Identifier: GPL-2.0-or-later
"""The classes of a run: where each is written, and whether its text says all that it is.

Fields are read from the text of a class, their values from the class that Python made of it. So a
class that is not its text (made by a function, changed later, with bases of its own) is refused.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cached_property

from vmgen.diagnostics import Diagnostics, Position
from vmgen.model.kinds import Kind
from vmgen.model.kinds.written import TypeForm
from vmgen.spec import language, parents
from vmgen.spec.language import SpecClass
from vmgen.spec.load import SpecFile, SpecModules, own_spec
from vmgen.spec.syntax import ClassSyntax, FieldSyntax
from vmgen.values import dataclass

WORDS = (
    language.Device,
    language.Registers,
    language.Mirror,
    language.Parent,
    language.Enum,
    language.Bits,
)

_HARMLESS = ("VM106", "VM112", "VM124")
"""Findings after which the other fields of a class are still what they are."""


@dataclass(frozen=True)
class Home:
    """Where a class is written, and what it is there."""

    cls: type[SpecClass]
    file: SpecFile
    syntax: ClassSyntax

    @cached_property
    def names(self) -> dict[str, object]:
        """What its annotations can mean: names of the file when the class was made, or later."""
        own = {name: value for name, value in vars(self.cls).items() if name.startswith("_")}
        return {**vars(self.file.module), **self.cls.__vmgen__.names, **own}


class Classes:
    """Every class that the specs of a run made."""

    def __init__(self, modules: SpecModules, diagnostics: Diagnostics) -> None:
        self._modules = modules
        self._diagnostics = diagnostics
        self._homes: dict[type, Home] = {}
        self._by_file: dict[int, list[Home]] = {}
        """By the file (its id) that states them."""
        self.unfit: set[type] = set()
        """Classes with a fault of their form; it has been noted, and nothing is made of them."""

    def home(self, cls: type[SpecClass]) -> Home | None:
        """Where a class is written; None for one that is no statement of a spec."""
        if cls.__module__ == parents.__name__:
            file = own_spec(parents)
            return Home(cls, file, file.syntax.classes[cls.__name__])
        return self._homes.get(cls)

    def chain(self, cls: type[SpecClass]) -> list[Home]:
        """A class with the registers that it derives from, the first of them first."""
        own = self.home(cls)
        base = cls.__bases__[0]
        if own is None or base in WORDS or not issubclass(base, language.Registers):
            return [own] if own else []
        return [*self.chain(base), own]

    def devices(self, file: SpecFile) -> list[Home]:
        """The device classes that a file itself states, in its order."""
        return [home for home in self.of(file) if issubclass(home.cls, language.Device)]

    def of(self, file: SpecFile) -> list[Home]:
        """The classes that a file itself states, in the order in which they were made."""
        return self._by_file.get(id(file), [])

    def all(self) -> list[Home]:
        """The classes that are statements of specs, in the order in which they were made."""
        return list(self._homes.values())

    # -- the form of classes -----------------------------------------------------------------------

    def read(self) -> None:
        """Find every class's statement, and note what its text does not say."""
        for cls in self._modules.classes:
            self._place(cls)
        for file in self._modules.files.values():
            if str(file.path) not in self._modules.failed:
                self._hidden(file)
                self._outside(file)
        for home in self._homes.values():
            body = _Body(home, self._diagnostics)
            body.check()
            if not self._header(home) or not body.whole or self._base_of(home.cls) in self.unfit:
                self.unfit.add(home.cls)

    def _base_of(self, cls: type[SpecClass]) -> type:
        return cls.__bases__[0]

    def _place(self, cls: type[SpecClass]) -> None:
        """Find the statement of a class, or note that it has none."""
        made = next((it for it in cls.__vmgen__.frames if it.file in self._modules.files), None)
        if made is None or made.file in self._modules.failed:
            return
        file = self._modules.files[made.file]
        syntax = file.syntax.classes.get(cls.__name__)
        if (
            made is cls.__vmgen__.frames[0]
            and made.function == "<module>"
            and syntax is not None
            and syntax.position.line <= made.line <= syntax.last_line
        ):
            home = self._homes[cls] = Home(cls, file, syntax)
            self._by_file.setdefault(id(file), []).append(home)
            return
        self.unfit.add(cls)
        if any(it.position.line <= made.line <= it.last_line for it in file.syntax.twice):
            return
        if not any(
            hidden.position.line - 1 <= made.line <= hidden.last_line
            for hidden in file.syntax.hidden
            if hidden.name == cls.__name__
        ):
            where = "" if made.function == "<module>" else f" in `{made.function}`"
            message = f"the class `{cls.__name__}` is made by a call{where}, not by a statement"
            self._diagnostics.add("VM115", Position(made.file, made.line, 1), message)

    def _hidden(self, file: SpecFile) -> None:
        """Classes of the language whose statement is inside another, whether it ran or not."""
        owners = {home.syntax.name for home in self.of(file)}
        for hidden in file.syntax.hidden:
            bases = (_named(base, vars(file.module)) for base in hidden.bases)
            spec = any(isinstance(it, type) and issubclass(it, SpecClass) for it in bases)
            if spec and hidden.where.outer not in owners:
                message = f"the class `{hidden.name}` is inside {hidden.where.inside}"
                self._diagnostics.add("VM115", hidden.position, message)

    def _outside(self, file: SpecFile) -> None:
        """Fields outside of any class, and in classes that derive from nothing of the language."""
        for field in file.syntax.outside:
            if not field.has_value or _is_word(field, vars(file.module)):
                message = f"`{field.name}` is a field outside of a class"
                mend = "Move it into its class; a constant is `NAME = value`."
                self._diagnostics.add("VM115", field.position, message, mend=mend)
        spec = {home.syntax.name for home in self.of(file)}
        for syntax in file.syntax.classes.values():
            fields = [it for it in syntax.fields if _is_word(it, vars(file.module))]
            made = isinstance(vars(file.module).get(syntax.name), type)
            if fields and made and syntax.name not in spec:
                message = f"`{syntax.name}` has the field `{fields[0].name}`, but no base"
                mend = "Derive it from `Registers`, or from another class of vmgen.spec."
                self._diagnostics.add("VM115", syntax.position, message, mend=mend)

    def _header(self, home: Home) -> bool:
        """Bases, decorators and the metaclass. Whether they are as they may be."""
        name, found = home.syntax.name, len(self._diagnostics)
        others = [(f"`{name}` has a decorator", at) for at in home.syntax.decorators]
        if "metaclass" in home.syntax.options:
            others.append((f"`{name}` has a metaclass", home.syntax.options["metaclass"]))
        for message, at in others:
            self._diagnostics.add("VM116", at, message, mend="Remove it.")
        fault = self._base_fault(home.cls)
        if fault:
            self._diagnostics.add("VM116", home.syntax.position, f"`{name}` {fault}")
        return len(self._diagnostics) == found

    def _base_fault(self, cls: type[SpecClass]) -> str:
        """What is wrong with the bases of a class; empty for nothing."""
        base = self._base_of(cls)
        if len(cls.__bases__) > 1:
            return "has several bases: " + ", ".join(f"`{it.__name__}`" for it in cls.__bases__)
        if base in WORDS or base in self.unfit:
            return ""
        if not issubclass(base, WORDS):
            return "derives from none of the words of vmgen.spec"
        if not issubclass(base, language.Registers):
            word = next(word.__name__ for word in WORDS if issubclass(base, word))
            return f"derives from `{base.__name__}`, not from `{word}` itself"
        return "" if base in self._homes else f"derives from `{base.__name__}`, of no spec file"


class _Body:
    """What one class says beside its fields, and whether its text is all of it."""

    def __init__(self, home: Home, diagnostics: Diagnostics) -> None:
        self._cls, self._syntax, self._file = home.cls, home.syntax, home.file
        self._diagnostics = diagnostics
        self.whole = True
        """Whether nothing that it says is lost, so that what is read of it makes sense."""

    def _add(self, code: str, at: Position, message: str, mend: str = "") -> None:
        self._diagnostics.add(code, at, message, mend=mend)
        self.whole &= code in _HARMLESS

    def check(self) -> None:
        """Note what nobody would read."""
        for stray in self._syntax.strays:
            self._add(stray.code, stray.position, stray.message, stray.mend)
        if issubclass(self._cls, language.Enum):
            self._enum()
        else:
            self._assigned()
        if issubclass(self._cls, language.Bits):
            self._bits()
        if not self._changed() and not self._syntax.strays:
            self._unsaid()

    def _enum(self) -> None:
        """An enum has members only."""
        for field in self._syntax.fields:
            message = f"nobody reads the type of `{field.name}` in the enum `{self._syntax.name}`"
            self._add("VM114", field.position, message, "Write `NAME = number`.")

    def _bits(self) -> None:
        """A bit field has no value of its own."""
        for field in self._syntax.fields:
            if field.has_value:
                message = f"`{field.name}` takes no value: it is a part of `{self._syntax.name}`"
                mend = "Give the reset value, and options, to the field that has the register."
                self._add("VM124", field.value_at, message, mend)

    def _assigned(self) -> None:
        """`flags = 0x90` is a field that lost its type; rules are for registers and devices."""
        owner = self._syntax.name
        for name, at in self._syntax.assigned.items():
            if name == "rules":
                self._rules(at)
            elif not name.startswith("_"):
                message = f"`{name}` of `{owner}` has a value but no type"
                self._add("VM108", at, message)
        for name, (_, at) in self._syntax.member_docs.items():
            message = f"nobody reads the string below `{name}` in the class `{owner}`"
            self._add("VM114", at, message, "Write it as a comment.")

    def _rules(self, at: Position) -> None:
        """`rules` is a list that is written out, so that each rule has its line."""
        if not issubclass(self._cls, language.Registers | language.Device):
            message = f"nobody reads `rules` of `{self._syntax.name}`: it is no `Registers` class"
            mend = "Write the rule into the registers or the device that it is about."
            self._add("VM124", at, message, mend)
            return
        given, positions = vars(self._cls).get("rules"), self._syntax.elements.get("rules")
        written = positions is not None and "rules" not in self._syntax.starred
        if not isinstance(given, list | tuple) or not written:
            message = '`rules` is a list of expressions that is written out: ["a < b", ...]'
            self._add("VM106", at, message)

    def _unsaid(self) -> None:
        """What is in the class by no statement of its text."""
        texts = {field.name for field in self._syntax.fields} | set(self._syntax.assigned)
        own = {name for name in vars(self._cls) if not name.startswith("_")}
        typed = set(vars(self._cls).get("__annotations__", {}))
        fields = {field.name for field in self._syntax.fields}
        for name in sorted((own - texts) | (typed ^ fields)):
            message = f"`{name}` of `{self._syntax.name}` is there by no statement of the class"
            self._add("VM117", self._touched({name}), message)

    def _changed(self) -> bool:
        """Whether something is no longer as it was when the statement of the class ended."""
        before, after = self._cls.__vmgen__.state, language.state(self._cls)
        if before == after:
            return False
        names = {name for old, new in zip(before, after, strict=True) for name in _differ(old, new)}
        shown = ", ".join(f"`{name}`" for name in sorted(names)) or "something"
        message = f"{shown} of `{self._syntax.name}` changed after the class was made"
        self._add("VM117", self._touched(names), message)
        return True

    def _touched(self, names: set[str]) -> Position:
        """The first line outside of the class that touches one of these names of it."""
        for owner, name, at in self._file.syntax.touched():
            if owner == self._syntax.name and (not name or name in names):
                return at
        return self._syntax.position


def _differ(old: object, new: object) -> Iterator[str]:
    """The names under which two states of a class differ."""
    first, second = _by_name(old), _by_name(new)
    yield from (str(key) for key in {**first, **second} if first.get(key) != second.get(key))


def _by_name(state: object) -> dict[object, object]:
    """A state as a dict; nothing where a spec has made something else of it."""
    whole = isinstance(state, tuple) and all(isinstance(it, tuple) and len(it) == 2 for it in state)
    return dict(state) if isinstance(state, tuple) and whole else {}


def _named(base: object, names: dict[str, object]) -> object:
    """What a base of a class statement is, if it is a name, or a name of a module."""
    match base:
        case ast.Name(id=name):
            return names.get(name)
        case ast.Attribute(value=ast.Name(id=module), attr=name):
            return getattr(names.get(module), name, None)
    return None


def _is_word(field: FieldSyntax, names: dict[str, object]) -> bool:
    """Whether an annotation begins with a type of the language, other than Python's `bool`."""
    node: ast.expr = field.annotation
    if isinstance(node, ast.Subscript):
        node = node.value
    found = _named(node, names)
    form = isinstance(found, type) and issubclass(found, language.Form | Kind | SpecClass)
    return form or isinstance(found, language.ScalarType | TypeForm)
