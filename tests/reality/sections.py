# SPDX-License-Identifier: GPL-2.0-or-later
"""Real sections of the devices that have specs, from ../shared/data and from tests/data."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from fuzz.corpus import codecs_at
from tests.conftest import ROOT
from vmgen.codec import Codec
from vmgen.plan import DIALECTS
from vmgen.stream import Section

SPECS = ROOT / "specs"
COPIED = ROOT / "tests" / "data" / "sections"
TREES = {name: ROOT / "generated" / name for name in DIALECTS}


CHANGED = {"fdc": {"state.phase"}, "pl011": {"regs.fbrd"}}
"""What these devices themselves change after a load, as C's `post_load` does; by VMSD name."""


class Real(NamedTuple):
    """A section that a real QEMU wrote, with its description, and the stream that it is from."""

    device: str
    """VMSD name."""
    origin: str
    section: Section


def codecs() -> dict[str, Codec]:
    """The codecs of specs/ by VMSD name."""
    return codecs_at(SPECS)


def copied_sections(device: str) -> Iterator[Real]:
    """The sections of a device in tests/data: always there."""
    file = COPIED / f"{device}.json"
    assert file.exists(), f"no copies of {device}: add it to {COPIED / 'copy_real.py'} and run that"
    held = json.loads(file.read_text())
    for item in held["sections"]:
        section = Section(
            item["name"],
            item["instance_id"],
            item["version"],
            data=bytes.fromhex(item["data"]),
            description=held["descriptions"][item["description"]],
        )
        yield Real(device, item["from"], section)


def _walk(shared: Path, wanted: Collection[str]) -> Iterator[tuple[str, str]]:
    """Stream and VMSD name of each section of the wanted devices, by walk.json."""
    walk = json.loads((shared / "walk.json").read_text())
    name_at = walk["columns"].index("name")
    for path, entry in sorted(walk["streams"].items()):
        for row in entry["sections"]:
            name = row[name_at].rpartition("/")[2]
            if name in wanted:
                yield path, name


def shared_streams(shared: Path, wanted: Collection[str]) -> list[Path]:
    """The streams in ../shared/data that have a section of one of these devices."""
    return [shared / path for path in dict.fromkeys(path for path, _ in _walk(shared, wanted))]


def shared_counts(shared: Path, wanted: Collection[str]) -> dict[str, int]:
    """How many sections each of these devices has in ../shared/data, by walk.json."""
    found = Counter(name for _, name in _walk(shared, wanted))
    return {name: found[name] for name in wanted}
