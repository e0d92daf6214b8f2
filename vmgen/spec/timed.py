# SPDX-License-Identifier: GPL-2.0-or-later
"""How long a spec may run: one with a loop that does not end is stopped, and told."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from vmgen.diagnostics.limits import MOST_SECONDS


class TooLongError(BaseException):
    """Raised in the middle of a spec. Not an `Exception`: what the spec catches is not this."""

    def __init__(self) -> None:
        super().__init__(f"more than {MOST_SECONDS} s")


@contextmanager
def timed() -> Iterator[None]:
    """Run code for a time; a spec that another one imports, within the time of that one.

    Only the main thread can be stopped, and nothing while it computes a single number.
    """
    ours = signal.getsignal(signal.SIGALRM) is _stop
    if ours or threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGALRM, _stop)
    # Again each second: the first one may come where it is caught.
    others = signal.setitimer(signal.ITIMER_REAL, MOST_SECONDS, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, *others)
        signal.signal(signal.SIGALRM, before or signal.SIG_DFL)


def _stop(number: int, frame: FrameType | None) -> NoReturn:
    raise TooLongError
