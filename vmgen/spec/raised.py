# SPDX-License-Identifier: GPL-2.0-or-later
"""What a spec's own code raised, as a diagnostic at the spec's line."""

from __future__ import annotations

import dis
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType

from vmgen import spec as words
from vmgen.diagnostics import Diagnostics, Position
from vmgen.spec.bounded import MEND, TooLargeError
from vmgen.spec.options import plain, suggestion
from vmgen.spec.syntax import FileSyntax
from vmgen.spec.timed import TooLongError

_RAISE = dis.opmap["RAISE_VARARGS"]

_LONGEST = 300
"""Characters of an exception's own text that are shown."""


def its_own(error: BaseException) -> bool:
    """Whether this is a spec's own doing, and not an interrupt of the user's.

    That one comes between any two instructions; who raises one like it does so by a statement.
    """
    if not isinstance(error, KeyboardInterrupt):
        return True
    if hasattr(error, "number"):  # of the signal that ends vmgen (vmgen.cli.stopped)
        return False
    last = error.__traceback__
    while last is not None and last.tb_next is not None:
        last = last.tb_next
    return last is not None and last.tb_frame.f_code.co_code[last.tb_lasti] == _RAISE


def note_exception(
    error: BaseException,
    syntax: FileSyntax,
    modules: Mapping[str, ModuleType],
    diagnostics: Diagnostics,
) -> None:
    """Note an exception at the innermost line that is the spec's; `modules` are specs by file."""
    if isinstance(error, TooLargeError):
        diagnostics.add("VM127", error.position, str(error), mend=MEND)
        return
    line = 0
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == syntax.file:
            line = number
    if isinstance(error, ImportError) and _missing(line, syntax, modules, diagnostics):
        return
    hint = unknown_word(error.name, []) if isinstance(error, NameError) and error.name else ""
    message = f"running this spec raised {type(error).__name__}: {text_of(error)}{hint}"
    if isinstance(error, TooLongError):
        message = f"running this spec takes {error}; it was stopped here"
    diagnostics.add("VM102", Position(syntax.file, line, 1 if line else 0), message)


def unknown_word(name: str, known: list[str]) -> str:
    """What to say of a name that is not there: a word to import, or one that is close."""
    if name in words.__all__:
        return "; import it from vmgen.spec"
    return suggestion(name, [*known, *words.__all__])


def text_of(error: BaseException) -> str:
    """What an exception says, short, whatever its class is."""
    try:
        text = plain(str(error))
    except Exception:  # an exception class of the spec's own
        text = "?"
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


def _missing(
    line: int,
    syntax: FileSyntax,
    modules: Mapping[str, ModuleType],
    diagnostics: Diagnostics,
) -> bool:
    """Note the names that a module does not have, each at its own place. Whether there is one."""
    found = False
    for node, names in syntax.imports:
        if not node.lineno <= line <= (node.end_lineno or line):
            continue
        beside = str(Path(syntax.file).parent / f"{node.module}.py")
        module = modules.get(beside) or sys.modules.get(node.module or "")
        known = list(getattr(module, "__all__", None) or vars(module or object))
        for name, at in names:
            if module is not None and name != "*" and not hasattr(module, name):
                message = f"`{node.module}` has no `{name}`{suggestion(name, known)}"
                diagnostics.add("VM102", at, message, mend="Import a name that is there.")
                found = True
    return found
