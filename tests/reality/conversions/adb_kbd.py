# SPDX-License-Identifier: GPL-2.0-or-later
"""Keyboard of an Apple Desktop Bus."""

from vmgen.spec import (
    BqlRefCell,
    Buffer,
    Device,
    Fifo,
    Migratable,
    Registers,
    Wire,
    field,
    free,
    i32,
    length,
    oldest,
    slots,
    u8,
)


class AdbDevice(Registers, name="adb_device", version_id=0):
    """A device on the bus."""

    devaddr: i32
    handler: i32


class AdbKbdRegisters(Registers, name="adb_kbd/regs"):
    """The device and its key codes."""

    parent: AdbDevice = field(rename="parent_obj")
    codes: Fifo[u8, 128]
    data: Wire[Buffer[128]] = slots("codes")
    rptr: Wire[i32] = oldest("codes")
    wptr: Wire[i32] = free("codes")
    count: Wire[i32] = length("codes")


class AdbKbdState(
    Device,
    name="adb_kbd",
    version_id=2,
    category="input",
    parent="DeviceState",
    type_name="adb-keyboard",
):
    """The keyboard."""

    regs: Migratable[BqlRefCell[AdbKbdRegisters]]
