# SPDX-License-Identifier: GPL-2.0-or-later
"""The devices of C files: descriptions that are sections of their own."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path, PurePath

from vmgen.importer.c import Options, Source, read
from vmgen.importer.found import Collection as Listed
from vmgen.importer.found import Description, Device, Inside, Spot


def devices(files: Sequence[Path], options: Options, only: Collection[str] = ()) -> list[Device]:
    """Those of the files, or those named, by C's variable or by the name of the description.

    Without names: what a class of QOM has as its description, and what no other one has inside.
    """
    sources = read(files, options)
    if only:
        wanted = [it for it in sources if {it.description.name, it.description.symbol} & set(only)]
        return [_device(it) for it in wanted]
    inside = {_key(inner) for it in sources for inner in _inside(it.description)}
    return [_device(it) for it in sources if it.types or _key(it.description) not in inside]


def _key(description: Description) -> tuple[Spot, str]:
    """What makes it this one: several may be made by one line."""
    return description.at, description.symbol


def _inside(description: Description) -> Iterator[Description]:
    for field in description.fields:
        if isinstance(field.what, Inside):
            yield field.what.description
        elif isinstance(field.what, Listed):
            yield from filter(None, (field.what.entry, field.what.key))
    yield from (item.description for item in description.subsections)


def _device(source: Source) -> Device:
    kind = next(iter(source.types), None)
    return Device(
        source.description,
        "" if kind is None else kind.name,
        "" if kind is None else kind.parent,
        _category(source.path),
        PurePath(source.path).name,
    )


def _category(path: str) -> str:
    """The folder below `hw/`."""
    parts = PurePath(path).parts
    if "hw" not in parts[:-2]:
        return ""
    return parts[len(parts) - parts[::-1].index("hw")]
