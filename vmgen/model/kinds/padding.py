# SPDX-License-Identifier: GPL-2.0-or-later
"""Bytes on the wire that mean nothing."""

from __future__ import annotations

from typing import Any

from vmgen.model.kinds.base import Kind, Reader, Type, Words


class Unused(Kind):
    """`Unused[n]`: n bytes on the wire, zero when saved, skipped when loaded."""

    size: int

    @classmethod
    def read(cls, arguments: tuple[Any, ...], reader: Reader) -> Type | None:
        """So many bytes."""
        match arguments:
            case (size,):
                return cls(size=reader.length(size))
        return None

    def written(self, word: Words) -> str:
        """So many bytes."""
        return word("Unused", word.length(self.size))

    @property
    def at_run_time(self) -> bool:
        """No field."""
        return False
