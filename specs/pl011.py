# SPDX-License-Identifier: GPL-2.0-or-later
"""ARM PrimeCell UART (PL011)."""

from vmgen.spec import (
    Array,
    Bits,
    BqlRefCell,
    Clock,
    Device,
    Enum,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Property,
    Registers,
    Unused,
    bits,
    field,
    i32,
    subsection,
    u8,
    u32,
)

FIFO_DEPTH = 16


class WordLength(Enum, bits=2):
    """Data bits of a frame."""

    FIVE_BITS = 0
    SIX_BITS = 1
    SEVEN_BITS = 2
    EIGHT_BITS = 3


class Flags(Bits, repr=u32):
    """Flag register, UARTFR."""

    clear_to_send: bool
    data_set_ready: bool
    data_carrier_detect: bool
    busy: bool
    receive_fifo_empty: bool
    transmit_fifo_full: bool
    receive_fifo_full: bool
    transmit_fifo_empty: bool
    ring_indicator: bool
    _reserved: bits[23]


class LineControl(Bits, repr=u32):
    """Line control register, UARTLCR_H."""

    send_break: bool
    parity_enabled: bool
    even_parity: bool
    two_stop_bits: bool
    fifos_enabled: bool
    word_length: WordLength
    stick_parity: bool
    _reserved: bits[24]


class ReceiveStatus(Bits, repr=u32):
    """Receive status register, UARTRSR; any write to UARTECR clears it."""

    framing_error: bool
    parity_error: bool
    break_error: bool
    overrun_error: bool
    _reserved: bits[28]


class Control(Bits, repr=u32):
    """Control register, UARTCR."""

    enabled: bool
    sir_enabled: bool
    sir_low_power: bool
    _reserved: bits[4]
    loopback: bool
    transmit_enabled: bool
    receive_enabled: bool
    data_transmit_ready: bool
    request_to_send: bool
    out1: bool
    out2: bool
    rts_flow_control: bool
    cts_flow_control: bool
    _reserved_high: bits[16]


class PL011Registers(Registers, name="pl011/regs", version_id=2):
    """Register file and receive FIFO."""

    flags: Flags = 0x90
    "Both FIFOs are empty at reset."
    line_control: LineControl = field(rename="lcr")
    receive_status: ReceiveStatus = field(rename="rsr")
    control: Control = field(default=0x300, rename="cr")
    "Receiver and transmitter are enabled at reset, the UART itself is not."
    dmacr: u32
    "DMA control register; DMA is not modelled."
    int_enabled: u32
    int_level: u32
    read_fifo: Array[u32, FIFO_DEPTH]
    "Received characters with their error bits."
    ilpr: u32
    ibrd: u32 = field(mask=0xFFFF)
    fbrd: u32 = field(mask=0x3F)
    "Older versions kept all that the guest wrote."
    ifl: u32 = 0x12
    read_pos: u8 = field(lt=FIFO_DEPTH, wire=i32)
    "Index in `read_fifo` of the oldest character."
    read_count: u8 = field(le=FIFO_DEPTH, wire=i32)
    read_trigger: i32 = 1
    "Characters in the FIFO that raise the receive interrupt."


class PL011State(Device, name="pl011", version_id=2, category="char", post_load=True):
    """The UART. After a load it has the character of a UART without FIFOs in slot 0."""

    iomem: MemoryRegion[0x1000, "little"]
    readbuff: Unused[4]
    "C's pl011 once had a one-character buffer here."
    regs: Migratable[BqlRefCell[PL011Registers]]
    interrupts: Array[InterruptSource, 6]
    "UARTINTR, then the five lines that it combines."
    clk: Clock = subsection("pl011/clock", needed="migrate_clk")
    migrate_clk: Property[bool] = field(default=True, rename="migrate-clk")
