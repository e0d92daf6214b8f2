# SPDX-License-Identifier: GPL-2.0-or-later
"""What is done to each device on its way from one process to another, and what is read behind it.

Most stand in a `vmgen-slot` of a machine that has nothing but a CPU, through which qtest reaches
memory. `pokes` and `reads` are commands of qtest (`writel ADDRESS VALUE`, `readl ADDRESS`,
`clock_step NS`); reads run in order and may have effects.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import chain
from pathlib import Path


class Side(StrEnum):
    """Whose code a device is."""

    C = "C"
    RUST = "Rust"


BASE = 0x1000_0000
"""Where the device in the slot is."""

SLOT = (
    *("-cpu", "max", "-m", "1M"),
    *("-device", f"vmgen-slot,id=slot,device={{type}},address={BASE:#x},settings={{settings}}"),
)
ARM, PC = ("aarch64", "arm"), ("x86_64", "i386")
SLOT_PATH = "/machine/peripheral/slot"


@dataclass(frozen=True, slots=True)
class Pair:
    """A device in C and its twin in Rust, which travel by one name."""

    device: str
    """Name of the section, without a path of a bus."""
    spec: str
    """File of the spec of its twin, in the repository."""
    types: Mapping[Side, str]
    pokes: tuple[str, ...]
    """What brings the device out of its reset state, before it is saved."""
    reads: tuple[str, ...]
    """What a guest sees at the end."""
    machine: str = "none"
    args: tuple[str, ...] = SLOT
    """`{type}` and `{settings}` are those of the side, `{folder}` is one with a `blank.bin`."""
    settings: Mapping[Side, str] = field(default_factory=dict)
    """Properties of the device in the slot."""
    foreseen: Mapping[str, str] = field(default_factory=dict)
    """Fields that need not come back as they were sent, each with the reason: names of C's."""
    targets: Sequence[str] = ARM
    """Of the emulators that have it."""

    def words(self, side: Side, folder: Path) -> list[str]:
        """Words of the command line that put this side's device into the machine."""
        named = {"type": self.types[side], "settings": self.settings.get(side, "")}
        return [word.format(**named, folder=folder) for word in self.args]

    @property
    def in_slot(self) -> bool:
        """Whether the device is in a slot, or on a bus of the one that is."""
        return any(word.startswith("vmgen-slot,") for word in self.args)

    @property
    def runs(self) -> bool:
        """Whether the machine runs, so that its clock can."""
        return any(command.startswith("clock_") for command in (*self.pokes, *self.reads))

    @property
    def time(self) -> int:
        """The virtual clock behind the pokes, in ns."""
        steps = (poke.split() for poke in self.pokes)
        return sum(int(words[1]) for words in steps if words[0] == "clock_step")


def twins(name: str) -> Mapping[Side, str]:
    """QEMU's own type, and that of a spec with `type_name="NAME-vm"`."""
    return {Side.C: name, Side.RUST: f"{name}-vm"}


def writes(*registers: tuple[int, int]) -> Iterable[str]:
    """Writes of 32 bits to these offsets in the slot, in order."""
    return (f"writel {BASE + offset:#x} {value:#x}" for offset, value in registers)


def reads(*offsets: int) -> tuple[str, ...]:
    """Reads of 32 bits."""
    return tuple(f"readl {BASE + offset:#x}" for offset in offsets)


SECOND = "clock_step 1000000000"

PL031 = Pair(
    device="pl031",
    spec="specs/pl031.py",
    types=twins("pl031"),
    # The alarm is at the time that is set: an interrupt is pending, and enabled.
    pokes=(
        *writes((0x10, 1), (0x04, 0x7000_0000), (0x08, 0x6FFF_FFFE)),
        SECOND,
        *writes((0x04, 0x6FFF_FFFF)),
        SECOND,
        SECOND,
    ),
    reads=(
        *reads(0x00, 0x04, 0x08, 0x0C, 0x10, 0x14, 0x18),
        *(SECOND, *reads(0x00), *writes((0x1C, 1)), *reads(0x14, 0x18)),
    ),
)

