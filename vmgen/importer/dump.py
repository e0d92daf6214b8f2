# SPDX-License-Identifier: GPL-2.0-or-later
"""What a `-dump-vmstate` says of devices (vmstate-wire.md section 14).

A dump has names, versions, gates, all subsections, and how large things are in C's memory, which is
not what travels. Of descriptions that are QEMU's own more is known (vmgen.importer.composites).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from vmgen.diagnostics import Position, VmgenError
from vmgen.importer.composites import STANDARD, alike
from vmgen.importer.found import (
    Bytes,
    Count,
    Description,
    Field,
    Function,
    Inside,
    Memory,
    Skipped,
    Spot,
    Subsection,
    What,
)
from vmgen.importer.shapes import inside
from vmgen.layout import Body, LayoutError, Nested, WireField
from vmgen.layout.from_dump import bodies
from vmgen.tools.dump import NoDump, asked_for_dump, first_bytes

_UNUSED = "unused"


def dumped(path: Path) -> dict[str, Body]:
    """The layouts of a dump by QOM type. `VmgenError` VM610 for a file that is none."""
    try:
        return bodies(first_bytes(path))
    except (LayoutError, NoDump) as error:
        message = f"this is no dump of QEMU's: {error}"
        raise VmgenError.single("VM610", Position(str(path)), message) from None


def asked(binary: Path) -> dict[str, Body]:
    """The layouts that a QEMU binary says by QOM type. `VmgenError` VM603 where it says none."""
    try:
        return bodies(asked_for_dump(binary))
    except (LayoutError, NoDump) as error:
        message = f"this is no QEMU that writes a dump: {error}"
        raise VmgenError.single("VM603", Position(str(binary)), message) from None


def told(body: Body, at: Spot) -> Description:
    """The description that a dump has."""
    return Description(
        body.name,
        at,
        tuple(_field(item, inside(at, item.name)) for item in body.fields),
        tuple(Subsection(told(item.body, inside(at, item.body.name))) for item in body.subsections),
        body.version_id,
        body.minimum_version_id,
        unmigratable=body.stub,
    )


def _field(field: WireField, at: Spot) -> Field:
    count = None if field.count is None else Count(field.count)
    test = Function("", at) if field.tested else None
    return Field(field.name, _what(field, at), at, count, since=field.since, test=test)


def _what(field: WireField, at: Spot) -> What:
    element = field.element
    if isinstance(element, Nested):
        known = STANDARD.get(element.body.name)
        if known is not None and alike((it.name for it in element.body.fields), known):
            return Inside(_as_shown(known, [it.name for it in element.body.fields]))
        return Inside(told(element.body, at))
    if field.name.partition("[")[0] == _UNUSED:
        return Skipped(element.memory)  # of padding a dump has the bytes on the wire
    return Memory(element.memory)


def _as_shown(known: Description, names: list[str]) -> Description:
    """QEMU's own description; of a field that is there twice this dump does not say which travels,
    so that its size is not known."""
    twice = {name for name in names if names.count(name) > 1}
    fields = (replace(it, what=Bytes(None)) if it.name in twice else it for it in known.fields)
    return replace(known, fields=tuple(fields)) if twice else known
