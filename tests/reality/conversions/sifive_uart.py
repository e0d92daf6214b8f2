# SPDX-License-Identifier: GPL-2.0-or-later
"""SiFive UART."""

from vmgen.spec import (
    BqlRefCell,
    Device,
    Fifo,
    Fifo8,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Registers,
    Timer,
    Wire,
    field,
    length,
    u8,
    u32,
)


class SifiveUartRegisters(Registers, name="riscv.sifive.uart/regs"):
    """Registers and FIFOs."""

    rx: Fifo[u8, 8] = field(form="linear", rename="rx_fifo")
    rx_fifo_len: Wire[u8] = length("rx")
    ie: u32
    txctrl: u32
    rxctrl: u32
    div: u32
    txfifo: u32
    tx_fifo: Fifo8[8]


class SifiveUartState(
    Device, name="riscv.sifive.uart", version_id=3, category="char", type_name="riscv.sifive.uart"
):
    """The UART."""

    iomem: MemoryRegion[0x2000]
    regs: Migratable[BqlRefCell[SifiveUartRegisters]]
    fifo_trigger_handle: Timer
    irq: InterruptSource
