# SPDX-License-Identifier: GPL-2.0-or-later
"""The rows: recorded with Debian 12's QEMU 7.2. `docs/real-qemu.md` tells how to add one.

A row whose device has no spec yet is not run; it waits for the spec. (Its real QEMU side was tried
when it was written: pokes, changes and refusals are what 7.2 does.)
"""

from __future__ import annotations

from collections.abc import Iterable

from tests.reality.qemu.rows import Do, Poke, Recomputed, Refusal, Row, See, Until
from vmgen.stream.value import Leaf

NO_COUNTERPART: dict[str, str] = {
    "goldfish_rtc": "only boards of m68k and riscv have it, and we install QEMU for arm and x86",
}
"""Devices with a spec that no machine of Debian's QEMU has: by VMSD name, the reason."""


def writes(base: int, *registers: tuple[int, int]) -> Iterable[Poke]:
    """Writes of 32 bits to these offsets, in order."""
    return [Do(f"writel {base + offset:#x} {value:#x}") for offset, value in registers]


def reads(base: int, *registers: tuple[int, int]) -> Iterable[See]:
    """Reads of 32 bits from these offsets, in order."""
    return [See(f"readl {base + offset:#x}", value) for offset, value in registers]


def outs(*ports: tuple[int, int]) -> Iterable[Poke]:
    """Writes of a byte to these ports, in order."""
    return [Do(f"outb {port:#x} {value:#x}") for port, value in ports]


# -- pl011: UART0 of the Versatile Express ---------------------------------------------------------

UART = 0x1000_9000
READ_DATA = f"readl {UART:#x}"
FULL = Until(f"readl {UART + 0x18:#x}", 0x40, 0x40)
FIFO_ON: dict[str, Leaf] = {"lcr": 0x10, "flags": 0x80, "read_count": 16, "read_fifo": (0x61,) * 16}
NOT_LOOKED_AT = "7.2 looks at no value while loading"

PL011 = Row(
    device="pl011",
    machine="vexpress-a9",
    source_args=("-chardev", "pipe,id=line,path={input}", "-serial", "chardev:line"),
    source_input=bytes(range(0x30, 0x50)),
    pokes=(
        *writes(UART, (0x24, 0x1234), (0x28, 0x2A), (0x2C, 0x70), (0x30, 0x301)),
        *writes(UART, (0x34, 0x12), (0x38, 0x50), (0x20, 0x55)),
        # The FIFO fills up behind each read, so that it is full and its oldest is not the first.
        *(FULL, Do(READ_DATA), FULL, Do(READ_DATA), FULL, Do(READ_DATA), FULL),
    ),
    poked={
        **{"flags": 0xC0, "lcr": 0x70, "cr": 0x301, "ibrd": 0x1234, "fbrd": 0x2A, "ilpr": 0x55},
        **{"int_enabled": 0x50, "read_pos": 3, "read_count": 16},
    },
    changes={
        **{"flags": 0x181, "lcr": 0x1B, "rsr": 0x5, "cr": 0xB85, "dmacr": 0x4},
        **{"int_enabled": 0x20, "int_level": 0x30},
        "read_fifo": tuple(0x141 + 0x11 * index for index in range(16)),
        **{"ilpr": 0x33, "ibrd": 0xBEEF, "fbrd": 0x15, "ifl": 0x24},
        **{"read_pos": 14, "read_count": 5, "read_trigger": 4},
        "pl011/clock.clk.period": 0x12_3456_789A,
    },
    kept={"readbuff": "a buffer that C no longer uses and generated code sends as zero"},
    sees=(
        *reads(UART, (0x18, 0x181), (0x20, 0x33), (0x24, 0xBEEF), (0x28, 0x15), (0x2C, 0x1B)),
        *reads(UART, (0x30, 0xB85), (0x34, 0x24), (0x38, 0x20), (0x3C, 0x30), (0x40, 0x20)),
        # The FIFO, around its end: five words and then none.
        *reads(UART, (0, 0x22F), (0, 0x240), (0, 0x141), (0, 0x152), (0, 0x163), (0x18, 0x191)),
    ),
    refusals=(
        Refusal(
            {**FIFO_ON, "read_pos": -1, "int_level": 0xAB_CDEF},
            "accepts",
            f"{NOT_LOOKED_AT}: the guest reads the word before the FIFO, which is `int_level`",
            sees=(See(READ_DATA, 0xAB_CDEF),),
        ),
        Refusal(
            {**FIFO_ON, "read_pos": 16, "ilpr": 0x77},
            "accepts",
            f"{NOT_LOOKED_AT}: the guest reads the word behind the FIFO, which is `ilpr`",
            sees=(See(READ_DATA, 0x77),),
        ),
        Refusal(
            {**FIFO_ON, "read_pos": 0x7FFF_FFFF},
            "accepts",
            f"{NOT_LOOKED_AT}: the guest's read goes to an address that is not mapped",
            dies_of=READ_DATA,
        ),
        Refusal({**FIFO_ON, "read_count": 17}, "accepts", NOT_LOOKED_AT),
    ),
)

