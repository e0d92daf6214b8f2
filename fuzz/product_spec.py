# SPDX-License-Identifier: GPL-2.0-or-later
"""The text of a spec of many candidates, for fuzz/product.py."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from fuzz.product_kinds import Choice, Kind

PER_CLASS = 40
"""Fields of a register class."""


@dataclass(slots=True)
class Spec:
    """A spec's text, and which candidate each of its lines is of."""

    text: str
    owner: dict[int, str] = field(default_factory=dict)


HEAD = '''"""Everything that a field can be."""
from vmgen.spec import *

LINES = 3
"Of a table."
DEEP = 5


class Small(Enum, repr=u8):
    """From zero on."""

    A = 0
    B = 1


class Late(Enum, repr=u8):
    """Without zero."""

    THREE = 3
    FIVE = 5


class Middle(Enum, repr=u16):
    """Two bytes."""

    X = 0
    Y = 0x1234


class Wide(Enum, repr=u32):
    """Four bytes."""

    P = 0
    Q = 70000


class Huge(Enum, repr=u64):
    """Eight bytes."""

    LOW = 1
    HIGH = 1 << 40


class Two(Enum, bits=2):
    """Inside a register."""

    NONE = 0
    ONE = 1
    OTHER = 2
    LAST = 3


class B8(Bits, repr=u8):
    """b"""

    on: bool
    level: bits[7]


class B16(Bits, repr=u16):
    """b"""

    low: bits[8]
    high: bits[8]


class B32(Bits, repr=u32):
    """b"""

    on: bool
    _reserved: bits[31]


class B64(Bits, repr=u64):
    """b"""

    low: bits[32]
    high: bits[32]


class WithEnum(Bits, repr=u8):
    """b"""

    two: Two
    one: bool
    rest: bits[5]


class Whole(Registers, name="CRATE_whole"):
    """As it is."""

    a: u16
    b: Array[u8, 3] = 1


class Converted(Registers, name="CRATE_converted"):
    """With a mirror."""

    a: u16 = field(lt=9, wire=u32)
    e: Small


class Checked(Registers, name="CRATE_checked"):
    """With ranges, and as it is."""

    a: u16 = field(lt=9)
    b: Array[u8, 3] = field(ge=1, le=1, default=1)


class Timed(Registers, name="CRATE_timed"):
    """Restored in its place."""

    t: Timer
    n: u8


class TimedChecked(Registers, name="CRATE_timedchecked"):
    """Restored in its place, and checked before."""

    rules = ["e == 0 or n != 0"]
    t: Timer
    n: u8 = field(lt=100)
    e: Small
    w: Array[u8, 3] = field(wire=u32)
    f: bool = field(wire=u32)
    z: NonZero[u16] = 1
    o: Option[u8] = field(none=-1, wire=i32)
    g: u16 = field(wire=u32)


class Ruled(Registers, name="CRATE_ruled"):
    """With rules."""

    rules = RULES
    a: u8
    b: u16
    s: i8
    w: u64
    f: bool = True
    g: bool = field(wire=u32)
    mode: Small
    late: Late = Late.THREE
    level: WithEnum
    at: Atomic[u32]
    nz: NonZero[u8] = 1
    narrow: u32 = field(lt=200, wire=u8)


class Masked(Registers, name="CRATE_masked"):
    """Not all of it travels."""

    a: u8 = field(mask=0x0F)
    b: u64

'''

RULES_OF = [
    "a & 0x0E == 2 or f", "(a & 0x0E == 0) != g", "g == (mode == 1) or a != 0", "not (f and g)",
    "(a < 5) >= (b < 5) or a < 9", "f <= g or a == 0", "a > 0 or b == 0", "nz < 255",
    "a < 1 or f or b < 255", "0 <= a < 250", "b + 1 >= a", "s > -128", "s < 127 or s == 0",
    "w != 0xFFFF_FFFF_FFFF_FFFF", "late == 3 or late == 5", "mode != 1 or level.two == 0",
    "level.two != 3 or level.rest > 30", "level.one == 0 or level.rest >= 1", "level.two < 3 or f",
    "at & 0xF0 != 0x30", "narrow < 199 or f", "a + b * 2 - s < 100000", "(a == 1) + (b == 1) < 2",
    "a // 4 != 63 or b % 3 == 0", "not a or b < 60000", "a and f or b < 50000", "level != 255",
    "f + g < 2 or a < 9", "1 < a and a < 5 or a == 0", "b < 5 or b > 9 or f or a == 0",
    "a + 1 <= b or b == 0", "f == True or not g or a == 0", "mode == late - 3", "s * -1 < 128",
    "f == (a == 0) and g != f", "not (a == 1 or b == 2)", "(f or g) == (a == 0)", "5 > a or f",
]  # fmt: skip

DEVICES = '''
class State(
    Device,
    name="CRATE",
    version_id=3,
    minimum_version_id=1,
    crate="CRATE",
    needed="p_bool or c_u8 != 3",
    pre_save=True,
    post_save=True,
    pre_load=True,
    post_load=True,
    unplug_pending=True,
):
    """All of it."""

    rules = ["p_u8 < 250", "c_u8 != p_u16 or c_bool", "ranked.a & ~p_u32 == 0 or p_bool"]

    io: MemoryRegion[0x100]
{regs}
{cells}
'''

