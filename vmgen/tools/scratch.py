# SPDX-License-Identifier: GPL-2.0-or-later
"""A folder for files that nobody needs any longer than a step takes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from vmgen.diagnostics import Position, VmgenError


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """A new folder, which is gone afterwards.

    `VmgenError` VM424 where there can be none, or where what is inside cannot write to it.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="vmgen-", ignore_cleanup_errors=True) as folder:
            yield Path(folder)
    except OSError as error:
        raise _none(error) from None


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
