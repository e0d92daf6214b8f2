# SPDX-License-Identifier: GPL-2.0-or-later
"""Specs from disk: find the files, run them, keep their syntax beside their classes.

Specs are trusted local code, run as Python runs any module. A spec may import another spec of the
same folder by its name.
"""

from __future__ import annotations
import __future__

import ast
import importlib.abc
import importlib.machinery
import importlib.util
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import CodeType, ModuleType

from vmgen.diagnostics import Diagnostics, Position
from vmgen.spec.syntax import FileSyntax, read_syntax


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


class SpecModules:
    """The spec modules of one run by module name; closing it takes them out of Python again."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        self.diagnostics = diagnostics
        self.files: dict[str, SpecFile] = {}
        self._finder = _Finder(self)
        self._hidden: dict[str, ModuleType] = {}

    def __enter__(self) -> SpecModules:
        sys.meta_path.append(self._finder)
        return self

    def __exit__(self, *_: object) -> None:
        sys.meta_path.remove(self._finder)
        for name in self.files:
            sys.modules.pop(name, None)
        sys.modules.update(self._hidden)

    def run(self, path: Path, label: str) -> SpecFile | None:
        """Run a spec, unless another spec has imported it already. None if it failed."""
        name = path.stem
        known = self.files.get(name)
        if known is not None and known.path == path:
            return known
        self._finder.folders.setdefault(path.parent, label.rpartition("/")[0])
        spec = importlib.util.spec_from_file_location(name, path, loader=_Loader(self, path, label))
        assert spec is not None and spec.loader is not None
        if name in sys.modules:
            self._hidden[name] = sys.modules[name]
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except _Failed:
            return None
        return self.files.get(name)


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


class _Loader(importlib.abc.Loader):
    def __init__(self, modules: SpecModules, path: Path, label: str) -> None:
        self._modules, self._path, self._label = modules, path, label

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        file = str(self._path)
        try:
            source = self._path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            self._modules.diagnostics.add("VM101", Position(file), f"cannot be read: {error}")
            raise _Failed from None
        read = read_syntax(file, source, self._modules.diagnostics)
        if read is None:
            raise _Failed
        tree, syntax = read
        module.__file__ = file
        self._modules.files[module.__name__] = SpecFile(self._path, self._label, module, syntax)
        try:
            exec(_compile(tree, file), module.__dict__)
        except _Failed:
            raise
        except (Exception, SystemExit) as error:
            _note_exception(error, file, self._modules.diagnostics)
            raise _Failed from None


class _Finder(importlib.abc.MetaPathFinder):
    """Finds specs that lie beside a running one; asked last, so it hides no installed module."""

    def __init__(self, modules: SpecModules) -> None:
        self._modules = modules
        self.folders: dict[Path, str] = {}

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        for folder, label in self.folders.items():
            file = folder / f"{fullname}.py"
            if file.is_file():
                loader = _Loader(self._modules, file, f"{label}/{file.name}")
                return importlib.util.spec_from_file_location(fullname, file, loader=loader)
        return None


def _compile(tree: ast.Module, file: str) -> CodeType:
    """Annotations stay unevaluated: an unknown type is one diagnostic among others, not the end."""
    flags = __future__.annotations.compiler_flag
    code: CodeType = compile(tree, file, "exec", flags=flags, dont_inherit=True)
    return code


def _note_exception(error: BaseException, file: str, diagnostics: Diagnostics) -> None:
    """An exception of the spec's own code, at the innermost line that is the spec's."""
    line = 0
    for frame in traceback.extract_tb(error.__traceback__):
        if frame.filename == file:
            line = frame.lineno or 0
    message = f"running this spec raised {type(error).__name__}: {error}"
    diagnostics.add("VM102", Position(file, line, 1 if line else 0), message)


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