# -- pl061: the plain one, and Luminary Micro's with more registers --------------------------------

GPIO = 0x0903_0000
LUMINARY_GPIO = 0x4000_7000

PL061_CHANGES = {
    **{"locked": 0, "data": 0x5A, "old_out_data": 0x81, "old_in_data": 0x42, "dir": 0xC3},
    **{"isense": 0x11, "ibe": 0x22, "iev": 0x44, "im": 0x88, "istate": 0x99, "afsel": 0x66},
    **{"dr2r": 0x01, "dr4r": 0x02, "dr8r": 0x04, "odr": 0x08, "pur": 0x10, "pdr": 0x20},
    **{"slr": 0x40, "den": 0x80, "cr": 0x7F, "amsel": 0x0D},
}
PL061_SEES = (
    *((0x3FC, 0x5A), (0x400, 0xC3), (0x404, 0x11), (0x408, 0x22), (0x40C, 0x44), (0x410, 0x88)),
    *((0x414, 0x99), (0x418, 0x88), (0x420, 0x66)),
)
PL061_LUMINARY_SEES = (
    *((0x500, 0x01), (0x504, 0x02), (0x508, 0x04), (0x50C, 0x08), (0x510, 0x10), (0x514, 0x20)),
    *((0x518, 0x40), (0x51C, 0x80), (0x520, 0x01), (0x524, 0x7F), (0x528, 0x0D)),
)

PL061 = Row(
    device="pl061",
    machine="virt",
    pokes=(
        *writes(GPIO, (0x400, 0xF0), (0x3FC, 0xA5), (0x404, 0x0F), (0x408, 0x33), (0x40C, 0x55)),
        *writes(GPIO, (0x410, 0x3C), (0x420, 0x18)),
    ),
    poked={"dir": 0xF0, "data": 0xA0, "isense": 0x0F, "ibe": 0x33, "im": 0x3C, "afsel": 0x18},
    changes=PL061_CHANGES,
    sees=(*reads(GPIO, *PL061_SEES),),
)

# Not lm3s6965evb: its SD card kills QEMU (assertion in sd.c) when a stream is loaded that was made
# at reset, whatever our section holds.
PL061_LUMINARY = Row(
    device="pl061",
    machine="lm3s811evb",
    instance=3,
    pokes=(
        *writes(LUMINARY_GPIO, (0x520, 0xACC_E551), (0x524, 0xF7), (0x400, 0xF0), (0x3FC, 0xA5)),
        *writes(LUMINARY_GPIO, (0x504, 0x12), (0x508, 0x21), (0x50C, 0x14), (0x510, 0x41)),
        *writes(LUMINARY_GPIO, (0x518, 0x16), (0x51C, 0x61), (0x528, 0x06)),
    ),
    poked={"locked": 0, "cr": 0xF7, "dir": 0xF0, "pur": 0x41, "den": 0x61, "amsel": 0x06},
    changes={**PL061_CHANGES, "locked": 1},
    sees=(*reads(LUMINARY_GPIO, *PL061_SEES, *PL061_LUMINARY_SEES),),
)

# -- bcm2835-mbox: of the Raspberry Pi Zero --------------------------------------------------------

MBOX = 0x2000_B880

