# SPDX-License-Identifier: GPL-2.0-or-later
"""SMSC LAN9118 Ethernet controller."""

from ptimer import Ptimer

from vmgen.spec import (
    Array,
    BqlRefCell,
    Device,
    Fifo,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Registers,
    Wire,
    field,
    free,
    i32,
    length,
    oldest,
    u8,
    u16,
    u32,
)


class Packet(Registers, name="lan9118_packet"):
    """What is being sent."""

    state: u32
    cmd_a: u32
    cmd_b: u32
    buffer_size: i32
    offset: i32
    pad: i32
    fifo_used: i32
    len: i32
    data: Array[u8, 2048]


class Lan9118Registers(Registers, name="lan9118/regs"):
    """Registers and queues."""

    timer: Ptimer
    irq_cfg: u32
    int_sts: u32
    int_en: u32
    fifo_int: u32 = 0x48000000
    rx_cfg: u32
    tx_cfg: u32
    hw_cfg: u32
    pmt_ctrl: u32 = 1
    gpio_cfg: u32
    gpt_cfg: u32 = 0xFFFF
    word_swap: u32
    free_timer_start: u32
    mac_cmd: u32
    mac_data: u32
    afc_cfg: u32
    e2p_cmd: u32
    e2p_data: u32
    mac_cr: u32
    mac_hashh: u32
    mac_hashl: u32
    mac_mii_acc: u32
    mac_mii_data: u32
    mac_flow: u32
    eeprom_writable: bool = field(wire=i32)
    eeprom: Array[u8, 128]
    tx_fifo_size: i32 = 4608
    tx_packet: Packet
    tx_status_fifo_used: Wire[i32] = length("tx_status")
    tx_status_fifo_head: Wire[i32] = oldest("tx_status")
    tx_status: Fifo[u32, 512] = field(rename="tx_status_fifo")
    rx_status_fifo_size: u16 = field(default=176, ge=1, le=896, wire=i32)
    rx_status_fifo_used: Wire[i32] = length("rx_status")
    rx_status_fifo_head: Wire[i32] = oldest("rx_status")
    rx_status: Fifo[u32, 896] = field(modulo="rx_status_fifo_size", rename="rx_status_fifo")
    rx_fifo_size: u16 = field(default=2640, ge=1, le=3360, wire=i32)
    rx_fifo_used: Wire[i32] = length("rx")
    rx_fifo_head: Wire[i32] = oldest("rx")
    rx: Fifo[u32, 3360] = field(modulo="rx_fifo_size", rename="rx_fifo")
    rx_packet_size_head: Wire[i32] = oldest("rx_packets")
    rx_packet_size_tail: Wire[i32] = free("rx_packets")
    rx_packets: Fifo[i32, 1023] = field(form="down", rename="rx_packet_size")
    rxp_offset: i32
    rxp_size: i32
    rxp_pad: i32
    write_word_prev_offset: u32
    write_word_n: u32
    write_word_l: u16
    write_word_h: u16
    read_word_prev_offset: u32
    read_word_n: u32
    read_long: u32
    mode_16bit: u32


class Lan9118State(Device, name="lan9118", version_id=3, category="net"):
    """The controller."""

    iomem: MemoryRegion[0x100]
    regs: Migratable[BqlRefCell[Lan9118Registers]]
    irq: InterruptSource
