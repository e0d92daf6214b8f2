# SPDX-License-Identifier: GPL-2.0-or-later
"""A folder for files that nobody needs any longer than a step takes."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from vmgen.diagnostics import Position, VmgenError
from vmgen.tools.lock import taken

_PREFIX = "vmgen-scratch-"


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A new folder, which is gone afterwards; and so are those of processes that were killed.

    `VmgenError` VM424 where there can be none, or where what is inside cannot write to it.
    """
    try:
        _sweep()
        folder, handle = _new()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            os.close(handle)
    except OSError as error:
        raise _none(error) from None


def _new() -> tuple[Path, int]:
    """A folder with a lock on it, by which it is known to be in use as long as this process lives.

    Before it has the lock somebody may have swept it.
    """
    while True:
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        with suppress(FileNotFoundError):
            handle = taken(folder, os.O_NOFOLLOW)
            if handle is None:
                continue
            if folder.exists():
                return folder, handle
            os.close(handle)


def _sweep() -> None:
    """Remove the folders of processes that were killed."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):  # gone, or somebody else's
            handle = taken(folder, os.O_NOFOLLOW)
            if handle is not None:
                shutil.rmtree(folder, ignore_errors=True)
                os.close(handle)


def temporary_file() -> IO[bytes]:
    """A new file without a name. `VmgenError` VM424 where there can be none."""
    try:
        return tempfile.TemporaryFile()
    except OSError as error:
        raise _none(error) from None


def _none(error: OSError) -> VmgenError:
    where = Position(tempfile.tempdir or "TMPDIR")
    message = f"no temporary files can be written: {error.strerror or error}"
    return VmgenError.single("VM424", where, message)
