# SPDX-License-Identifier: GPL-2.0-or-later
"""How a command ends that does not end well: one message, and an exit status."""

from __future__ import annotations

import os
import sys
import traceback
from contextlib import suppress
from pathlib import Path

import click

from vmgen.cli.stopped import stopped
from vmgen.diagnostics import Diagnostics, Position, VmgenError
from vmgen.diagnostics.report import render_all

_TOOLS = {"VM401", "VM422", "VM423"}
"""Codes about tools: vmgen can do nothing about them, and a spec nothing for them."""


def ready_streams() -> None:
    """Standard streams that take any text, and no file of ours in the place of a closed one."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def status_of(error: BaseException, *, unread: bool = False) -> int:
    """The exit status after this; what there is to say of it is said.

    `unread` is whether nobody reads the output any more, which is nothing wrong.
    """
    if unread or isinstance(error, BrokenPipeError):
        _drop_output()
        return 0
    match error:
        case SystemExit(code=code):
            return code if isinstance(code, int) else 0 if code is None else 1
        case click.exceptions.Exit(exit_code=status):
            return status
        case click.Abort() | KeyboardInterrupt():
            return stopped(error)
        case click.ClickException():
            with suppress(OSError):
                error.show()
            return 2
        case VmgenError(diagnostics=found):
            pass
        case _ if os.environ.get("VMGEN_TRACEBACK"):
            raise error
        case OSError():
            found = _refused(error).diagnostics
        case MemoryError():
            found = VmgenError.single("VM426", Position("vmgen"), "no memory is left").diagnostics
        case _:
            message = f"{type(error).__name__}: {error}"
            found = VmgenError.single("VM499", Position("vmgen"), message).diagnostics
    _say(found)
    return 3 if all(item.code in _TOOLS for item in found) else 2


def _refused(error: OSError) -> VmgenError:
    """What the system did not do for us."""
    why = error.strerror or str(error)
    frames = traceback.walk_tb(error.__traceback__)
    if any(frame.f_code is click.echo.__code__ for frame, _ in frames):
        _drop_output()
        message = f"standard output cannot be written: {why}"
        return VmgenError.single("VM425", Position("stdout"), message)
    if error.filename is None:
        with suppress(FileNotFoundError):
            Path.cwd()
            return VmgenError.single("VM426", Position("vmgen"), why)
        why = "the working folder is gone"
    where = Position(os.fsdecode(error.filename or "."))
    return VmgenError.single("VM426", where, why)


def _say(found: Diagnostics) -> None:
    with suppress(OSError):
        click.echo(render_all(found), err=True)


def _drop_output() -> None:
    """Nobody takes the output any more: what is left of it is not tried again when Python ends."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, 1)
        os.close(nowhere)
