# SPDX-License-Identifier: GPL-2.0-or-later
"""UART of Arm's Cortex-M System Design Kit (CMSDK)."""

from vmgen.spec import (
    Array,
    Bits,
    BqlRefCell,
    Device,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Property,
    Registers,
    bits,
    field,
    u8,
    u32,
)


class State(Bits, repr=u32):
    """State register."""

    tx_full: bool
    rx_full: bool
    tx_overrun: bool
    rx_overrun: bool
    _reserved: bits[28]


class Control(Bits, repr=u32):
    """Control register."""

    tx_enabled: bool
    rx_enabled: bool
    tx_interrupt_enabled: bool
    rx_interrupt_enabled: bool
    tx_overrun_interrupt_enabled: bool
    rx_overrun_interrupt_enabled: bool
    high_speed_test: bool
    _reserved: bits[25]


class UartRegisters(Registers, name="cmsdk-apb-uart/regs"):
    """Registers, and the character of each direction."""

    state: State
    control: Control = field(rename="ctrl")
    interrupt_status: u32 = field(rename="intstatus")
    baud_divider: u32 = field(rename="bauddiv")
    tx_buffer: u8 = field(rename="txbuf")
    rx_buffer: u8 = field(rename="rxbuf")


class UartState(Device, name="cmsdk-apb-uart", category="char", post_load=True):
    """The UART. After a load it sends the character that still waits."""

    iomem: MemoryRegion[0x1000, "little"]
    regs: Migratable[BqlRefCell[UartRegisters]]
    irqs: Array[InterruptSource, 5]
    "Sent, received, overrun in sending and in receiving; all together."
    pclk_frq: Property[u32] = field(rename="pclk-frq")
    "Of the clock that is divided, in Hz."
