# SPDX-License-Identifier: GPL-2.0-or-later
"""Kind x shape x option x place: specs of everything that a field can be, for rustc and clippy.

A candidate is one field with what belongs to it. Those that the spec's checks refuse are taken out,
each by its own code; of the others crates are made, which must pass QEMU's lints in every dialect.

    python -m fuzz.product [--seed N] [--share 0.01]     a share of all combinations, at random

The suite takes so many that every two values of two axes meet (`pairwise`).
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations, product
from pathlib import Path
from random import Random

from fuzz.corpus import ROOT
from vmgen.diagnostics import RULES, Diagnostics
from vmgen.plan import DIALECTS, DevicePlan, Dialect, plan_device
from vmgen.render import render_crate, render_workspace
from vmgen.render.crate import crate_folder
from vmgen.render.workspace import LOCK, stand_in_places, support_folder
from vmgen.spec.read import read_specs
from vmgen.write import compare, finish, format_files, publish

FOLDER = ROOT / "fuzz" / "target" / "product"
PER_CLASS, PER_DEVICE = 40, 24
"""Fields of a register class, register classes of a device."""

SCALARS = ("u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "usize")
WIRES = ("", *SCALARS[:-1], "bool")
SHAPES = ("one", "few", "many")
PLACES = ("own", "always", "changed", "needed", "absent", "renamed", "gone")
RANGES = ("", "lt=1", "gt=0", "ge=1", "ge=2, le=2", "ge=1, le=5", "le=0", "le=200", "ge=-3, le=3",
          "gt=-1", "le=255", "ge=-128, lt=127", "ge=255, le=255")  # fmt: skip

Axes = Mapping[str, Sequence[str]]
Choice = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of field: what it can vary in, and the lines of a spec for one choice."""

    name: str
    axes: Axes
    lines: Callable[[Choice, str], list[str]]


@dataclass(slots=True)
class Spec:
    """A spec's text, and which candidate each of its lines is of."""

    text: str
    owner: dict[int, str] = field(default_factory=dict)


# -- kinds -----------------------------------------------------------------------------------------


def shaped(item: str, shape: str) -> str:
    """The type of one, of a few or of more than `Default` of an array is for."""
    return {"one": item, "few": f"Array[{item}, LINES]", "many": f"Array[{item}, 40]"}[shape]


def placed(name: str, type_: str, options: Sequence[str], place: str, reset: str = "0") -> str:
    """A field of registers at a place: in the struct, or in one of several subsections."""
    given = [item for item in options if item]
    head = f"subsection({{sub}}/{name}".replace("{sub}", '"SUB')
    more = {
        "own": [],
        "always": [f'{head}"'],
        "changed": [f'{head}"', "needed=CHANGED"],
        "needed": [f'{head}"', 'needed="gate != 3"'],
        "absent": [f'{head}"', 'needed="gate != 3"', f"absent={reset}"],
        "renamed": [f'rename="{name}_c"'],
        "gone": ["migrate=False"],
    }[place]
    word = more.pop(0) if more and more[0].startswith("subsection") else "field("
    arguments = ", ".join([*given, *more])
    if word != "field(":
        return f"    {name}: {type_} = {word}{', ' if arguments else ''}{arguments})"
    return f"    {name}: {type_}" + (f" = field({arguments})" if arguments else "")


def wired(choice: Choice) -> str:
    """The option for the number on the wire."""
    return f"wire={choice['wire']}" if choice["wire"] else ""


def number(choice: Choice, name: str) -> list[str]:
    """A number."""
    options = [choice["range"], wired(choice), choice["more"]]
    type_ = shaped(choice["type"], choice["shape"])
    return [placed(name, type_, options, choice["place"], reset=choice.get("absent", "1"))]


def plain(choice: Choice, name: str) -> list[str]:
    """Kinds of one word with a wire type and a reset value."""
    options = [choice.get("range", ""), choice.get("more", ""), wired(choice)]
    type_ = shaped(choice["type"], choice["shape"])
    reset = choice.get("absent", "1")
    return [placed(name, type_, options, choice["place"], reset=reset)]


