# SPDX-License-Identifier: GPL-2.0-or-later
"""What C's own functions do for a description: their work is the author's, so a spec names each.

QEMU calls hooks of what is nested and of subsections, too. The language has hooks of a device
alone, so the device gets a hook of each kind that any of them has, and its documentation says which
of C's functions that stands for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import get_args

from vmgen.importer.arrange import never
from vmgen.importer.composites import STANDARD
from vmgen.importer.found import (
    Bytes,
    Check,
    Description,
    Field,
    Function,
    Gap,
    Inside,
    Skipped,
    Value,
)
from vmgen.importer.shapes import NULLS
from vmgen.model.nodes import Hook

HEAD = "What C's functions do here is the author's to write:"
SHUT = "What C has here and never sends or loads, as its gate is above its description's version:"
KINDS = get_args(Hook)
"""The hooks of the language, in its order."""


def hooks(description: Description) -> tuple[Hook, ...]:
    """The hooks that a device needs for its description and all that is in it."""
    kinds = {hook.kind for it in _every(description) for hook in it.hooks}
    for field in (item for it in _every(description) for item in it.fields):
        if isinstance(field.what, Check):
            kinds.add("post_load")
        elif field.by:  # of an old version it is only taken
            kinds |= {"post_load"} if len(field.by) == 1 else {"pre_save", "post_load"}
    return tuple(it for it in KINDS if it in kinds)


def remarks(description: Description) -> str:
    """The paragraphs of a device's documentation that name C's functions, and fields that a spec
    leaves out; empty for none."""
    every = list(_every(description))
    asked = {part.description.name for it in every for part in it.subsections}
    work = (line for it in every for line in _lines(it, description, asked))
    shut = (line for it in every for line in _shut(it, description))
    return "\n\n".join(filter(None, (_listed(HEAD, work), _listed(SHUT, shut))))


def _listed(head: str, lines: Iterable[str]) -> str:
    found = dict.fromkeys(lines)
    return "\n".join([head, "", *(f"- {line}" for line in found)]) if found else ""


def named(function: Function) -> str:
    """A function and where it is."""
    return f"`{function.name}`" + (f" ({function.at})" if function.at is not None else "")


def decided(field: Field) -> str:
    """What says whether a field is there, in words; empty where none of C's functions does."""
    if field.test is None or not field.test.name:
        return ""
    return f"whether `{field.name}` is there: {named(field.test)}"


def inside(field: Field) -> Gap:
    """That a field of a struct or subsection depends on the device."""
    text = decided(field) or f"`{field.name}`: not in all sections, or not always as long"
    return Gap("VM615", f"{text}, inside a struct or subsection", "", field.at)


def kept(field: Field, *, fits: bool) -> Field:
    """A number that C compares with its own; as a plain one where the language has no word for it.

    `fits` is whether `Equal` can stand here. A stream shows what was compared, so that a remark is
    enough; C says that the device refuses other values, which nobody but the author can do.
    """
    what = field.what
    if not isinstance(what, Value) or not what.kept or what.info in NULLS:
        return field
    if what.kept == "equal" and fits:
        return field
    word = "another value than" if what.kept == "equal" else "more than"
    text = f"C refuses {word} its own"
    if field.at.line is None:
        doc = f"{field.doc}\n{text}." if field.doc else f"{text}."
        return replace(field, what=replace(what, kept=""), doc=doc)
    gap = Gap("VM630", f"`{field.name}`: {text}", "", field.at)
    return replace(field, what=replace(what, kept=""), gaps=(*field.gaps, gap))


def documented(field: Field) -> str:
    """What is said of a field: C's words, and what its type does not show."""
    what, count = field.what, field.count
    lines = [field.doc] if field.doc else []
    if isinstance(what, Value) and what.info and what.info not in NULLS:
        lines.append(f"As C's `{what.info}` writes it.")
    if isinstance(what, Inside) and what.temporary:
        lines.append("C makes it for the migration alone (`VMSTATE_WITH_TMP`).")
    plain = isinstance(what, Value) and not (what.enum or what.kept)
    if count is not None and count.columns and not (plain or isinstance(what, Bytes | Skipped)):
        lines.append(f"C has rows of {count.columns}, which stand here one after another.")
    if field.made_by is not None and field.test is not None:
        lines.append(f"Nothing of it travels where C's {named(field.made_by)} has failed.")
    if count is not None and count.pointers and field.at.line is not None:
        lines.append("C has pointers: one that is null is a byte of the stream, not an element.")
    return "\n".join(lines)


def _every(description: Description, seen: set[int] | None = None) -> Iterator[Description]:
    """It, and all that is in it but QEMU's own, whose functions QEMU has, each once."""
    seen = set() if seen is None else seen
    if id(description) in seen:
        return
    seen.add(id(description))
    yield description
    for field in description.fields:
        if isinstance(field.what, Inside) and field.what.description.name not in STANDARD:
            yield from _every(field.what.description, seen)
    for item in description.subsections:
        yield from _every(item.description, seen)


def _shut(it: Description, device: Description) -> Iterator[str]:
    of = "" if it is device else f" of `{it.name}`"
    for field in it.fields:
        if never(field, it.version_id):
            since = f"since version {field.since}, and the description is at {it.version_id}"
            yield f"`{field.name}`{of}: {since} ({field.at})"


def _lines(it: Description, device: Description, asked: Collection[str]) -> Iterator[str]:
    of = "" if it is device else f" of `{it.name}`"
    for hook in it.hooks:
        if hook.kind == "needed" and it.name in asked:
            continue  # the description with the subsection says it
        form = "_errp" if hook.error_form else ""
        yield f"`{hook.kind}{form}`{of}: {named(hook.function)}"
    if it is not device:
        words = [f"priority {it.priority}"] if it.priority else []
        words += ["`unmigratable`"] if it.unmigratable else []
        words += ["`early_setup`"] if it.early_setup else []
        yield from (f"{word}{of}, which QEMU asks devices for alone" for word in words)
    for field in it.fields:
        if isinstance(field.what, Check):
            yield f"`{field.name}`{of} must hold, in `post_load`: {named(field.what.function)}"
            continue
        if field.by:
            *makes, takes = map(named, field.by)
            made = f"{makes[0]} makes it, " if makes else "only old versions have it, "
            yield f"`{field.name}`{of}: {made}{takes} takes it"
        if decided(field):
            yield f"{decided(field)}{of}"
    for item in it.subsections:
        if item.needed is not None and item.needed.name:
            yield f"whether `{item.description.name}` is sent: {named(item.needed)}"
