# SPDX-License-Identifier: GPL-2.0-or-later
"""Subsections at places where the device that wrote the stream does not look for them.

The description in the stream says which descriptions the writer nests, and so where each ends.
There, and only there, it looks for subsections that begin with its name (vmstate-wire.md section
10). That shows for a subsection that was not sent, too, where no byte does.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from vmgen.codec.save import End
from vmgen.model.nesting import begins
from vmgen.stream.value import Elements, Value
from vmgen.values import dataclass
from vmgen.verify.judge import Finding


@dataclass(frozen=True, slots=True)
class _Looked:
    """A description of the writer's and the number of bytes of fields before its end."""

    name: str
    fields: int


def misplaced(ends: Iterable[End], tree: Value) -> Iterator[Finding]:
    """One finding per description of the spec whose subsections the writer looks for elsewhere."""
    ends = list(ends)
    names = {item.body.name for end in ends for item in end.body.subsections}
    if not names:
        return
    sent = list(_subsections(tree))
    looked = [
        _Looked(node.vmsd, _fields(sent, _end(node))) for node in _structs(tree, names) if node.vmsd
    ]
    said: set[str] = set()
    for end in ends:
        if end.body.name in said:
            continue
        here = _fields(sent, end.offset)
        for item in end.body.subsections:
            name = item.body.name
            claims = [found for found in looked if begins(name, found.name)]
            if any(found.fields == here for found in claims):
                continue
            said.add(end.body.name)
            yield _finding(end, name, claims)
            break


def _finding(end: End, name: str, claims: list[_Looked]) -> Finding:
    where = f"behind `{end.path.rstrip('.')}`" if end.path else "at the end of the section"
    if claims:
        there = f"at the end of `{claims[-1].name}`"
        message = (
            f"the spec has subsection `{name}` {where}; the device that wrote the stream looks for "
            f"it {there}, sent or not"
        )
    else:
        there = "nowhere"
        message = (
            f"the spec has subsection `{name}` {where}; the device that wrote the stream has no "
            "description by whose name it begins"
        )
    return Finding("layout", "Python", name, end.offset, there, where, message)


def _end(node: Value) -> int:
    """Where the fields of a description end, and its subsections begin."""
    return node.offset + node.size - sum(item.size for item in node.subsections)


def _structs(node: Value, names: Collection[str]) -> Iterator[Value]:
    """All that may look for subsections of these names: structs of numbers do only by theirs."""
    yield node
    for child in node.children:
        plain = isinstance(child.children, Elements)
        if plain and not any(begins(name, child.vmsd or "") for name in names):
            continue
        if child.children or child.vmsd:
            yield from _structs(child, names)
    for item in node.subsections:
        yield from _structs(item, names)


def _subsections(node: Value) -> Iterator[tuple[int, int]]:
    """Where the subsections that were sent begin and end, the outer ones before the inner."""
    for item in node.subsections:
        yield item.offset, item.offset + item.size
    for below in (*node.children, *node.subsections):
        if not isinstance(below.children, Elements):
            yield from _subsections(below)


def _fields(sent: Iterable[tuple[int, int]], offset: int) -> int:
    """The bytes of fields before an offset: subsections that end before it do not count."""
    total, before = offset, 0
    for start, end in sorted(sent, key=lambda item: (item[0], -item[1])):
        if end <= offset and start >= before:
            total -= end - start
            before = end
    return total