CELLS = """    gate: BqlCell[u8]
    inner: Array[Migratable[BqlRefCell[Converted]], 3]
    shared: Migratable[Arc[Mutex[Checked]]]
    locked: Array[Migratable[Arc[Mutex[Whole]]], 2]
    many: Array[Migratable[BqlRefCell[Whole]], 40] = field(since=2)
    ranked: Migratable[BqlRefCell[Ruled]]
    timed: Migratable[BqlRefCell[TimedChecked]]
    plain: BqlRefCell[Whole]
    plains: Array[BqlRefCell[Whole], 40]
    c_bool: BqlCell[bool] = True
    c_bools: Array[BqlCell[bool], 40]
    c_u8: BqlCell[u8] = 3
    c_u64s: Array[BqlCell[u64], 3] = field(default=7, since=3)
    c_i16: BqlCell[i16] = -3
    timer: Timer
    timers: Array[Timer, 40]
    irq: InterruptSource
    irqs: Array[InterruptSource, 40]
    used: BqlCell[u8]
    fixed: BqlCell[u16] = field(default=2, migrate=False)
    counted: Array[BqlCell[u32], 6] = field(count="used")
    own: Migratable[Custom["Mine", MineMigration]]
    owns: Array[Migratable[Custom["Mine", MineMigration]], 6] = field(count="used")
    p_bool: Property[bool] = True
    p_u8: Property[u8] = field(default=1, ge=1)
    p_u16: Property[u16] = field(default=1, ge=1, le=1)
    p_u32: Property[u32] = field(default=5, ge=2, le=6)
    p_u64: Property[u64] = field(lt=1)
    p_i32: Property[i32] = field(ge=-5, le=5, rename="p-i32")
    by: Array[BqlCell[u8], 6] = field(count="p_u32")
    late: BqlCell[u8] = subsection("CRATE/one", needed="late > 0 and p_bool")
    later: Array[BqlCell[u16], 3] = subsection("CRATE/two", needed="c_bool != (c_u8 == 3)")
    latest: BqlCell[i16] = subsection("CRATE/three", needed=CHANGED, default=-1)
    asked: BqlCell[bool] = subsection("CRATE/asked", needed=method("asked_needed"))
    always: Migratable[BqlRefCell[Converted]] = subsection("CRATE/always")
    clk: Clock = subsection("CRATE/clk", needed="p_bool")
    g_when: BqlCell[u8] = field(needed="c_u8 == 3 and p_bool")
    g_old: BqlCell[u16] = field(until=2, rename="old[0].cell")
    g_spell: Array[BqlCell[u8], 3] = field(since=2, until=2, default=[1, 2, 3])
    g_regs: Migratable[BqlRefCell[Converted]] = field(needed="c_bool or c_u8 > 2")
    g_late: BqlRefCell[Whole] = field(since=3, needed="p_bool")
    g_many: Array[Migratable[BqlRefCell[Checked]], 3] = field(until=2)
    g_timer: Timer = field(since=2)
    g_pad: Unused[4] = field(until=1)
    g_missed: BqlCell[u8] = subsection("CRATE/missed", needed="g_missed != 9", absent=9)
    g_false: BqlCell[bool] = subsection("CRATE/false", needed=CHANGED, default=True, absent=False)
    g_data: Buffer[BqlCell[u8], 12] = field(count="used * 2")
    g_bits: Bitmap[BqlCell[u64], 70] = field(count="p_u32", since=2)
    g_words: Array[BqlCell[u16], 18] = field(count="p_u32 * 3", needed="p_bool")
"""

MIRROR = '''
class MineMigration(Mirror, name="CRATE_mine"):
    """Of the author's type."""

    config: u64 = 0x30
    expiry: i64 = -1

'''


def spec(
    crate: str, chosen: Sequence[tuple[Kind, Choice]], dropped: Container[str], first: int
) -> Spec:
    """The spec of one device; candidates are called by their numbers, from `first` on."""
    lines = (HEAD + MIRROR).replace("RULES", repr(RULES_OF)).replace("CRATE", crate).splitlines()
    made = Spec("")
    classes = []
    own: list[tuple[str, str]] = []
    """Lines of the device, each with the candidate that it is of."""
    for start in range(0, len(chosen), PER_CLASS):
        name = f"R{start // PER_CLASS:02}"
        part = chosen[start : start + PER_CLASS]
        movable = not any(kind.name in ("atomic", "timer", "nested") for kind, _ in part)
        check = ", check=True" if movable and start // PER_CLASS % 3 == 1 else ""
        lines += [
            f'class {name}(Registers, name="{crate}/{name.lower()}"{check}):',
            '    """r"""',
            "",
        ]
        lines += ["    gate: u8"]
        for number_, (kind, choice) in enumerate(part, first + start):
            label = f"f{number_}"
            if label in dropped:
                continue
            if kind.of_device:
                own += [(line, label) for line in kind.lines(choice, label)]
                continue
            for line in kind.lines(choice, label):
                lines.append(line.replace("SUB", f"{crate}/{name.lower()}"))
                made.owner[len(lines)] = label
        lines += ["", ""]
        classes.append(name)
    regs = "\n".join(
        f"    regs{at}: Migratable[BqlRefCell[{name}]]" for at, name in enumerate(classes)
    )
    lines += DEVICES.format(regs=regs, cells=CELLS).replace("CRATE", crate).splitlines()
    for line, label in own:
        lines.append(line.replace("SUB", crate))
        made.owner[len(lines)] = label
    made.text = "\n".join(lines) + "\n"
    return made
