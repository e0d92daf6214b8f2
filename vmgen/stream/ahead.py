# SPDX-License-Identifier: GPL-2.0-or-later
"""Streams opened in threads, while those before them are read.

Most of what a stream costs is unpacking it, up to the description at its end; liblzma does that
without the interpreter's lock.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from itertools import islice
from threading import Event

from vmgen.stream.errors import StreamError
from vmgen.stream.reader import Stream, open_stream
from vmgen.stream.source import Progress as Progress

WORKERS = 2
"""Threads, and streams that are open ahead: each holds what `vmgen.stream.source` says."""

_SWITCH = 0.0005
"""Seconds after which a thread that has unpacked a chunk, in about a millisecond, gets its turn."""


class _Stopped(Exception):
    """Raised in a thread: nobody wants its stream any more."""


def opened_ahead(paths: Iterable[str]) -> Iterator[tuple[str, Callable[[], Stream]]]:
    """These files in their order, each with what gives its stream, or raises a StreamError.

    Whoever is given a stream closes it.
    """
    stop = Event()

    def going_on(read: int) -> None:
        if stop.is_set():
            raise _Stopped

    waiting: deque[tuple[str, Future[Stream]]] = deque()
    rest = iter(paths)
    with _switching(), ThreadPoolExecutor(WORKERS) as pool:
        try:
            while True:
                for path in islice(rest, WORKERS - len(waiting)):
                    waiting.append((path, pool.submit(open_stream, path, progress=going_on)))
                if not waiting:
                    return
                path, future = waiting.popleft()
                yield path, future.result
        finally:
            stop.set()
            for _, future in waiting:
                if not future.cancel():
                    with suppress(_Stopped, StreamError):
                        future.result().close()


@contextmanager
def _switching() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH)
    try:
        yield
    finally:
        sys.setswitchinterval(before)
