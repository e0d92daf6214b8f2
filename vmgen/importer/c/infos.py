# SPDX-License-Identifier: GPL-2.0-or-later
"""A device's own VMStateInfo: what travels, where its `put` always writes the same numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmgen.importer.c import gaps
from vmgen.importer.c.evaluate import NotConstant
from vmgen.importer.c.functions import parameters, statements, text_of
from vmgen.importer.c.lexical import Tokens, anywhere, closing, names, parts
from vmgen.importer.c.library import Body
from vmgen.importer.c.unit import Unit
from vmgen.importer.found import Bytes, Spot, Unknown, Value, What

if TYPE_CHECKING:
    from tree_sitter import Node

_PUTS = {
    "qemu_put_be64": "u64",
    "qemu_put_sbe64": "i64",
    "qemu_put_be32": "u32",
    "qemu_put_sbe32": "i32",
    "qemu_put_be16": "u16",
    "qemu_put_sbe16": "i16",
    "qemu_put_byte": "u8",
    "qemu_put_8s": "u8",
    "qemu_put_sbyte": "i8",
    **{f"qemu_put_be{bits}s": f"u{bits}" for bits in (16, 32, 64)},
    **{f"qemu_put_sbe{bits}s": f"i{bits}" for bits in (16, 32, 64)},
    "qemu_put_timer": "i64",
}
"""QEMU's calls that write a number, and what is on the wire then."""

_WORD = ("qemu_put_betl", "qemu_put_betls", "qemu_put_sbetl", "qemu_put_sbetls")


class _Varies(Exception):
    """What is written depends on something."""


def custom(unit: Unit, info: Tokens | None, at: Spot) -> What | None:
    """What an info of the device's own writes, None where that is not always the same."""
    found = names(info or ())
    body = unit.put(found[0]) if len(found) == 1 else None
    if body is None:
        return None
    if body not in unit.written:
        unit.written[body] = _written(unit, body)
    written = unit.written[body]
    return None if written is None else _made(unit, written, found[0], at)


def _written(unit: Unit, body: Body) -> list[str] | None:
    """What a `put` writes, number by number; None where that depends on something."""
    lines, arguments = statements(body), parameters(body)
    if lines is None or not arguments or not arguments[0]:
        return None
    written: list[str] = []
    try:
        for line in lines:
            written += _statement(unit, line, arguments[0])
    except _Varies:
        return None
    return written


def _made(unit: Unit, written: list[str], name: str, at: Spot) -> What | None:
    if "word" in written and not unit.word:
        text = f"`{name}` writes a `target_ulong`, of 32 or 64 bits"
        return Unknown(gaps.word(text, at))
    written = [f"u{unit.word}" if it == "word" else it for it in written]
    if len(written) == 1 and not written[0].isdigit():
        return Value(written[0], info=name)
    if not written:
        return None
    return Bytes(sum(int(it) if it.isdigit() else int(it[1:]) // 8 for it in written), info=name)


def _statement(unit: Unit, line: Node, file: str) -> list[str]:
    items = list(anywhere(text_of(line)))
    uses = [index for index, it in enumerate(items) if it.kind == "name" and it.text == file]
    if not uses:
        if any(it.text == "return" for it in items) and line.type != "return_statement":
            raise _Varies
        return []
    if line.type != "expression_statement" or len(uses) != 1:
        raise _Varies
    call = uses[0] - 2
    if call != 0 or items[1].text != "(":
        raise _Varies
    name = items[0].text
    if name in _WORD:
        return ["word"]
    if name in _PUTS:
        return [_PUTS[name]]
    if name != "qemu_put_buffer":
        raise _Varies
    arguments = parts(items[2 : closing(items, 1) - 1])
    try:
        return [str(unit.number(arguments[-1]))]
    except NotConstant:
        raise _Varies from None
