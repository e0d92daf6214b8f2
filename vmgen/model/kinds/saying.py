# SPDX-License-Identifier: GPL-2.0-or-later
"""Findings about a field, in the words that all kinds use."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from vmgen.diagnostics import Diagnostics
from vmgen.values import dataclass

if TYPE_CHECKING:
    from vmgen.model.nodes import Field

RANGE = ("ge", "gt", "le", "lt")
"""Options for the range of what may arrive."""

OF_NUMBERS = (*RANGE, "wire", "none", "flag", "unit")
"""Options that are about the number that vmgen converts."""


RAW = "a mirror, like a parent, holds only what travels as it is"
SHARED = (
    "a device is shared, so what changes in it needs a cell: `BqlCell[...]` for a scalar, "
    "`Migratable[BqlRefCell[...]]` for registers"
)
IN_CELLS = "a cell holds a scalar, BqlRefCell and Mutex also a `Registers` struct"
IN_LOCKS = "`Migratable` holds a cell with a scalar or with a `Registers` struct"
NO_RESET = "Give the reset values to the fields of the struct itself."


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a field, its name left out."""

    message: str
    code: str = "VM204"
    mend: str = ""


class Say:
    """Notes what is wrong with fields."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        self.diagnostics = diagnostics

    def about(self, code: str, field: Field, option: str, message: str, mend: str = "") -> None:
        """A finding at an option, the field named before it."""
        self.add(code, field, option, f"`{field.name}`: {message}", mend)

    def add(self, code: str, field: Field, option: str, message: str, mend: str = "") -> None:
        """A finding at an option, in a sentence of its own."""
        self.diagnostics.add(code, field.where(option), message, mend=mend)

    def misplaced(self, field: Field, fault: Fault | None) -> None:
        """A type that cannot stand where it is; None for one that can."""
        if fault is not None:
            self.about(fault.code, field, "type", fault.message, fault.mend)

    def no_effect(self, field: Field, options: Iterable[str], reason: str, mend: str = "") -> None:
        """Options that are written and would change nothing."""
        for option in options:
            if option in field.at and not (option == "default" and field.default is None):
                message = f"`{option}` has no effect on `{field.name}`: {reason}"
                self.add("VM124", field, option, message, mend)
