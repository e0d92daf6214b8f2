# SPDX-License-Identifier: GPL-2.0-or-later
"""Two processes that would write the same files take turns."""

from __future__ import annotations

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

_PATIENCE = 1.0
"""Seconds after which a process says that it waits."""


@contextmanager
def locked(*folders: Path) -> Iterator[None]:
    """Hold folders, which must be there. The lock is on the folder itself and leaves no file.

    Several are taken in the order of their real paths, and each once, so that two processes never
    wait for each other. `OSError` where one cannot be opened.
    """
    with ExitStack() as held:
        for place, folder in sorted({os.path.realpath(one): one for one in folders}.items()):
            held.callback(os.close, _take(place, folder))
        yield


def is_locked(folder: Path) -> bool:
    """Whether somebody holds a folder now. `OSError` where it cannot be opened."""
    handle = taken(folder)
    if handle is not None:
        os.close(handle)
    return handle is None


def taken(folder: Path, flags: int = 0) -> int | None:
    """A handle that holds a folder until it is closed; None if somebody else holds that.

    `flags` are for opening it. `OSError` where it cannot be opened.
    """
    handle = os.open(folder, os.O_RDONLY | flags)
    try:
        if _free(handle):
            return handle
    except BaseException:
        os.close(handle)
        raise
    os.close(handle)
    return None


def _take(place: str, folder: Path) -> int:
    """A handle with the lock; the one who had it may have put another folder there."""
    while True:
        handle = os.open(place, os.O_RDONLY)
        try:
            _wait(handle, folder)
            if os.path.samestat(os.fstat(handle), Path(place).stat()):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)


def _wait(handle: int, folder: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while not _free(handle):
        if time.monotonic() > until:
            message = f"waiting for another vmgen, which writes into {folder} (Ctrl-C ends this)"
            print(message, file=sys.stderr, flush=True)
            fcntl.flock(handle, fcntl.LOCK_EX)
            return
        time.sleep(0.02)


def _free(handle: int) -> bool:
    """Take the lock if nobody has it."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
