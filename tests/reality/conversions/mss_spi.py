# SPDX-License-Identifier: GPL-2.0-or-later
"""SPI controller of the Microsemi SmartFusion2."""

from vmgen.spec import (
    Array,
    BqlRefCell,
    Device,
    Fifo32,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Registers,
    field,
    u32,
)


class MssSpiRegisters(Registers, name="mss-spi/regs"):
    """Registers and FIFOs."""

    tx: Fifo32[32] = field(rename="tx_fifo.fifo")
    rx: Fifo32[32] = field(rename="rx_fifo.fifo")
    regs: Array[u32, 16]


class MssSpiState(Device, name="mss-spi", category="ssi"):
    """The controller."""

    iomem: MemoryRegion[0x40]
    regs: Migratable[BqlRefCell[MssSpiRegisters]]
    irq: InterruptSource
    cs_line: InterruptSource
