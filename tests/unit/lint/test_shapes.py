# SPDX-License-Identifier: GPL-2.0-or-later
"""Which type may stand where: in the device, in its cells and locks, and in registers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.lint.said import device, registers, said

SHARED = (
    "VM204 `x`: a device is shared, so what changes in it needs a cell: `BqlCell[...]` for a "
    "scalar, `Migratable[BqlRefCell[...]]` for registers"
)
CELLS = "VM204 `x`: a cell holds a scalar, BqlRefCell and Mutex also a `Registers` struct"
LOCK = "VM204 `x`: what can change needs a lock: Migratable[Mutex[...]] or [BqlRefCell[...]]"
HOLDS = "VM204 `x`: `Migratable` holds a cell with a scalar or with a `Registers` struct"
MUTEX = "VM201 `x`: registers in a Mutex travel only inside `Migratable`"
OWN = "VM211 `x`: `{}` is Rust's own type, so no crate can convert it"
BEHIND = "VM202 `x`: an array directly behind `Migratable`"
ROWS = "VM203 `x`: an array of arrays of more than numbers"
NOT_IN_DEVICE = "VM204 `x`: this type cannot stand in a device"
NOT_IN_REGISTERS = "VM204 `x`: this type cannot stand in registers"
PARENTS = "VM204 `x`: `ParentField` holds a class derived from `Parent`"
MISSING = "VM104 unknown type `Missing`"


@pytest.mark.parametrize(
    ("type_", "message"),
    [
        ("BqlCell[u8]", ""),
        ("Array[BqlCell[u8], 2]", ""),
        ("BqlCell[Array[u8, 2]]", "VM202 `x`: an array directly in a cell"),
        ("BqlCell[usize]", "VM125 `x` is usize, which has no width of its own on the wire"),
        ("BqlCell[Mode]", ""),
        ("Array[BqlCell[Mode], 2]", ""),
        ("BqlCell[Inner]", CELLS),
        ("BqlCell[NonZero[i8]]", ""),
        ("Mutex[NonZero[i8]]", ""),
        ("BqlCell[Atomic[u8]]", CELLS),
        ("BqlCell[Timer]", CELLS),
        ("Mutex[Equal[u8]]", CELLS),
        ("Mutex[Fifo[u8, 3]]", CELLS),
        ("BqlCell[Missing]", MISSING),
        ("BqlRefCell[Inner]", ""),
        ("Array[BqlRefCell[Inner], 2]", ""),
        ("BqlRefCell[u8]", ""),
        ("BqlRefCell[Mode]", ""),
        ("Array[BqlRefCell[bool], 2]", ""),
        ("Mutex[bool]", ""),
        ("Mutex[Mode]", ""),
        ("Array[Mutex[bool], 2]", ""),
        ("Mutex[Bitmap[3]]", "VM202 `x`: an array directly in a cell"),
        ("Mutex[Inner]", MUTEX),
        ("Array[Mutex[Inner], 2]", MUTEX),
        ("Arc[Mutex[Inner]]", "VM201 `x`: an Arc travels only inside `Migratable`"),
        ("Migratable[Mutex[Inner]]", ""),
        ("Migratable[BqlRefCell[Inner]]", ""),
        ("Migratable[Arc[Mutex[Inner]]]", ""),
        ("Array[Migratable[Mutex[Inner]], 2]", ""),
        ("Migratable[Array[Mutex[Inner], 2]]", BEHIND),
        ("Migratable[Mutex[Array[Inner, 2]]]", BEHIND),
        ("Migratable[Array[Inner, 2]]", BEHIND),
        ("Migratable[BqlCell[u8]]", "VM204 `x`: `Migratable` needs Mutex[...] or BqlRefCell[...]"),
        ("Migratable[Inner]", LOCK),
        ("Migratable[u8]", LOCK),
        ("Migratable[Mode]", LOCK),
        ("Migratable[Mutex[u8]]", ""),
        ("Migratable[BqlRefCell[bool]]", ""),
        ("Migratable[Arc[Mutex[u8]]]", ""),
        ("Migratable[Mutex[Mode]]", ""),
        ("Array[Migratable[Mutex[Mode]], 2]", ""),
        ("Migratable[Mutex[usize]]", "VM204 `x`: usize has no width of its own on the wire"),
        ("Migratable[Mutex[NonZero[i8]]]", OWN.format("NonZero")),
        ("Migratable[Mutex[Timer]]", HOLDS),
        ("Migratable[Arc[BqlRefCell[Inner]]]", HOLDS),
        ("Migratable[Missing]", MISSING),
        ("Migratable[BqlRefCell[Missing]]", MISSING),
        ("Migratable[Arc[Mutex[Missing]]]", MISSING),
        ("Migratable[Custom['Colour', Author]]", ""),
        ("Migratable[Custom['Colour']]", HOLDS),
        ("ParentField[u8]", PARENTS),
        ("u8", SHARED),
        ("Array[u8, 2]", SHARED),
        ("Inner", SHARED),
        ("Mode", SHARED),
        ("Fifo[u8, 3]", NOT_IN_DEVICE),
        ("Property[u8]", ""),
        ("Array[Property[u8], 2]", SHARED),
        ("Bitmap[3]", SHARED),
        ("Timer", ""),
        ("Array[Array[Timer, 2], 2]", SHARED),
        ("Missing", MISSING),
    ],
)
def test_in_the_device(type_: str, message: str, tmp_path: Path) -> None:
    assert said(tmp_path, device(f"x: {type_}")) == [message] * bool(message)


@pytest.mark.parametrize(
    ("type_", "message"),
    [
        ("u8", ""),
        ("Array[Array[u8, 2], 2]", ""),
        ("Array[Array[Array[u8, 2], 2], 2]", ROWS),
        ("Array[Array[Mode, 2], 2]", ROWS),
        ("Array[Array[Timer, 2], 2]", ROWS),
        ("Array[Mode, 2]", ""),
        ("Array[Flags, 2]", ""),
        ("Array[Inner, 2]", ""),
        ("Array[Timer, 2]", ""),
        ("Array[Atomic[u8], 2]", ""),
        ("Array[Equal[u8], 2]", ""),
        ("Array[NonZero[i8], 2]", NOT_IN_REGISTERS),
        ("Array[Duration, 2]", NOT_IN_REGISTERS),
        ("Array[Unused[2], 2]", NOT_IN_REGISTERS),
        ("BqlCell[u8]", "VM204 `x`: the cell goes around the whole struct, in the device"),
        ("Migratable[BqlRefCell[Inner]]",
         "VM204 `x`: the cell goes around the whole struct, in the device"),
        ("Clock", "VM204 `x`: clocks are fields of the device itself"),
        ("InterruptSource", NOT_IN_REGISTERS),
        ("MemoryRegion[4, 'big']", NOT_IN_REGISTERS),
        ("Few", "VM204 `x`: `Few` has `bits=`, so it stands in `Bits` only"),
        ("bits[3]", NOT_IN_REGISTERS),
        ("Missing", MISSING),
        ("Array[Missing, 2]", MISSING),
    ],
)  # fmt: skip
def test_in_registers(type_: str, message: str, tmp_path: Path) -> None:
    assert said(tmp_path, registers(f"x: {type_}")) == [message] * bool(message)


@pytest.mark.parametrize("option", ["wire=u16", "count='keep'"])
def test_rows_travel_as_they_are(option: str, tmp_path: Path) -> None:
    found = said(tmp_path, registers(f"x: Array[Array[u8, 2], 2] = field({option})"))
    assert "VM203 `x`: rows travel flattened, as they are" in found


MIRROR = "class Sent(Mirror, name='dev/sent'):\n    a: u8\n    x: {}\n\n\n"
PARENT = "class Mum(Parent, path='qom::Mum', name='mum'):\n    a: u8\n\n\n"
RAW = "VM204 `x`: a mirror, like a parent, holds only what travels as it is"


@pytest.mark.parametrize(
    ("type_", "message"),
    [
        ("u16", ""),
        ("Array[u8, 2]", ""),
        ("Inner", ""),
        ("Unused[2]", ""),
        ("Bitmap[3]", ""),
        ("Flags", ""),
        ("Array[Array[u8, 2], 2]", ROWS),
        ("Mode", "VM204 `x`: any number may arrive: a mirror holds the number"),
        ("Option[NonZero[u8]]", RAW),
        ("Timer", RAW),
        ("Atomic[u8]", RAW),
    ],
)
def test_in_a_mirror(type_: str, message: str, tmp_path: Path) -> None:
    use = device("x: Migratable[Custom['Colour', Sent]]")
    assert said(tmp_path, MIRROR.format(type_) + use) == [message] * bool(message)


@pytest.mark.parametrize(
    ("options", "lines", "messages"),
    [
        ("", "parent_obj: ParentField[Mum]", []),
        ("", "parent_obj: ParentField[Inner]", [PARENTS.replace("`x`", "`parent_obj`")]),
        ("", "other: ParentField[Mum]",
         ["VM204 `other`: the parent's state is one field, called `parent_obj`"]),
        ("", "parent_obj: ParentField[Mum]; other: ParentField[Mum]",
         ["VM204 `other`: the parent's state is one field, called `parent_obj`"]),
        ("", "parent_obj: ParentField[Mum] = field(migrate=False); x: BqlCell[u8]", []),
        (", parent='Mum'", "x: BqlCell[u8]",
         ["VM207 `parent='Mum'`: where its state is in the stream is not said"]),
        (", parent='DeviceState'", "x: BqlCell[u8]", []),
        (", parent='DeviceState'", "x: InterruptSource",
         ["VM204 `x`: regions and interrupts belong to a SysBusDevice"]),
        ("", "x: InterruptSource", []),
        ("", "x: BqlRefCell[Mum]", ["VM204 `x`: `Mum` is no `Registers` struct"]),
    ],
)  # fmt: skip
def test_parents(options: str, lines: str, messages: list[str], tmp_path: Path) -> None:
    text = PARENT + device(lines).replace("(Device, name='dev'", f"(Device, name='dev'{options}")
    assert said(tmp_path, text) == messages


@pytest.mark.parametrize(
    ("lines", "messages"),
    [
        ("a: u8", []),
        ("a: u8 = field(migrate=False)", ["VM113 no field of `Only` itself travels"]),
        ("a: Unused[3]", ["VM113 no field of `Only` is there at run time"]),
        ("q: Fifo[u8, 2] = field(migrate=False)", ["VM113 no field of `Only` itself travels"]),
        ("a: Wire[u8] = computed()", ["VM113 no field of `Only` is there at run time"]),
        ("a: Wire[u8] = computed()\n    b: u8 = field(migrate=False)", []),
    ],
)
def test_empty_registers(lines: str, messages: list[str], tmp_path: Path) -> None:
    text = f"class Only(Registers, name='dev/only'):\n    {lines}\n\n\n"
    assert said(tmp_path, text + device("only: Migratable[BqlRefCell[Only]]")) == messages


def test_only_sections_have_a_priority(tmp_path: Path) -> None:
    text = registers("x: u8", ", priority='IOMMU'")
    assert said(tmp_path, text) == ["VM124 `priority` of `Regs`: only whole sections have one"]