def enumeration(choice: Choice, name: str) -> list[str]:
    """An enum."""
    enum, variant = choice["type"].split(".")
    reset = f"default={enum}.{variant}" if choice["reset"] else ""
    other = f"{enum}.{ENUMS[enum][-1]}"
    type_ = shaped(enum, choice["shape"])
    return [placed(name, type_, [reset, wired(choice)], choice["place"], reset=other)]


def option(choice: Choice, name: str) -> list[str]:
    """An option."""
    inner = f"NonZero[{choice['type']}]" if choice["nonzero"] else choice["type"]
    coded = f'flag="{name}_valid"' if choice["coded"] == "flag" else choice["coded"]
    options = [coded, choice["range"], wired(choice), choice["reset"]]
    return [placed(name, f"Option[{inner}]", options, choice["place"])]


def counted(choice: Choice, name: str) -> list[str]:
    """An array with a count."""
    return [
        f"    {name}_count: {choice['count']} = field({choice['limit']})",
        f"    {name}: Array[{choice['type']}, DEEP] = field(count=\"{name}_count\")",
    ]


def fifo(choice: Choice, name: str) -> list[str]:
    """A queue, or two that share their slots."""
    length, item, end = choice["length"], choice["type"], choice["end"]
    depth = "DEEP" if length == "5" else length
    names = [name, f"{name}_b"] if choice["rings"] else [name]
    total = int(length) * len(names)
    joined = ", ".join(f'"{item}"' for item in names)
    lines = [f"    {one}: Fifo[{item}, {depth}]" for one in names]
    lines += [f"    {name}_data: Wire[Array[{item}, {total}]] = slots({joined})"]
    for one in names:
        lines += [
            f'    {one}_len: Wire[{choice["number"]}] = length("{one}")',
            f'    {one}_end: Wire[{choice["number"]}] = {end}("{one}")',
        ]
    return lines


ENUMS = {
    "Small": ("A", "B"),
    "Late": ("THREE", "FIVE"),
    "Middle": ("X", "Y"),
    "Wide": ("P", "Q"),
    "Huge": ("LOW", "HIGH"),
}
VARIANTS = tuple(f"{enum}.{word}" for enum, words in ENUMS.items() for word in words)
RESETS = ("", "default=1")

