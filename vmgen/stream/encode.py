# SPDX-License-Identifier: GPL-2.0-or-later
"""A tree of named values back to section bytes, the inverse of `decode.decode_section`.

Source: reference vmstate-wire.md sections 5, 10 and 12.
"""

from __future__ import annotations

import struct

from vmgen.layout import header
from vmgen.layout.infos import LISTS, TREE
from vmgen.stream.infos import BITMAP, code_of
from vmgen.stream.value import Value


def encode_section(values: Value) -> bytes:
    """The bytes of a section (or of any node of a tree). Edited leaves are written as they are now.

    Raises ValueError, naming the node, for a value that its info cannot hold; lengths follow the
    values: an array writes as many elements as its tuple has.
    """
    parts: list[bytes] = []
    _write(values, parts)
    return b"".join(parts)


def _write(node: Value, parts: list[bytes]) -> None:
    if node.value is not None:
        parts.append(_leaf(node))
        return
    if node.type == "subsection":
        parts.append(header(node.name, node.version or 0))
    if node.type in LISTS or node.type == TREE:
        if node.type == TREE:
            parts.append(len(node.children).to_bytes(4, "big"))
        for child in node.children:
            parts.append(b"\1")
            _write(child, parts)
        parts.append(b"\0")
    else:
        for child in node.children:
            _write(child, parts)
    for subsection in node.subsections:
        _write(subsection, parts)


def _leaf(node: Value) -> bytes:
    held = node.value
    if isinstance(held, bytes):
        return held
    try:
        if not isinstance(held, tuple):
            return struct.pack(f">{_code(node, node.size)}", held)
        if not held:
            return b""
        if isinstance(held[0], bytes):
            return b"".join(held)
        if node.type == BITMAP:
            return struct.pack(f">{len(held)}Q", *held)
        width = node.size // node.count if node.count else 1
        code = _code(node, width)
        return bytes(held) if code == "B" else struct.pack(f">{len(held)}{code}", *held)
    except (struct.error, ValueError, TypeError) as error:
        raise ValueError(f"{node.name}: {error}") from None


def _code(node: Value, width: int) -> str:
    code = code_of(node.type, width)
    if code is None:
        raise ValueError(f"{node.type} of {width} bytes is no number")
    return code