BCM2835_MBOX = Row(
    device="bcm2835-mbox",
    machine="raspi0",
    pokes=(
        Do(f"writel {MBOX + 0x1C:#x} 0x1"),
        # Three requests to the property channel, each for the board's revision.
        *(
            poke
            for buffer in (0x1000, 0x2000, 0x3000)
            for poke in (
                *writes(buffer, (0, 0x20), (4, 0), (8, 0x1_0002), (12, 4), (16, 0), (24, 0)),
                *writes(MBOX, (0x20, buffer | 8)),
            )
        ),
    ),
    poked={"mbox[0].count": 3, "mbox[0].config": 0x11, "mbox[0].status": 0},
    changes={
        "available": (True, False, True, True, False, True, True, False, True),
        **{
            f"mbox[{box}].{name}": value
            for box in (0, 1)
            for name, value in (
                ("reg", tuple(0x4000_0010 * (box + 1) + item for item in range(32))),
                ("count", 9 + box),
                ("status", 0x0100_0000 * (box + 1)),
                ("config", 0x115 + box),
            )
        },
    },
    sees=(*reads(MBOX, (0x18, 0x0100_0000), (0x1C, 0x115), (0x10, 0x4000_0010)),),
    refusals=(
        Refusal(
            {"mbox[0].count": 33},
            "accepts",
            f"{NOT_LOOKED_AT}: the guest's read moves the queue up and writes 15 into `count`,"
            " which lies behind it, so that 16 reads empty it",
            sees=(
                *(See(f"readl {MBOX:#x}", value) for value in (0x1008, 0x2008, 0x3008)),
                *(See(f"readl {MBOX:#x}", 0xF) for _ in range(13)),
                See(f"readl {MBOX + 0x18:#x}", 0x4000_0000),
            ),
        ),
        Refusal(
            {"mbox[0].count": 0x7FFF_FFFF},
            "accepts",
            f"{NOT_LOOKED_AT}: the guest's read moves memory up until it is not mapped",
            dies_of=f"readl {MBOX:#x}",
        ),
        Refusal({"mbox[1].count": 33}, "accepts", NOT_LOOKED_AT),
    ),
)

# -- pl022_ssp: the first SPI of the MPS2 board ----------------------------------------------------

SPI = 0x4002_5000
RING = "a VecDeque has no place in its ring: it is saved from slot 0 on"
HEAD_CHECK = "its post_load compares both heads with the size of the FIFOs"

PL022 = Row(
    device="pl022_ssp",
    machine="mps2-an385",
    pokes=(
        *writes(SPI, (0x00, 0x1D7), (0x10, 0x12), (0x14, 0xF), (0x04, 0x1)),
        *writes(SPI, *((0x08, 0xA0 + word) for word in range(5))),
    ),
    poked={"cr0": 0x1D7, "bitmask": 0xFF, "tx_fifo_len": 5, "tx_fifo[4]": 0xA4, "sr": 0x12},
    changes={
        **{"cr0": 0x24B, "cr1": 0x2, "bitmask": 0xFFF, "sr": 0x16, "cpsr": 0x66, "is": 0x6},
        **{"im": 0x5, "tx_fifo_head": 3, "rx_fifo_head": 2, "tx_fifo_len": 6, "rx_fifo_len": 7},
        **{f"tx_fifo[{slot}]": 0x111 * slot + 1 for slot in range(8)},
        **{f"rx_fifo[{slot}]": 0x111 * slot + 2 for slot in range(8)},
    },
    # The generated Rust saves a FIFO from slot 0 on, and nothing in the free slots.
    recomputed={
        **{"tx_fifo_head": Recomputed(6, RING), "rx_fifo_head": Recomputed(7, RING)},
        **{
            f"{ring}_fifo[{slot}]": Recomputed(
                0x111 * ((slot + first) % 8) + plus if slot < held else 0, RING
            )
            for ring, first, held, plus in (("tx", 5, 6, 1), ("rx", 3, 7, 2))
            for slot in range(8)
        },
    },
    sees=(
        *reads(SPI, (0x00, 0x24B), (0x04, 0x2), (0x0C, 0x16), (0x10, 0x66), (0x14, 0x5)),
        *reads(SPI, (0x18, 0x6), (0x08, 0x335)),
    ),
    refusals=(
        Refusal({"tx_fifo_head": 8}, "refuses", HEAD_CHECK),
        Refusal({"tx_fifo_head": -1}, "refuses", HEAD_CHECK),
        Refusal({"rx_fifo_head": 8}, "refuses", HEAD_CHECK),
        Refusal({"tx_fifo_len": 9}, "accepts", "its post_load does not look at the lengths"),
        Refusal({"rx_fifo_len": -1}, "accepts", "its post_load does not look at the lengths"),
    ),
)