KINDS = (
    Kind(
        "number",
        {
            "type": SCALARS, "wire": WIRES, "shape": SHAPES, "range": RANGES, "place": PLACES,
            "more": ("", "default=1", "mask=0x0F", "force=0x40", "mask=0x0F, force=0x40",
                     "default=3, mask=0x7F"),
        },
        number,
    ),
    Kind(
        "bool",
        {"type": ("bool",), "wire": WIRES, "shape": SHAPES, "place": PLACES,
         "more": ("", "default=True"), "absent": ("True",)},
        plain,
    ),
    Kind(
        "enum",
        {"type": VARIANTS, "wire": WIRES, "shape": SHAPES, "place": PLACES, "reset": ("", "yes")},
        enumeration,
    ),
    Kind(
        "bits",
        {"type": ("B8", "B16", "B32", "B64", "WithEnum"), "wire": ("", "u32"), "shape": SHAPES,
         "place": PLACES, "more": RESETS},
        plain,
    ),
    Kind(
        "option",
        {
            "type": SCALARS, "nonzero": ("", "yes"), "wire": WIRES, "place": PLACES,
            "coded": ("", "none=0", "none=-1", "none=0xFFFF", "flag"),
            "range": ("", "lt=7", "ge=1, le=9", "ge=1", "ge=5, le=5"), "reset": ("", "default=5"),
        },
        option,
    ),
    Kind(
        "nonzero",
        {"type": tuple(f"NonZero[{item}]" for item in SCALARS), "wire": WIRES, "shape": SHAPES,
         "range": ("", "lt=7", "ge=1", "ge=2", "le=1", "ge=1, le=9"), "place": PLACES,
         "more": ("default=1", "default=5")},
        plain,
    ),
    Kind(
        "duration",
        {"type": ("Duration",), "wire": ("", "u32", "u64"), "shape": SHAPES, "place": PLACES,
         "more": tuple(f'unit="{unit}"{more}' for unit in ("ns", "us", "ms", "s")
                       for more in ("", ", default=7"))},
        plain,
    ),
    Kind(
        "timer",
        {"type": ("Timer",), "wire": ("",), "shape": SHAPES, "place": PLACES[:4] + PLACES[5:]},
        plain,
    ),
    Kind(
        "atomic",
        {"type": tuple(f"Atomic[{item}]" for item in (*SCALARS, "bool")), "wire": WIRES,
         "shape": SHAPES, "range": RANGES, "place": PLACES, "more": RESETS},
        plain,
    ),
    Kind(
        "buffer",
        {"type": ("Buffer[1]", "Buffer[40]", "Buffer[4096]"), "wire": ("",), "shape": SHAPES[:1],
         "place": PLACES, "more": RESETS},
        plain,
    ),
    Kind(
        "bitmap",
        {"type": ("Bitmap[1]", "Bitmap[64]", "Bitmap[70]", "Bitmap[4096]"), "wire": ("",),
         "shape": SHAPES[:1], "place": PLACES, "more": RESETS},
        plain,
    ),
    Kind(
        "opaque",
        {"type": ("Opaque[1]", "Opaque[40]"), "wire": ("",), "shape": SHAPES[:1],
         "place": PLACES, "more": tuple(f'reason="a core"{more}' for more in ("", ", default=1"))},
        plain,
    ),
    Kind(
        "equal",
        {"type": tuple(f"Equal[{item}]" for item in (*SCALARS, "bool")), "wire": WIRES,
         "shape": SHAPES, "place": ("own", "renamed"), "more": (*RESETS, "default=True")},
        plain,
    ),
    Kind(
        "rows",
        {"type": tuple(f"Array[Array[{item}, {size}], {lines}]" for item in (*SCALARS, "bool")
                       for size in (2, 40) for lines in (2, 33)),
         "wire": ("", "u32"), "shape": SHAPES[:1], "place": PLACES, "more": RESETS},
        plain,
    ),
    Kind(
        "nested",
        {"type": ("Whole", "Converted", "Checked", "Timed", "TimedChecked", "Ruled", "Masked"),
         "wire": ("",), "shape": SHAPES, "place": ("own", "always", "renamed", "gone")},
        plain,
    ),
    Kind(
        "padding",
        {"type": ("Unused[1]", "Unused[300]"), "wire": ("",), "shape": SHAPES[:1],
         "place": ("own",)},
        plain,
    ),
    Kind(
        "counted",
        {"type": (*SCALARS[:-1], "bool", "Small", "B16", "Whole", "Converted"),
         "count": ("u8", "u16", "u32"), "limit": ("le=5", "le=3", "ge=1, le=5", "lt=1")},
        counted,
    ),
    Kind(
        "fifo",
        {"type": ("u8", "u16", "u32", "u64", "i32", "bool"), "length": ("1", "5", "300"),
         "end": ("oldest", "free"), "number": ("u8", "u16", "u32", "i32", "u64", "i64"),
         "rings": ("", "yes")},
        fifo,
    ),
    Kind(
        "custom",
        {"type": ('Custom["Own"]',), "wire": ("u8", "u32", "i64"), "shape": SHAPES,
         "place": PLACES},
        plain,
    ),
    Kind(
        "hooked",
        {"type": ("u8", "u32", "i64", "bool"), "word": ("computed", "derived")},
        lambda choice, name: [
            f"    {name}: Wire[{choice['type']}] = computed()" if choice["word"] == "computed"
            else f"    {name}: {choice['type']} = derived()"
        ],
    ),
)  # fmt: skip


# -- choices ---------------------------------------------------------------------------------------


def all_choices(kind: Kind) -> Iterator[Choice]:
    """The whole product of a kind's axes."""
    for values in product(*kind.axes.values()):
        yield dict(zip(kind.axes, values, strict=True))


def pairwise(kind: Kind, random: Random) -> Iterator[Choice]:
    """So many choices that every value of an axis meets every value of every other."""
    names = list(kind.axes)
    pairs = {
        (a, x, b, y)
        for a, b in combinations(names, 2)
        for x, y in product(kind.axes[a], kind.axes[b])
    }
    if len(names) == 1:
        yield from all_choices(kind)
    while pairs:
        a, x, b, y = min(pairs) if len(pairs) < 20 else next(iter(sorted(pairs)[:1]))
        best: dict[str, str] = {}
        most = -1
        for _ in range(8):
            choice = {name: random.choice(list(values)) for name, values in kind.axes.items()}
            choice |= {a: x, b: y}
            count = sum((p, choice[p], q, choice[q]) in pairs for p, q in combinations(names, 2))
            if count > most:
                best, most = choice, count
        pairs -= {(p, best[p], q, best[q]) for p, q in combinations(names, 2)}
        yield best


