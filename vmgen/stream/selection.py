# SPDX-License-Identifier: GPL-2.0-or-later
"""Choosing sections by name, and sections that were saved without the stream around them."""

from __future__ import annotations

from pathlib import Path

from vmgen.layout import LayoutError
from vmgen.layout.members import Json, parse_json
from vmgen.stream.errors import StreamError
from vmgen.stream.framing import LONGEST_SECTION
from vmgen.stream.reader import open_stream
from vmgen.stream.section import Section
from vmgen.stream.source import Progress, Source


class Selection:
    """Which sections are wanted: `NAME` or `NAME:INSTANCE`.

    NAME is the whole section name (`0000:00:03.0/e1000`) or the VMSD name behind its device path
    (`e1000`). `unused` are the names that have matched nothing so far.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self.unused = list(names)
        self.seen: list[str] = []

    def wants(self, section: Section) -> bool:
        """Whether this section is wanted (all are if no name was given)."""
        self.seen.append(section.key)
        wanted = not self._names
        for name in matching(section.name, section.instance_id):
            if name in self._names:
                wanted = True
                if name in self.unused:
                    self.unused.remove(name)
        return wanted


def matching(name: str, instance_id: int) -> tuple[str, ...]:
    """The ways to name a section."""
    bare = name.rpartition("/")[2]
    return name, f"{name}:{instance_id}", bare, f"{bare}:{instance_id}"


def saved_section(
    path: str | Path, described_by: str | Path, name: str | None, progress: Progress | None = None
) -> Section:
    """The section whose bare body is the file `path` (plain or xz).

    `described_by` is a stream that has a description of such a section, or a JSON file with one
    (a VMSD object with `fields`) or many (`devices`). `name` chooses among several. Raises
    StreamError for files that are no such things, LookupError if the choice is not one.
    """
    data = _contents(path, progress)
    entries = _entries(described_by, progress)
    if name is not None:
        entries = [entry for entry in entries if name in matching(*_identity(entry))]
    if len(entries) != 1:
        found = ", ".join(sorted({":".join(map(str, _identity(entry))) for entry in entries}))
        wanted = "section" if name is None else f"section {name!r}"
        raise LookupError(
            f"{described_by} describes more than one {wanted}: {found}"
            if entries
            else f"{described_by} describes no {wanted}"
        )
    title, instance = _identity(entries[0])
    version = entries[0].get("version", 0)
    version = version if isinstance(version, int) else 0
    section = Section(title, instance, version, data=data, description=entries[0])
    _, section.reason = section.steps()
    section.described = section.reason is None
    return section


def _contents(path: str | Path, progress: Progress | None) -> bytes:
    source = Source(path, progress)
    try:
        source.scan_trailer()
        length = source.length or 0
        if length > LONGEST_SECTION:
            raise source.error(f"{length} bytes are no section's body")
        return source.take(length, "body")
    finally:
        source.close()


def _entries(path: str | Path, progress: Progress | None) -> list[Json]:
    """The described sections of a stream or a JSON file."""
    source = Source(path, progress)
    is_json = source.peek(64).lstrip()[:1] == b"{"
    source.close()
    if not is_json:
        with open_stream(path, progress=progress) as stream:
            return stream.description.devices if stream.description else []
    try:
        members = parse_json(_contents(path, progress))
        if not isinstance(members, dict):
            raise LayoutError("is no JSON object")
        devices = members.get("devices", [members])
        if not isinstance(devices, list) or not all(isinstance(item, dict) for item in devices):
            raise LayoutError("has no list of devices")
    except LayoutError as error:
        raise StreamError(0, f"the description {error}", str(path)) from None
    return devices


def _identity(entry: Json) -> tuple[str, int]:
    name = entry.get("name", entry.get("vmsd_name"))
    instance = entry.get("instance_id", 0)
    return (
        name if isinstance(name, str) and name.isprintable() else "?",
        instance if type(instance) is int else 0,
    )