# -- pl031: the clock of `virt` --------------------------------------------------------------------

RTC = 0x0901_0000

PL031 = Row(
    device="pl031",
    machine="virt",
    # With the host's clock, pre_save would send its distance from the (paused) virtual clock.
    args=("-rtc", "base=2020-01-01T00:00:00,clock=vm"),
    pokes=(*writes(RTC, (0x8, 0x5E0C_1000), (0x4, 0x7000_0000), (0x10, 0x1)),),
    poked={"mr": 0x7000_0000, "lr": 0x5E0C_1000, "im": 1},
    changes={
        **{"tick_offset_vmstate": 0x1122_3344, "mr": 0x7FFF_FFFF, "lr": 0x1234_5678},
        **{"cr": 1, "im": 0, "is": 1, "pl031/tick-offset.tick_offset": 0x5566_7788},
    },
    recomputed={
        "tick_offset_vmstate": Recomputed(
            0x5566_7788, "pre_save makes it of tick_offset; the subsection wins over it on load"
        )
    },
    sees=(
        *reads(RTC, (0x0, 0x5566_7788), (0x4, 0x7FFF_FFFF), (0x8, 0x1234_5678), (0x10, 0x0)),
        *reads(RTC, (0x14, 0x1)),
    ),
)

# -- arm.cortex-a9-global-timer: with two CPUs -----------------------------------------------------

A9_GLOBAL_TIMER = Row(
    device="arm.cortex-a9-global-timer",
    machine="vexpress-a9",
    args=("-smp", "2"),
    properties={"num-cpu": 2},
    pokes=(),
    poked={},
    not_poked="its registers are banked by the CPU that asks; qtest is none, and QEMU dies of it",
    changes={
        **{"timer": 5_000_000, "counter": 0x12_3456_789A, "ref_counter": 0x22_3344_5566},
        "cpu_ref_time": 0x10,
        **{
            f"per_cpu[{cpu}].{name}": value + cpu
            for cpu in (0, 1)
            for name, value in (("control", 0xE), ("compare", 0x9988_7766_5544), ("inc", 0x5555))
        },
        **{"per_cpu[0].status": 1, "per_cpu[1].status": 1},
    },
    sees=(),
)

# -- x86: timers of the PC -------------------------------------------------------------------------

TIMERS = 0xFED0_0000
COUNT_CHECK = "its VALIDATE wants 3..32 timers"

HPET = Row(
    device="hpet",
    machine="pc",
    arch="x86_64",
    pokes=(
        *writes(TIMERS, (0xF0, 0x1000), (0x100, 0x3C), (0x108, 0x5000), (0x128, 0x6000)),
        *writes(TIMERS, (0x120, 0x4), (0x114, 0xFEE0_0000), (0x110, 0x41), (0x10, 0x1)),
    ),
    poked={
        **{"config": 1, "hpet_counter": 0x1000, "timer[0].period": 0x5000},
        **{"timer[1].config": 0x4_0000_0034, "hpet/offset.hpet_offset": 0xA000},
    },
    changes={
        **{"config": 0x3, "isr": 0x5, "hpet_counter": 0x11_1111},
        "hpet/offset.hpet_offset": 0x12_3456 * 10,
        **{
            f"timer[{timer}].{name}": value + timer
            for timer in range(3)
            for name, value in (
                *(("config", 0x4_0000_4136), ("cmp", 0x77_7777), ("fsb", 0xFEE1_0000_0000_0041)),
                *(("period", 0x99), ("qemu_timer", 1_000_000_000)),
            )
        },
        **{f"timer[{timer}].wrap_flag": 1 for timer in range(3)},
    },
    kept={
        "num_timers": "the length of the array behind it",
        **{f"timer[{timer}].tn": "the timer's own index" for timer in range(3)},
    },
    recomputed={
        "hpet_counter": Recomputed(
            0x12_3456, "while the counter is on, pre_save makes it of hpet_offset, 10 ns a tick"
        )
    },
    sees=(
        *reads(TIMERS, (0x10, 0x3), (0x20, 0x5), (0xF0, 0x12_3456), (0x128, 0x77_7778)),
        *reads(TIMERS, (0x100, 0x4136), (0x110, 0x41), (0x114, 0xFEE1_0000)),
    ),
    refusals=(
        Refusal({"num_timers": 2}, "refuses", COUNT_CHECK),
        Refusal({"num_timers": 33}, "refuses", COUNT_CHECK),
    ),
)

