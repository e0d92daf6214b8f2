# SPDX-License-Identifier: GPL-2.0-or-later
"""The same bytes on both sides: whether they mean the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vmgen.compat.names import Names
from vmgen.compat.plan import Run
from vmgen.compat.walk import Pair
from vmgen.diagnostics.codes import Outcome
from vmgen.layout import SCALARS, Number, Timer
from vmgen.values import dataclass

Variants = tuple[tuple[str, int], ...] | None
"""Of an enum: names and numbers."""


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a field, by which rule."""

    rule: str
    outcome: Outcome
    path: str
    """Of the reader, or of the writer where the reader has none."""
    message: str
    offset: int | None = None
    when: str = ""
    decides: str = ""


def changes(pair: Pair, names: Names) -> Iterator[Change]:
    """What becomes of the bytes of a pair."""
    source, target = pair.source, pair.target
    if source.skipped and target.skipped:
        return
    if target.skipped:
        yield from _dropped(source, target, names)
    elif source.skipped:
        yield from _zeros(target, pair, names)
    elif _cut(pair):
        rule = "FIELD_SAME_TYPE" if _bytes_of_one(pair) else "FIELD_SPLIT"
        if source.path != target.path and names.twin(source.path, of_reader=False):
            rule = "FIELD_SAME_ORDER"
        message = f"{_shown(target)} gets the bytes of {_shown(source)}, cut at other places"
        yield Change(rule, "wrong", target.path, message)
    else:
        yield from _named(pair, names)
        yield from _valued(pair, names)


_ELSEWHERE = frozenset(
    "FIELD_SAME_ORDER FIELD_SAME_TYPE FIELD_SPLIT FIELD_TO_SUBSECTION NESTED_MOVED".split()
)


def misread(pair: Pair, names: Names) -> bool:
    """Whether the bytes are of something else on the other side."""
    return any(it.outcome == "wrong" and it.rule in _ELSEWHERE for it in changes(pair, names))


def _shown(run: Run) -> str:
    element = run.field.element
    what = element.encoding if isinstance(element, Number) else "timer"
    return f"`{run.path}` ({what}{'' if run.field.count is None else f'[{run.field.count}]'})"


def _cut(pair: Pair) -> bool:
    """Whether the ends of elements are not the same on both sides."""
    source, target = pair.source, pair.target
    whole = not (pair.at % source.width or pair.to % target.width or pair.size % source.width)
    return source.width != target.width or not whole


def _bytes_of_one(pair: Pair) -> bool:
    """Whether one side takes the bytes of a number one by one."""
    widths = {pair.source.width, pair.target.width}
    one, other = pair.source, pair.target
    return 1 in widths and len(widths) == 2 and one.size == other.size


def _dropped(source: Run, target: Run, names: Names) -> Iterator[Change]:
    twin = names.twin(source.path, of_reader=False)
    if not twin:
        rule = "FIELD_REPLACED_BY_UNUSED" if target.field.until is None else "FIELD_REMOVED_GATED"
        message = f"`{source.path}` is skipped: it is unused there"
        yield Change(rule, "ok", source.path, message)
        return
    within = names.reader.runs[twin][1]
    rule = "FIELD_TO_SUBSECTION" if within else "FIELD_SAME_ORDER"
    where = f"in subsection `{within}`" if within else "elsewhere"
    message = f"what is sent of `{source.path}` is skipped: `{twin}` is {where}"
    yield Change(rule, "wrong", twin, message)


