# SPDX-License-Identifier: GPL-2.0-or-later
"""From what many sections of one device were to what the device's description is.

Each section's description in a stream says what was sent then (vmstate-wire.md section 13): arrays
as long as they were, the subsections that were needed, no field that was not there. All of them
together say more; what they do not say, nobody here makes up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import field, replace
from difflib import SequenceMatcher
from itertools import chain, groupby

from vmgen.importer.composites import CONDITIONS
from vmgen.importer.found import (
    BitSet,
    Bytes,
    Collection,
    Count,
    Description,
    Expiry,
    Field,
    Gap,
    Inside,
    Skipped,
    Spot,
    Subsection,
    Unknown,
    Value,
    What,
)
from vmgen.layout import Body, Entries, Nested, Number, Padding, Timer, WireField
from vmgen.layout.infos import INTEGERS
from vmgen.values import dataclass

NULLS = frozenset(("nullptr", "ptr-marker"))
"""What a stream calls the byte that stands for a null of an array of pointers."""

PRIVATE = frozenset(["virtio", "virtio-gpu", "scsi-requests", "shpc"])
"""Infos of which each section may have another number of bytes, which what is in it decides
(vmstate-macros.md section 6)."""

BUFFER, BITMAP = "buffer", "bitmap"
CONFIGURED = frozenset(["msix state"])
"""Infos of QEMU's own whose number of bytes the device knows when it is made: 16 and a bit for each
vector (vmstate-macros.md section 4)."""


Patterns = dict[tuple[int, ...], str]
"""By the bodies that have a field the first such: fields of the same bodies come together."""


class Contradiction(Exception):
    """Two sections are not of one device: a field of one name is something else."""

    def __init__(self, at: Spot, text: str) -> None:
        super().__init__(f"{at}: {text}")
        self.at = at
        self.text = text


@dataclass(slots=True)
class _Row:
    """A field: by the number of the body what that has of it, an entry per run of elements."""

    name: str
    runs: dict[int, list[WireField]] = field(default_factory=dict)


def described(bodies: Sequence[Body], at: Spot, *, nested: bool = False) -> Description:
    """The description that wrote all these, `Contradiction` if none can have.

    The bodies are layouts that streams told (vmgen.layout.from_stream), of sections of one name, or
    of what is nested in such: whose versions do not travel, so that nothing can depend on them.
    """
    different = list(dict.fromkeys(bodies))
    versions = [0 if nested else body.version_id for body in different]
    rows = _rows(different)
    patterns: Patterns = {}
    fields = list(chain.from_iterable(_fields(row, versions, patterns, at) for row in rows))
    if rows and not fields:
        fields = [_empty(rows[0].name, at)]
    name = different[0].name
    return Description(
        name,
        at,
        tuple(_conditional(name, item) for item in fields),
        tuple(_subsections(different, at)),
        version_id=max(body.version_id for body in different),
        minimum_version_id=min(body.version_id for body in different),
    )


def _empty(name: str, at: Spot) -> Field:
    """A field that is there, and no section shows a byte of it."""
    return Field(name, Skipped(0), inside(at, name), doc=f"`{name}` had no bytes in any section.")


def _conditional(description: str, item: Field) -> Field:
    """The same with when it is there, where that is known of QEMU's own descriptions."""
    condition = CONDITIONS.get((description, item.name), "")
    return replace(item, condition=condition, optional="") if condition else item


def _rows(bodies: Sequence[Body]) -> list[_Row]:
    """The fields of all bodies in an order that is that of each."""
    rows: list[_Row] = []
    for number, body in enumerate(bodies):
        runs = [(name, list(run)) for name, run in groupby(body.fields, lambda it: it.name)]
        known, mine = [row.name for row in rows], [name for name, _ in runs]
        made: list[_Row] = []
        for _, first, last, start, end in SequenceMatcher(
            None, known, mine, autojunk=False
        ).get_opcodes():
            same = known[first:last] == mine[start:end]
            old = rows[first:last]
            new = old if same else [_Row(name) for name in mine[start:end]]
            for row, (_, run) in zip(new, runs[start:end], strict=True):
                row.runs[number] = run
            made += old if same else [*old, *new]
        rows = made
    return rows