I8254 = Row(
    device="i8254",
    machine="pc",
    arch="x86_64",
    pokes=(
        *(Do(f"outb {port:#x} {value:#x}") for port, value in ((0x43, 0x34), (0x40, 0x34))),
        *(Do(f"outb {port:#x} {value:#x}") for port, value in ((0x40, 0x12), (0x43, 0xB6))),
        *(Do(f"outb {port:#x} {value:#x}") for port, value in ((0x42, 0x55), (0x42, 0x66))),
        *(Do(f"outb {port:#x} {value:#x}") for port, value in ((0x43, 0xE2), (0x43, 0x80))),
        Do("inb 0x42"),
    ),
    poked={
        **{"channels[0].count": 0x1234, "channels[0].status": 0x34, "channels[0].mode": 2},
        **{"channels[2].count": 0x6655, "channels[2].count_latched": 2},
    },
    changes={
        "channels[0].irq_disabled": 1,
        **{
            f"channels[{channel}].{name}": value
            for name, values in (
                *(("count", (0x1000, 0x2001, 3)), ("latched_count", (0x222, 0x333, 0x444))),
                *(("count_latched", (1, 2, 3)), ("status_latched", (0, 1, 1))),
                *(("status", (0x35, 0x36, 0x37)), ("read_state", (1, 2, 4))),
                *(("write_state", (2, 1, 4)), ("write_latch", (0x66, 0x77, 0x88))),
                *(("rw_mode", (1, 2, 1)), ("mode", (4, 5, 0)), ("bcd", (1, 1, 1))),
                *(("gate", (0, 0, 1)), ("count_load_time", (0x9_9990, 0x9_9991, 0x9_9992))),
                ("next_transition_time", (0x777_7777, 0x777_7778, 0x777_7779)),
            )
            for channel, value in enumerate(values)
        },
    },
    sees=(See("inb 0x40", 0x22), See("inb 0x42", 0x37)),
)

CMOS = bytes([0x59, 0x44, 0x58, 0x33, 0x23, 0x11, 6, 0x30, 0x11, 0x19, 0x2A, 0xD2, 0x40, 0x80])
"""Time and alarm, then the registers A to D: with SET of B the time stands still."""

MC146818RTC = Row(
    device="mc146818rtc",
    machine="pc",
    arch="x86_64",
    # With the host's clock all times would be of the day on which this runs.
    args=("-rtc", "base=2020-01-01T00:00:00,clock=vm"),
    pokes=(*outs((0x70, 0x0B), (0x71, 0x42), (0x70, 0x55), (0x71, 0xAA), (0x70, 0x3C)),),
    poked={"cmos_index": 0x3C, "period": 32, "next_periodic_time": 976563},
    changes={
        "cmos_data": CMOS + bytes(0x80 | byte for byte in range(len(CMOS), 128)),
        **{"cmos_index": 0x55, "periodic_timer": 5_000_000, "next_periodic_time": 5_000_000},
        **{"irq_coalesced": 7, "period": 512, "base_rtc": 0x1234_5678, "last_update": 77},
        **{"offset": 88_888, "update_timer": 6_000_000, "next_alarm_time": 7_000_000},
    },
    kept={
        "unused[0]": "padding, sent as zero",
        "unused[1]": "padding, sent as zero",
    },
    recomputed={
        name: Recomputed(
            15_625_001, "post_load starts the timer anew: 512 ticks from the time of now"
        )
        for name in ("periodic_timer", "next_periodic_time")
    },
    sees=(See("inb 0x71", 0xD5),),
)

FLOPPY = "if=floppy,format=raw,file.driver=null-co,file.read-zeroes=on"
EQUAL = "C wants the number that it has itself: 2"

