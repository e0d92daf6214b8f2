# SPDX-License-Identifier: GPL-2.0-or-later
r"""What a value does not tell: "spellings", docs with \d and """ "\u00a0" r"""odd signs."""

# Comments are not kept.

from vmgen.spec import (
    CHANGED,
    Array,
    Bits,
    BqlCell,
    BqlRefCell,
    Buffer,
    Device,
    Enum,
    Fifo,
    InterruptSource,
    MemoryRegion,
    Migratable,
    Parent,
    ParentField,
    Property,
    Registers,
    Unused,
    Wire,
    bits,
    derived,
    field,
    free,
    i32,
    length,
    slots,
    subsection,
    u8,
    u16,
    u32,
)

DEPTH = 1 << 4
r"""Entries of a queue. A text that is too long for one line is written on several, between three
quotes: "so", with C:\temp in it and a quote at its "end\""""
ENTRIES = DEPTH * 2
HIGH = 0xFFFF_FF00
VERSION = 3
BITS = 2


class Level(Enum, bits=BITS):
    """Two bits."""

    LOW = 0
    "The \"lowest\" of 'all'."
    MEDIUM = 0x1
    HIGH = DEPTH // 8
    RESERVED = 3


class Mode(Enum, repr=u8):
    FIRST = 1
    SECOND = 0x10


class Control(Bits, repr=u16):
    """Says \"enable\" """

    enable: bool
    level: Level
    """Documentation of a field of bits, which is,
    as that of others may be,     longer than a line has room for.
    """
    rest: bits[16 - 1 - BITS]


class Bus(Parent, name="bus", path="hwcore::Bus"):
    """
    A parent of its own.

        An example, indented.
    Ends here.
    """

    address: u8


class Late(Registers, name="spellings/late"):
    """Used in a subsection only."""

    late: u8 = field(gt=1, lt=DEPTH - 1, default=2)


class Regs(Registers, name="spellings/regs", version_id=1, check=False):
    """Registers."""

    rules = ["masked & 0xFF == 0", "count <= zero + 0x10"]

    control: Control = 0b1
    count: u8 = field(le=DEPTH)
    items: Array[u32, ENTRIES - DEPTH] = field(count="count", default=[0] * DEPTH)
    grid: Array[Array[u8, 0x2], DEPTH] = 0x7
    late: Late = subsection("spellings/regs/late")
    mode: Mode = Mode.FIRST
    modes: Array[Mode, 4] = [Mode.FIRST, Mode.SECOND] * 2
    extra: u32 = subsection("spellings/regs/extra", needed=CHANGED, default=HIGH, version_id=1)
    zero: u32 = 0
    masked: u32 = field(mask=255, force=HIGH & ~0xFF)
    raw: Buffer[DEPTH]
    tx: Fifo[u16, DEPTH]
    head: Wire[i32] = free("tx", rename="tx_first")
    count_: Wire[i32] = length("tx")
    ring: Wire[Array[u16, DEPTH]] = slots("tx")
    more: u16 = subsection("spellings/regs/extra", 5)
    found: u16 = derived(0)


class Base(Registers):
    """Of what derives from it."""

    rules = ["low < high"]

    low: u8 = field(lt=DEPTH)
    high: u8 = 1
    base_mode: Mode = subsection("spellings/derived/mode", needed=CHANGED, absent=Mode.SECOND)


class Derived(Base, name="spellings/derived", check=True):
    rules = ["added != 0"]

    added: u8 = 1
    added_mode: Mode = subsection("spellings/derived/mode")


class SpellingsState(Device, name="spellings", version_id=VERSION, minimum_version_id=3):
    """The first of two devices of the file."""

    parent_obj: ParentField[Bus]
    regs: Migratable[BqlRefCell[Regs]]
    window: MemoryRegion[16, "big"]
    lines: Array[InterruptSource, BITS]
    pad: Unused[BITS * 2]
    level: BqlCell[u8] = field(since=0x3)
    some: BqlCell[u8] = subsection("spellings/some", needed="level > 0x10 and some != 0")
    sure: Property[bool] = field(default=True, rename="sure")


class OtherState(
    Device,
    name="spellings-other",
    type_name="spellings-other",
    crate="spellings_other",
    config="X_SPELLINGS_OTHER_RUST",
    category="misc",
    parent="DeviceState",
    pre_save=False,
):
    """The second, with types of the first."""

    regs: Migratable[BqlRefCell[Derived]]
    level: BqlCell[u8]