def _subsections(bodies: Sequence[Body], at: Spot) -> Iterator[Subsection]:
    """Those that any of them had; when one is sent, no stream says."""
    names: list[str] = []
    found: dict[str, list[Body]] = {}
    for body in bodies:
        names = merged(names, [item.body.name for item in body.subsections])
        for item in body.subsections:
            found.setdefault(item.body.name, []).append(item.body)
    for name in names:
        sent = len(found[name]) == len(bodies)
        yield Subsection(described(found[name], inside(at, name)), sent=sent)


def merged(one: list[str], other: list[str]) -> list[str]:
    """Both in an order that is that of each, as far as there is one."""
    made: list[str] = []
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    for tag, first, last, start, end in matcher.get_opcodes():
        made += one[first:last]
        if tag != "equal":
            made += other[start:end]
    return list(dict.fromkeys(made))


# -- fields ----------------------------------------------------------------------------------------


def _fields(row: _Row, versions: Sequence[int], patterns: Patterns, at: Spot) -> Iterator[Field]:
    """A field, or the parts of an array of pointers of which some are always null."""
    place = inside(at, row.name)
    runs = list(row.runs.values())
    parts = [_parts(run) for run in runs]
    if not any(item.element.size for run in runs for item in run):
        return  # nothing of it was on the wire in any section
    if not any(null for part in parts for null, _ in part):
        made = [_field(row.name, runs, place)]
    elif len({tuple((null, _total(run)) for null, run in part) for part in parts}) == 1:
        made = list(_in_turn(row.name, parts, place))
    else:
        made = [_pointers(row.name, parts, place)]
    yield from (_gated(item, row, versions, patterns) for item in made)


Part = tuple[bool, list[WireField]]
"""Elements of an array of pointers in a row that are null, or all not."""


def _in_turn(name: str, parts: Sequence[list[Part]], at: Spot) -> Iterator[Field]:
    """The elements that are there and the nulls, which are the same in all sections."""
    start = 0
    for alike in zip(*parts, strict=True):
        made = _field(name, [run for _, run in alike], at)
        count = replace(made.count or Count(1), start=start, pointers=True)
        yield replace(made, count=count)
        start += count.most or 0


def _pointers(name: str, parts: Sequence[list[Part]], at: Spot) -> Field:
    """All of them, of which some are null in some sections."""
    totals = [sum(_total(run) for _, run in part) for part in parts]
    found = [run for part in parts for null, run in part if not null]
    made = _field(name, found, at) if found else None
    if made is None or not isinstance(made.what, Value | Expiry | Inside):
        text = f"`{name}`: an array of pointers whose elements no section shows"
        return Field(name, Unknown(Gap("VM611", text, "", at)), at)
    count = Count(max(totals), varies=len(set(totals)) > 1, pointers=True, nulls=True)
    return replace(made, count=count)


def _parts(run: list[WireField]) -> list[Part]:
    """Elements that are there, and nulls, in turn."""
    return [(null, list(part)) for null, part in groupby(run, lambda it: it.info in NULLS)]


def _total(run: Iterable[WireField]) -> int:
    return sum(1 if item.count is None else item.count for item in run)


def _gated(made: Field, row: _Row, versions: Sequence[int], patterns: Patterns) -> Field:
    """The same with the versions that have it, as far as the sections show them."""
    has = [versions[number] for number in row.runs]
    lacks = [version for number, version in enumerate(versions) if number not in row.runs]
    if not lacks:
        return made
    if max(lacks) < min(has):
        return replace(made, since=min(has))
    if min(lacks) > max(has):
        return replace(made, until=max(has))
    if made.count is not None and made.count.varies:
        return made  # of some there are none
    return replace(made, optional=patterns.setdefault(tuple(row.runs), row.name))


