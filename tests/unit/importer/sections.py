# SPDX-License-Identifier: GPL-2.0-or-later
"""Sections of devices that nobody has, with what a stream would say of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vmgen.importer.stream import Samples, keep
from vmgen.layout.members import parse_json
from vmgen.stream import Section

Json = dict[str, Any]


def number(name: str, width: int = 32, **more: int) -> Json:
    """A number of so many bits."""
    return {"name": name, "type": f"uint{width}", "size": width // 8, **more}


def raw(name: str, size: int, info: str = "buffer") -> Json:
    """Bytes."""
    return {"name": name, "type": info, "size": size}


def group(name: str, fields: Iterable[Json], version: int = 1, *inner: Json) -> Json:
    """A description with its fields and subsections."""
    found: Json = {"vmsd_name": name, "version": version, "fields": list(fields)}
    return {**found, "subsections": list(inner)} if inner else found


def size_of(described: Json) -> int:
    """Bytes of what a description says."""
    found: int = sum(item["size"] * item.get("array_len", 1) for item in described["fields"])
    for inner in described.get("subsections", ()):
        found += 6 + len(inner["vmsd_name"]) + size_of(inner)
    return found


def struct(name: str, inner: Json, **more: int) -> Json:
    """A struct inside another."""
    return {"name": name, "type": "struct", "struct": inner, "size": size_of(inner), **more}


def samples(*entries: Json, machines: Iterable[str] = ()) -> Samples:
    """What is known of these sections, of one stream each; all of one machine if none are named."""
    held = Samples(entries[0]["vmsd_name"])
    named = list(machines) or ["virt"] * len(entries)
    for at, (entry, machine) in enumerate(zip(entries, named, strict=True)):
        members = entry if not isinstance(entry, bytes) else parse_json(entry)
        section = Section(
            members["vmsd_name"],
            version=members["version"],
            data=bytes(size_of(members)),
            description=members,
        )
        keep(held, section, f"streams/{at}.xz", machine)
    return held