PL061 = Pair(
    device="pl061",
    spec="specs/pl061.py",
    types=twins("pl061"),
    settings={Side.C: "pullups=0"},
    # Outputs that are driven, and edges and levels that have come as interrupts.
    pokes=(
        *writes((0x400, 0xF0), (0x3FC, 0xA5), (0x404, 0x0F), (0x408, 0x33), (0x40C, 0x55)),
        *writes((0x410, 0x3C), (0x420, 0x18), (0x400, 0x30), (0x41C, 0x01)),
    ),
    reads=(
        *reads(0x3FC, 0x0FC, 0x400, 0x404, 0x408, 0x40C, 0x410, 0x414, 0x418, 0x420),
        *writes((0x400, 0xFF), (0x3FC, 0x5A), (0x41C, 0xFF)),
        *reads(0x3FC, 0x414, 0x418),
    ),
)

PL022 = Pair(
    device="pl022_ssp",
    spec="specs/pl022.py",
    types=twins("pl022"),
    # Frames wait: the port is connected to itself, and off.
    pokes=(
        *writes((0x00, 0x1D7), (0x10, 0x12), (0x14, 0xF), (0x04, 0x1)),
        *writes(*((0x08, 0xA0 + word) for word in range(5))),
    ),
    reads=(
        *reads(0x00, 0x04, 0x0C, 0x10, 0x14, 0x18, 0x1C),
        *(*writes((0x04, 0x3)), *reads(0x0C, 0x18, *(6 * (0x08,)), 0x0C, 0x1C)),
    ),
)

RING = "a queue in Rust has no place in its ring: it is saved from slot 0 on, and nothing behind it"

PL022_RUN = Pair(
    device="pl022_ssp",
    spec="specs/pl022.py",
    types=twins("pl022"),
    # Three frames went round, one of them was read; then four more wait.
    pokes=(
        *writes((0x00, 0x1CF), (0x14, 0x5), (0x04, 0x3)),
        *writes(*((0x08, 0x1100 + word) for word in range(3))),
        *reads(0x08),
        *writes((0x04, 0x1)),
        *writes(*((0x08, 0x2200 + word) for word in range(4))),
    ),
    reads=(
        *reads(0x0C, 0x18, 0x1C),
        *(*writes((0x04, 0x3)), *reads(0x0C, *(7 * (0x08,)), 0x0C, 0x18)),
    ),
    foreseen={
        **{"tx_fifo_head": RING, "rx_fifo_head": RING},
        **{f"{way}_fifo[{slot}]": RING for way in ("tx", "rx") for slot in range(8)},
    },
)

CMSDK_APB_UART = Pair(
    device="cmsdk-apb-uart",
    spec="specs/cmsdk_apb_uart.py",
    types=twins("cmsdk-apb-uart"),
    settings=dict.fromkeys(Side, "pclk-frq=25000000"),
    # One character is sent; of two that may not be, one waits and one is lost.
    pokes=(
        *writes((0x10, 0x21), (0x08, 0x15), (0x00, 0x54)),
        *writes((0x08, 0x14), (0x00, 0x55), (0x00, 0x56)),
    ),
    reads=(
        *reads(0x04, 0x08, 0x0C, 0x10, 0x00),
        *(*writes((0x0C, 0x4)), *reads(0x04, 0x0C)),
        *(*writes((0x0C, 0x1)), *reads(0x04, 0x0C)),
    ),
)

