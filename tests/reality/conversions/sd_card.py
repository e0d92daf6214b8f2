# SPDX-License-Identifier: GPL-2.0-or-later
"""SD memory card. Its size is that of its image: one of another size refuses the stream."""

from vmgen.spec import (
    CHANGED,
    Array,
    Bitmap,
    BqlCell,
    BqlRefCell,
    Buffer,
    Device,
    Migratable,
    Property,
    Registers,
    Timer,
    Unused,
    field,
    i8,
    i32,
    subsection,
    u8,
    u16,
    u32,
    u64,
)

CSD = (0, 0x26, 0, 0x32, 0x5F, 0x59, 0xE0, 0x3F, 0xFF, 0xFF, 0xDF, 0xFF, 0x92, 0x60, 0, 0xD5)


class CardRegisters(Registers, name="sd-card/regs"):
    """What the host sees, and the block that is on its way."""

    rules = ["blk_len <= len(data)", "data_offset <= len(data)"]

    mode: Unused[4]
    state: i8 = field(ge=-1, le=10, wire=i32)
    cid: Array[u8, 16]
    csd: Array[u8, 16] = CSD
    "With the size of the card in bytes 7 to 9."
    rca: u16
    card_status: u32 = 0x100
    sd_status: Buffer[1]
    vhs: u32
    wp_group_bmap: Bitmap[64]
    blk_len: u32 = 0x200
    multi_blk_cnt: u32
    erase_start: u32 = 0xFFFF_FFFF
    erase_end: u32 = 0xFFFF_FFFF
    pwd: Array[u8, 16]
    pwd_len: u32
    function_group: Array[u8, 6]
    current_cmd: u8
    expecting_acmd: bool
    blk_written: u32
    data_start: u64
    data_offset: u32
    data: Array[u8, 512]
    gap: Unused[512]
    enable: bool
    "Of QEMU up to 8; later ones send 0."


class CardState(Device, name="sd-card", version_id=2, category="sd", parent="DeviceState"):
    """The card."""

    rules = ["regs.csd[7] * 0x1_0000 + regs.csd[8] * 0x100 + regs.csd[9] == size"]

    regs: Migratable[BqlRefCell[CardRegisters]]
    ocr: BqlCell[u32] = subsection(
        "sd-card/ocr-state",
        needed="ocr & 0x8000_0000 == 0",
        default=0x00FF_FF00,
        absent=0x80FF_FF00,
    )
    "Power is up once bit 31 is set."
    ocr_power_timer: Timer = subsection("sd-card/ocr-state")
    ext_csd_rw: Array[BqlCell[u8], 192] = subsection("sd-card/ext_csd_modes-state", needed=CHANGED)
    size: Property[u32] = field(default=0x3F_FFFF, rename="csd-size")
    "Of the image, as bytes 7 to 9 of the CSD say it."
