# SPDX-License-Identifier: GPL-2.0-or-later
"""Specs run apart from the command that reads them: what they print or change stays theirs.

What no process can keep from itself is left: `os._exit`, threads that go on, objects that are
changed deep inside. Specs are trusted code; this is for slips, and for what libraries do.
"""

from __future__ import annotations

import builtins
import io
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any, Self

from vmgen import spec
from vmgen.spec import language

_BUILTINS = vars(builtins)
_STREAMS = ("stdin", "stdout", "stderr", "__stdin__", "__stdout__", "__stderr__")
_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_WORDS = (language.SpecClass, *language.SpecClass.__subclasses__())
_OURS: tuple[Any, ...] = (spec, language, *_WORDS)
"""Modules and classes that specs import: who changes them changes every other spec."""


class apart:
    """A context in which code of a spec runs; afterwards the process is as it was.

    What is printed, by subprocesses too, goes to standard error: standard output is the command's,
    as `vmgen dump` writes JSON there. Standard input is empty. Working folder, streams, builtins,
    imported modules, search path, environment and limits of Python are put back.
    """

    def __enter__(self) -> Self:
        self._builtins = dict(_BUILTINS)
        self._modules = dict(sys.modules)
        self._ours = [dict(vars(item)) for item in _OURS]
        self._path, self._argv = list(sys.path), list(sys.argv)
        self._environment = dict(os.environ)
        self._signals = [(number, signal.getsignal(number)) for number in _SIGNALS]
        self._mask = os.umask(0o77)
        os.umask(self._mask)
        self._limits = (sys.getrecursionlimit(), sys.get_int_max_str_digits())
        self._folder: Path | None = None
        with suppress(OSError):  # it was removed under us
            self._folder = Path.cwd()
        self._streams = {name: getattr(sys, name) for name in _STREAMS}
        for name in ("stdout", "__stdout__"):
            if self._streams[name] is not None:
                self._streams[name].flush()
        self._kept = [(number, _copy(number)) for number in (0, 1, 2)]
        if self._kept[1][1] is not None:
            with suppress(OSError):
                os.dup2(2, 1)
        self._open = [Path(os.devnull).open(encoding="utf-8"), _text_to_errors()]
        os.dup2(self._open[0].fileno(), 0)
        for name in _STREAMS:
            setattr(sys, name, self._open["in" not in name])
        return self

    def __exit__(self, *_: object) -> None:
        # First of all, and without a name of theirs: nothing works without the builtins.
        _BUILTINS.clear()
        _BUILTINS.update(self._builtins)
        for name, stream in self._streams.items():
            setattr(sys, name, stream)
        for opened in self._open:
            with suppress(OSError, ValueError):
                opened.close()
        for number, copy in self._kept:
            if copy is not None:
                os.dup2(copy, number)
                os.close(copy)
        sys.modules.update(self._modules)
        for item, names in zip(_OURS, self._ours, strict=True):
            _put_back(item, names)
        sys.path, sys.argv = self._path, self._argv
        if os.environ.copy() != self._environment:
            os.environ.clear()
            os.environ.update(self._environment)
        for number, handler in self._signals:
            if signal.getsignal(number) is not handler:
                signal.signal(number, handler)
        os.umask(self._mask)
        sys.setrecursionlimit(self._limits[0])
        sys.set_int_max_str_digits(self._limits[1])
        if self._folder is not None:
            with suppress(OSError):
                os.chdir(self._folder)


def _copy(number: int) -> int | None:
    """Another number for an open file; None where there is none."""
    try:
        return os.dup(number)
    except OSError:
        return None


def _text_to_errors() -> io.TextIOWrapper:
    """A stream of its own to standard error, so that ours cannot be closed."""
    copy = _copy(2)
    if copy is None:
        copy = os.open(os.devnull, os.O_WRONLY)
    return os.fdopen(copy, "w", buffering=1, encoding="utf-8", errors="backslashreplace")


def _put_back(item: Any, names: dict[str, Any]) -> None:
    """Give a module or a class the names that it had."""
    now = dict(vars(item))
    for name, value in names.items():
        if now.get(name, item) is not value:
            setattr(item, name, value)
    for name in now.keys() - names.keys() if isinstance(item, type) else ():
        delattr(item, name)
