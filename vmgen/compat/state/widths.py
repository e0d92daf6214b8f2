# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether a field of the target takes as many bytes as one of the stream has.

A stream has wire widths and kinds, a dump sizes in C's memory (vmstate-wire.md section 14). Of
plain numbers, buffers and padding both are the same; of a timer, a bitmap or what a device writes
by itself they are not. The number of elements is in a dump for arrays of a fixed length only, and
in those of older releases for hardly any.
"""

from __future__ import annotations

from vmgen.compat.state.found import Found
from vmgen.compat.state.items import Own, Sent
from vmgen.layout import Nested, Padding, Untold, WireField
from vmgen.layout.infos import INTEGERS, TIMER

UNUSED_NAME = "unused"
"""What the macros of padding call it."""

_NUMBERS = (1, 2, 4, 8)
"""Sizes that plain numbers have in memory."""


def misfit(sent: Sent, own: Own) -> Found | None:
    """Why the field of the target does not take these bytes; None where it does."""
    return _count(sent, own.field) or _element(sent, own.field)


def _count(sent: Sent, own: WireField) -> Found | None:
    if own.count is None or sent.count is None or _as_one(sent, own):
        return None
    if own.count == sent.count:
        return None
    return Found(
        "shifted",
        "ARRAY_SAME_COUNT",
        f"the state has {_elements(sent.count)}, the target reads {own.count}",
    )


def _as_one(sent: Sent, own: WireField) -> bool:
    """Whether bytes of a buffer are an array of small numbers."""
    memory = own.element.memory
    return own.count is not None and memory * own.count == sent.size and sent.count == 1


def _element(sent: Sent, own: WireField) -> Found | None:
    theirs, memory = sent.first.element, own.element.memory
    if isinstance(own.element, Nested) or not isinstance(own.element, Untold):
        return None
    if not memory or theirs.size == memory or _as_one(sent, own):
        return None
    info = sent.first.info
    if isinstance(theirs, Padding) or info == "buffer":
        # without a count it may be an array of numbers, as long as all of these bytes
        if own.name != UNUSED_NAME and memory in _NUMBERS and _divides(own, theirs.size):
            return _open(f"the target may read {theirs.size // memory} elements, or one")
        rule = "UNUSED_SAME_WIDTH" if isinstance(theirs, Padding) else "FIELD_SAME_WIDTH"
        return _narrow(rule, theirs.size, memory)
    if memory not in _NUMBERS:
        return None if info not in INTEGERS or info == TIMER else _open("its size differs")
    if info in INTEGERS and info != TIMER:
        return _narrow("FIELD_SAME_WIDTH", theirs.size, memory)
    if isinstance(theirs, Nested):
        return _open("the state has a struct there, the target something else")
    return None


def _divides(own: WireField, size: int) -> bool:
    return own.count is None and size % own.element.memory == 0


def _narrow(rule: str, sent: int, memory: int) -> Found:
    return Found("shifted", rule, f"the state has {_bytes(sent)}, the target reads {memory}")


def _open(message: str) -> Found:
    return Found("undecided", "FIELD_SAME_TYPE", message, decides="a spec of the target's device")


def _bytes(count: int) -> str:
    return "1 byte" if count == 1 else f"{count} bytes"


def _elements(count: int) -> str:
    return "1 element" if count == 1 else f"{count} elements"
