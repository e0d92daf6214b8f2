# SPDX-License-Identifier: GPL-2.0-or-later
"""Specs from disk: find the files, run them, keep their syntax beside their classes.

Specs are trusted local code, run as Python runs any module. A spec may import another spec of the
same folder by its name.
"""

from __future__ import annotations
import __future__

import ast
import builtins
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial, wraps
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from vmgen.diagnostics import Diagnostics, Position
from vmgen.spec import language
from vmgen.spec.apart import apart
from vmgen.spec.raised import note_exception
from vmgen.spec.syntax import FileSyntax, not_python, read_syntax


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
    imports: set[tuple[Path, Path]] = field(default_factory=set)
    """Pairs of files, of which the first imports the second."""
    missing: set[Path] = field(default_factory=set)
    """Files that imports would have found first, and that were not there."""
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
        for file in self.files.values():
            sys.modules.pop(file.module.__name__, None)
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
                with apart():
                    self._run(path, label)
            except _Failed:
                self.failed.add(file)
        return None if file in self.failed else self.files[file]

    def _run(self, path: Path, label: str) -> None:
        file = str(path)
        try:
            data = path.read_bytes()
            source = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        except (OSError, UnicodeDecodeError) as error:
            self.diagnostics.add("VM101", Position(file), f"cannot be read: {error}")
            raise _Failed from None
        self.reading.sources[path] = data
        read = read_syntax(file, source, self.diagnostics)
        code = _compile(read[0], file, self.diagnostics) if read else None
        if read is None or code is None:
            raise _Failed
        # No name that a module of Python's can have: a spec called `types` hides nothing.
        module = ModuleType(file)
        module.__file__ = file
        own = {name: self._noted(path, getattr(builtins, name)) for name in _IMPURE}
        own["__import__"] = partial(self._import, path, label.rpartition("/")[0])
        vars(module)["__builtins__"] = {**vars(builtins), **own}
        self.files[file] = SpecFile(path, label, module, read[1])
        sys.modules[file] = module
        try:
            exec(code, module.__dict__)
        except (_Failed, KeyboardInterrupt):
            raise
        except BaseException as error:
            found = {name: item.module for name, item in self.files.items()}
            note_exception(error, read[1], found, self.diagnostics)
            raise _Failed from None

    def _noted(self, path: Path, function: Callable[..., Any]) -> Callable[..., Any]:
        """A function of Python's, for a spec that is impure if it calls it."""

        @wraps(function)
        def noted(*args: Any, **options: Any) -> Any:
            self.reading.impure.add(path)
            return function(*args, **options)

        return noted

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
                self.reading.missing.add(file)
            return __import__(name, globals, locals, fromlist, level)
        self.reading.imports.add((path, file))
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
        root = path.resolve()
        if root.is_dir():
            for file in sorted(root.rglob("*.py")):
                if not file.name.startswith("_"):
                    found[file] = f"{root.name}/{file.relative_to(root).as_posix()}"
        elif root.is_file():
            found[root] = f"{root.parent.name}/{root.name}"
        else:
            diagnostics.add("VM103", Position(str(path)), f"there is no file or folder `{path}`")
    return sorted(found.items(), key=lambda item: item[1])
