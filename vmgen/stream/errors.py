# SPDX-License-Identifier: GPL-2.0-or-later
"""The one exception with which a stream is refused."""

from __future__ import annotations


class StreamError(Exception):
    """A migration stream that cannot be read.

    ``offset`` counts bytes of the unpacked stream, ``message`` is one line without the file's name,
    ``path`` is the file as the caller named it.
    """

    def __init__(self, offset: int, message: str, path: str) -> None:
        super().__init__(offset, message, path)
        self.offset = offset
        self.message = message
        self.path = path

    def __str__(self) -> str:
        return f"{self.path}: offset {self.offset} (0x{self.offset:x}): {self.message}"
