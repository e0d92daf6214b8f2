# SPDX-License-Identifier: GPL-2.0-or-later
"""Lengths that no field says, but the calls of its file that make what it is of.

`fifo8_create(&s->tx, 16)`, `s->table = g_new0(uint32_t, ENTRIES)`, `msix_init(dev, VECTORS, ...)`.
A length counts where every such call for a member has the same constant. Whose member it is, the
type of `s` in that function says; one that cannot be told may be of any member of the name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial

from vmgen.importer.c import gaps
from vmgen.importer.c.evaluate import NotConstant
from vmgen.importer.c.lexical import Tokens, parts, spelled, steps, tokens
from vmgen.importer.c.structs import Member
from vmgen.importer.c.unit import Unit
from vmgen.importer.found import Bytes, Description, Field, Function, Gap, Spot
from vmgen.values import dataclass

_FIFOS = {"fifo8_create": 1, "fifo32_create": 4}
"""Bytes of each item."""
_VECTORS = ("msix_init", "msix_init_exclusive_bar")
_LONGEST = 200
"""Characters in front of a call that are looked at for what it is assigned to."""
_SET = re.compile(r"(?:->|\.)\s*(\w+)\s*=(?!=)\s*(\w*)")
_ASSIGNED = re.compile(r"(\w[\w\s.>\[\]-]*?)\s*=\s*$")

_MOST_CALLS = 64
"""For members of one name."""

Said = tuple[Tokens, int | None, int]
"""What is made, as the call names it; how many bytes it has, if that is a constant; where."""
Size = Callable[[Unit, list[Tokens]], int]


def _items(unit: Unit, arguments: list[Tokens]) -> int:
    return unit.sizeof(arguments[0]) * unit.number(arguments[1])


_ALLOCATE: dict[str, tuple[int, Size]] = {
    **dict.fromkeys(("g_new", "g_new0"), (2, _items)),
    **dict.fromkeys(("g_malloc", "g_malloc0"), (1, lambda unit, given: unit.number(given[0]))),
}
"""How many arguments they have, and how many bytes they make."""


@dataclass(frozen=True, slots=True)
class _Call:
    name: str
    arguments: list[Tokens]
    at: int


def queue(
    unit: Unit, member: Member | None, description: Description, *, words: bool
) -> Description:
    """QEMU's own queue with as many bytes as this one holds, where that is known.

    `words` is whether it is one of u32, which is a queue of bytes for all but the device.
    """
    data, *others = description.fields
    size = None if member is None else _made(unit, member, "fifos", _fifos)
    if not size or not isinstance(data.what, Bytes) or data.what.size is not None:
        return description
    fields = (replace(data, what=Bytes(size)), *others)
    return replace(description, fields=fields, symbol=f"vmstate_fifo{32 if words else 8}")


def _fifos(unit: Unit) -> Iterator[Said]:
    for call in _calls(unit, _FIFOS):
        if len(call.arguments) == 2:
            many = _number(partial(unit.number, call.arguments[1]))
            yield call.arguments[0], many and many * _FIFOS[call.name], call.at


def allocated(unit: Unit, member: Member | None) -> int | None:
    """How many bytes the memory behind a pointer has; None where it is not known, and of what is
    none."""
    if member is None or not member.pointers or member.lengths:
        return None
    return _made(unit, member, "allocations", _allocations)


def _allocations(unit: Unit) -> Iterator[Said]:
    plain = unit.file.source.plain
    for call in _calls(unit, _ALLOCATE):
        before = _ASSIGNED.search(plain, max(0, call.at - _LONGEST), call.at)
        many, size = _ALLOCATE[call.name]
        if before is not None and len(call.arguments) == many:
            found = _number(partial(size, unit, call.arguments))
            yield list(tokens(before[1])), found, call.at
    for match in _SET.finditer(plain):  # something else is behind the pointer, too
        if match[2] not in _ALLOCATE and match[2] != "NULL":
            yield list(tokens(match[1])), None, match.start()


def vectors(unit: Unit, at: Spot) -> tuple[Description | Gap, Function | None]:
    """The 16 bytes and a bit of each vector of MSI-X, and the call that may make none."""
    found: dict[int | None, _Call] = {}
    why = "no `msix_init()` of the file says it"
    for call in _calls(unit, _VECTORS):
        asked = call.arguments[1] if len(call.arguments) > 1 else ()
        many = _number(partial(unit.number, asked))
        why = f"`{spelled(asked)[:60]}` says it at run time" if many is None else why
        found.setdefault(many, call)
    if None in found or len(found) != 1:
        text = f"how many vectors MSI-X has: {'several calls say it' if len(found) > 1 else why}"
        mend = "Write an `Opaque` of 16 bytes and a bit for each."
        return gaps.gap(gaps.NUMBER, text, at, mend), None
    ((count, call),) = found.items()
    size = 16 * (count or 0) + -(-(count or 0) // 8)
    inner = Field("msix", Bytes(size, info="msix state"), at)
    made = Function(call.name, unit.file.source.spot(call.at))
    return Description("msix", at, (inner,), (), 0, 0), made


def _number(work: Callable[[], int]) -> int | None:
    try:
        return work()
    except NotConstant:
        return None


def _calls(unit: Unit, wanted: Iterable[str]) -> Iterator[_Call]:
    """The calls of functions in a file, where it has them."""
    source = unit.file.source
    for name in wanted:
        if name not in source.text:
            continue
        for match in re.finditer(rf"\b{name}\s*\(", source.plain):
            end = source.closing(match.end() - 1)
            asked = unit.file.directives.asked(match.start())
            if (
                source.plain[end + 1 : end + 40].lstrip()[:1] != "{"
                and unit.holds(asked) is not False
            ):
                arguments = parts(list(tokens(source.text, match.end(), end)))
                yield _Call(name, arguments, match.start())


def _made(
    unit: Unit, member: Member, sort: str, calls: Callable[[Unit], Iterator[Said]]
) -> int | None:
    """What all calls of a sort for a member say, if it is one thing."""
    if sort not in unit.created:
        named = unit.created[sort] = {}
        for target, size, at in calls(unit):
            path: Tokens = [it for it in target if it.text not in ("&", "(", ")")]
            named.setdefault("".join(path[it].text for it in steps(path)[-1:]), []).append(
                (path, size, at)
            )
    found = unit.created[sort].get(member.name, [])
    if len(found) > _MOST_CALLS:
        return None
    said: set[int | None] = set()
    for path, size, at in found:
        whose = _member(unit, path, at)
        if whose is None:
            return None
        if whose.source is member.source and whose.at == member.at:
            said.add(size)
    return next(iter(said)) if len(said) == 1 else None


def _member(unit: Unit, path: Tokens, at: int) -> Member | None:
    """The member that `s->a.b` is where it stands; None where that cannot be told."""
    bodies = (it for them in unit.file.functions.values() for it in them)
    source = unit.file.source
    body = next((it for it in bodies if it.start < at < source.closing(it.start)), None)
    if body is None or len(path) < 3 or path[0].kind != "name" or path[1].text != "->":
        return None
    before = f"{body.parameters};{source.plain[body.start + 1 : at]}"
    name = re.escape(path[0].text)
    declared = set(re.findall(rf"(\w+)\s*\*\s*(?:const\s+)?{name}\s*(?=[,;=])", before))
    if len(declared) != 1:
        return None
    try:
        return unit.types.member(declared.pop(), path[2:])
    except NotConstant:
        return None
