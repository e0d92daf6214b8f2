# SPDX-License-Identifier: GPL-2.0-or-later
"""ARM PrimeCell synchronous serial port (PL022)."""

from vmgen.spec import (
    Array,
    Bits,
    BqlRefCell,
    Device,
    Enum,
    Fifo,
    InterruptSource,
    MemoryRegion,
    Migratable,
    NonZero,
    Option,
    Registers,
    Wire,
    bits,
    computed,
    field,
    free,
    i32,
    length,
    slots,
    u8,
    u16,
    u32,
)

FIFO_DEPTH = 8


class FrameFormat(Enum, bits=2):
    """Encoding of frames on the bus."""

    SPI = 0
    SYNCHRONOUS_SERIAL = 1
    MICROWIRE = 2
    RESERVED = 3


class Control0(Bits, repr=u32):
    """Control register 0."""

    data_size: bits[4]
    format: FrameFormat
    clock_polarity: bool
    clock_phase: bool
    clock_rate: bits[8]
    _reserved: bits[16]


class Control1(Bits, repr=u32):
    """Control register 1."""

    loopback: bool
    enable: bool
    peripheral: bool
    output_disable: bool
    _reserved: bits[28]


class PL022Registers(Registers, name="pl022_ssp/regs"):
    """The registers, as the device uses them."""

    control0: Control0 = field(rename="cr0")
    control1: Control1 = field(rename="cr1")
    frame_mask: u32 = field(rename="bitmask")
    "Which bits of a frame are transferred; follows from `control0`."
    status: Wire[u32] = computed(rename="sr", default=3)
    prescaler: Option[NonZero[u8]] = field(wire=u32, rename="cpsr")
    "Absent until the guest has programmed it."
    int_level: u32 = field(default=8, rename="is")
    int_enabled: u32 = field(rename="im")
    tx_fifo: Fifo[u16, FIFO_DEPTH]
    rx_fifo: Fifo[u16, FIFO_DEPTH]
    tx_fifo_head: Wire[i32] = free("tx_fifo")
    rx_fifo_head: Wire[i32] = free("rx_fifo")
    tx_fifo_len: Wire[i32] = length("tx_fifo")
    rx_fifo_len: Wire[i32] = length("rx_fifo")
    fifo: Wire[Array[u16, 2 * FIFO_DEPTH]] = slots("tx_fifo", "rx_fifo")


class PL022State(Device, name="pl022_ssp", category="ssi", type_name="pl022"):
    """The port."""

    iomem: MemoryRegion[0x1000, "little"]
    regs: Migratable[BqlRefCell[PL022Registers]]
    irq: InterruptSource
