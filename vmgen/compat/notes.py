# SPDX-License-Identifier: GPL-2.0-or-later
"""What changed and makes no difference to the bytes, or only to whether they are sent."""

from __future__ import annotations

from collections.abc import Iterator

from vmgen.compat.meaning import Change
from vmgen.compat.sides import Section
from vmgen.layout import Body, Nested
from vmgen.layout.condition import Condition

_TRAITS = {"priority": "SECTION_PRIORITY_SAME", "early_setup": "SECTION_EARLY_SETUP_SAME"}


def notes(writer: Section, reader: Section) -> Iterator[Change]:
    """Of a direction: words of the section, then names and versions of what is in it."""
    yield from _words(writer, reader)
    one, other = writer.body, reader.body
    if other.minimum_version_id < one.minimum_version_id:
        message = f"versions from {other.minimum_version_id} on are taken there"
        yield Change("MINIMUM_NOT_LOWERED", "ok", "minimum_version_id", message)
    yield from _inside(one, other, "")


def _words(writer: Section, reader: Section) -> Iterator[Change]:
    one, other = writer.body.needed, reader.body.needed
    if one is not None and _text(one) != _text(other):
        message = f"the section is sent if `{one.text}`: where it is not, the device stays as it is"
        yield Change("SECTION_NEEDED_SAME", "defaults", "needed", message)
    if writer.type_name != reader.type_name and writer.type_name and reader.type_name:
        message = f"the QOM type is `{reader.type_name}` there, and `{writer.type_name}` here"
        yield Change("SECTION_SAME_QOM_TYPE", "ok", "type_name", message)
    for word in sorted(writer.traits ^ reader.traits):
        name = word.partition("=")[0]
        if name == "unmigratable":
            message = "a machine with the device cannot be saved on one side"
            yield Change("SECTION_UNMIGRATABLE_SAME", "refused", name, message)
        else:
            yield Change(_TRAITS[name], "ok", name, f"one side says `{word}`")


def _text(condition: Condition | None) -> str:
    return "" if condition is None else condition.text


def _inside(one: Body, other: Body, scope: str) -> Iterator[Change]:
    """Descriptions of the same path, and their subsections."""
    known = {field.key: field for field in other.all_fields}
    for field in one.all_fields:
        twin = known.get(field.key)
        if twin is None:
            continue
        here, there = field.element, twin.element
        if isinstance(here, Nested) and isinstance(there, Nested):
            yield from _nested(here.inner, there.inner, f"{scope}{field.key}")
    yield from _subsections(one, other)


def _nested(one: Body, other: Body, path: str) -> Iterator[Change]:
    if one.name != other.name:
        message = (
            f"the description of `{path}` is called `{other.name}` there, and `{one.name}` here"
        )
        yield Change("NESTED_SAME_NAME", "ok", path, message)
    versions = [(it.version_id, it.minimum_version_id) for it in (one, other)]
    if versions[0] != versions[1]:
        message = f"the description of `{path}` has version {versions[1][0]} there, and "
        yield Change("NESTED_VERSION_SAME", "ok", path, f"{message}{versions[0][0]} here")
    yield from _inside(one, other, f"{path}.")


def _subsections(one: Body, other: Body) -> Iterator[Change]:
    known = {item.body.name: item for item in other.subsections}
    for item in one.subsections:
        twin = known.get(item.body.name)
        if twin is None:
            continue
        conditions = [(it.condition, it.flag, _text(it.expression)) for it in (item, twin)]
        if conditions[0] != conditions[1]:
            message = f"the condition of subsection `{item.body.name}` is another there"
            yield Change("SUBSECTION_NEEDED_SAME", "ok", item.body.name, message)
        yield from _subsections(item.body, twin.body)
    names = [[it.body.name for it in body.subsections] for body in (one, other)]
    both = set(names[0]) & set(names[1])
    if [it for it in names[0] if it in both] != [it for it in names[1] if it in both]:
        message = "subsections come in another order"
        yield Change("SUBSECTION_ORDER", "ok", one.name, message)
