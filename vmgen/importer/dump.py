# SPDX-License-Identifier: GPL-2.0-or-later
"""What a `-dump-vmstate` says of devices (vmstate-wire.md section 14).

A dump has names, versions, gates, all subsections, and how large things are in C's memory, which is
not what travels. Of descriptions that are QEMU's own more is known (vmgen.importer.composites).
"""

from __future__ import annotations

import lzma
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
from vmgen.layout.from_dump import from_dump
from vmgen.layout.members import parse_json

_XZ = b"\xfd7zXZ\x00"
_MACHINE = "vmschkmachine"
_UNUSED = "unused"


def dumped(path: Path) -> dict[str, Body]:
    """The layouts of a dump by QOM type. `VmgenError` VM610 for a file that is none."""
    try:
        data = path.read_bytes()
        members = parse_json(lzma.decompress(data) if data.startswith(_XZ) else data)
        if not isinstance(members, dict) or _MACHINE not in members:
            raise LayoutError(f"has no `{_MACHINE}`, which each dump begins with")
        del members[_MACHINE]
        return {name: from_dump(device) for name, device in members.items()}
    except (LayoutError, AttributeError) as error:
        raise _no_dump(path, str(error)) from None
    except (OSError, lzma.LZMAError) as error:
        raise _no_dump(path, f"cannot be read: {error}") from None


def _no_dump(path: Path, reason: str) -> VmgenError:
    return VmgenError.single("VM610", Position(str(path)), f"this is no dump of QEMU's: {reason}")


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