def _zeros(target: Run, pair: Pair, names: Names) -> Iterator[Change]:
    """A field that gets the zeros of what the other side does not use."""
    twin = names.twin(target.path, of_reader=True)
    if twin and not _left_zero(twin, names):
        message = f"`{target.path}` gets zeros, for what is sent of it is elsewhere"
        yield Change("FIELD_SAME_ORDER", "wrong", target.path, message)
    if twin:
        return
    element = target.field.element
    if isinstance(element, Number) and (not element.accepts(0) or element.kept):
        message = f"`{target.path}` gets 0, and refuses it"
        yield Change("UNUSED_REUSED", "refused", target.path, message)
        return
    known = target.field.reset
    low, high = pair.to // target.width, -(-(pair.to + pair.size) // target.width)
    if isinstance(element, Timer):
        message = f"`{target.path}` gets 0, at which the timer fires at once"
        yield Change("UNUSED_REUSED", "wrong", target.path, message)
    elif known is not None and any(known[low:high]):
        message = f"`{target.path}` gets 0, and is {known[low]:#x} after a reset"
        yield Change("UNUSED_REUSED", "wrong", target.path, message)
    else:
        yield Change("UNUSED_REUSED", "defaults", target.path, f"`{target.path}` gets 0")


def _left_zero(twin: str, names: Names) -> bool:
    """Whether it is in a subsection, and 0 where that is not sent; where it is, that is told."""
    field, within = names.writer.runs[twin]
    absent = names.writer.absent.get(twin)
    known = field.reset if absent is None else (absent,)
    return bool(within) and known is not None and not any(known)


def _named(pair: Pair, names: Names) -> Iterator[Change]:
    """Whether it is the same thing on both sides, by its name."""
    source, target = pair.source, pair.target
    first = pair.at // source.width + source.field.unsent[0]
    second = pair.to // target.width + target.field.unsent[0]
    twin = names.twin(source.path, of_reader=False)
    if twin == target.path:
        rows = source.field.columns, target.field.columns
        if first != second or _place(source) != _place(target):
            message = f"element {second} of `{target.path}` gets element {first}"
            yield Change("FIELD_SAME_ORDER", "wrong", target.path, message)
        elif rows[0] != rows[1] and None not in rows:
            message = f"`{target.path}` has rows of {rows[1]}, and had rows of {rows[0]}"
            yield Change("ARRAY_SAME_SHAPE", "wrong", target.path, message)
        elif source.path != target.path:
            message = (
                f"`{source.path}` is `{target.path}` there: a struct around it is new, or gone"
            )
            yield Change("NESTED_FLATTENED", "ok", target.path, message)
        return
    back = names.twin(target.path, of_reader=True)
    if twin or back:
        message = f"`{target.path}` gets the value of `{source.path}`"
        last = source.path.rpartition(".")[2] == target.path.rpartition(".")[2]
        rule = "NESTED_MOVED" if last and source.scope != target.scope else "FIELD_SAME_ORDER"
        yield Change(rule, "wrong", target.path, message)
        return
    if source.size != target.size or source.copy != target.copy:
        message = f"`{target.path}` has elements of `{source.path}`"
        yield Change("ARRAY_SPLIT", "ok", target.path, message)
        return
    last = source.path.rpartition(".")[2] == target.path.rpartition(".")[2]
    message = f"`{source.path}` is called `{target.path}`"
    yield Change("NESTED_FLATTENED" if last else "FIELD_SAME_NAME", "ok", target.path, message)


def _place(run: Run) -> tuple[int, ...]:
    """Which elements of arrays it is in; a struct alone is the first of an array."""
    return tuple(filter(None, run.copy))


def _valued(pair: Pair, names: Names) -> Iterator[Change]:
    """Whether each number that may be sent becomes the same value."""
    source, target = pair.source, pair.target
    one, other, path = source.field.element, target.field.element, target.path
    if isinstance(one, Timer) != isinstance(other, Timer):
        what = f"`{path}` is {'a timer' if isinstance(other, Timer) else 'a number'}"
        message = (
            f"{what}, and what is sent is {'a timer' if isinstance(one, Timer) else 'a number'}"
        )
        yield Change("FIELD_SAME_TYPE", "wrong", path, message)
        return
    if isinstance(one, Number) and isinstance(other, Number):
        yield from _numbers(one, other, path, names, source.path)
        if other.kept and not one.kept:
            message = f"`{path}` is refused where it is not what the device has itself"
            yield Change("FIELD_EQUAL_SAME", "refused", path, message)
        elif other.kept and source.field.reset != target.field.reset:
            was, now = source.field.reset, target.field.reset
            message = f"`{path}` is {_first(now)} here, and {_first(was)} is sent"
            yield Change("FIELD_EQUAL_SAME", "refused", path, message)
    if pair.optional and not (isinstance(other, Number) and other.kept):
        yield from _defaults(source, target)
    if _kind(source) != _kind(target):
        message = f"`{path}` is {_kind(target) or 'a number of its own'} and gets "
        message += _kind(source) or "a number of its own"
        yield Change("CONVERSION_SAME", "wrong", path, message)
    elif source.field.mark is not None and target.field.mark is not None:
        yield from _marks(source, target, names)


