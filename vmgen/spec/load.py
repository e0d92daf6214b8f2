# SPDX-License-Identifier: GPL-2.0-or-later
"""Specs from disk: find the files, run them, keep their syntax beside their classes.

Specs are trusted local code, run as Python runs any module. A spec may import another spec of the
same folder by its name.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import os
import stat
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import cache, partial
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from vmgen.diagnostics import Diagnostics, Position
from vmgen.spec import language
from vmgen.spec.apart import apart
from vmgen.spec.bounded import NAME, Bounds
from vmgen.spec.raised import its_own, note_exception
from vmgen.spec.syntax import FileSyntax, not_python, read_syntax
from vmgen.spec.timed import timed
from vmgen.values import dataclass


@dataclass(slots=True)
class SpecFile:
    """One spec after it ran: the module with its classes, and where they are written.

    `label` is the name that generated files give as their origin; it does not depend on where
    vmgen was started.
    """

    path: Path
    label: str
    module: ModuleType
    syntax: FileSyntax


_PURE = frozenset(
    "__future__ collections dataclasses enum functools itertools math operator re string typing "
    "vmgen vmgen.spec".split()
)
"""Modules from which a spec learns nothing but what is in its text."""
_IMPURE = ("input", "open", "print")
"""Functions of Python's that reach out of the text."""


@dataclass(slots=True)
class Reading:
    """What a run of specs has looked at, so that somebody can tell whether it would be the same."""

    sources: dict[Path, bytes] = field(default_factory=dict)
    """What was in each file."""
    imports: dict[Path, set[Path]] = field(default_factory=dict)
    """By file those that it imports."""
    missing: dict[Path, set[Path]] = field(default_factory=dict)
    """By file those that its imports would have found first, and that were not there."""
    impure: set[Path] = field(default_factory=set)
    """Files whose run depends on more than on the text of specs, or says something itself."""


class SpecModules:
    """The specs of one run by their files; closing it takes them out of Python again."""

    def __init__(self, diagnostics: Diagnostics, reading: Reading | None = None) -> None:
        self.diagnostics = diagnostics
        self.reading = reading or Reading()
        self.files: dict[str, SpecFile] = {}
        """What ran, or is running, in the order in which it began."""
        self.failed: set[str] = set()
        self._first = len(language.MADE)

    def __enter__(self) -> SpecModules:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self.files:
            sys.modules.pop(file, None)
        del language.MADE[self._first :]

    @property
    def classes(self) -> list[type[language.SpecClass]]:
        """The classes that the specs of this run made, in order."""
        return language.MADE[self._first :]

    def run(self, path: Path, label: str) -> SpecFile | None:
        """Run a spec, unless another spec has imported it already. None if it failed."""
        file = str(path)
        if file not in self.files and file not in self.failed:
            try:
                self._run(path, label)
            except _Failed:
                self.failed.add(file)
        return None if file in self.failed else self.files[file]

    def _run(self, path: Path, label: str) -> None:
        file = str(path)
        against = _no_spec(path, label)
        if against:
            self.diagnostics.add("VM101", Position(file), f"cannot be read: {against}")
            raise _Failed
        try:
            data = path.read_bytes()
            source = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except (OSError, UnicodeDecodeError) as error:
            self.diagnostics.add("VM101", Position(file), f"cannot be read: {error}")
            raise _Failed from None
        self.reading.sources[path] = data
        read = read_syntax(file, source, self.diagnostics)
        if read is None:
            raise _Failed
        bounds = Bounds(read[1].positions.at)
        code = _compile(bounds.file(read[0], source), file, self.diagnostics)
        if code is None:
            raise _Failed
        # No name that a module of Python's can have: a spec called `types` hides nothing.
        module = ModuleType(file)
        module.__file__ = file
        own: dict[str, Any] = {
            name: partial(self._noted, path, getattr(builtins, name)) for name in _IMPURE
        }
        own[NAME] = bounds.work
        own["__import__"] = partial(self._import, path, label.rpartition("/")[0])
        vars(module)["__builtins__"] = {**vars(builtins), **own}
        self.files[file] = SpecFile(path, label, module, read[1])
        sys.modules[file] = module
        try:
            with timed(), apart():
                exec(code, module.__dict__)
        except _Failed:
            raise
        except BaseException as error:
            if not its_own(error):
                raise
            found = {name: item.module for name, item in self.files.items()}
            note_exception(error, read[1], found, self.diagnostics)
            raise _Failed from None

    def _noted(
        self, path: Path, function: Callable[..., Any], /, *args: Any, **options: Any
    ) -> Any:
        """Call a function of Python's, for a spec that is impure if it does."""
        self.reading.impure.add(path)
        return function(*args, **options)

    def _import(
        self,
        path: Path,
        label: str,
        name: str,
        globals: Mapping[str, Any] | None = None,
        locals: Mapping[str, Any] | None = None,
        fromlist: Sequence[str] = (),
        level: int = 0,
    ) -> ModuleType:
        """Python's `import`, which finds the specs beside the one that imports, too."""
        file = path.parent / f"{name}.py"
        if level or name in sys.stdlib_module_names or not file.is_file():
            if level or name not in _PURE:
                self.reading.impure.add(path)
            elif name not in sys.stdlib_module_names:
                self.reading.missing.setdefault(path, set()).add(file)
            return __import__(name, globals, locals, fromlist, level)
        self.reading.imports.setdefault(path, set()).add(file)
        found = self.run(file, f"{label}/{file.name}")
        if found is None:
            raise _Failed
        return found.module


