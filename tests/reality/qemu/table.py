"""The rows: recorded with Debian 12's QEMU 7.2. `docs/real-qemu.md` tells how to add one."""

from __future__ import annotations

from collections.abc import Iterable

from tests.reality.qemu.rows import Do, Poke, Recomputed, Refusal, Row, See, Until

NO_COUNTERPART: dict[str, str] = {}
"""Devices with a spec that no machine of Debian's QEMU has: by VMSD name, the reason."""


def writes(base: int, *registers: tuple[int, int]) -> Iterable[Poke]:
    """Writes of 32 bits to these offsets, in order."""
    return [Do(f"writel {base + offset:#x} {value:#x}") for offset, value in registers]


def reads(base: int, *registers: tuple[int, int]) -> Iterable[See]:
    """Reads of 32 bits from these offsets, in order."""
    return [See(f"readl {base + offset:#x}", value) for offset, value in registers]


# -- pl011: UART0 of the Versatile Express ---------------------------------------------------------

UART = 0x1000_9000
FULL = Until(f"readl {UART + 0x18:#x}", 0x40, 0x40)

PL011 = Row(
    device="pl011",
    machine="vexpress-a9",
    source_args=(
        *("-chardev", "pipe,id=line,path={input}"),
        *("-serial", "chardev:line"),
    ),
    source_input=bytes(range(0x30, 0x50)),
    pokes=(
        *writes(UART, (0x24, 0x1234), (0x28, 0x2A), (0x2C, 0x70), (0x30, 0x301)),
        *writes(UART, (0x34, 0x12), (0x38, 0x50), (0x20, 0x55)),
        # The FIFO fills up behind each read, so that it is full and its oldest is not the first.
        *(FULL, Do(f"readl {UART:#x}"), FULL, Do(f"readl {UART:#x}"), FULL),
        *(Do(f"readl {UART:#x}"), FULL),
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
        Refusal({"read_pos": 16}, "refuses", "?"),
        Refusal({"read_pos": -1}, "refuses", "?"),
        Refusal({"read_count": 17}, "refuses", "?"),
        Refusal({"read_trigger": 17}, "accepts", "?"),
    ),
)

# -- pl061: the plain one, and Luminary Micro's with more registers --------------------------------

GPIO = 0x0903_0000
LUMINARY_GPIO = 0x4000_7000
NO_CHECK = "C checks nothing"

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
    *((0x518, 0x40), (0x51C, 0x80), (0x520, 0x00), (0x524, 0x7F), (0x528, 0x0D)),
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
    refusals=(),
)

PL061_LUMINARY = Row(
    device="pl061",
    machine="lm3s811evb",
    instance=3,
    pokes=(
        *writes(LUMINARY_GPIO, (0x520, 0xACCE551), (0x524, 0xF7), (0x400, 0xF0), (0x3FC, 0xA5)),
        *writes(LUMINARY_GPIO, (0x504, 0x12), (0x508, 0x21), (0x50C, 0x14), (0x510, 0x41)),
        *writes(LUMINARY_GPIO, (0x518, 0x16), (0x51C, 0x61), (0x528, 0x06)),
    ),
    poked={"locked": 0, "cr": 0xF7, "dir": 0xF0},
    changes={**PL061_CHANGES, "locked": 1},
    sees=(*reads(LUMINARY_GPIO, *PL061_SEES, *PL061_LUMINARY_SEES),),
    refusals=(),
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
                Do(f"writel {MBOX + 0x20:#x} {buffer | 8:#x}"),
            )
        ),
    ),
    poked={"mbox[0].count": 3, "mbox[0].config": 0x1},
    changes={
        "available": (True, False, True, True, False, True, True, False, True),
        **{
            key: value
            for box in (0, 1)
            for key, value in (
                (f"mbox[{box}].reg", tuple(0x8000_0010 * (box + 1) + n for n in range(32))),
                (f"mbox[{box}].count", 9 + box),
                (f"mbox[{box}].status", 0x1100_0000 * box),
                (f"mbox[{box}].config", 0x105 + box),
            )
        },
    },
    sees=(),
    refusals=(Refusal({"mbox[1].count": 33}, "accepts", "?"),),
)

# -- the table -------------------------------------------------------------------------------------

ROWS: tuple[Row, ...] = (PL011, PL061, PL061_LUMINARY, BCM2835_MBOX)
