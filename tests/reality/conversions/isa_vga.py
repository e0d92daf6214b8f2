# SPDX-License-Identifier: GPL-2.0-or-later
"""VGA on the ISA bus: of two of its register files only the first registers travel."""

from vmgen.spec import (
    CHANGED,
    Array,
    BqlRefCell,
    Buffer,
    Device,
    Equal,
    Migratable,
    Registers,
    i32,
    subsection,
    u8,
    u16,
    u32,
)


class VgaRegisters(Registers, name="vga", version_id=2, nested=True):
    """Registers, palette, and those of the VBE extension."""

    latch: u32
    sr_index: u8
    sr: Buffer[256, :8]
    gr_index: u8
    gr: Buffer[256, :16]
    ar_index: u8
    ar: Buffer[21]
    ar_flip_flop: i32
    cr_index: u8
    cr: Buffer[256]
    msr: u8
    fcr: u8
    st00: u8
    st01: u8
    dac_state: u8
    dac_sub_index: u8
    dac_read_index: u8
    dac_write_index: u8
    dac_cache: Buffer[3]
    palette: Buffer[768]
    bank_offset: i32
    is_vbe_vmstate: Equal[u8] = 1
    vbe_index: u16
    vbe_regs: Array[u16, 10]
    vbe_start_addr: u32
    vbe_line_offset: u32
    vbe_bank_mask: u32
    big_endian_fb: bool = subsection("vga.endian", needed=CHANGED)


class IsaVgaState(
    Device, name="vga-isa", minimum_version_id=0, category="display", type_name="isa-vga"
):
    """The card."""

    state: Migratable[BqlRefCell[VgaRegisters]]