@cache
def _own_syntax(file: str) -> FileSyntax:
    path = Path(file)
    read = read_syntax(path.name, path.read_text(encoding="utf-8"), Diagnostics())
    assert read is not None
    return read[1]


def own_spec(module: ModuleType) -> SpecFile:
    """A spec that is a part of vmgen itself."""
    file = str(module.__file__)
    return SpecFile(Path(file), f"vmgen/{Path(file).name}", module, _own_syntax(file))


class _Failed(Exception):
    """A spec failed and its diagnostic is noted: whoever imported it fails with it."""


def _compile(tree: ast.Module, file: str, diagnostics: Diagnostics) -> CodeType | None:
    """Annotations stay unevaluated: an unknown type is one diagnostic among others, not the end."""
    flags = __future__.annotations.compiler_flag
    try:
        code: CodeType = compile(tree, file, "exec", flags=flags, dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        not_python(error, file, diagnostics)
        return None
    return code


def find_specs(paths: Sequence[Path], diagnostics: Diagnostics) -> list[tuple[Path, str]]:
    """The spec files below these paths with their labels, sorted by label.

    A folder stands for every `*.py` below it whose name does not begin with `_`.
    """
    found: dict[Path, str] = {}
    for path in paths:
        root, kind = _resolved(path)
        if kind == "folder":
            for file in _below(root, diagnostics):
                found[file] = f"{root.name}/{file.relative_to(root).as_posix()}"
        elif kind == "file":
            found[root] = f"{root.parent.name}/{root.name}"
        else:
            message = f"there is no file or folder `{path}`"
            if kind:
                message = f"`{path}` is neither a file nor a folder: {kind}"
            diagnostics.add("VM103", Position(str(path)), message)
    return sorted(found.items(), key=lambda item: item[1])


def _resolved(path: Path) -> tuple[Path, str]:
    """A path without links, and what is there; empty for nothing."""
    try:
        found = path.resolve()
        mode = found.stat().st_mode
    except FileNotFoundError:
        return path, ""
    except (OSError, RuntimeError, ValueError) as error:  # a name that is too long, links in a ring
        return path, getattr(error, "strerror", None) or str(error)
    if stat.S_ISDIR(mode):
        return found, "folder"
    return found, "file" if stat.S_ISREG(mode) else "it cannot be read twice, as a pipe"


def _below(root: Path, diagnostics: Diagnostics) -> Iterator[Path]:
    """The specs in a folder and those in it; what cannot be looked at is noted."""

    def note(error: OSError) -> None:
        where = Position(os.fsdecode(error.filename))
        diagnostics.add("VM103", where, f"this folder cannot be read: {error.strerror}")

    for folder, _, names in os.walk(root, onerror=note):
        for name in names:
            if name.endswith(".py") and not name.startswith("_"):
                yield Path(folder, name)


def _no_spec(path: Path, label: str) -> str:
    """Why a file is not read; empty where nothing is against it."""
    if path.exists() and not path.is_file():
        return "it is no file that ends, but a pipe or a device"
    odd = next((char for char in label if not char.isprintable()), None)
    if odd is not None:
        return f"its name has the character U+{ord(odd):04X}, which no generated file can name"
    return ""
