# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import (
    Array,
    BqlRefCell,
    Device,
    Fifo,
    Migratable,
    Registers,
    Wire,
    free,
    i32,
    length,
    slots,
    u16,
    u32,
)


class Regs(Registers, name="dev/regs"):
    tx: Fifo[u16, 8]
    tx_len: Wire[i32] = length("tx")
    rx: Fifo[u16, 8]
    rx_len: Wire[i32] = length("rx")
    rx_head: Wire[i32] = free("rx")
    ring: Wire[Array[u16, 4]] = slots("rx")
    other: Wire[u32] = length("nothing")
    bare: Wire[u32]


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