FDC = Row(
    device="fdc",
    machine="pc",
    arch="x86_64",
    args=(
        *("-drive", f"{FLOPPY},index=0,file.size=2949120"),
        *("-drive", f"{FLOPPY},index=1,file.size=737280"),
    ),
    pokes=(
        # CONFIGURE, SPECIFY and LOCK.
        *outs((0x3F5, 0x13), (0x3F5, 0x00), (0x3F5, 0x1A), (0x3F5, 0x05)),
        *outs((0x3F5, 0x03), (0x3F5, 0xAF), (0x3F5, 0x09), (0x3F5, 0x94)),
        Do("inb 0x3f5"),
        # On both drives PERPENDICULAR MODE and SEEK.
        *outs((0x3F5, 0x12), (0x3F5, 0x81), (0x3F5, 0x0F), (0x3F5, 0x00), (0x3F5, 0x03)),
        Do("outb 0x3f2 0x3d"),
        *outs((0x3F5, 0x12), (0x3F5, 0x86), (0x3F5, 0x0F), (0x3F5, 0x01), (0x3F5, 0x07)),
        # A reset, with one SENSE INTERRUPT STATUS of the four that it takes.
        *outs((0x3F2, 0x39), (0x3F2, 0x3D), (0x3F5, 0x08)),
        *(Do("inb 0x3f5"), Do("inb 0x3f5")),
        # READ ID on the second drive, which takes 20 ms; the boot drive.
        *outs((0x3F5, 0x4A), (0x3F5, 0x05), (0x3F3, 0x04)),
    ),
    poked={
        **{"state.dor_vmstate": 0x3D, "state.msr": 0x10, "state.config": 0x1A, "state.lock": 1},
        "state.drives[1].fdrive/media_changed.media_changed": 0,
        **{"state.drives[1].fdrive/media_rate.media_rate": 2},
        **{"state.drives[1].fdrive/perpendicular.perpendicular": 6},
        "state.fdc/reset_sensei.reset_sensei": 3,
        "state.fdc/result_timer.result_timer": 20_000_000,
    },
    changes={
        f"state.{name}": value
        for name, value in (
            *(("sra", 0x81), ("srb", 0xD3), ("dor_vmstate", 0x2C), ("tdr", 0), ("dsr", 0x02)),
            *(("msr", 0xD0), ("status0", 0x21), ("status1", 0x04), ("status2", 0x10)),
            ("fifo", tuple(0xFF - slot % 251 for slot in range(512))),
            *(("data_pos", 3), ("data_len", 7), ("data_state", 1), ("data_dir", 2), ("eot", 18)),
            *(("timer0", 0x0C), ("timer1", 0x08), ("precomp_trk", 0x0A), ("config", 0x57)),
            *(("lock", 0), ("pwrd", 1)),
            *(
                (f"drives[{drive}].{name}", values[drive])
                for drive in (0, 1)
                for name, values in (
                    *(("head", (1, 0)), ("track", (40, 41)), ("sect", (9, 10))),
                    ("fdrive/media_rate.media_rate", (1, 0)),
                    ("fdrive/perpendicular.perpendicular", (2, 3)),
                )
            ),
            ("fdc/reset_sensei.reset_sensei", 2),
            ("fdc/result_timer.result_timer", 5_000_000),
        )
    },
    kept={
        "state.num_floppies": EQUAL,
        **{
            f"state.drives[{drive}].fdrive/media_changed.media_changed": "sent only while it is 0"
            for drive in (0, 1)
        },
    },
    sees=(
        *(See("inb 0x3f1", 0xD3), See("inb 0x3f2", 0x2C), See("inb 0x3f3", 0x00)),
        *(See("inb 0x3f4", 0xD0), See("inb 0x3f5", 0xFC), See("inb 0x3f5", 0xFB)),
    ),
    refusals=(
        Refusal({"state.num_floppies": 1}, "refuses", EQUAL),
        Refusal({"state.num_floppies": 3}, "refuses", EQUAL),
    ),
)

# -- ds1338: behind the I2C lines of the RealView board --------------------------------------------

I2C_SET, I2C_CLEAR = 0x1000_2000, 0x1000_2004
SCL, SDA = 1, 2
BEHIND_NVRAM = (
    f"{NOT_LOOKED_AT}: the guest's next read is of nvram[ptr], for 0x7fffffff a segmentation fault"
)