BCM2835_MBOX = Pair(
    device="bcm2835-mbox",
    spec="specs/bcm2835_mbox.py",
    types=twins("bcm2835-mbox"),
    settings={Side.C: "mbox-mr=/machine/unattached/system[0]"},
    # For C the clients of channels 1 and 8 are memory that says that they are busy.
    pokes=(
        *(f"writel {channel << 4 | 4:#x} 0x1" for channel in (1, 8)),
        *writes((0x9C, 1), (0xA0, 0x1231), (0xA0, 0x4568), (0xA0, 0x789F)),
        *writes(*((0xA4, 0x1_0001 + 0x10 * word) for word in range(29))),
    ),
    reads=(
        *reads(0x80, 0x90, 0x98, 0x9C, 0xB8),
        *(*writes((0xA0, 0xABC8)), *reads(0xB8), *writes((0xA0, 0xDEF1)), *reads(0xB8)),
    ),
)

STELLARIS_GPTM = Pair(
    device="stellaris_gptm",
    spec="specs/stellaris_gptm.py",
    types=twins("stellaris-gptm"),
    # Seconds are counted; the next one is on its way, and an interrupt is there.
    pokes=(
        *writes((0x00, 1), (0x18, 0x7), (0x30, 1), (0x28, 0x2345_1234), (0x38, 0x3), (0x3C, 0x4)),
        *(*writes((0x0C, 1)), "clock_step 2500000000"),
    ),
    reads=(
        *reads(0x00, 0x0C, 0x18, 0x1C, 0x20, 0x28, 0x30, 0x38, 0x3C, 0x48),
        *("clock_step 499000000", *reads(0x48), "clock_step 1000000", *reads(0x48)),
        *(*writes((0x24, 0x8)), *reads(0x1C), "clock_step 2000000000", *reads(0x1C, 0x48)),
    ),
)

GPTM_DOWN = Pair(
    device="stellaris_gptm",
    spec="specs/stellaris_gptm.py",
    types=twins("stellaris-gptm"),
    # The other way: 0x20010 periods of a clock of 1 MHz, once; 50 ms of them are over.
    pokes=(
        *writes((0x00, 0), (0x04, 1), (0x18, 0x1), (0x28, 0x2_0010), (0x0C, 1)),
        "clock_step 50000000",
    ),
    reads=(
        *reads(0x04, 0x0C, 0x1C, 0x28),
        *("clock_step 81087999", *reads(0x1C), "clock_step 1", *reads(0x0C, 0x1C, 0x20)),
    ),
)

# -- on an I2C bus, whose two lines are written bit by bit -----------------------------------------

SET, CLEAR = f"writel {BASE:#x}", f"writel {BASE + 4:#x}"
SCL, SDA = " 0x1", " 0x2"


def _bit(value: int) -> Iterable[str]:
    """One bit to the other end; with 1, the other end may have one to say."""
    return ((SET if value else CLEAR) + SDA, SET + SCL, CLEAR + SCL)


def _bits(byte: int) -> Iterable[str]:
    for bit in range(7, -1, -1):
        yield from _bit(byte >> bit & 1)
    yield from _bit(1)


def _begin() -> Iterable[str]:
    return (SET + SDA, SET + SCL, CLEAR + SDA, CLEAR + SCL)


def _end() -> Iterable[str]:
    return (CLEAR + SDA, SET + SCL, SET + SDA)


def i2c_send(*sent: int) -> Iterable[str]:
    """A transfer of these bytes, the address with its bit for the direction first."""
    yield from _begin()
    for byte in sent:
        yield from _bits(byte)
    yield from _end()


def i2c_receive(address: int, count: int) -> Iterable[str]:
    """A transfer the other way: a read of the line for each bit of so many bytes."""
    yield from _begin()
    yield from _bits(address)
    for last in (index == count - 1 for index in range(count)):
        for _ in range(8):
            yield from (SET + SDA, SET + SCL, *reads(0), CLEAR + SCL)
        yield from _bit(last)
    yield from _end()


