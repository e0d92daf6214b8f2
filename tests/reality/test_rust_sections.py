# SPDX-License-Identifier: GPL-2.0-or-later
"""Sections of real QEMU binaries through the generated Rust of all dialects, beside the codec.

The same bytes must come back, and Python, Rust and the stream's description hold the same values.
"""

from __future__ import annotations

import warnings
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reality.sections import (
    CHANGED,
    TREES,
    codecs,
    copied_sections,
    shared_counts,
    shared_streams,
)
from vmgen.cargo.runner import Runner, build_runner
from vmgen.plan import DIALECTS
from vmgen.stream import Section
from vmgen.stream.ahead import opened_ahead
from vmgen.verify import Result, Tally, Verdict, Verifier
from vmgen.verify.judge import AGREE
from vmgen.verify.report import result_lines

# At least so many sections are in ../shared/data, and copied to tests/data. A device with a spec
# that is not listed must have one of each.
SHARED = {"bcm2835-mbox": 12, "pl011": 277, "pl061": 200}
COPIED = {"bcm2835-mbox": 6, "pl011": 15, "pl061": 18}


@pytest.fixture(scope="module")
def verifier() -> Iterator[Verifier]:
    """All dialects, each compiled from `generated/`."""
    devices = [codec.device for codec in codecs().values()]
    for tree in TREES.values():
        assert tree.is_dir(), f"{tree} is missing: run `make build`"
    runners = {
        name: Runner(build_runner(devices, dialect, TREES[name]))
        for name, dialect in DIALECTS.items()
    }
    with Verifier(codecs(), runners) as made:
        yield made


def judge(result: Result) -> None:
    """The same, but for what `CHANGED` names; there a byte may differ, too, as it does in C."""
    changed = CHANGED.get(result.device, set())
    rest = [item for item in result.findings if item.path not in changed]
    assert not rest, "\n".join(result_lines(result))
    assert result.verdict in AGREE
    assert result.described, f"{result.stream} {result.section}: no description to compare with"


def test_copied_sections(verifier: Verifier) -> None:
    ran: Counter[str] = Counter()
    for device in codecs():
        for real in copied_sections(device):
            judge(verifier.section(real.section, real.origin))
            ran[device] += 1
    assert set(ran) == set(codecs())
    assert all(ran[device] >= count for device, count in COPIED.items()), ran


def test_shared_sections(verifier: Verifier, shared: Path | None) -> None:
    """Every section of a device with a spec in every stream of ../shared/data."""
    if shared is None:
        why = "no ../shared/data: only the copies in tests/data/sections went through Rust"
        warnings.warn(why, stacklevel=1)
        pytest.skip(why)
    tally = Tally.of(codecs())
    for _, opened in opened_ahead(map(str, shared_streams(shared, codecs()))):
        with opened() as stream:
            for result in verifier.stream(stream):
                judge(result)
                tally.add(result)
    ran = {device: counts.total() for device, counts in tally.devices.items()}
    # All that walk.json lists, which another reader than ours has made.
    assert ran == shared_counts(shared, codecs())
    assert all(ran.values()), ran
    assert all(ran[device] >= count for device, count in SHARED.items()), ran


def test_differences_are_found(verifier: Verifier) -> None:
    """A section that was tampered with differs from its description, or is refused."""
    real = next(copied_sections("bcm2835-mbox"))
    codec = codecs()["bcm2835-mbox"]
    span = next(item for item in codec.spans(codec.reset()) if item.path == "regs.mbox[1].count")
    data = bytearray(real.section.data)
    data[span.end - 1] = 33
    tampered = Section(
        real.section.name, version=1, data=bytes(data), description=real.section.description
    )
    result = verifier.section(tampered, "tampered")
    assert result.verdict is Verdict.DIFFERENT
    assert [(item.kind, item.who) for item in result.findings] == [
        ("refused", who) for who in ("Python", *(f"Rust ({name})" for name in DIALECTS))
    ]
    place = f"regs.mbox[1].count at byte {span.offset:#x}"
    assert f"{place}: 33 is not in 0..=32" in result.findings[0].message

    padded = Section(
        "pl011", version=2, data=b"\1" + next(copied_sections("pl011")).section.data[1:]
    )
    found = verifier.section(padded).findings
    assert {(item.kind, item.path, item.offset) for item in found} == {("bytes", "unused", 0)}
    assert len(found) == 1 + len(DIALECTS)