def tidied(kind: Kind, choice: Choice) -> Choice:
    """A choice without what is refused anywhere, so that what is chosen in pairs is met."""
    found = dict(choice)
    if found.get("place") == "gone":
        found |= dict.fromkeys({"wire", "range"} & set(found), "")
        if "mask" in found.get("more", "") or "force" in found.get("more", ""):
            found["more"] = ""
    if found.get("place") == "changed" and found.get("shape") != "one":
        found["place"] = "needed"
    if found.get("place") == "absent" and (kind.name in ABSENT or found.get("shape") != "one"):
        found["place"] = "always"
    if kind.name in ("bits", "rows") or found.get("wire") == "bool":
        found["wire"] = ""
    if kind.name in ("nonzero", "duration"):
        found["shape"] = "one"
    low, high = ends(found.get("range", ""))
    if "absent" in kind.axes or kind.name in ("number", "atomic"):
        found["absent"] = found.get("absent", str(min(max(1, low), high)))
    if kind.name in ("number", "atomic") and not low <= 0 <= high:
        found["more"] = f"default={low}"
    elif kind.name in ("number", "atomic", "nonzero", "option") and "default" in found.get(
        "more", found.get("reset", "")
    ):
        key = "more" if "more" in found else "reset"
        found[key] = f"default={min(max(1, low), high)}"
    return found


ABSENT = ("bits", "rows", "duration", "nonzero", "option", "buffer", "custom", "atomic")


def ends(text: str) -> tuple[int, int]:
    """The range that options say, in numbers that every type has where none is said."""
    given = {key: int(value) for key, value in re.findall(r"(\w+)=(-?\d+)", text)}
    low = given.get("ge", given.get("gt", -2) + 1)
    return low, given.get("le", given.get("lt", 101) - 1)


def candidates(random: Random, share: float | None) -> list[tuple[Kind, Choice]]:
    """The suite's choices, or a share of all there are."""
    found = []
    for kind in KINDS:
        chosen = pairwise(kind, random) if share is None else all_choices(kind)
        if share is None:
            found += [(kind, tidied(kind, item)) for item in chosen]
        else:
            found += [(kind, item) for item in chosen if random.random() < share]
    return found


