# SPDX-License-Identifier: GPL-2.0-or-later
"""How the elements of a description are read, by their info name (vmgen.layout.infos)."""

from __future__ import annotations

from vmgen.layout import SCALARS
from vmgen.layout.infos import INTEGERS, NUMBERS

BOOL = "bool"
BITMAP = "bitmap"
NULL_MARKERS = frozenset(("nullptr", "ptr-marker"))
NULL_MARKER = 0x30

# A bool is told as the byte that is there, which may be any.
_CODES = {
    (info, SCALARS[name].size): SCALARS["u8" if name == "bool" else name].code
    for info, name in NUMBERS.items()
}


def code_of(info: str, size: int) -> str | None:
    """How `struct` calls one element of `size` bytes, None for raw bytes."""
    return _CODES.get((info, size))


def is_signed(info: str) -> bool:
    """Whether the values of this info are signed numbers."""
    return info in INTEGERS and SCALARS[INTEGERS[info]].signed
