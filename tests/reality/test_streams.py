# SPDX-License-Identifier: GPL-2.0-or-later
"""Streams of real QEMU binaries: framing against walk.json, and every section there and back.

The ten streams in tests/data/streams are always read; the whole set (882) where it lies beside the
repository, or where VMGEN_SHARED_DATA says. walk.json was made by another reader.
"""

from __future__ import annotations

import hashlib
import json
import os
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from vmgen.stream import Section, Value, decode_section, encode_section, open_stream

ROOT = Path(__file__).resolve().parents[2]
COPIED = ROOT / "tests" / "data" / "streams"
SHARED = Path(os.environ.get("VMGEN_SHARED_DATA", ROOT.parent / "shared" / "data"))


class Outcome(NamedTuple):
    """What became of one stream."""

    path: str
    wrong: list[str]
    kinds: dict[str, int]
    reasons: list[str]


def subsections(value: Value) -> list[str]:
    """Names as sent. walk.json takes a list's elements as bytes, so theirs are left out."""
    names = []
    for child in value.children:
        if child.type != "entry":
            names += subsections(child)
    for subsection in value.subsections:
        names += [subsection.name, *subsections(subsection)]
    return names


def examine(folder: Path, path: str, walk: dict[str, Any]) -> Outcome:
    wrong: list[str] = []
    kinds: dict[str, int] = {}
    reasons: list[str] = []
    rows = []
    blocks: dict[str, Any] = {}
    with open_stream(folder / path, digest=True) as stream:
        for section in stream.sections():
            names: list[str] = []
            if section.kind == "iterated":
                digest = section.sha256
                if section.ram is not None:
                    ram = section.ram
                    blocks = {
                        "blocks": ram.blocks,
                        "zero_pages": ram.zero_pages,
                        "data_pages": ram.data_pages,
                    }
            else:
                digest = hashlib.sha256(section.data).hexdigest()
                names = there_and_back(section, wrong, reasons)
            key = f"{section.kind} {section.described}"
            kinds[key] = kinds.get(key, 0) + 1
            rows.append(
                [
                    section.section_id,
                    section.name,
                    section.instance_id,
                    section.version,
                    section.kind,
                    section.offset,
                    section.length,
                    digest,
                    section.described,
                    names,
                ]
            )
        configuration = stream.configuration
        facts = {
            "machine": stream.machine,
            "configuration": configuration.subsections if configuration else None,
            "page_size": stream.page_size,
            "length": stream.length,
            "vmdesc_at": stream.vmdesc_offset,
            "commands": stream.commands,
            "footers": stream.footers,
            "ram": blocks,
        }
    rows.sort(key=lambda row: row[5])  # sections come in the order in which they end
    if len(rows) != len(walk["sections"]):
        wrong.append(f"{len(rows)} sections, walk.json has {len(walk['sections'])}")
    pairs = zip(rows, walk["sections"], strict=False)
    wrong += [f"{row} is not {want}" for row, want in pairs if row != want]
    wrong += [f"{key}: {facts[key]} is not {walk[key]}" for key in facts if facts[key] != walk[key]]
    return Outcome(path, wrong, kinds, reasons)


def there_and_back(section: Section, wrong: list[str], reasons: list[str]) -> list[str]:
    """Decode, encode, compare; the names of the subsections."""
    values = decode_section(section)
    if encode_section(values) != section.data:
        wrong.append(f"{section} does not come back")
    if (values.reason is None) is not section.described:
        wrong.append(f"{section}: described {section.described}, but {values.reason}")
    if values.reason is not None:
        reasons.append(values.reason)
    return subsections(values)


def examine_all(folder: Path, walk: dict[str, Any]) -> tuple[dict[str, int], list[str]]:
    """All streams of a walk.json, on all cores: sections by kind, and why some are raw."""
    kinds: dict[str, int] = {}
    reasons: list[str] = []
    wrong: list[str] = []
    with ProcessPoolExecutor() as pool:
        jobs = [
            pool.submit(examine, folder, path, entry) for path, entry in walk["streams"].items()
        ]
        for job in jobs:
            outcome = job.result()
            wrong += [f"{outcome.path}: {line}" for line in outcome.wrong]
            reasons += outcome.reasons
            for kind, number in outcome.kinds.items():
                kinds[kind] = kinds.get(kind, 0) + number
    assert wrong == []
    return kinds, sorted(reasons)


def test_copied_streams() -> None:
    walk = json.loads((COPIED / "walk.json").read_text())
    assert len(walk["streams"]) == 10
    kinds, reasons = examine_all(COPIED, walk)
    assert kinds == {
        "iterated None": 11,
        "full True": 140,
        "old-style True": 10,
        "full False": 1,
    }
    assert reasons == ["riscv_mtimer: 591 bytes, described 1095"]


@pytest.mark.skipif(
    not (SHARED / "walk.json").is_file(),
    reason=f"the whole data set is not at {SHARED}; the copied streams were read",
)
def test_all_streams() -> None:
    walk = json.loads((SHARED / "walk.json").read_text())
    assert len(walk["streams"]) == 882
    kinds, reasons = examine_all(SHARED, walk)
    assert kinds == {
        "iterated None": 928,
        "full True": 29062,
        "old-style True": 890,
        "full False": 3,
    }
    assert reasons == [
        "riscv_mtimer: 591 bytes, described 1095",
        "riscv_mtimer: 591 bytes, described 1095",
        "s390_css.css[0]: 0 bytes, described 1",
    ]
