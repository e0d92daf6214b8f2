# SPDX-License-Identifier: GPL-2.0-or-later
"""What the script of two processes makes of what it has seen; no QEMU."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.reality.qemu.process import QemuError
from tests.tree.pairs import PAIRS, Pair, Side
from tests.tree.two_processes import (
    DIRECTIONS,
    Arrived,
    Row,
    Seen,
    Way,
    changed,
    failed,
    main,
    moves,
    sides_of,
    table,
    way,
)
from vmgen.stream import Section

PAIR = Pair(
    device="dev",
    spec="specs/pl031.py",
    types={Side.C: "dev", Side.RUST: "dev-vm"},
    pokes=("writel 0x0 0x1", "clock_step 500", "clock_step 7"),
    reads=("readl 0x0", "writel 0x4 0x1", "readl 0x8"),
    settings={Side.RUST: "fast=on"},
    foreseen={"head": "a ring"},
)


def seen(*values: int | None, up: int = 0) -> tuple[Seen, ...]:
    """What the reads of the pair have read; `up` has a bit for each interrupt, behind the last."""
    last = len(PAIR.reads) - 1
    return tuple(
        Seen(command, value, (up if index == last else 0, 0))
        for index, (command, value) in enumerate(zip(PAIR.reads, values, strict=True))
    )


READS = seen(1, None, 3)


def section(level: int, head: int, name: str = "level") -> Section:
    """A section of two numbers, with QEMU's description; Rust calls the first one otherwise."""
    fields = [{"name": it, "type": "uint8", "size": 1} for it in (name, "head")]
    description = {"name": "dev", "version": 1, "fields": fields}
    return Section(
        "dev", data=bytes([level, head]), version=1, description=json.loads(json.dumps(description))
    )


def test_nothing_differs() -> None:
    control = Arrived(section=section(1, 2), seen=READS)
    # Names are not compared: a crate's fields lie deeper than C's.
    same = Arrived(section=section(1, 2, "regs"), seen=READS)
    assert way(PAIR, section(1, 2), same, control, "C -> C") == Way()
    assert Way().word == "identical"


def test_fields_and_reads_that_differ_are_named() -> None:
    control = Arrived(section=section(1, 2), seen=READS)
    found = way(
        PAIR,
        section(1, 2),
        Arrived(section=section(9, 2), seen=seen(1, None, 4)),
        control,
        "C -> C",
    )
    assert found.differs == ("level: 1, then 9", "readl 0x8: 0x4, and C -> C reads 0x3")
    assert found.foreseen == () and found.word == "DIFFERS"


def test_what_is_foreseen_is_told_apart() -> None:
    control = Arrived(section=section(1, 2), seen=READS)
    found = way(PAIR, section(1, 2), Arrived(section=section(1, 0), seen=READS), control, "C -> C")
    assert found.foreseen == ("head: 2, then 0",) and found.word == "as foreseen"
    # What a guest reads is never foreseen to differ.
    found = way(
        PAIR,
        section(1, 2),
        Arrived(section=section(1, 0), seen=seen(0, None, 3)),
        control,
        "C -> C",
    )
    assert found.word == "DIFFERS"


def test_lines_that_are_up() -> None:
    """Behind which command, on both sides; how often they move is told, too."""
    control, raised = Arrived(section=section(1, 2), seen=READS), seen(1, None, 3, up=1)
    found = way(PAIR, section(1, 2), Arrived("", section(1, 2), raised), control, "C")
    told = "readl 0x8: interrupts 0x1, outputs 0x0 up, and in C interrupts 0x0, outputs 0x0"
    assert found.differs == (told,)
    assert (moves(READS), moves(raised)) == (0, 1)


def test_another_length_and_no_section_at_all() -> None:
    longer = Section("dev", data=b"\1\2\3", version=1)
    assert list(changed(section(1, 2), longer)) == [("length", "2 bytes, then 3")]
    control = Arrived(section=section(1, 2), seen=READS)
    found = way(PAIR, section(1, 2), Arrived(wrong="refused: load failed"), control, "C -> C")
    assert found.differs == ("refused: load failed",)


def test_a_device_on_the_command_line() -> None:
    (word,) = (word for word in PAIR.words(Side.RUST, Path()) if word.startswith("vmgen-slot"))
    assert word == "vmgen-slot,id=slot,device=dev-vm,address=0x10000000,settings=fast=on"
    assert "device=dev," in " ".join(PAIR.words(Side.C, Path()))
    assert PAIR.time == 507 and PAIR.runs


def test_sides() -> None:
    both = {"vmgen-slot", "dev", "dev-vm"}
    assert sides_of(PAIR, both, alone=False) == list(Side)
    assert sides_of(PAIR, both - {"dev-vm"}, alone=True) == [Side.C]
    for types, alone in (
        (both - {"dev-vm"}, False),
        (both - {"vmgen-slot"}, True),
        ({"vmgen-slot"}, True),
    ):
        with pytest.raises(QemuError, match=r"it has no .*, for dev"):
            sides_of(PAIR, types, alone=alone)


def test_the_table() -> None:
    ways = dict.fromkeys(DIRECTIONS, Way())
    odd = {**ways, DIRECTIONS[1]: Way(("level: 1, then 9",), ("head: 2, then 0",))}
    rows = {
        "good": Row(2, 3, Way(), ways),
        "long name": Row(1, 1, Way((), ("head: 2, then 0",)), odd),
        "alone": Row(0, 0, Way(), {DIRECTIONS[0]: Way()}),
    }
    assert list(table(rows)) == [
        "device     poked     lines    sent         C -> C     C -> Rust  Rust -> C  Rust -> Rust",
        "good       2 fields  3 moves  identical    identical  identical  identical  identical",
        "long name  1 fields  1 move   as foreseen  identical  DIFFERS    identical  identical",
        "alone      0 fields  0 moves  -            identical  -          -          -",
        "long name, C and Rust send, as foreseen: head: 2, then 0",
        "long name, C -> Rust: level: 1, then 9",
        "long name, C -> Rust, as foreseen: head: 2, then 0",
        "alone: the pokes change nothing that is sent",
    ]
    assert failed(rows)
    assert failed({"alone": rows["alone"]}) and failed({"odd": rows["long name"]})
    assert not failed({"good": rows["good"]})


@pytest.mark.parametrize("name", PAIRS)
def test_each_pair_is_whole(name: str) -> None:
    pair = PAIRS[name]
    for command in (*pair.pokes, *pair.reads):
        verb, *numbers = command.split()
        assert re.fullmatch("(read|write|in|out)[lwb]|clock_step", verb)
        assert len(numbers) == 1 + verb.startswith(("write", "out"))
        assert all(int(number, 0) >= 0 for number in numbers)
    assert any(command.startswith(("read", "in")) for command in pair.reads)
    assert (ROOT / pair.spec).is_file()


def test_no_such_binary_or_device(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--qemu", str(tmp_path / "none")]) == 2
    assert "No such file" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["--qemu", str(tmp_path), "pl999"])
    assert "no pl999" in capsys.readouterr().err
