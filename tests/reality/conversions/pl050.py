# SPDX-License-Identifier: GPL-2.0-or-later
"""PL050 keyboard and mouse interface: a handful of values, each in a cell of its own."""

from vmgen.spec import (
    Bits,
    BqlCell,
    BqlRefCell,
    Device,
    InterruptSource,
    MemoryRegion,
    field,
    i32,
    u32,
)


class Control(Bits, repr=u32, filled=False):
    """The control register."""

    force_clock_low: bool
    force_data_low: bool
    enable: bool
    transmit_interrupt: bool
    receive_interrupt: bool
    keyboard_type: bool


class Pl050State(Device, name="pl050", version_id=2, category="input"):
    """The interface."""

    iomem: MemoryRegion[0x1000, "little"]
    irq: InterruptSource
    control: BqlCell[Control] = field(rename="cr")
    clock_divisor: BqlCell[u32] = field(rename="clk")
    last: BqlRefCell[u32]
    "What was read last."
    pending: BqlCell[bool] = field(wire=i32)
    "Whether the PS/2 device has something to read."
