# SPDX-License-Identifier: GPL-2.0-or-later
"""What an import says of a description against what a dump says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from vmgen.importer.composites import STANDARD
from vmgen.importer.found import (
    Bytes,
    Check,
    Collection,
    Description,
    Expiry,
    Field,
    Inside,
    Skipped,
    Unknown,
    Value,
)
from vmgen.layout import SCALARS, Body, Nested, WireField

_TIMERS = (8, 48)
"""Bytes of a pointer to a QEMUTimer, and of one."""

NAMELESS = "(null)"
"""What a dump calls a description without a name: a build without some feature has an empty stub
for a description that is nested, so that nothing of it can be compared."""


def counted(body: Body) -> bool:
    """Whether a dump says how many elements arrays have: older versions do not."""
    inner = (it.element.body for it in body.all_fields if isinstance(it.element, Nested))
    return any(it.count is not None for it in body.all_fields) or any(map(counted, inner))


def differences(
    found: Description, body: Body, counts: bool = True, path: str = ""
) -> Iterator[str]:
    """Each difference in words: what the import says, and what the dump does."""
    path = path or found.name
    if body.name == NAMELESS and not body.fields:
        return
    yield from _differ(path, "name", found.name, body.name)
    if not body.stub:
        yield from _differ(path, "version", found.version_id, body.version_id)
        yield from _differ(path, "minimum", found.minimum_version_id, body.minimum_version_id)
    ours = [it for it in found.fields if not isinstance(it.what, Check)]
    theirs = list(body.fields)
    own = STANDARD.get(found.name)
    if own is not None and found.at == own.at:
        twice = _twice(theirs)
        ours = [it for it in ours if it.name not in twice]
        theirs = [it for it in theirs if it.name not in twice]
    names = [it.name for it in ours], [it.name for it in theirs]
    if names[0] != names[1]:
        only = [it for it in names[0] if it not in names[1]], [
            it for it in names[1] if it not in names[0]
        ]
        yield f"{path}: fields, here only {only[0][:6]}, there only {only[1][:6]}"
    else:
        for one, other in zip(ours, theirs, strict=True):
            yield from _field(one, other, counts, f"{path}.{one.name}")
    yield from _subsections(found, body, counts, path)


def _twice(fields: list[WireField]) -> set[str]:
    """Names of fields of which one or the other travels: what is QEMU's own has them once."""
    names = Counter(it.name for it in fields if it.tested)
    return {name for name, count in names.items() if count > 1}


def _subsections(found: Description, body: Body, counts: bool, path: str) -> Iterator[str]:
    ours = [it.description for it in found.subsections]
    theirs = [it.body for it in body.subsections]
    if [it.name for it in ours] != [it.name for it in theirs]:
        yield f"{path}: subsections {[it.name for it in ours]}, {[it.name for it in theirs]}"
        return
    for one, other in zip(ours, theirs, strict=True):
        yield from differences(one, other, counts, f"{path} {one.name}")


def _field(one: Field, other: WireField, counts: bool, path: str) -> Iterator[str]:
    if other.tested:
        if one.test is None and not one.since and one.until is None:
            yield f"{path}: no predicate, the dump has one"
    elif one.test is not None or one.until is not None:
        yield f"{path}: a predicate, the dump has none"
    else:
        yield from _differ(path, "gate", one.since, other.since)
    count = None if one.count is None or one.count.member else one.count.most
    if not counts:
        pass
    elif one.count is not None and not one.count.member:
        yield from _differ(path, "count", count, other.count)
    elif one.count is None and other.count is not None:
        yield f"{path}: no array, the dump has {other.count}"
    yield from _element(one, other, counts, path)


def _element(one: Field, other: WireField, counts: bool, path: str) -> Iterator[str]:
    what, size = one.what, other.element.memory
    if isinstance(what, Inside) and not what.temporary:
        if not isinstance(other.element, Nested):
            yield f"{path}: a struct, the dump has none"
        else:
            yield from differences(what.description, other.element.body, counts, path)
        return
    if isinstance(what, Unknown | Collection | Inside):
        return
    if isinstance(other.element, Nested):
        yield f"{path}: no struct, the dump has {other.element.body.name}"
    elif one.count is not None and one.count.pointers:
        return
    elif isinstance(what, Value) and not what.info:
        yield from _differ(path, "size", SCALARS[what.encoding].size, size)
    elif isinstance(what, Expiry) and size not in _TIMERS:
        yield f"{path}: a timer, the dump has {size} bytes"
    elif isinstance(what, Bytes | Skipped) and what.size is not None and not _private(what):
        if not size:  # one of the run time
            return
        yield from _differ(path, "size", what.size, size)


def _private(what: Bytes | Skipped) -> bool:
    return isinstance(what, Bytes) and bool(what.info)


def _differ(path: str, what: str, ours: object, theirs: object) -> Iterator[str]:
    if ours != theirs:
        yield f"{path}: {what} {ours}, the dump has {theirs}"
