# SPDX-License-Identifier: GPL-2.0-or-later
"""What is mutated: real sections and the golden vectors of a device."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fuzz.authors import Flags, answered
from vmgen.codec import Codec, WireError, load_codecs
from vmgen.codec.save import Span
from vmgen.vectors.make import Vector, vectors

ROOT = Path(__file__).resolve().parents[1]
SPECS = ROOT / "specs"
GOLDEN = ROOT / "tests" / "golden" / "specs"
OWN = ROOT / "fuzz" / "specs"
DEEP = ROOT / "tests" / "unit" / "codec" / "specs" / "nested.py"
"""Kinds of fields inside one another."""

APART: dict[str, str] = {}
"""Golden specs that are not tried, by file name, each with the reason."""


def specs() -> list[Path]:
    """All files of devices: specs/, whatever is golden, and some of traps. No list to keep."""
    golden = [path for path in sorted(GOLDEN.glob("*.py")) if path.name not in APART]
    return [*sorted(SPECS.glob("*.py")), *golden, *sorted(OWN.glob("*.py")), DEEP]


COPIED = ROOT / "tests" / "data" / "sections"


@dataclass(frozen=True, slots=True)
class Seed:
    """A section to begin with."""

    origin: str
    version: int
    data: bytes
    spans: tuple[Span, ...]
    """Where its fields lie; none if it is refused."""
    flags: Flags = ()


@cache
def codecs_at(path: Path) -> dict[str, Codec]:
    """The codecs of a spec of this project, or of a folder of nothing else, by VMSD name.

    A file is read once per process: what is here does not change while tests run.
    """
    if not path.is_dir():
        return load_codecs([path])
    return {name: it for file in sorted(path.glob("*.py")) for name, it in codecs_at(file).items()}


def all_codecs() -> dict[str, Codec]:
    """The codecs of all devices, by VMSD name."""
    return {name: it for path in specs() for name, it in codecs_at(path).items()}


@cache
def vectors_of(codec: Codec) -> tuple[Vector, ...]:
    """The golden vectors of a device."""
    return tuple(vectors(codec.device))


@cache
def seeds(codec: Codec) -> tuple[Seed, ...]:
    """Every vector and every copied real section of a device."""
    found = [_seed(codec, *section) for section in _sections(codec)]
    return tuple({(item.version, item.data, item.flags): item for item in found}.values())


def _sections(codec: Codec) -> Iterator[tuple[str, int, bytes, Flags]]:
    for vector in vectors_of(codec):
        flags = answered(codec.device, vector.flags)
        yield f"vector `{vector.name}`", vector.version, vector.data, flags
    file = COPIED / f"{codec.name}.json"
    if file.exists():
        for item in json.loads(file.read_text())["sections"]:
            origin = f"{item['from']} {item['name']}:{item['instance_id']}"
            yield origin, item["version"], bytes.fromhex(item["data"]), answered(codec.device, {})


def _seed(codec: Codec, origin: str, version: int, data: bytes, flags: Flags) -> Seed:
    try:
        state = codec.decode(data, version, into=codec.state_class(**dict(flags)))
    except WireError:
        return Seed(origin, version, data, (), flags)
    spans = codec.spans(state, version, subsections=state.wire_subsections)
    inside = tuple(span for span in spans if span.end <= len(data))
    return Seed(origin, version, data, inside, flags)
