# SPDX-License-Identifier: GPL-2.0-or-later
"""A command that somebody stops: nothing is half done, and it says so."""

from __future__ import annotations

import signal
import sys
from types import FrameType

import click


class Stopped(KeyboardInterrupt):
    """What SIGTERM and SIGHUP raise, as SIGINT raises `KeyboardInterrupt`."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number


def end_on_signals() -> None:
    """Take the signals that would end this process where it stands; an ignored one stays so."""
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _stop)


def _stop(number: int, frame: FrameType | None) -> None:
    raise Stopped(number)


def stopped(error: click.Abort | KeyboardInterrupt) -> int:
    """The exit status, as a shell has it for that signal; says what became of the files."""
    cause = error.__cause__ if isinstance(error, click.Abort) else error
    number = cause.number if isinstance(cause, Stopped) else signal.SIGINT
    notes = getattr(cause, "__notes__", ["nothing is half written"])
    print(f"stopped by {signal.Signals(number).name}: {', '.join(notes)}", file=sys.stderr)
    return 128 + number