def _marks(source: Run, target: Run, names: Names) -> Iterator[Change]:
    """Whether a mark is one among the same items, and no mark is no mark."""
    one, other, path = source.field.mark, target.field.mark, target.path
    assert one is not None and other is not None
    queues = [".".join((*mark.way, mark.ring.key)) for mark in (one, other)]
    sent = names.queue(f"{target.scope}{queues[1]}")
    if sent is None or f"{sent[0]}{sent[1].key}" != f"{source.scope}{queues[0]}":
        message = f"`{path}` is a mark in `{queues[1]}`, and what is sent is one in `{queues[0]}`"
        yield Change("CONVERSION_SAME", "wrong", path, message)
    elif one.none is not None and one.none != other.none:
        message = f"`{path}` is sent as {one.none} for no mark, which is not that there"
        slot = 0 <= one.none < other.ring.depth * other.ring.width
        yield Change("CONVERSION_SAME", "wrong" if slot else "refused", path, message)


def _kind(run: Run) -> str:
    """What a number says of others."""
    companion = run.field.companion
    said = "" if companion is None else f"the {companion.kind} of others"
    return f"{said} a mark".strip() if run.field.mark is not None else said


def _first(numbers: tuple[int, ...] | None) -> str:
    return f"{numbers[0]}" if numbers else "unknown"


def _defaults(source: Run, target: Run) -> Iterator[Change]:
    was, now = source.defaults, target.defaults
    if was is None or now is None or was == now or source.field.companion is not None:
        return
    index = next((i for i, (a, b) in enumerate(zip(was, now, strict=False)) if a != b), None)
    if index is None:
        return
    message = f"where `{target.path}` is not sent it is {now[index]:#x}, and the other side means "
    yield Change("RESET_VALUE_SAME", "wrong", target.path, f"{message}{was[index]:#x}")


def _numbers(one: Number, other: Number, path: str, names: Names, source: str) -> Iterator[Change]:
    if one == other:
        return
    if one.unit != other.unit and one.unit and other.unit:
        message = f"`{path}` counts {other.unit}, and what is sent counts {one.unit}"
        yield Change("UNIT_SAME", "wrong", path, message)
    yield from _variants(one.variants, other.variants, path)
    yield from _bits(one, other, path)
    refused = wrong = None
    for value in filter(names.keeping(source), _sent(one, other, names.edges(source))):
        arrives = _as(value, one.encoding, other.encoding)
        if other.encoding != "bool" and not other.accepts(arrives):
            refused = value if refused is None else refused
            continue
        none = (one.none == value, other.none == arrives)
        same = _restored(one, value) == _restored(other, arrives) and none[0] == none[1]
        wrong = value if wrong is None and not same else wrong
    if refused is not None:
        yield _refused(one, other, path, refused)
    if wrong is not None:
        yield _wrong(one, other, path, wrong)
    elif refused is None and one.encoding != other.encoding:
        message = f"`{path}` was {one.encoding} and is {other.encoding}: all that is sent fits"
        yield Change(_other_scalar(one, other), "ok", path, message)


def _other_scalar(one: Number, other: Number) -> str:
    """The rule about two scalars of one width."""
    if "bool" in (one.encoding, other.encoding) and one.encoding != other.encoding:
        return "FIELD_BOOL_WIDTH"
    return "FIELD_SAME_SIGN" if one.scalar.signed != other.scalar.signed else "CONVERSION_SAME"