# -- specs -----------------------------------------------------------------------------------------

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
class State(Device, name="CRATE", version_id=3, minimum_version_id=1, crate="CRATE"):
    """All of it."""

    io: MemoryRegion[0x100]
{regs}
{cells}
'''

CELLS = """    inner: Array[Migratable[BqlRefCell[Converted]], 3]
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
            for line in kind.lines(choice, label):
                lines.append(line.replace("SUB", f"{crate}/{name.lower()}"))
                made.owner[len(lines)] = label
        lines += ["", ""]
        classes.append(name)
    regs = "\n".join(
        f"    regs{at}: Migratable[BqlRefCell[{name}]]" for at, name in enumerate(classes)
    )
    lines += DEVICES.format(regs=regs, cells=CELLS).replace("CRATE", crate).splitlines()
    made.text = "\n".join(lines) + "\n"
    return made


# -- crates ----------------------------------------------------------------------------------------


@dataclass(slots=True)
class Result:
    """What became of the candidates."""

    accepted: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    """By code."""
    faults: list[str] = field(default_factory=list)


def plans_of(
    dialect: Dialect, chosen: Sequence[tuple[Kind, Choice]], result: Result
) -> list[DevicePlan]:
    """The devices of a dialect, without what the checks refuse."""
    folder = FOLDER / "specs" / dialect.name
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    size = PER_CLASS * PER_DEVICE
    for first in range(0, len(chosen), size):
        part = chosen[first : first + size]
        found.append(_planned(folder / f"product{first // size}.py", dialect, part, first, result))
    return found


def _planned(
    path: Path,
    dialect: Dialect,
    chosen: Sequence[tuple[Kind, Choice]],
    first: int,
    result: Result,
) -> DevicePlan:
    dropped: dict[str, str] = {}
    while True:
        made = spec(path.stem, chosen, dropped, first)
        if not dialect.arc_migrates:
            made.text = re.sub(r"Arc\[(Mutex\[\w+\])\]", r"\1", made.text)
        path.write_text(made.text, encoding="utf-8")
        diagnostics = Diagnostics()
        read = read_specs([path], diagnostics)
        plan = plan_device(read[0], dialect, diagnostics) if not diagnostics.failed else None
        lines = made.text.splitlines()
        for item in diagnostics:
            if item.severity == "error":
                label = made.owner.get(item.position.line, "")
                if not label or item.code not in RULES:
                    line = lines[item.position.line - 1].strip()
                    raise SystemExit(f"{path}: {item.code}: {item.message}: {line}")
                dropped.setdefault(label, item.code)
        if plan is not None and not diagnostics.failed:
            result.accepted += len(chosen) - len(dropped)
            result.refused.update(dropped.values())
            return plan


def write_crates(root: Path, plans: Sequence[DevicePlan]) -> list[str]:
    """A workspace with the crates, without their tests; what is laid out badly in them."""
    dialect = plans[0].dialect
    rendered = [
        file for plan in plans for file in render_crate(plan, []) if "/tests/" not in file.path
    ]
    texts = format_files({file.path: file.text for file in rendered}, support_folder(dialect))
    manifest = render_workspace({crate_folder(plan.device): {} for plan in plans}, dialect)
    files = [finish(manifest, manifest.text)]
    links = {path: support_folder(dialect) / path for path in stand_in_places(dialect)}
    files += [finish(file, texts[file.path]) for file in rendered]
    scaffolds = [root / file.path for file in files if file.scaffold]
    for path in scaffolds:
        path.unlink(missing_ok=True)
    publish(compare(root, files, links, Diagnostics(), force=True))
    if not (root / LOCK).exists():
        (root / LOCK).write_bytes((support_folder(dialect) / LOCK).read_bytes())
    return [
        f"{file.path}:{number}: {len(line)} columns: {line.strip()[:60]}"
        for file in files
        if file.path.endswith(".rs")
        for number, line in enumerate(file.text.splitlines(), 1)
        if len(line) > 100
    ]


def lint(root: Path, crates: Sequence[str]) -> str:
    """What clippy says of the crates; empty where it is content."""
    command = ["cargo", "clippy", "--quiet", "--offline", "-j", os.environ.get("JOBS", "2")]
    for crate in crates:
        command += ["--package", crate]
    done = subprocess.run(
        [*command, "--", "-D", "warnings"], cwd=root, capture_output=True, text=True, check=False
    )
    return "" if done.returncode == 0 else done.stderr or f"exit {done.returncode}"


def run(seed: int, share: float | None, names: Sequence[str] = tuple(DIALECTS)) -> Result:
    """Make the crates, and look at them in these dialects."""
    result = Result()
    chosen = candidates(Random(seed), share)
    Random(seed).shuffle(chosen)
    chosen.sort(key=lambda item: item[0].name in ("atomic", "timer", "nested"))
    for name in names:
        plans = plans_of(DIALECTS[name], chosen, result)
        result.faults += [f"{name}: {fault}" for fault in write_crates(FOLDER / name, plans)]
        said = lint(FOLDER / name, [plan.device.crate for plan in plans])
        if said:
            result.faults.append(f"{name}: {said}")
    return result


def main() -> int:
    """All combinations, or a share of them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=1.0)
    parser.add_argument("--pairs", action="store_true", help="what the suite takes")
    parser.add_argument("--dialect", action="append")
    given = parser.parse_args()
    share = None if given.pairs else given.share
    result = run(given.seed, share, given.dialect or tuple(DIALECTS))
    codes = ", ".join(f"{code} {count}" for code, count in sorted(result.refused.items()))
    print(f"{result.accepted} fields accepted, {result.refused.total()} refused ({codes})")
    for fault in result.faults:
        print(fault)
    return 1 if result.faults else 0


if __name__ == "__main__":
    sys.exit(main())
