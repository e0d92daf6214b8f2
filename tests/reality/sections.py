"""Real sections of the devices that have specs, from ../shared/data and from tests/data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.conftest import ROOT
from vmgen.diagnostics import Diagnostics
from vmgen.check.runner import Request
from vmgen.model.nodes import Device
from vmgen.model.types import Property
from vmgen.spec.read import read_specs
from vmgen.stream import Value, decode_section, open_stream

SHARED = ROOT.parent / "shared" / "data"

# Leaves of a description that no field at run time stands for.
_NO_FIELD = {"readbuff", "multiplier", "divider"}


@dataclass(frozen=True, slots=True)
class RealSection:
    """A section that a real QEMU wrote, and the numbers its stream's description finds in it."""

    device: str
    """VMSD name."""
    version: int
    body: bytes
    values: tuple[int, ...]
    subsections: tuple[str, ...]
    origin: str

    @property
    def properties(self) -> dict[str, int]:
        """The device's properties that decide about subsections.

        They are not in the stream: both sides have them from the machine type (compat-rules.md
        section 1), so a section without the subsection comes from a machine that has them off.
        """
        device = devices()[self.device]
        named = {field.name: field for field in device.fields}
        return {
            named[part.needed].wire_name: int(part.description.name in self.subsections)
            for part in device.subsections
            if part.needed in named and isinstance(named[part.needed].type, Property)
        }

    @property
    def request(self) -> Request:
        """What to ask the runner."""
        crate = devices()[self.device].crate
        return Request(crate, self.version, self.body, self.properties)


@cache
def devices() -> dict[str, Device]:
    """The devices of specs/ by VMSD name."""
    diagnostics = Diagnostics()
    found = read_specs([ROOT / "specs"], diagnostics)
    diagnostics.raise_if_failed()
    return {device.description.name: device for device in found}


def leaves(value: Value) -> Iterator[int]:
    """The numbers of a decoded section in wire order, padding left out."""
    if value.children or value.subsections:
        for child in (*value.children, *value.subsections):
            yield from leaves(child)
    elif value.type != "unused_buffer" and value.name not in _NO_FIELD:
        number = value.value
        if isinstance(number, list | tuple):
            yield from (int(item) for item in number)
        elif isinstance(number, bytes):
            yield from number
        elif number is not None:
            yield int(number)


def shared_sections() -> Iterator[RealSection]:
    """All sections of devices with a spec in all streams of ../shared/data."""
    walk = json.loads((SHARED / "walk.json").read_text())
    name_at = walk["columns"].index("name")
    for path, stream in sorted(walk["streams"].items()):
        names = {section[name_at].rpartition("/")[2] for section in stream["sections"]}
        if names & set(devices()):
            yield from _of_stream(SHARED / path, path)


def _of_stream(file: Path, origin: str) -> Iterator[RealSection]:
    with open_stream(file) as stream:
        for section in stream.sections():
            description = section.description
            if description is None or description.get("vmsd_name") not in devices():
                continue
            name = str(description["vmsd_name"])
            values = tuple(leaves(decode_section(section)))
            yield RealSection(
                name,
                section.version,
                section.data,
                values,
                tuple(str(part["vmsd_name"]) for part in description.get("subsections", [])),
                f"{origin} {section.name}:{section.instance_id}",
            )


def flat(values: dict[str, object]) -> tuple[int, ...]:
    """The runner's values in the order of the fields."""
    numbers: list[int] = []
    for value in values.values():
        numbers += value if isinstance(value, list) else [value]  # type: ignore[list-item]
    return tuple(numbers)
