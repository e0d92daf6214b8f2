# SPDX-License-Identifier: GPL-2.0-or-later
"""Why a section is refused: the classes of vmstate-wire.md section 19."""

from __future__ import annotations

from enum import StrEnum


class ErrorClass(StrEnum):
    """What a load ends with."""

    SECTION_TOO_NEW = "SECTION_TOO_NEW"
    TOO_NEW = "TOO_NEW"
    TOO_OLD = "TOO_OLD"
    UNKNOWN_SUBSECTION = "UNKNOWN_SUBSECTION"
    ELEMENT = "ELEMENT"
    VALIDATION_FAILED = "VALIDATION_FAILED"
    POST_LOAD = "POST_LOAD"
    SHORT_STREAM = "SHORT_STREAM"
    FOOTER = "FOOTER"
    SAVE_VALIDATION = "SAVE_VALIDATION"
    """Not a load: QEMU ends when it saves this state."""


class WireError(Exception):
    """A refused section: the class, where in its data, which field (or description), and why."""

    def __init__(self, error_class: ErrorClass, offset: int, path: str, message: str) -> None:
        super().__init__(error_class, offset, path, message)
        self.error_class = error_class
        self.offset = offset
        self.path = path
        self.message = message
        self.touched = False
        """Whether QEMU's device has been changed by then: what it loaded before stays loaded."""

    def __str__(self) -> str:
        return f"{self.error_class} at byte {self.offset}, {self.path}: {self.message}"
