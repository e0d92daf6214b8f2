# SPDX-License-Identifier: GPL-2.0-or-later
"""Answers that are known before anything is imported: builds with nothing to do, and help."""

from __future__ import annotations

import os
import sys
import time

from vmgen import __version__
from vmgen.memo.disk import Look
from vmgen.memo.store import file_of, keep, load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NAMES = ("COLUMNS", "HOME", "LANG", "LANGUAGE", "MESON_BUILD_ROOT", "PATH", "XDG_CACHE_HOME")
_BEGINNINGS = ("CARGO", "LC_", "PYTHON", "RUST", "VMGEN")
"""Variables of the environment that a build, rustfmt or cargo looks at."""


class Question:
    """The words of a command line, where and when they were said."""

    def __init__(self, arguments: list[str]) -> None:
        """`OSError` where there is no working folder."""
        self.began = time.time_ns()
        self.is_build = arguments[:1] == ["build"] and not _asks_help(arguments)
        """Whether it is about specs, and not about vmgen itself."""
        seen = sorted(
            (name, value)
            for name, value in os.environ.items()
            if name in _NAMES or name.startswith(_BEGINNINGS)
        )
        self.key: tuple[object, ...] = (
            *(__version__, tuple(arguments), os.getcwd(), tuple(seen)),
            *(sys.version, sys.executable, tuple(sys.path), __file__),
            None if self.is_build else (sys.argv[0], _width()),
        )
        self.file = file_of(self.key)
        self.memo: dict[str, Any] | None = load(self.file, self.key)
        """What an earlier build noted that was asked the same."""


def _asks_help(arguments: list[str]) -> bool:
    return arguments[-1:] in (["--help"], ["-h"])


def _width() -> int:
    """Columns of the terminal, by which help is wrapped; 0 for none."""
    try:
        return os.get_terminal_size(1).columns
    except OSError:
        return 0


def ask(arguments: list[str]) -> Question | None:
    """The question of a command line; None for one that is always worked out."""
    if arguments[:1] not in (["build"], ["explain"]) and not _asks_help(arguments):
        return None
    try:
        return Question(arguments)
    except OSError:
        return None


def same_makers(memo: dict[str, Any], look: Look) -> bool:
    """Whether vmgen, its tools and where all paths lead are what they were, and no approval of a
    break has ended by itself."""
    if memo["until"] and memo["until"] < time.strftime("%Y-%m-%d"):
        return False
    real = all(os.path.realpath(path) == leads for path, leads in memo["paths"].items())
    return real and look.same(memo["makers"])


def unchanged(question: Question) -> bool:
    """Whether it is certain that a build would find nothing to do."""
    memo = question.memo
    if memo is None:
        return False
    look = Look(question.began)
    if not (same_makers(memo, look) and look.same(memo["places"])):
        return False
    if look.news:
        keep(question.file, memo)
    return True


def answered(question: Question) -> bool:
    """Say what a build would say that finds nothing to do, if this one is certain to be one."""
    if sys.stdout is None or sys.stderr is None or not unchanged(question):
        return False
    assert question.memo is not None
    output, errors = question.memo["answer"]
    try:
        output.encode(sys.stdout.encoding)
        sys.stdout.write(output)
        sys.stdout.flush()
        sys.stderr.write(errors)
    except (OSError, UnicodeError):
        return False
    return True
