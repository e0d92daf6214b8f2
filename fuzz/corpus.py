# SPDX-License-Identifier: GPL-2.0-or-later
"""What is mutated: real sections and the golden vectors of a device."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from vmgen.codec import Codec, WireError, load_codecs
from vmgen.codec.save import Span
from vmgen.vectors.make import vectors

ROOT = Path(__file__).resolve().parents[1]
SPECS = ROOT / "specs"
GOLDEN = ROOT / "tests" / "golden" / "specs"
SYNTHETIC = (
    *(GOLDEN / name for name in ("demo.py", "gates.py", "rings.py", "wirenames.py")),
    ROOT / "fuzz" / "specs",
)
"""Devices that no board has: of everything the spec language can say, and one of traps."""

COPIED = ROOT / "tests" / "data" / "sections"


@dataclass(frozen=True, slots=True)
class Seed:
    """A section to begin with."""

    origin: str
    version: int
    data: bytes
    spans: tuple[Span, ...]
    """Where its fields lie; none if it is refused."""


def all_codecs() -> dict[str, Codec]:
    """The codecs of specs/ and of the synthetic devices, by VMSD name."""
    return load_codecs([SPECS, *SYNTHETIC])


@cache
def seeds(codec: Codec) -> tuple[Seed, ...]:
    """Every vector and every copied real section of a device."""
    found = [_seed(codec, name, version, data) for name, version, data in _sections(codec)]
    return tuple({(item.version, item.data): item for item in found}.values())


def _sections(codec: Codec) -> Iterator[tuple[str, int, bytes]]:
    for vector in vectors(codec.device):
        yield f"vector `{vector.name}`", vector.version, vector.data
    file = COPIED / f"{codec.name}.json"
    if file.exists():
        for item in json.loads(file.read_text())["sections"]:
            origin = f"{item['from']} {item['name']}:{item['instance_id']}"
            yield origin, item["version"], bytes.fromhex(item["data"])


def _seed(codec: Codec, origin: str, version: int, data: bytes) -> Seed:
    try:
        state = codec.decode(data, version)
    except WireError:
        return Seed(origin, version, data, ())
    spans = codec.spans(state, version, subsections=state.wire_subsections)
    return Seed(origin, version, data, tuple(span for span in spans if span.end <= len(data)))