def i2c(*sent: int) -> Iterable[Poke]:
    """A transfer of these bytes, the address first, bit by bit over the two lines."""

    def line(register: int, bit: int) -> Poke:
        return Do(f"writel {register:#x} {bit:#x}")

    clock = (line(I2C_SET, SCL), line(I2C_CLEAR, SCL))
    yield from (line(I2C_SET, SDA), line(I2C_SET, SCL), line(I2C_CLEAR, SDA), line(I2C_CLEAR, SCL))
    for byte in sent:
        for bit in range(7, -1, -1):
            yield from (line(I2C_SET if byte >> bit & 1 else I2C_CLEAR, SDA), *clock)
        yield from (line(I2C_SET, SDA), *clock)  # the acknowledgement
    yield from (line(I2C_CLEAR, SDA), line(I2C_SET, SCL), line(I2C_SET, SDA))


DS1338 = Row(
    device="ds1338",
    machine="realview-pbx-a9",
    args=("-m", "16M", "-rtc", "base=2020-01-01T00:00:00,clock=vm"),
    pokes=(
        # From register 3 on: a Sunday, the 9th of February 2021; control; memory.
        *i2c(0xD0, 0x03, 0x01, 0x09, 0x02, 0x21, 0x03, 0xAA, 0x55),
        *i2c(0xD0),
    ),
    poked={
        **{"ptr": 10, "addr_byte": True, "offset": 405 * 86_400, "wday_offset": 4},
        "nvram": (*(0,) * 7, 0x03, 0xAA, 0x55, *(0,) * 54),
    },
    changes={
        **{"parent_obj.address": 0x33, "offset": -86_400, "wday_offset": 3, "ptr": 0x3F},
        **{"nvram": tuple(0x80 | slot for slot in range(64)), "addr_byte": False},
    },
    # A read takes writes to the lines first, and `sees` has none.
    sees=(),
    refusals=(
        Refusal({"ptr": 64}, "accepts", BEHIND_NVRAM),
        Refusal({"ptr": -1}, "accepts", BEHIND_NVRAM),
        Refusal({"ptr": 0x7FFF_FFFF}, "accepts", BEHIND_NVRAM),
    ),
)

# -- CMSDK devices of the MPS2 board ---------------------------------------------------------------

DUAL_TIMER = 0x4000_2000

CMSDK_APB_DUALTIMER = Row(
    device="cmsdk-apb-dualtimer",
    machine="mps2-an385",
    pokes=(
        *writes(DUAL_TIMER, (0x08, 0x66), (0x00, 0x1234_5678), (0x08, 0xE6)),
        *writes(DUAL_TIMER, (0x20, 0x1000), (0x28, 0xA1), (0xF00, 0x1), (0xF04, 0x2)),
    ),
    poked={
        **{"timermod[0].load": 0x1234_5678, "timermod[0].control": 0xE6},
        **{"timermod[0].timer.enabled": 1, "timermod[1].timer.enabled": 2},
        "timermod[1].timer.timer": 0x1000 * 40,
    },
    changes={
        "timclk.period": 0x14_0000_0000,
        **{
            f"timermod[{module}].{name}": values[module]
            for module in (0, 1)
            for name, values in (
                *(("timer.enabled", (2, 1)), ("timer.limit", (0x2222, 0x3333_3333))),
                *(("timer.delta", (0x1111, 0x1234)), ("timer.period_frac", (0x4000_0000, 1))),
                *(("timer.period", (80, 1000)), ("timer.last_event", (0x10, 0x20))),
                *(("timer.next_event", (800_000, 900_000)), ("timer.timer", (800_000, 900_000))),
                *(("load", (0x2222, 0x3333_3333)), ("value", (0x1111, 0x1234))),
                *(("control", (0xA1, 0xE2)), ("intstatus", (1, 1))),
            )
        },
        **{"timeritcr": 0, "timeritop": 1},
    },
    sees=(
        *reads(DUAL_TIMER, (0x00, 0x2222), (0x08, 0xA1), (0x10, 1), (0x14, 1), (0x20, 0x3333_3333)),
        *reads(DUAL_TIMER, (0x24, 900), (0x28, 0xE2), (0x30, 1), (0xF00, 0)),
    ),
    refusals=(
        Refusal({"timermod[0].timer.enabled": 3}, "accepts", NOT_LOOKED_AT),
        Refusal(
            {"timermod[1].timer.period": 0},
            "accepts",
            f"{NOT_LOOKED_AT}: the guest's read of the value divides by the period",
            dies_of=f"readl {DUAL_TIMER + 0x24:#x}",
        ),
    ),
)

