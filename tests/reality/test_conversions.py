# SPDX-License-Identifier: GPL-2.0-or-later
"""Devices of QEMU's C as a user of vmgen would write them, tried on real sections.

The specs in `conversions/` build and pass clippy in all dialects; sections that real QEMU wrote
come back from Python and Rust, with the values of the stream's own description.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from fuzz.trees import build
from tests.conftest import ROOT
from tests.reality.sections import copied_sections, shared_counts, shared_streams
from vmgen.cargo import cargo_check
from vmgen.cargo.runner import Runner, build_runner
from vmgen.codec import Codec, load_codecs
from vmgen.diagnostics import Diagnostics
from vmgen.plan import DIALECTS
from vmgen.render.crate import crate_folder
from vmgen.stream.ahead import opened_ahead
from vmgen.verify import Result, Tally, Verdict, Verifier
from vmgen.verify.report import result_lines

SPECS = ROOT / "tests" / "reality" / "conversions"
FOLDER = ROOT / "fuzz" / "target" / "conversions"
"""Kept between runs, so that cargo compiles only what has changed."""


@cache
def codecs() -> dict[str, Codec]:
    """The codecs of the conversions, by VMSD name."""
    return load_codecs([SPECS])


AUTHOR = {
    "tc_int_(again|third|fourth)": "self.tc_int",  # pl080 saves one register four times
    # A ptimer keeps when its timer expires, and has it pending while it is enabled.
    "timer_expire_time_ns": "(self.enabled as u8 != 0).then_some(self.next_event)",
    "arm_timer": "debug_assert!(expire_time_ns.is_none() || self.enabled as u8 != 0);",
    "fifo_timeout_timer_expire_time_ns": "(self.fifo_expiry >= 0).then_some(self.fifo_expiry)",
    "arm_fifo_timeout_timer": "self.fifo_expiry = expire_time_ns.map_or(-1, |ns| ns as i64);",
    "modem_status_poll_expire_time_ns": "(self.poll_expiry >= 0).then_some(self.poll_expiry)",
    "arm_modem_status_poll": "self.poll_expiry = expire_time_ns.map_or(-1, |ns| ns as i64);",
    "has_received": "!self.recv_fifo.items.is_empty()",
    "has_to_send": "!self.xmit_fifo.items.is_empty()",
}
"""What stands for each `todo!` of a scaffold."""


def written(scaffold: str) -> str:
    """A scaffold with every `todo!` written."""
    text = scaffold
    for name, body in AUTHOR.items():
        text = re.sub(rf'todo!\("{name}"\)', lambda _: body, text)  # noqa: B023
    assert "todo!" not in text
    return re.sub(r"\b_(expire_time_ns: Option)", r"\1", text)


@pytest.fixture(scope="module")
def trees() -> dict[str, Path]:
    """The trees of all dialects, with every scaffold written."""

    def authors(tree: Path, dialect: str) -> None:
        for codec in codecs().values():
            file = tree / crate_folder(codec.device) / "src" / "device.rs"
            file.write_text(written(file.read_text(encoding="utf-8")), encoding="utf-8")

    build([SPECS], FOLDER, "all", authors)
    return {name: FOLDER / name for name in DIALECTS}


@pytest.fixture(scope="module")
def verifier(trees: dict[str, Path]) -> Iterator[Verifier]:
    devices = [codec.device for codec in codecs().values()]
    runners = {
        name: Runner(build_runner(devices, DIALECTS[name], tree)) for name, tree in trees.items()
    }
    with Verifier(codecs(), runners) as made:
        yield made


@pytest.mark.parametrize("dialect", DIALECTS)
def test_clippy(trees: dict[str, Path], dialect: str) -> None:
    """The lints that QEMU denies, and warnings."""
    diagnostics = Diagnostics()
    devices = [codec.device for codec in codecs().values()]
    crates = [device.crate for device in devices]
    cargo_check(trees[dialect], crates, diagnostics, lambda: devices, lint=True)
    assert not list(diagnostics), "\n".join(
        f"{item.position}: {item.message}" for item in diagnostics
    )


WRONGLY_DESCRIBED = ("riscv_mtimer:0", "riscv64-boston-aia")
"""QEMU says of pointers before the first null one that they are as many as the whole array has."""


def judge(result: Result) -> None:
    # A ring that C has filled begins at another slot.
    assert result.verdict is not Verdict.DIFFERENT, "\n".join(result_lines(result))
    where = result.section, Path(result.stream).stem.removesuffix("-poked")
    described = result.described or where == WRONGLY_DESCRIBED
    assert described, f"{result.stream} {result.section}: no description to compare with"


@pytest.mark.parametrize("device", codecs())
def test_copied_sections(verifier: Verifier, device: str) -> None:
    results = [verifier.section(real.section, real.origin) for real in copied_sections(device)]
    for result in results:
        judge(result)
    # C sends what was in the heap where a new Fifo8 holds nothing.
    agree = (Verdict.SAME, Verdict.EQUIVALENT)
    assert any(result.verdict in agree for result in results)


def test_shared_sections(verifier: Verifier, shared: Path | None) -> None:
    """Every section of these devices in every stream of ../shared/data."""
    if shared is None:
        why = "no ../shared/data: only the copies in tests/data/sections were tried"
        warnings.warn(why, stacklevel=1)
        pytest.skip(why)
    tally = Tally.of(codecs())
    for _, opened in opened_ahead(map(str, shared_streams(shared, codecs()))):
        with opened() as stream:
            for result in verifier.stream(stream):
                judge(result)
                tally.add(result)
    ran = {device: counts.total() for device, counts in tally.devices.items()}
    assert ran == shared_counts(shared, codecs())
    assert all(ran.values()), ran
