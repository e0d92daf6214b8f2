# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import (
    Array,
    BqlCell,
    BqlRefCell,
    Buffer,
    Device,
    Fifo,
    Mark,
    Migratable,
    Registers,
    Wire,
    field,
    i32,
    length,
    oldest,
    slots,
    subsection,
    u8,
    u16,
    usize,
)


class Inner(Registers, name="dev/inner"):
    rx: Fifo[u8, 4]
    rx_data: Wire[Buffer[4]] = slots("rx")
    rx_head: Wire[u8] = oldest("rx")
    rx_len: Wire[u8] = length("rx")


class Marks(Registers, name="dev/marks", nested=True):
    common: Inner
    pair: Array[Inner, 2]
    line: Fifo[u8, 4] = field(form="linear")
    line_data: Wire[Buffer[4]] = slots("line")
    line_len: Wire[u8] = length("line")
    tx: Fifo[u8, 300]
    tx_data: Wire[Buffer[300]] = slots("tx")
    tx_head: Wire[u16] = oldest("tx")
    tx_len: Wire[u16] = length("tx")
    bare: Fifo[u8, 4]
    bare_len: Wire[u8] = length("bare")
    single: Fifo[u8, 1]
    single_data: Wire[Buffer[1]] = slots("single")
    single_head: Wire[u8] = oldest("single")
    single_len: Wire[u8] = length("single")
    only: Mark["single"] = field(wire=u8)
    nothing: Mark["gone"] = field(wire=u8)
    number: Mark["line_len"] = field(wire=u8)
    linear: Mark["line"] = field(wire=u8)
    many: Mark["pair.rx"] = field(wire=u8)
    deep: Mark["common.gone"] = field(wire=u8)
    lost: Mark["gone.rx"] = field(wire=u8)
    widthless: Mark["tx"]
    native: Mark["tx"] = field(wire=usize)
    flag: Mark["tx"] = field(wire=bool)
    narrow: Mark["tx"] = field(wire=u8)
    slot: Mark["tx"] = field(wire=u16, none=299)
    minus: Mark["tx"] = field(wire=u16, none=-1)
    reset: Mark["common.rx"] = field(wire=u8, default=1, ge=1)
    several: Array[Mark["tx"], 2] = field(wire=u16)
    partless: Mark["bare"] = field(wire=u8)
    still: Mark["tx"] = field(wire=u16, migrate=False)
    none: u8 = field(none=3)
    apart: Mark["common.rx"] = subsection("dev/marks/apart", wire=u8)
    late: Mark["common.rx"] = subsection("dev/marks/apart", wire=i32, none=-1, absent=2)
    wordless: Mark[u8]
    empty: Mark[""]


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Marks]]
    cell: BqlCell[Mark["tx"]]
    mark: Mark["regs.tx"]
