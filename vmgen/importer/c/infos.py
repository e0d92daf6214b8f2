# SPDX-License-Identifier: GPL-2.0-or-later
"""A device's own VMStateInfo: what travels, where its `put` and its `get` always take the same."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from vmgen.importer.c import gaps
from vmgen.importer.c.functions import parameters
from vmgen.importer.c.lexical import Tokens, names, spelled
from vmgen.importer.c.library import Body
from vmgen.importer.c.unit import Unit
from vmgen.importer.c.ways import Varies, Ways, Words
from vmgen.importer.found import Bytes, Function, Gap, Spot, Unknown, Value, What
from vmgen.values import dataclass

_NUMBERS = {
    **{f"be{bits}": f"u{bits}" for bits in (16, 32, 64)},
    **{f"sbe{bits}": f"i{bits}" for bits in (16, 32, 64)},
    "betl": "word",
    "sbetl": "word",
}
_BYTES = {"byte": "u8", "ubyte": "u8", "sbyte": "i8", "8s": "u8", "s8s": "i8", "timer": "i64"}


def _calls(verb: str) -> dict[str, str]:
    """QEMU's calls that write or read, and what is on the wire then; a buffer says it itself."""
    found = {**_NUMBERS, **{f"{name}s": made for name, made in _NUMBERS.items()}, **_BYTES}
    return {f"qemu_{verb}_{name}": made for name, made in found.items()} | {
        f"qemu_{verb}_buffer": ""
    }


_CALLS: Mapping[str, Mapping[str, str]] = {verb: _calls(verb) for verb in ("put", "get")}
_SIZE = 2
"""Which parameter of both is how large the field is in memory."""


@dataclass(frozen=True, slots=True)
class Own:
    """What an info of the device's own writes, and by which of C's functions."""

    what: What
    by: tuple[Function, ...] = ()


class _Info:
    """An info: its two functions, where it is."""

    def __init__(self, unit: Unit, items: Tokens, size: Callable[[], int | None]) -> None:
        self.found = names(items)
        self.size = size
        self.name = self.found[0] if len(self.found) == 1 else ""
        written = unit.info(self.name) if self.name else None
        self.unit, text = (unit, spelled(items)) if written is None else written
        self.text = text

    def body(self, verb: str) -> Body | None:
        """One of its functions, if it is one whatever `#if`s say."""
        match = re.search(rf"\.\s*{verb}\s*=\s*&?\s*(\w+)", self.text)
        bodies = self.unit.functions(match[1]) if match is not None else []
        return bodies[0] if len(bodies) == 1 else None

    def words(self, verb: str) -> Words | None:
        """What one of its functions writes or reads, in all ways; None if it always fails."""
        body = self.body(verb)
        if body is None:
            raise Varies(f"its `{verb}` is not one function of the files given")
        named, size = parameters(body)[_SIZE : _SIZE + 1], self.size()
        sizes = {named[0]: size} if named and named[0] and size is not None else {}
        try:
            return Ways(self.unit, _CALLS[verb], sizes).of(body)
        except Varies as reason:
            raise Varies(f"its `{verb}`: {reason}") from None

    def by(self, *verbs: str) -> tuple[Function, ...]:
        """Its functions, where they are."""
        bodies = filter(None, map(self.body, verbs))
        return tuple(Function(it.name, it.source.spot(it.at)) for it in bodies)


def custom(
    unit: Unit, items: Tokens, at: Spot, size: Callable[[], int | None], *, past: bool
) -> Own | str:
    """What an info of the device's own writes, or why that is not known.

    `size` is that of the field in memory. `past` is whether only older versions have the field:
    then its `put` is never asked, and what travels is what `get` reads.
    """
    info = _Info(unit, items, size)
    try:
        written, read = info.words("put"), info.words("get")
    except Varies as reason:
        return str(reason)
    by = info.by("put", "get")
    if not written and past:
        written, by = read, info.by("get")
    if not written:
        return "its `put` writes nothing"
    if read is None or _widths(written) != _widths(read):
        return "its `get` reads other bytes than its `put` writes"
    word = info.unit.word
    if "word" in written and not word:
        return Own(Unknown(_unsaid(info.name, at)))
    written = tuple(f"u{word}" if it == "word" else it for it in written)
    name = info.name or _label(info.text)
    if len(written) == 1 and not written[0].isdigit():
        return Own(Value(written[0], info=name), by)
    return Own(Bytes(sum(map(_width, written)), info=name), by)


def _unsaid(name: str, at: Spot) -> Gap:
    text = f"`{name}` writes a `target_ulong`, of 32 or 64 bits"
    return gaps.word(text, at)


def _label(text: str) -> str:
    match = re.search(r"\.\s*name\s*=\s*\"([^\"]*)\"", text)
    return match[1] if match is not None else "put"


def _width(word: str) -> int:
    return int(word) if word.isdigit() else int(word[1:]) // 8


def _widths(words: Words) -> list[int | str]:
    """How wide each number is; bytes in a row are one buffer."""
    found: list[int | str] = []
    inside = False
    for word in words:
        single = word.isdigit() or word in ("u8", "i8")
        if single and inside:
            found[-1] = f"{int(found[-1]) + _width(word)}"
        else:
            found.append(f"{_width(word)}" if single else word.lstrip("ui"))
        inside = single
    return found
