# SPDX-License-Identifier: GPL-2.0-or-later
"""The judge: pure functions from what was found in a section to what differs.

The section as real QEMU wrote it is the measure of the bytes, and its description that of the
values. Python and Rust are each held against it, and their run-time values against each other.
"""

from __future__ import annotations

import struct
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import field
from enum import StrEnum
from typing import Literal

from vmgen.codec.errors import ErrorClass
from vmgen.codec.save import End, Span, opened
from vmgen.layout import Nested, Number, Timer, bare
from vmgen.stream.value import Value
from vmgen.values import dataclass
from vmgen.verify.agreement import DescribedFields, Names, Note
from vmgen.verify.answer import UNFINISHED, Answer, Held
from vmgen.verify.described import Described, DescribedLeaf


class Verdict(StrEnum):
    """What is true of a section."""

    SAME = "same"
    EQUIVALENT = "equivalent"
    """Bytes differ only where a field's form at run time normalises; all values are the same."""
    TOO_OLD = "too old"
    """All sides refuse its version, which is below the spec's `minimum_version_id`."""
    UNFINISHED = "unfinished"
    """The author's code ended in an open `todo!`: of that dialect nothing is known."""
    DIFFERENT = "different"


AGREE = (Verdict.SAME, Verdict.EQUIVALENT)
"""What it is where all sides loaded it and hold the same."""

