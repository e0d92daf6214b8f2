# SPDX-License-Identifier: GPL-2.0-or-later
"""Specs run apart from the command that reads them: what they print or change stays theirs."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def apart() -> Iterator[None]:
    """Send what is printed, by subprocesses too, to standard error; come back to the same folder.

    Standard output is the command's: `vmgen dump` writes JSON there.
    """
    with contextlib.ExitStack() as stack:
        stack.callback(_return_to, _working_folder())
        stack.enter_context(contextlib.redirect_stdout(sys.stderr))
        stack.enter_context(_output_to_errors())
        yield


def _working_folder() -> Path | None:
    try:
        return Path.cwd()
    except OSError:  # it was removed under us
        return None


def _return_to(folder: Path | None) -> None:
    if folder is not None:
        with contextlib.suppress(OSError):
            os.chdir(folder)


@contextlib.contextmanager
def _output_to_errors() -> Iterator[None]:
    """Descriptor 1 as a copy of descriptor 2, where a process has both."""
    for stream in (sys.stdout, sys.__stdout__):
        if stream is not None:
            stream.flush()
    try:
        kept = os.dup(1)
    except OSError:
        yield
        return
    try:
        with contextlib.suppress(OSError):
            os.dup2(2, 1)
        yield
        if sys.__stdout__ is not None:
            sys.__stdout__.flush()
    finally:
        os.dup2(kept, 1)
        os.close(kept)
