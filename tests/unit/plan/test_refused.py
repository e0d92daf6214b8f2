# SPDX-License-Identifier: GPL-2.0-or-later
"""What the planner refuses of a device: each condition, met and not met."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.plan.made import read
from tests.unit.plan.test_structs import TYPES
from vmgen.diagnostics import Diagnostic
from vmgen.plan import DIALECTS, DevicePlan, plan_device

REGS = 'class Regs(Registers, name="dev/regs"):\n    "R."\n    %s\n'
DEV = 'class Dev(Device, name="dev"):\n    "D."\n    %s\n'


def _lines(text: str) -> str:
    return text.replace("\n", "\n    ")


def said(folder: Path, text: str, dialect: str = "11") -> list[Diagnostic]:
    """What the planner finds; which types are not used is no matter here."""
    _, found = read(folder, text, dialect)
    return [item for item in found if item.code != "VM128"]


def planned(folder: Path, text: str) -> DevicePlan:
    """The plan of a device in which nothing is wrong."""
    device, found = read(folder, text)
    assert not found.failed
    return plan_device(device, DIALECTS["11"], found)


# -- the big lock ----------------------------------------------------------------------------------

TIMERS = "has timers, whose functions run inside the big lock"
CELL = "has a BqlCell, which needs the big lock"


@pytest.mark.parametrize(
    ("beside", "why"),
    [
        ("", ""),
        ("p: Property[u8]", ""),
        ("c: Clock", ""),
        ('m: MemoryRegion[4, "little"]', ""),
        ("r: Migratable[BqlRefCell[Regs]]", ""),
        ("r: Migratable[Mutex[Regs]]", ""),
        ("irq: InterruptSource", "raises interrupts"),
        ("irqs: Array[InterruptSource, 2]", "raises interrupts"),
        ("t: Timer", TIMERS),
        ("c: BqlCell[u8]", CELL),
        ("c: Array[BqlCell[u8], 2]", CELL),
        ("r: BqlRefCell[Regs]", "has a BqlRefCell, which needs the big lock"),
        ("p: Property[u8]\nr: Migratable[Mutex[Regs]]\nc: BqlCell[u8]", CELL),
        ("c: BqlCell[u8]\nirq: InterruptSource", "raises interrupts"),
        ("t: Timer\nc: BqlCell[u8]", TIMERS),
        ("t: Timer\nirq: InterruptSource", "raises interrupts"),
        ("irq: InterruptSource\nt: Timer", "raises interrupts"),
    ],
)
def test_a_mutex_beside_what_needs_the_big_lock(beside: str, why: str, tmp_path: Path) -> None:
    """A BqlRefCell in its place is beside it as well as can be."""
    regs, device = REGS % "a: u8", DEV % _lines(f"behind: Migratable[@[Regs]]\n{beside}".strip())
    found = said(tmp_path, regs + device.replace("@", "Mutex"))
    assert {(item.code, item.message) for item in found if "`behind`" in item.message} == (
        {("VM205", f"`behind` is behind a Mutex in a device that {why}")} if why else set()
    )
    found = said(tmp_path, regs + device.replace("@", "BqlRefCell"))
    assert not [item for item in found if "`behind`" in item.message]


# -- an Arc ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("dialect", [*DIALECTS])
@pytest.mark.parametrize("around", ["Arc[Mutex[Regs]]", "Mutex[Regs]", "BqlRefCell[Regs]"])
@pytest.mark.parametrize("field", ["a: u8", "t: Timer", "t: Timed", "a: Atomic[u8]"])
def test_an_arc(field: str, around: str, dialect: str, tmp_path: Path) -> None:
    """Some dialects have no migration for it, and in none a timer inside of it can be made."""
    text = TYPES + REGS % field + DEV % f"regs: Migratable[{around}]"
    expected = set()
    if "Arc" in around and not DIALECTS[dialect].arc_migrates:
        message = f"`regs`: dialect {dialect} has no migration for `Arc`"
        expected.add(("VM206", message))
    if "Arc" in around and "Tim" in field:
        message = "`regs`: a timer inside an Arc cannot be initialised in its place"
        expected.add(("VM204", message))
    assert {(item.code, item.message) for item in said(tmp_path, text, dialect)} == expected
    assert any(not it.arc_migrates for it in DIALECTS.values()) and DIALECTS["11"].arc_migrates


# -- restored in place -----------------------------------------------------------------------------


def in_place(folder: Path, body: str, head: str = "", *, nested: bool = True) -> list[Diagnostic]:
    """What is said of registers that the device has, or that others have which the device has."""
    inner = f'class Inner(Registers, name="dev/inner"{head}):\n    "I."\n    {_lines(body)}\n'
    type_ = "Regs" if nested else "Inner"
    device = DEV % f"regs: Migratable[BqlRefCell[{type_}]]"
    checked = 'class Checked(Registers, name="dev/checked", check=True):\n    "C."\n    a: u8\n'
    around = REGS % "before: u8\n    inner: Inner" if nested else ""
    return said(folder, TYPES + checked + inner + around + device)


@pytest.mark.parametrize("nested", [True, False])
@pytest.mark.parametrize(
    ("body", "fixed"),
    [
        ("a: u8", ""),
        ("a: Plain", ""),
        ("a: Moded\nb: Array[Ruled, 2]", ""),
        ("t: Timer", "`t`"),
        ("a: u8\nt: Timer\nb: Plain", "`t`"),
        ("b: Moded\nt: Array[Timer, 2]\na: Atomic[u8]", "`t`, `a`"),
        ("a: Plain\nt: Timed", "`t`"),
    ],
)
def test_an_authors_check_of_what_is_restored_in_place(
    body: str, fixed: str, nested: bool, tmp_path: Path
) -> None:
    found = [item for item in in_place(tmp_path, body, ", check=True", nested=nested)
             if "check=True" in item.message]  # fmt: skip
    assert len(found) == bool(fixed)
    for item in found:
        assert item.code == "VM208" and item.mend
        assert item.message == "`check=True`: `Inner` has a timer or an atomic in it"
        assert f"or move {fixed} into registers of a field of the device's own" in item.mend


@pytest.mark.parametrize("fixed", ["t: Timer", "t: Atomic[u8]", "t: Timed"])
@pytest.mark.parametrize(
    ("body", "refused"),
    [
        ("a: Plain", ""),
        ("a: Plain\nm: Mode", ""),
        ("a: Array[Plain, 2]\nm: u8 = field(le=4)", ""),
        ("a: Masked", ""),
        ("a: Timed\nm: Mode", ""),
        ("a: TimedAndRuled", ""),
        ("a: Masked\nm: Mode", "Masked"),
        ("a: Array[Masked, 2]\nm: u8 = field(ge=1, default=1)", "Masked"),
        ("a: Ruled", "Ruled"),
        ("a: Moded", "Moded"),
        ("a: Checked", "Checked"),
        ("a: Compared", "Compared"),
        ("m: Plain\na: Array[Ruled, 2]", "Ruled"),
    ],
)
def test_a_restore_of_its_own_inside_of_what_is_looked_at(
    body: str, refused: str, fixed: str, tmp_path: Path
) -> None:
    """It would restore before all is looked at; outermost, nothing is around it to be undone."""
    found = in_place(tmp_path, f"{body}\n{fixed}")
    assert [(item.code, item.message) for item in found] == [
        (
            "VM208",
            f"`a`: `{refused}` has a restore of its own, and `Inner` around it has a timer or an "
            "atomic, and checks",
        )
    ] * bool(refused)
    assert all(item.mend and "or move `a` into registers" in item.mend for item in found)
    assert in_place(tmp_path, f"{body}\n{fixed}", nested=False) == []


# -- plain cells, and a parent ---------------------------------------------------------------------


def test_what_to_write_instead_of_a_plain_cell(tmp_path: Path) -> None:
    text = (
        TYPES + DEV % "a: BqlRefCell[Moded]\n    b: Array[BqlRefCell[Ruled], 2]\n    c: BqlCell[u8]"
    )
    assert [(item.code, item.mend) for item in said(tmp_path, text)] == [
        ("VM201", "Write `Migratable[BqlRefCell[Moded]]`."),
        ("VM201", "Write `Migratable[BqlRefCell[Ruled]]`."),
    ]


def test_a_parent_with_a_state(tmp_path: Path) -> None:
    text = (
        'class Bus(Parent, name="bus_device", path="bus::BusDevice"):\n    "B."\n' "    slot: u8\n"
    )
    device, found = read(tmp_path, text + DEV % "parent_obj: ParentField[Bus]\n    a: BqlCell[u16]")
    (item,) = found
    assert (item.code, item.message) == (
        "VM209",
        "`bus::BusDevice` is in no release of QEMU's Rust",
    )
    (struct,) = plan_device(device, DIALECTS["11"], found).structs
    assert (struct.mirror, struct.implements) == ("Bus", False)
    assert struct.reason == "QEMU's own `bus::BusDevice`, which it reads and writes in place"


# -- reasons ---------------------------------------------------------------------------------------

EVERY = "every field travels as it is"


@pytest.mark.parametrize(
    ("body", "field", "struct"),
    [
        ("a: u8", "travels as it is", EVERY),
        ('a: u8 = field(rename="b")', "travels as it is; named `b` in the stream's description",
         "`a` cannot travel as at run time"),
        ("a: Unused[3]\nb: u8", "only bytes to skip", EVERY),
        ('a: Plain = field(rename="b")',
         "its fields travel as they are; named `b` in the stream's description",
         "`a` cannot travel as at run time"),
        ('a: Ruled = field(rename="b")',
         "`Ruled` has a snapshot of its own; named `b` in the stream's description",
         "`a` cannot travel as at run time"),
        ('a: Array[u8, 2] = field(count="n")',
         "travels as it is; `n` elements of it", EVERY),
        ('a: Array[u8, 2] = field(count="n", rename="b")',
         "travels as it is; named `b` in the stream's description; `n` elements of it",
         "`a` cannot travel as at run time"),
        ("a: u8 = field(migrate=False)\nb: u8", "`migrate=False`",
         "every field that travels does so as it is; `a` not, or not all of it"),
        ("a: u8 = derived()\nb: u8", "found again by the author's method",
         "every field that travels does so as it is; `a` not, or not all of it"),
        ("a: Mode\nb: u8\nc: Mode = field(migrate=False)\nd: Wide",
         "any number may arrive, and only some are variants",
         "`a`, `d` cannot travel as at run time"),
        ('a: u8\nb: u8 = subsection("dev/regs/b", needed=method("asked"))', "travels as it is",
         "the author's methods are asked about `dev/regs/b` when it is saved"),
    ],
)  # fmt: skip
def test_reasons(body: str, field: str, struct: str, tmp_path: Path) -> None:
    body = f"n: u8 = field(le=2)\n{body}"
    text = TYPES + REGS % _lines(body) + DEV % "regs: Migratable[BqlRefCell[Regs]]"
    plan = planned(tmp_path, text).struct("Regs")
    assert (plan.fields[1].reason, plan.reason) == (field, struct)
