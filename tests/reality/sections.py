"""Real sections of the devices that have specs, from ../shared/data and from tests/data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from tests.conftest import ROOT
from vmgen.plan import DIALECTS
from vmgen.stream import Section, open_stream
from vmgen.wire import Codec, load_codecs

SPECS = ROOT / "specs"
COPIED = ROOT / "tests" / "data" / "sections"
TREES = {name: ROOT / "generated" / name for name in DIALECTS}


class Real(NamedTuple):
    """A section that a real QEMU wrote, with its description, and the stream that it is from."""

    device: str
    """VMSD name."""
    origin: str
    section: Section


@cache
def codecs() -> dict[str, Codec]:
    """The codecs of specs/ by VMSD name."""
    return load_codecs([SPECS])


def copied_sections(device: str) -> Iterator[Real]:
    """The sections of a device in tests/data: always there."""
    held = json.loads((COPIED / f"{device}.json").read_text())
    for item in held["sections"]:
        section = Section(
            item["name"],
            item["instance_id"],
            item["version"],
            data=bytes.fromhex(item["data"]),
            description=held["descriptions"][item["description"]],
        )
        yield Real(device, item["from"], section)


def shared_streams(shared: Path) -> list[Path]:
    """The streams in ../shared/data that have a section of a device with a spec."""
    walk = json.loads((shared / "walk.json").read_text())
    name_at = walk["columns"].index("name")
    return [
        shared / path
        for path, entry in sorted(walk["streams"].items())
        if {row[name_at].rpartition("/")[2] for row in entry["sections"]} & set(codecs())
    ]


def stream_sections(path: Path) -> Iterator[Real]:
    """The sections of devices with a spec in one stream."""
    with open_stream(path) as stream:
        for section in stream.sections():
            if section.description is not None:
                name = str(section.description.get("vmsd_name"))
                if name in codecs():
                    yield Real(name, str(path), section)