def _field(name: str, runs: Sequence[Sequence[WireField]], at: Spot) -> Field:
    """What all elements of a field are, and how many there are."""
    totals = [_total(run) for run in runs]
    arrays = any(
        len(run) > 1 or run[0].count is not None or run[0].index is not None for run in runs
    )
    items = list(chain.from_iterable(runs))
    what, most = _what(items, at)
    if isinstance(what, Unknown):
        if items[0].info not in PRIVATE and all(
            len({it.element.size for it in run}) == 1 for run in runs
        ):
            raise Contradiction(at, what.gap.text)  # each device has one size of its own
        return Field(name, what, at)
    if most is not None:
        if arrays:
            gap = Gap("VM612", f"`{name}`: elements of different sizes", "", at)
            return Field(name, Unknown(gap), at)
        return Field(name, what, at, Count(most, varies=True))
    if not arrays and len(set(totals)) == 1:
        return Field(name, what, at)
    return Field(name, what, at, Count(max(totals), varies=len(set(totals)) > 1))


def _what(items: Sequence[WireField], at: Spot) -> tuple[What, int | None]:
    """What one element is; of bytes whose number varies, and how many there are at most."""
    first = items[0].element
    if len({type(item.element) for item in items}) > 1 or len({it.info for it in items}) > 1:
        found = ", ".join(dict.fromkeys(f"`{it.info}` of {it.element.size} bytes" for it in items))
        raise Contradiction(at, f"is {found}")
    match first:
        case Number():
            if len({item.element for item in items}) > 1:
                raise Contradiction(at, "is numbers of different widths")
            return _number(first, items[0].info), None
        case Timer():
            return Expiry(), None
        case Nested():
            bodies = [item.element.body for item in items if isinstance(item.element, Nested)]
            return Inside(described(bodies, at, nested=True)), None
        case Entries():
            return _collection([it.element for it in items if isinstance(it.element, Entries)], at)
    sizes = {item.element.size for item in items}
    most = max(sizes) if len(sizes) > 1 else None
    what = _bytes(items[0].info, first, max(sizes), most, at)
    if isinstance(what, BitSet):
        return what, most and what.bits
    return what, most


def _number(number: Number, info: str) -> Value:
    encoding = number.encoding
    if info.endswith(" equal"):
        return Value(encoding, kept="equal")
    if info == "int32 le":
        return Value(encoding, kept="at most")
    if info in NULLS:
        return Value(encoding, kept="equal", info=info)
    return Value(encoding) if info in INTEGERS else Value(encoding, info=info)


def _bytes(info: str, element: object, size: int, most: int | None, at: Spot) -> What:
    """Bytes of which the description says how many there are."""
    if isinstance(element, Padding):
        return Skipped(size)
    if info == BITMAP and size % 8 == 0:
        return BitSet(size * 8)
    if info in (BUFFER, *CONFIGURED) or most is None:
        return Bytes(size, info="" if info == BUFFER else info)
    text = f"an info `{info}` of C's own, whose size is not always the same"
    return Unknown(Gap("VM613", text, "", at))


def _collection(items: Sequence[Entries], at: Spot) -> tuple[What, int | None]:
    """A list or tree; the bodies of a tree with keys of its own are key and value in turn."""
    kinds = {item.kind for item in items if item.bodies}
    if len(kinds) > 1:
        raise Contradiction(at, "is a tree with keys of two sorts")
    pairs = kinds == {"pairs"}
    keys = [body for item in items for body in item.bodies[::2]] if pairs else []
    values = [
        body for item in items for body in item.bodies[1 if pairs else 0 :: 2 if pairs else 1]
    ]
    kind = "list" if items[0].kind == "list" else "tree"
    entry = described(values, at, nested=True) if values else None
    return (
        Collection(
            "list" if kind == "list" else "tree",
            entry,
            described(keys, at, nested=True) if keys else None,
            entry.version_id or 0 if entry else 0,
        ),
        None,
    )


def inside(at: Spot, name: str) -> Spot:
    """The place of something in what is at a place."""
    return replace(at, path=f"{at.path}.{name}" if at.path else name)