CMSDK_UART = 0x4000_4000

CMSDK_APB_UART = Row(
    device="cmsdk-apb-uart",
    machine="mps2-an385",
    source_args=("-chardev", "pipe,id=line,path={input}", "-serial", "chardev:line"),
    source_input=b"R",
    pokes=(
        *writes(CMSDK_UART, (0x10, 0x21), (0x08, 0x0B), (0x00, 0x54)),
        Until(f"readl {CMSDK_UART + 0x4:#x}", 0xF, 0x2),
    ),
    poked={
        **{"state": 0x2, "ctrl": 0x0B, "intstatus": 0x2, "bauddiv": 0x21},
        **{"txbuf": 0x54, "rxbuf": 0x52},
    },
    changes={
        **{"state": 0xE, "ctrl": 0x77, "intstatus": 0xD, "bauddiv": 0xF_FFFF},
        **{"txbuf": 0xA5, "rxbuf": 0xC3},
    },
    sees=(
        *reads(CMSDK_UART, (0x04, 0xE), (0x08, 0x77), (0x0C, 0xD), (0x10, 0xF_FFFF)),
        *reads(CMSDK_UART, (0x00, 0xC3), (0x04, 0xC)),
    ),
)

# -- stellaris_gptm: the second of three -----------------------------------------------------------

GPTM = 0x4003_1000

STELLARIS_GPTM = Row(
    device="stellaris_gptm",
    machine="lm3s811evb",
    instance=1,
    pokes=(
        *writes(GPTM, (0x18, 0x7), (0x28, 0x2345_1234), (0x30, 0x333_0111), (0x38, 0x3)),
        *writes(GPTM, (0x3C, 0x4), (0x40, 0x5), (0x0C, 0x1)),
        # In pairs of 16 bits, timer B alone.
        *writes(GPTM, (0x00, 0x4), (0x04, 0xA), (0x08, 0xA), (0x0C, 0x101)),
    ),
    poked={
        **{"config": 4, "mode": (0xA, 0xA), "control": 0x101, "mask": 7},
        **{"load": (0x1234, 0x2345), "match": (0x111, 0x333), "prescale": (3, 4)},
        **{"tick": (0x2345_1234 * 80, 0), "timer": (0x2345_1234 * 80, 0)},
    },
    changes={
        **{"config": 1, "mode": (1, 2), "control": 0x4043, "state": 0x9, "mask": 0x109},
        **{"load": (0x8888, 0x9999), "match": (0xAAAA, 0xBBBB), "prescale": (0xCC, 0xDD)},
        **{"match_prescale": (0xEE, 0xFF), "rtc": 0x1234_5678},
        **{"tick": (6_000_000, 7_000_000), "timer": (8_000_000, 9_000_000)},
        "clk.period": 0x28_0000_0000,
    },
    kept={"unused": "padding, sent as zero"},
    sees=(
        *reads(GPTM, (0x00, 1), (0x04, 1), (0x08, 2), (0x0C, 0x4043), (0x18, 0x109), (0x1C, 0x9)),
        *reads(GPTM, (0x20, 0x9), (0x28, 0x9999_8888), (0x2C, 0x9999), (0x30, 0xBBBB_AAAA)),
        *reads(GPTM, (0x34, 0xBBBB), (0x38, 0xCC), (0x3C, 0xDD), (0x40, 0xEE), (0x44, 0xFF)),
        *reads(GPTM, (0x48, 0x1234_5678)),
    ),
)

# -- the table -------------------------------------------------------------------------------------

ROWS: tuple[Row, ...] = (
    PL011,
    PL061,
    PL061_LUMINARY,
    BCM2835_MBOX,
    PL022,
    PL031,
    A9_GLOBAL_TIMER,
    HPET,
    I8254,
    MC146818RTC,
    FDC,
    DS1338,
    CMSDK_APB_DUALTIMER,
    CMSDK_APB_UART,
    STELLARIS_GPTM,
)
