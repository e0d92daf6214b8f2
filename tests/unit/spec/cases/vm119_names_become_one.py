# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: different names of which vmgen forms the same name of Rust."""

from vmgen.spec import (
    CHANGED,
    Array,
    Bits,
    BqlCell,
    BqlRefCell,
    Clock,
    Device,
    Enum,
    MemoryRegion,
    Migratable,
    Registers,
    Timer,
    bits,
    field,
    method,
    subsection,
    u8,
    u32,
)


class Mode(Enum, repr=u8):
    A_B = 0
    AB = 1
    Ab = 2


class Flags(Bits, repr=u8):
    set_busy: bool
    busy: bool
    _reserved: bits[6]


class Regs(Registers, name="dev/regs"):
    mode: Mode = field(wire=u32)
    flags: Flags
    timer: Timer
    x: u32 = subsection("dev/regs/x-y", needed=CHANGED)
    y: u32 = subsection("dev/regs/x_y", needed=CHANGED)


class RegsMigration(Registers, name="dev/other"):
    a: u32


class RegsHooks(Registers, name="dev/more"):
    a: u32


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    other: Migratable[BqlRefCell[RegsMigration]]
    more: Migratable[BqlRefCell[RegsHooks]]
    regs_timer: Timer
    clk: Clock
    mem: MemoryRegion[4]
    count: BqlCell[u8] = field(le=4)
    items: Array[BqlCell[u32], 2] = field(count="count")
    a: BqlCell[u32] = subsection("dev/a", needed=method("clk_update"))
    b: BqlCell[u32] = subsection("dev/b", needed=method("mem_read"))
    c: BqlCell[u32] = subsection("dev/c", needed=method("items_fit"))
    d: BqlCell[u32] = subsection("dev/d", needed=method("e_needed"))
    e: BqlCell[u32] = subsection("dev/e", needed=CHANGED)
    f: BqlCell[u32] = subsection("dev/regs_x_y", needed=CHANGED)
