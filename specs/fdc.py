# SPDX-License-Identifier: GPL-2.0-or-later
"""Floppy disk controller (82078), on the ISA bus."""

from vmgen.spec import (
    CHANGED,
    Array,
    Bits,
    BqlRefCell,
    Device,
    Enum,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Option,
    Registers,
    Timer,
    bits,
    field,
    i32,
    i64,
    subsection,
    u8,
    u32,
)

SECTOR = 512


class Phase(Enum, repr=u8):
    """Phase of a command."""

    RECONSTRUCT = 0
    "To be found from the main status register, after a load."
    COMMAND = 1
    EXECUTION = 2
    RESULT = 3


class MainStatus(Bits, repr=u8):
    """Main status register."""

    drives_busy: bits[4]
    command_busy: bool
    non_dma: bool
    to_host: bool
    ready: bool


class FDrive(Registers, name="fdrive"):
    """One of the two drives."""

    head: u8
    track: u8
    sector: u8 = field(rename="sect")
    media_changed: bool = subsection("fdrive/media_changed", needed=CHANGED, default=True)
    media_rate: u8 = subsection("fdrive/media_rate")
    "Sent always; in C, unless the property `check_media_rate` is off."
    perpendicular: u8 = subsection("fdrive/perpendicular", needed=CHANGED)


class FDCtrl(Registers, name="fdc", version_id=2):
    """The controller without its bus."""

    status_a: u8 = field(rename="sra")
    status_b: u8 = field(default=0xC0, rename="srb")
    digital_output: u8 = field(default=0x0C, rename="dor_vmstate")
    "With the selected drive in its lowest bits."
    tape_drive: u8 = field(rename="tdr")
    data_rate: u8 = field(rename="dsr")
    main_status: MainStatus = field(default=0x80, rename="msr")
    status0: u8
    status1: u8
    status2: u8
    fifo: Array[u8, SECTOR]
    data_pos: u32
    "Goes on over all sectors of a command; `fifo` has it modulo its size."
    data_len: u32 = 1
    data_state: u8
    data_dir: u8
    end_of_track: u8 = field(rename="eot")
    timer0: u8
    timer1: u8
    precomp_track: u8 = field(rename="precomp_trk")
    config: u8 = 0x60
    lock: u8
    power_down: u8 = field(rename="pwrd")
    num_floppies: u8 = field(default=2, ge=2, le=2)
    drives: Array[FDrive, 2] = field(since=1)
    reset_sensei: i32 = subsection("fdc/reset_sensei", needed=CHANGED)
    "Drives that have yet to answer SENSE INTERRUPT STATUS after a reset."
    result_timer: Timer = subsection("fdc/result_timer", needed=CHANGED)
    "When the result phase begins."
    result_time: Option[i64] = field(migrate=False)
    "Of `result_timer`, where QEMU's timers do not tell (10.2)."
    phase: Phase = subsection(
        "fdc/phase",
        needed="phase == Phase.COMMAND"
        " and (main_status.non_dma or not main_status.ready or main_status.to_host)"
        " or phase == Phase.EXECUTION and main_status.ready and not main_status.non_dma"
        " or phase == Phase.RESULT"
        " and (main_status.non_dma or not main_status.ready or not main_status.to_host)",
        default=Phase.COMMAND,
        absent=Phase.RECONSTRUCT,
    )
    "Sent where it is not the one that the main status register implies."


class FDCState(
    Device, name="fdc", version_id=2, category="block", type_name="isa-fdc", post_load=True
):
    """The controller on the ISA bus. After a load it finds the phase if that was not sent."""

    ioports: MemoryRegion[8, "little"]
    state: Migratable[BqlRefCell[FDCtrl]]
    irq: InterruptSource
