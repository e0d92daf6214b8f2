# SPDX-License-Identifier: GPL-2.0-or-later
"""Numbers by the names that a stream's description has for them.

Source: vmstate-wire.md section 12. The description has each element's size as well, so an info that
is not listed here, or whose size is another than its own, is bytes of which no more is known.
"""

from __future__ import annotations

TIMER = "timer"
UNUSED = "unused_buffer"
LISTS = frozenset(("qtailq", "qlist"))
POINTERS = frozenset(("nullptr", "ptr-marker"))
TREE = "gtree"

INTEGERS = {
    "bool": "bool",
    **{f"int{bits}": f"i{bits}" for bits in (8, 16, 32, 64)},
    **{f"uint{bits}": f"u{bits}" for bits in (8, 16, 32, 64)},
    **{f"uint{bits} equal": f"u{bits}" for bits in (8, 16, 32)},
    "int32 equal": "i32",
    "int64 equal": "u64",  # the u64 info has this name
    "int32 le": "i32",
    TIMER: "i64",
}
"""Scalars of the infos that are numbers, with a sign or without."""

NUMBERS = {**INTEGERS, "CPU_Double_U": "u64", "nullptr": "u8", "ptr-marker": "u8"}
"""The same, with those whose bits mean something else than a number."""
