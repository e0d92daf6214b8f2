# SPDX-License-Identifier: GPL-2.0-or-later
"""How much a device holds: structs in it count with all of theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.unit.lint.said import device, findings, registers, said
from vmgen.diagnostics.limits import MOST_FIELDS
from vmgen.lint.lengths import MOST_ELEMENTS


@pytest.mark.parametrize(
    "line",
    [
        "x: Buffer[{most}]",
        "x: Array[u32, {most}]",
        "x: Array[Inner, {most}]",
        "x: Unused[{most}]",
        "x: Fifo[u8, {most}] = field(migrate=False)",
    ],
)
def test_registers(line: str, tmp_path: Path) -> None:
    """`keep` is one more."""
    most = MOST_ELEMENTS - 1
    assert said(tmp_path, registers(line.format(most=most))) == []
    (found,) = findings(tmp_path, registers(f"y: u8; {line.format(most=most)}"))[-1:]
    assert found.message == (
        f"`Regs` holds {MOST_ELEMENTS + 1} elements in all, and the most is {MOST_ELEMENTS}"
    )
    assert found.code == "VM127"


def test_rows_and_the_largest_field_is_shown(tmp_path: Path) -> None:
    text = registers("x: Array[Array[u8, 4], 1_000_000]; y: Array[Array[u8, 4096], 4096]")
    (found,) = [item for item in findings(tmp_path, text) if item.code == "VM127"]
    assert (
        found.position.line == 4 + text.split("\n").index("    y: Array[Array[u8, 4096], 4096]") + 2
    )


def test_a_device_of_many_registers(tmp_path: Path) -> None:
    text = device(f"x: Array[BqlCell[u8], {MOST_ELEMENTS - 1}]")
    assert said(tmp_path, text) == []
    more = text.replace("keep: u8", "keep: u8\n    more: u8")
    assert said(tmp_path, more) == [
        f"VM127 `Dev` holds {MOST_ELEMENTS + 1} elements in all, and the most is {MOST_ELEMENTS}"
    ]


FEW = """
class Base(Registers):
    a: u8
    b: u8


class Regs(Base, name="dev/regs"):
    c: u8
    d: u8
    more: u8
"""
MANY = {
    "registers": (FEW, "`Regs` has 5 fields", "    more: u8"),
    "device": (
        "class Regs(Registers, name='dev/regs'):\n    a: u8",
        "`Dev` has 5 fields",
        "    fourth: BqlCell[u8]",
    ),
    "enum": (
        "class Kind(Enum, repr=u8):\n    A = 0\n    B = 1\n    C = 2\n    D = 3\n    E = 4\n"
        "class Regs(Registers, name='dev/regs'):\n    a: Kind",
        "`Kind` has 5 variants",
        "    E = 4",
    ),
}


@pytest.mark.parametrize("case", MANY)
def test_too_many_members(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit of four: a spec of the real one takes ten seconds to read."""
    classes, said_of_it, first = MANY[case]
    device_fields = ["regs: Migratable[BqlRefCell[Regs]]"]
    if case == "device":
        device_fields += [f"{name}: BqlCell[u8]" for name in "first second third fourth".split()]
    device_text = "class Dev(Device, name='dev'):\n    " + "\n    ".join(device_fields)
    text = f"{classes}\n\n{device_text}\n"
    assert said(tmp_path, text) == []
    for module in ("members", "lower"):
        monkeypatch.setattr(f"vmgen.spec.{module}.MOST_FIELDS", 5)
    assert said(tmp_path, text) == []
    for module in ("members", "lower"):
        monkeypatch.setattr(f"vmgen.spec.{module}.MOST_FIELDS", 4)
    found = findings(tmp_path, text)[0]
    assert (found.code, found.message) == ("VM127", f"{said_of_it}, and the most is 4")
    assert found.position.line == 6 + text.split("\n").index(first)


def test_the_table_of_limits() -> None:
    table = (ROOT / "docs" / "language.md").read_text().partition("## Limits")[2]
    assert f"variants of an enum | {MOST_FIELDS:,} (2^14) |" in table
    assert f"struct or device | {MOST_ELEMENTS:,} (2^24) |" in table
