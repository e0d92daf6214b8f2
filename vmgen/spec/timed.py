# SPDX-License-Identifier: GPL-2.0-or-later
"""How long a spec may run, and how much it may take: one with a loop that does not end is stopped.

Three ways, each for what the one before cannot see. What Python itself can stop is stopped by a
signal, and memory ends by a limit of the process. What one call into C keeps busy, such as the sum
of a long range, ends with the process: a timer that needs no Python (`faulthandler`) says where it
was, and a process beside this one makes a finding of that.
"""

from __future__ import annotations

import faulthandler
import os
import re
import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path
from types import FrameType
from typing import NoReturn

from vmgen.diagnostics import Diagnostics, Position
from vmgen.diagnostics.limits import MOST_MEMORY, MOST_SECONDS
from vmgen.diagnostics.report import render_all

_GRACE = 5
"""Seconds for Python to stop a spec by itself."""
_FRAME = re.compile(r'^  File "(.*)", line (\d+) in ')
_HERE = Path(__file__).parent


class TooLongError(BaseException):
    """Raised in the middle of a spec. Not an `Exception`: what the spec catches is not this."""

    def __init__(self) -> None:
        super().__init__(f"more than {MOST_SECONDS} s")


@contextmanager
def timed() -> Iterator[None]:
    """Run code for a time; a spec that another one imports, within the time of that one.

    Only the main thread can be stopped.
    """
    ours = signal.getsignal(signal.SIGALRM) is _stop
    if ours or threading.current_thread() is not threading.main_thread():
        yield
        return
    watched = _watched(os.getpid())
    before = signal.signal(signal.SIGALRM, _stop)
    # Again each second: the first one may come where it is caught.
    others = signal.setitimer(signal.ITIMER_REAL, MOST_SECONDS, 1.0)
    faulthandler.dump_traceback_later(MOST_SECONDS + _GRACE, exit=True, file=watched)
    memory = resource.getrlimit(resource.RLIMIT_AS)
    try:
        _limit_memory(*memory)
        yield
    finally:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, memory)
        faulthandler.cancel_dump_traceback_later()
        signal.setitimer(signal.ITIMER_REAL, *others)
        signal.signal(signal.SIGALRM, before or signal.SIG_DFL)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise TooLongError


def _limit_memory(soft: int, hard: int) -> None:
    """Let this process take so much more, where the system says what it has."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return
    most = pages * resource.getpagesize() + MOST_MEMORY
    limits = [most, *(limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY)]
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))


@cache
def _watched(process: int) -> int:
    """Where this process says how it was ended; another one reads that, and ends with this one."""
    reading, writing = os.pipe()
    if os.fork():
        os.close(reading)
        return writing
    try:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        os.dup2(reading, 0)
        os.closerange(3, os.sysconf("SC_OPEN_MAX"))
        os.dup2(2, 1)
        with open(0, "rb") as said:
            text = said.read().decode(errors="replace")
        if text:
            os.write(2, f"{ended(text)}\n".encode())
    finally:
        os._exit(0)


def ended(text: str) -> str:
    """The finding that a traceback of `faulthandler` is, whose innermost frame is first."""
    frames = [(match[1], int(match[2])) for match in map(_FRAME.match, text.split("\n")) if match]
    # A spec is what one of these modules has run.
    runs = {str(_HERE / name) for name in ("load.py", "annotations.py")}
    inside = next((at for at, (file, _) in enumerate(frames) if file in runs), 0)
    file = frames[inside - 1][0] if inside else ""
    line = next((line for name, line in frames if name == file), 0)
    found = Diagnostics()
    message = f"running this spec takes more than {MOST_SECONDS} s; vmgen was ended here"
    found.add("VM102", Position(file, line, 1 if line else 0), message)
    return render_all(found)