def _refused(one: Number, other: Number, path: str, value: int) -> Change:
    if other.variants is not None:
        named = {number: name for name, number in one.variants or ()}.get(value, "")
        what = f"`{named}` ({value})" if named else f"{value}"
        message = f"`{path}` may be {what}, which is no variant of `{other.type_name}`"
        return Change("ENUM_VALUE_ADDED", "refused", path, message)
    wanted = f"{other.minimum}..={other.maximum}" + ("" if other.zero else " without 0")
    message = f"`{path}` may be {value}, and only {wanted} is taken"
    return Change("CONVERSION_TOTAL", "refused", path, message)


def _wrong(one: Number, other: Number, path: str, value: int) -> Change:
    becomes = _restored(other, _as(value, one.encoding, other.encoding))
    rule = _other_scalar(one, other)
    message = f"`{path}` was {one.encoding} and is {other.encoding}: {value} becomes {becomes}"
    if one.encoding == other.encoding:
        message = f"what is sent as {value} becomes {becomes} in `{path}`"
    return Change(rule, "wrong", path, message)


def _variants(one: Variants, other: Variants, path: str) -> Iterator[Change]:
    known = dict(other or ())
    for name, number in one or ():
        if known.get(name, number) != number:
            message = f"`{name}` of `{path}` is sent as {number}, and is {known[name]} there"
            yield Change("ENUM_RENUMBERED", "wrong", path, message)
            return


def _bits(one: Number, other: Number, path: str) -> Iterator[Change]:
    if not (one.bits and other.bits):
        return
    known = _places(other)
    enums = {item.name: item.variants for item in other.bits}
    for item in one.bits:
        yield from _variants(item.variants, enums.get(item.name), f"{path}.{item.name}")
    for name, place in _places(one).items():
        if known.get(name, place) != place:
            message = (
                f"`{name}` of `{path}` is sent in bits {place[0]}..{sum(place)}, and read from "
            )
            message += f"{known[name][0]}..{sum(known[name])}"
            yield Change("BITS_SAME", "wrong", path, message)
            return


def _places(number: Number) -> dict[str, tuple[int, int]]:
    """Where each field of a bitfield is: its lowest bit, and how many."""
    at, found = 0, {}
    for item in number.bits:
        if not item.name.startswith("_"):
            found[item.name] = at, item.width
        at += item.width
    return found


def _as(value: int, encoding: str, read: str) -> int:
    """A number that is written as one scalar, read as another of the same width."""
    info = SCALARS[encoding]
    data = (value & ((1 << info.bits) - 1)).to_bytes(info.size, "big")
    return int.from_bytes(data, "big", signed=SCALARS[read].signed)


def _restored(number: Number, value: int) -> int:
    """What becomes of a number that arrived."""
    return int(value != 0) if number.encoding == "bool" else number.restored(value)


def _sent(one: Number, other: Number, more: Iterable[int]) -> list[int]:
    """Numbers that may be sent, with all at which something changes; `more` of rules."""
    info = one.scalar
    low, high = (0, 1) if one.encoding == "bool" else (one.minimum, one.maximum)
    if one.variants is not None:
        found = {value for _, value in one.variants}
    else:
        edges = {low, high, 0, 1, 2, other.minimum, other.maximum, other.none or 0, one.force}
        edges |= {other.scalar.minimum, other.scalar.maximum, -1, high // 2}
        edges |= {number for _, number in other.variants or ()}
        bits = {sign << bit for bit in range(info.bits) for sign in (1, -1)}
        found = {value + by for value in edges for by in (-1, 0, 1)} | bits | {info.maximum, *more}
        if one.mask != -1:
            found |= {value & one.mask for value in found}
        else:
            found = {value for value in found if low <= value <= high}
    if one.none is not None:
        found.add(one.none)
    fits = (value for value in found if info.minimum <= value <= info.maximum)
    masked = (value for value in fits if one.mask == -1 or value & one.mask == value)
    return sorted(value for value in masked if one.encoding == "bool" or one.accepts(value))