DS1338 = Pair(
    device="ds1338",
    spec="specs/ds1338.py",
    types=twins("ds1338"),
    args=(
        *("-cpu", "max", "-m", "1M"),
        *("-device", f"vmgen-slot,id=slot,device=versatile_i2c,address={BASE:#x}"),
        *("-device", "{type},bus=i2c,address=0x68"),
    ),
    # Control, three bytes of memory; then the pointer alone, on its way to the second of these.
    pokes=(*i2c_send(0xD0, 0x07, 0x93, 0xC3, 0xA5, 0x5A), *i2c_send(0xD0, 0x09)),
    reads=(*i2c_receive(0xD1, 3), *i2c_send(0xD0, 0x07), *i2c_receive(0xD1, 4)),
)

# -- on a PCI bus of a whole board: function 0 of device 3 ----------------------------------------

Configuration = Callable[[str, int, str], tuple[str, ...]]
"""Commands that reach a register of its configuration: `b`, `w` or `l`, which, and the value."""

LOCAL, REGISTERS = BASE, BASE + 0x1000


def mapped(width: str, register: int, value: str = "") -> tuple[str, ...]:
    """On `virt` without high memory, where configurations lie in memory."""
    address = 0x3F00_0000 + (3 << 15) + register
    return (f"{'write' if value else 'read'}{width} {address:#x} {value}".rstrip(),)


def by_ports(width: str, register: int, value: str = "") -> tuple[str, ...]:
    """On a PC: one port says which, the other has it."""
    address, port = 0x8000_0000 | 3 << 11 | register & ~3, 0xCFC + (register & 3)
    verb = f"{'out' if value else 'in'}{width}"
    return (f"outl 0xcf8 {address:#x}", f"{verb} {port:#x} {value}".rstrip())


def tpci200(configuration: Configuration, machine: str, *args: str, targets: Sequence[str]) -> Pair:
    """The device on a board."""
    return Pair(
        device="tpci200",
        spec="tests/reality/conversions/tpci200.py",
        types=twins("tpci200"),
        machine=machine,
        args=(*args, "-device", "{type},addr=3"),
        targets=targets,
        # Two base addresses, and memory turned on; two spaces have their bytes swapped.
        pokes=(
            *configuration("l", 0x10, f"{LOCAL:#x}"),
            *configuration("l", 0x18, f"{REGISTERS:#x}"),
            *configuration("w", 0x04, "0x2"),
            *configuration("b", 0x3C, "0x7"),
            *(f"writew {REGISTERS + 2:#x} 0xc1", f"writew {REGISTERS + 6:#x} 0x35"),
            *(f"writeb {LOCAL + 0x2B:#x} 0x1", f"writeb {LOCAL + 0x33:#x} 0x1"),
            f"writew {REGISTERS + 4:#x} 0x7b00",
        ),
        reads=(
            *chain.from_iterable(configuration("l", offset, "") for offset in range(0, 0x50, 4)),
            *(f"readw {REGISTERS + offset:#x}" for offset in range(0, 0x10, 2)),
            f"writeb {LOCAL + 0x2B:#x} 0x0",
            *(f"readw {REGISTERS + offset:#x}" for offset in range(0, 0x10, 2)),
        ),
    )


TPCI200 = tpci200(mapped, "virt,highmem=off", targets=ARM)
TPCI200_PC = tpci200(by_ports, "pc", "-bios", "{folder}/blank.bin", targets=PC)

PAIRS: Mapping[str, Pair] = {
    "pl031": PL031,
    "pl061": PL061,
    "pl022": PL022,
    "pl022 that ran": PL022_RUN,
    "cmsdk-apb-uart": CMSDK_APB_UART,
    "bcm2835-mbox": BCM2835_MBOX,
    "stellaris-gptm": STELLARIS_GPTM,
    "stellaris-gptm down": GPTM_DOWN,
    "ds1338": DS1338,
    "tpci200": TPCI200,
    "tpci200 in a PC": TPCI200_PC,
}
"""By the name that the table has."""


def of_target(pairs: Mapping[str, Pair], target: str) -> list[str]:
    """The names of those that an emulator for this target has."""
    return [name for name, pair in pairs.items() if target in pair.targets]