Difference = Literal[
    "too old",  # the spec says so, and all sides do
    "unfinished",  # the author's code has an open `todo!`
    "refused",  # a section that real QEMU wrote does not load
    "bytes",  # other bytes are saved back
    "value",  # another value at run time
    "described",  # another value than the stream's description gives
    "layout",  # no field of this size at this place, by the description
    "name",  # the description has this field at another place
    "type",  # the description reads numbers otherwise
    "device",  # a device of a real QEMU takes, refuses or does it otherwise
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference: `who` has `got` where `wanted` is right."""

    kind: Difference
    who: str
    path: str
    """Field, by the codec's layout; empty where it concerns the whole section."""
    offset: int | None
    wanted: str
    got: str
    message: str
    equivalent: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that is known of one section."""

    data: bytes
    python: Answer
    rust: Sequence[Answer]
    resaved: bytes = b""
    """What Rust has to save: `data`, or for a section of an older version Python's newest form."""
    spans: Sequence[Span] = ()
    """Where the fields lie in `data`; an array of structs may be one span (`Saver.areas`)."""
    rust_spans: Sequence[Span] = ()
    """And in `resaved`."""
    leaves: Sequence[Described] | None = None
    """What the description finds; None if there is none."""
    unseen_by: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By answer, paths whose values it cannot tell."""
    normalised: Collection[str] = ()
    """Paths, without indices, of fields whose form at run time does not keep all bytes.

    A ring buffer that is turned to begin at 0 is one. Other bytes within such a field make a
    section EQUIVALENT, as long as all values are the same.
    """
    moved: bool = False
    """Whether the author's `pre_load` or `post_load` may change what was loaded.

    Other values are EQUIVALENT then, and may be saved, but nothing else may.
    """
    names: Names = field(default_factory=dict)
    """By path, without indices, the names that C has (`wire_names`)."""
    skipped: Sequence[Value] = ()
    """Bytes that the description skips."""
    ends: Sequence[End] = ()
    """Where in `data` the spec has subsections, sent or not."""


def compare(evidence: Evidence) -> list[Finding]:
    """Everything that differs; empty if nothing does."""
    return judge(evidence)[0]


def judge(evidence: Evidence) -> tuple[list[Finding], list[Note]]:
    """Everything that differs, and what the description only calls otherwise."""
    described = (
        None
        if evidence.leaves is None
        else DescribedFields(evidence.leaves, evidence.names, evidence.skipped)
    )
    found, notes = _sides(evidence), list[Note]()
    if described is None or any(item.kind == "too old" for item in found):
        return found, notes
    if evidence.python.refused:
        return [*found, *_parting(evidence, described)], notes
    found += _described(evidence, described)
    for item in described.judged(evidence.spans):
        if isinstance(item, Note):
            notes.append(item)
        else:
            shown = item.wanted, item.got
            place = item.span.path, item.span.offset
            found.append(Finding(item.kind, "Python", *place, *shown, item.message))
    return found, notes


def _sides(evidence: Evidence) -> list[Finding]:
    """What Python and Rust make of the bytes."""
    python = evidence.python
    answers = (python, *evidence.rust)
    found = [_unfinished(answer) for answer in answers if answer.refused == UNFINISHED]
    answers = tuple(answer for answer in answers if answer.refused != UNFINISHED)
    if all(answer.refused == ErrorClass.TOO_OLD for answer in answers):
        message = f"the spec does not take it: {python.message}"
        return [Finding("too old", "", "", None, "", "", message), *found]
    found += [_refused(answer) for answer in answers if answer.refused]
    if not python.refused:
        found += bytes_of(python, evidence.data, evidence.spans, evidence.normalised)
    for answer in evidence.rust:
        if not answer.refused:
            wanted = evidence.data if python.refused else evidence.resaved
            if evidence.moved and answer.saved != wanted:
                wanted = _as_held(wanted, evidence.rust_spans, python, answer)
            found += bytes_of(answer, wanted, evidence.rust_spans, evidence.normalised)
            if not python.refused:
                unseen = evidence.unseen_by.get(answer.who, ())
                found += _values(python, answer, unseen, moved=evidence.moved)
    return found


def _refused(answer: Answer) -> Finding:
    message = f"{answer.who} refuses it: {answer.message} ({answer.refused})"
    return Finding("refused", answer.who, "", None, "loaded", answer.refused, message)


def _unfinished(answer: Answer) -> Finding:
    message = f"{answer.who} ends in an open `todo!`: {answer.message}"
    return Finding("unfinished", answer.who, "", None, "loaded", answer.refused, message)


def verdict(findings: Sequence[Finding]) -> Verdict:
    """The verdict on a section with these findings: the worst of theirs."""
    return max(map(_of_finding, findings), key=list(Verdict).index, default=Verdict.SAME)


def _of_finding(finding: Finding) -> Verdict:
    if finding.kind == "too old":
        return Verdict.TOO_OLD
    if finding.kind == "unfinished":
        return Verdict.UNFINISHED
    return Verdict.EQUIVALENT if finding.equivalent else Verdict.DIFFERENT


# -- bytes -----------------------------------------------------------------------------------------


def bytes_of(
    answer: Answer, wanted: bytes, spans: Sequence[Span], normalised: Collection[str]
) -> Iterator[Finding]:
    """The first byte that was saved otherwise, and whether all such are harmless."""
    got = answer.saved
    if got == wanted:
        return
    length = min(len(got), len(wanted))
    at = next((at for at in range(length) if got[at] != wanted[at]), length)
    near = (area for area in spans if area.offset <= at < area.end)
    span = next((span for span in opened(near) if span.offset <= at < span.end), None)
    if span is None:
        message = f"{answer.who} saves {len(got)} bytes, not {len(wanted)}"
        shown = f"{len(wanted)} bytes", f"{len(got)} bytes"
        yield Finding("bytes", answer.who, "", at, *shown, message)
        return
    start, end = _element(span, at)
    old, new = wanted[start:end], got[start:end]
    path = _element_path(span, at)
    message = (
        f"{answer.who} saves byte {at:#x} as {_hex(got[at:at + 1])}, not {_hex(wanted[at:at + 1])}"
    )
    mild = len(got) == len(wanted) and _all_normalised(got, wanted, spans, normalised)
    shown = _shown(span, old), _shown(span, new)
    yield Finding("bytes", answer.who, path, at, *shown, message, equivalent=mild)


def _all_normalised(
    got: bytes, wanted: bytes, spans: Sequence[Span], normalised: Collection[str]
) -> bool:
    """Whether all that differs is what fields that normalise do not keep."""
    same = bytearray(got)
    for span in opened(spans):
        if bare(span.path) in normalised and _only_lost(
            span, _numbers(span, got), _numbers(span, wanted)
        ):
            same[span.offset : span.end] = wanted[span.offset : span.end]
    return bytes(same) == wanted


def _only_lost(span: Span, got: Sequence[int], wanted: Sequence[int]) -> bool:
    """Whether numbers differ in bits alone that a masked field does not keep; a ring may turn."""
    element = span.element
    if not isinstance(element, Number) or (element.mask == -1 and not element.force):
        return True
    kept = element.mask & ~element.force
    return all((ours ^ theirs) & kept == 0 for ours, theirs in zip(got, wanted, strict=True))


def _element(span: Span, at: int) -> tuple[int, int]:
    """The bytes of the element that a byte is in."""
    start = span.offset + (at - span.offset) // span.width * span.width
    return start, start + span.width


def _element_path(span: Span, at: int) -> str:
    if span.count == 1 or not isinstance(span.element, Number | Timer):
        return span.path
    return f"{span.path}[{(at - span.offset) // span.width}]"


def _shown(span: Span, data: bytes) -> str:
    """An element's bytes, as the number that they are."""
    element = span.element
    if not isinstance(element, Number | Timer) or len(data) < span.width:
        return _hex(data)
    return f"{int.from_bytes(data, 'big', signed=element.scalar.signed)} ({_hex(data)})"


def _hex(data: bytes) -> str:
    return data.hex(" ") if data else "nothing"


# -- values ----------------------------------------------------------------------------------------


def _values(
    python: Answer, rust: Answer, unseen: Collection[str], *, moved: bool
) -> Iterator[Finding]:
    """Run-time values, path by path; one that only one side has is a difference too."""
    if python.values == rust.values:
        return
    for path in dict.fromkeys([*python.values, *rust.values]):
        here, there = path in python.values, path in rust.values
        ours, theirs = python.values.get(path), rust.values.get(path)
        if (here, ours) == (there, theirs) or (not there and path in unseen):
            continue
        place = path
        if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
            index = next(at for at in range(len(ours)) if ours[at] != theirs[at])
            place, ours, theirs = f"{path}[{index}]", ours[index], theirs[index]
        message = f"{rust.who} holds another value than {python.who}"
        shown = _text(ours) if here else "no value", _text(theirs) if there else "no value"
        yield Finding("value", rust.who, place, None, *shown, message, equivalent=moved)


def _as_held(wanted: bytes, spans: Sequence[Span], python: Answer, rust: Answer) -> bytes:
    """The bytes of a section with the values that Rust holds where those are others."""
    made = bytearray(wanted)
    for span in opened(spans):
        held = rust.values.get(span.path)
        if held is None or held == python.values.get(span.path):
            continue
        numbers = [int(item) for item in (held if isinstance(held, list) else [held])]
        if isinstance(span.element, Number) and len(numbers) == span.count:
            with suppress(struct.error):  # no number of that kind: the bytes stay as they were
                code = span.element.scalar.code
                made[span.offset : span.end] = struct.pack(f">{span.count}{code}", *numbers)
    return bytes(made)


def _text(value: Held | None) -> str:
    if value is None:
        return "none"
    return str([int(item) for item in value] if isinstance(value, list) else int(value))


def _parting(evidence: Evidence, described: DescribedFields) -> Iterator[Finding]:
    """Where the spec of a refused section leaves the description, if it does."""
    parting = described.parting(evidence.spans, len(evidence.data))
    if parting is not None:
        path, at, ours, theirs = parting
        message = (
            f"spec and description part at byte {at:#x}: the spec has {ours}, "
            f"the description {theirs}"
        )
        yield Finding("layout", "Python", path, at, theirs, ours, message)


def _described(evidence: Evidence, described: DescribedFields) -> Iterator[Finding]:
    """The numbers that Python saves against those that the description finds at their places."""
    saved = evidence.python.saved
    for span in opened(area for area in evidence.spans if not _same_rows(area, described, saved)):
        numbers = _numbers(span, saved)
        leaf = described.leaf(span.offset)
        if leaf is not None and leaf.width == span.width and leaf.numbers == numbers:
            continue
        if leaf is None and described.skips(span):
            continue  # that the bytes came back is all there is to see
        normalises = bare(span.path) in evidence.normalised
        found = []
        for index, value in enumerate(numbers):
            at = span.offset + index * span.width
            finding = _one_described(span, at, value, described.leaf(at), normalises)
            found += [finding] if finding is not None else []
        if found:
            worst = next((finding for finding in found if not finding.equivalent), found[0])
            yield worst
            if worst.kind == "layout":
                return  # out of step: what follows would only be noise


def _same_rows(area: Span, described: DescribedFields, saved: bytes) -> bool:
    return isinstance(area.element, Nested) and described.same_rows(area, saved)


def _numbers(span: Span, data: bytes) -> tuple[int, ...]:
    """What a field is on the wire; nothing for padding and headers."""
    element = span.element
    if not isinstance(element, Number | Timer):
        return ()
    return struct.unpack_from(f">{span.count}{element.scalar.code}", data, span.offset)


def _one_described(
    span: Span, at: int, value: int, leaf: DescribedLeaf | None, normalises: bool
) -> Finding | None:
    path = _element_path(span, at)
    if leaf is None or leaf.width != span.width:
        there = "nothing begins" if leaf is None else f"`{leaf.path}` has {leaf.width}"
        size = f"{span.width} byte{'s' * (span.width != 1)}"
        message = f"the spec has {size} here, in the stream's description {there}"
        return Finding("layout", "Python", path, at, there, size, message)
    wanted = leaf.numbers[(at - leaf.offset) // leaf.width]
    if wanted == value:
        return None
    message = f"the stream's description finds another value in `{leaf.path}` ({leaf.type})"
    shown = _text(wanted), _text(value)
    mild = normalises and _only_lost(span, [value], [wanted])
    return Finding("described", "Python", path, at, *shown, message, equivalent=mild)
