# SPDX-License-Identifier: GPL-2.0-or-later
"""Values as short text: hex for unsigned numbers over 9, arrays with equal neighbours joined."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from vmgen.layout.infos import TIMER
from vmgen.stream.infos import BITMAP, NULL_MARKER, NULL_MARKERS, is_signed
from vmgen.stream.value import Value

MOST_ITEMS = 16
MOST_BYTES = 32


def value_text(value: Value, full: bool = False) -> str:
    """What a leaf holds, on one line; `full` leaves nothing out."""
    held = value.value
    if isinstance(held, tuple):
        return f"[{_items(held, item_text(value), None if full else MOST_ITEMS)}]"
    return bytes_text(held, full) if isinstance(held, bytes) else item_text(value)(held)


def item_text(value: Value) -> Callable[[object], str]:
    """How one element of this leaf is written."""
    info = value.type
    if info == TIMER:
        return _timer
    if info in NULL_MARKERS:
        return _marker
    if info == "CPU_Double_U":
        return _double
    if info == BITMAP:
        return _hex
    return _signed if is_signed(info) else _plain


def bytes_text(data: bytes, full: bool = False) -> str:
    """Raw bytes in hex; text and fillings are told as such, and long ones cut."""
    if not data:
        return "(nothing)"
    if len(data) > 4 and data == data[:1] * len(data):
        return f"{data[0]:02x} × {len(data)}"
    text = data.rstrip(b"\0")
    if len(text) >= 4 and text.isascii() and text.decode().isprintable():
        return f'"{text.decode()}" ({len(data)} bytes)'
    if full or len(data) <= MOST_BYTES:
        return data.hex(" ")
    return f"{data[:MOST_BYTES].hex(' ')} … ({len(data)} bytes)"


def changes_text(first: Value, second: Value, most: int = 8) -> str:
    """What differs between two leaves of one type: whole, or by index."""
    a, b = first.value, second.value
    if isinstance(a, int) or isinstance(b, int) or a is None or b is None:
        return f"{_held(first)} → {_held(second)}"
    as_bytes = isinstance(a, bytes)
    if len(a) != len(b) or isinstance(b, bytes) != as_bytes:
        return f"{_held(first)} → {_held(second)}"
    if as_bytes and len(a) <= 8:
        return f"{a.hex(' ')} → {b.hex(' ')}"  # type: ignore[union-attr]
    text = _byte if as_bytes else item_text(first)
    places = [index for index, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
    shown = [f"[{i}] {text(a[i])} → {text(b[i])}" for i in places[:most]]
    if len(places) > most:
        shown.append(f"… {len(places) - most} more of {len(a)}")
    return ", ".join(shown)


def _held(value: Value) -> str:
    return "nested" if value.value is None else value_text(value)


def _items(items: Sequence[object], text: Callable[[object], str], most: int | None) -> str:
    shown: list[str] = []
    taken = 0
    for piece, length in _runs(items, text):
        if most is not None and len(shown) >= most:
            shown.append(f"… {len(items) - taken} more")
            break
        taken += length
        shown.append(piece)
    return ", ".join(shown)


def _runs(items: Sequence[object], text: Callable[[object], str]) -> Iterator[tuple[str, int]]:
    """Equal neighbours joined, with their number; two of a kind are written out."""
    for item, group in groupby(items):
        length = sum(1 for _ in group)
        if length > 2:
            yield f"{text(item)} × {length}", length
        else:
            for _ in range(length):
                yield text(item), 1


def _plain(item: object) -> str:
    if isinstance(item, bool):
        return "true" if item else "false"
    if isinstance(item, bytes):
        return item.hex()
    return f"0x{item:x}" if isinstance(item, int) and item > 9 else str(item)


def _signed(item: object) -> str:
    return str(item)


def _hex(item: object) -> str:
    return f"0x{item:016x}"


def _byte(item: object) -> str:
    return f"{item:02x}"


def _timer(item: object) -> str:
    return "not pending" if item == -1 else f"{item} ns"


def _marker(item: object) -> str:
    return "null" if item == NULL_MARKER else f"0x{item:x}"


def _double(item: object) -> str:
    assert isinstance(item, int)
    number = struct.unpack(">d", item.to_bytes(8, "big"))[0]
    return f"0x{item:x} ({number:g})" if item else "0"
