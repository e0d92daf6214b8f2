# SPDX-License-Identifier: GPL-2.0-or-later
"""The script of two processes with Debian's QEMU, which has C devices alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.tree.pairs import Pair, Side
from tests.tree.two_processes import main

RTC = 0x0901_0000
BOARD = Pair(
    device="pl031",
    spec="specs/pl031.py",
    types={Side.C: "pl031", Side.RUST: "pl031"},
    machine="virt",
    args=(),
    pokes=(f"writel {RTC + 8:#x} 0x5e0c1000", f"writel {RTC + 4:#x} 0x70000000"),
    reads=tuple(f"readl {RTC + offset:#x}" for offset in (0, 4, 8)),
)
"""The clock of a board, which is C's on both sides."""


def test_c_to_c(emulators: dict[str, Path], capsys: pytest.CaptureFixture[str]) -> None:
    binary = str(emulators["arm"])
    assert main(["--qemu", binary], {"clock": BOARD}) == 0
    said = capsys.readouterr().out.splitlines()
    assert [line.split() for line in said[1:]] == [
        ["clock", "4", "fields", "0", "moves", *5 * ["identical"]]
    ]


def test_a_side_that_sends_less(
    emulators: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """Without its subsection a section is shorter."""
    less = replace(
        BOARD,
        args=("-global", "pl031.migrate-tick-offset={settings}"),
        settings={Side.C: "on", Side.RUST: "off"},
    )
    assert main(["--qemu", str(emulators["arm"])], {"clock": less}) == 1
    said = capsys.readouterr().out
    assert "clock, C and Rust send: length:" in said
    assert "clock, C -> Rust: length:" in said


def test_a_machine_that_does_not_load(
    emulators: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    """The other side has more memory, which no stream of this one fits."""
    other = replace(BOARD, args=("-m", "{settings}"), settings={Side.C: "128", Side.RUST: "256"})
    assert main(["--qemu", str(emulators["arm"])], {"clock": other}) == 1
    assert "clock, C -> Rust: refused:" in capsys.readouterr().out


def test_nothing_that_is_poked(
    emulators: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    idle = replace(BOARD, pokes=())
    assert main(["--qemu", str(emulators["arm"])], {"clock": idle}) == 1
    assert "the pokes change nothing that is sent" in capsys.readouterr().out


def test_a_binary_without_the_slot(
    emulators: dict[str, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--qemu", str(emulators["arm"]), "pl031"]) == 2
    assert "it has no pl031-vm, vmgen-slot, for pl031" in capsys.readouterr().err
