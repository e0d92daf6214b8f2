# SPDX-License-Identifier: GPL-2.0-or-later
"""Files that nobody needs any longer than a step takes. They have no name, so none is left."""

from __future__ import annotations

import tempfile
from typing import IO

from vmgen.diagnostics import Position, VmgenError


def temporary_file(content: bytes = b"") -> IO[bytes]:
    """A new file with this content, at its beginning.

    `VmgenError` VM424 where there can be none, or where its content has no room.
    """
    try:
        file = tempfile.TemporaryFile()  # noqa: SIM115
        file.write(content)
        file.seek(0)
        return file
    except OSError as error:
        where = Position(tempfile.tempdir or "TMPDIR")
        message = f"no temporary files can be written: {error.strerror or error}"
        raise VmgenError.single("VM424", where, message) from None
