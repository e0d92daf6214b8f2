# SPDX-License-Identifier: GPL-2.0-or-later
"""Element codecs by info name, as `struct` format characters.

Source: reference vmstate-wire.md section 12. The description has each element's size, so an info
that is not listed here, or whose size is another than its own, is raw bytes of that size.
"""

from __future__ import annotations

BOOL = "bool"
STRUCT = "struct"
TIMER = "timer"
BITMAP = "bitmap"
LISTS = frozenset(("qtailq", "qlist"))
TREE = "gtree"
NULL_MARKERS = frozenset(("nullptr", "ptr-marker"))
NULL_MARKER = 0x30

_CODES = {
    "bool": "B",
    "int8": "b",
    "int16": "h",
    "int32": "i",
    "int64": "q",
    "uint8": "B",
    "uint16": "H",
    "uint32": "I",
    "uint64": "Q",
    "uint8 equal": "B",
    "uint16 equal": "H",
    "uint32 equal": "I",
    "int32 equal": "i",
    "int64 equal": "Q",  # the u64 info has this name
    "int32 le": "i",
    "CPU_Double_U": "Q",
    "timer": "q",
    "nullptr": "B",
    "ptr-marker": "B",
}
_WIDTHS = {"b": 1, "B": 1, "h": 2, "H": 2, "i": 4, "I": 4, "q": 8, "Q": 8}


def code_of(info: str, size: int) -> str | None:
    """The format character of one element of `size` bytes, None for raw bytes."""
    code = _CODES.get(info)
    return code if code is not None and _WIDTHS[code] == size else None


def is_signed(info: str) -> bool:
    """Whether the values of this info are signed numbers."""
    return _CODES.get(info, "") in ("b", "h", "i", "q")
