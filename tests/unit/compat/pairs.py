# SPDX-License-Identifier: GPL-2.0-or-later
"""For each rule of compatibility two specs: what was, and what it was changed into."""

from __future__ import annotations

from dataclasses import dataclass

from vmgen.diagnostics.codes import Outcome

WORDS = (
    "CHANGED, Array, Bits, Bitmap, BqlCell, BqlRefCell, Buffer, Device, Duration, Enum, Equal, "
    "Fifo, Mark, Migratable, Property, Registers, Timer, Unused, Wire, bits, field, length, "
    "method, oldest, slots, subsection, i8, i16, i32, i64, u8, u16, u32, u64"
)


@dataclass(frozen=True)
class Pair:
    """What was and is, and what becomes of old -> new and new -> old."""

    rule: str
    old: str
    new: str
    forward: Outcome
    backward: Outcome
    name: str = ""
    """Of several pairs of a rule."""


def spec(
    regs: str = "",
    own: str = "",
    *,
    above: str = "",
    device: str = 'name="dev"',
    registers: str = 'name="dev/regs"',
) -> str:
    """A device with registers of these fields, and these of its own; `above` are other classes."""
    lines = [f'"""A device."""\n\nfrom vmgen.spec import (\n    {WORDS},\n)\n\n{above}\n']
    if regs:
        lines.append(f'class Regs(Registers, {registers}):\n    """Registers."""\n')
        lines += [f"    {line}" for line in regs.split("\n")]
        own = f"regs: Migratable[BqlRefCell[Regs]]\n{own}"
    lines.append(f'\n\nclass DevState(Device, {device}):\n    """The device."""\n')
    lines += [f"    {line}" for line in own.strip().split("\n")]
    return "\n".join(lines) + "\n"


TWO = 'name="dev", version_id=2, minimum_version_id=1'
THREE = TWO.replace("=2", "=3")
PLAIN = "a: u32\nb: u16"


def mode(*variants: str, scalar: str = "u8") -> str:
    """An enum."""
    lines = "\n".join(f"    {it}" for it in variants)
    return f'class Mode(Enum, repr={scalar}):\n    """A mode."""\n\n{lines}\n\n'


def two_bits(*variants: str) -> str:
    """An enum in the low bits of a register."""
    lines = "\n".join(f"    {it}" for it in variants)
    return (
        f'class Mode(Enum, bits=2):\n    """A mode."""\n\n{lines}\n\n\n'
        'class Control(Bits, repr=u8):\n    """A register."""\n\n    x: Mode\n    _r: bits[6]\n\n\n'
    )


def part(name: str, fields: str, options: str = "") -> str:
    """A struct of registers."""
    lines = "\n".join(f"    {it}" for it in fields.split("\n"))
    given = f'name="dev/{name.lower()}"{options}'
    return f'class {name}(Registers, {given}):\n    """A part."""\n\n{lines}\n\n\n'


def subs(fields: str) -> str:
    """The plain registers, with these behind."""
    return spec(f"{PLAIN}\n{fields}", registers='name="dev"')


def pointers(
    *words: str,
    there: str = "",
    fitted: tuple[int, ...] = (1, 0, 1),
    usable: tuple[int, ...] = (1, 0, 1),
) -> str:
    """A device whose array has pointers that may be null, and others beside it that say which."""
    flags = [
        f"{name}: Array[BqlCell[bool], 3] = field(default={[*map(bool, which)]}, migrate=False)"
        for name, which in (("fitted", fitted), ("usable", usable))
    ]
    said = ", ".join([*words, *([f'present="{there}"'] if there else [])])
    array = f"a: Array[BqlCell[u32], 3] = field({said})" if said else "a: Array[BqlCell[u32], 3]"
    return spec(own="\n".join([*flags, "n: BqlCell[u32]", array, "z: BqlCell[u8]"]))


BETWEEN = "a == 0 or (a >= 130 and a <= 250)"
SUB_C = 'c: u8 = subsection("dev/c", needed="c > 0")'
SUB_D = 'd: u8 = subsection("dev/d", needed="d > 0")'
QUEUE = 'rx: Fifo[u8, 4]\nrx_slots: Wire[Array[u8, 4]] = slots("rx")'
MARK = 'm: Mark["rx"] = field(wire=i32, none=-1)'
LENGTH, OLDEST = 'n: Wire[u32] = length("rx")', 'h: Wire[u32] = oldest("rx")'


def modulo(by: str) -> str:
    """Registers with a queue, the slots of which are as many as this number says."""
    sizes = "some: u32 = field(ge=1, le=4, default=4)\nothers: u32 = field(ge=1, le=4, default=2)"
    queue = QUEUE.replace("Fifo[u8, 4]", f'Fifo[u8, 4] = field(modulo="{by}")')
    return f"{sizes}\n{queue}\n{LENGTH}\n{OLDEST}"


CONTROL = (
    'class Control(Bits, repr=u8):\n    """A register."""\n\n    {}\n    {}\n    _r: bits[4]\n\n\n'
)
CHANNEL = part("Channel", "x: u16\ny: u8")

PAIRS = (
    # sections
    Pair("SECTION_SAME_NAME", spec(PLAIN), spec(PLAIN, device='name="new"'), "refused", "refused"),
    Pair(
        "SECTION_SAME_QOM_TYPE",
        *(spec(PLAIN), spec(PLAIN, device='name="dev", type_name="other"'), "ok", "ok"),
    ),
    Pair("VERSION_BUMP", spec(PLAIN), spec(PLAIN, device=TWO), "ok", "refused"),
    Pair("VERSION_NOT_LOWERED", spec(PLAIN, device=TWO), spec(PLAIN), "refused", "ok"),
    Pair(
        "MINIMUM_NOT_RAISED",
        *(spec(PLAIN), spec(PLAIN, device='name="dev", version_id=2'), "refused", "refused"),
    ),
    Pair(
        "MINIMUM_NOT_LOWERED",
        spec(PLAIN, device='name="dev", version_id=2'),
        *(spec(PLAIN, device=TWO), "ok", "ok"),
    ),
    Pair(
        "SECTION_PRIORITY_SAME",
        *(spec(PLAIN), spec(PLAIN, device='name="dev", priority="LOW"'), "ok", "ok"),
    ),
    Pair(
        "SECTION_EARLY_SETUP_SAME",
        *(spec(PLAIN), spec(PLAIN, device='name="dev", early_setup=True'), "ok", "ok"),
    ),
    Pair(
        "SECTION_UNMIGRATABLE_SAME",
        *(spec(PLAIN), spec(PLAIN, device='name="dev", unmigratable=True'), "refused", "refused"),
    ),
    Pair(
        "SECTION_NEEDED_SAME",
        spec(own="on: Property[bool] = True\nlevel: BqlCell[u8]"),
        spec(own="on: Property[bool] = True\nlevel: BqlCell[u8]", device='name="dev", needed="on"'),
        *("ok", "defaults"),
    ),
    # fields
    Pair("FIELD_NOT_REMOVED", spec(PLAIN), spec("a: u32"), "shifted", "shifted"),
    Pair(
        "FIELD_NOT_REMOVED",
        *(spec(f"{PLAIN}\nc: u8"), spec("a: u32\nc: u8"), "shifted", "shifted", "in the middle"),
    ),
    Pair("FIELD_ADDED_UNGATED", spec(PLAIN), spec(f"{PLAIN}\nc: u32"), "shifted", "shifted"),
    Pair(
        "FIELD_ADDED_UNGATED",
        *(spec(PLAIN), spec("a: u32\nc: u8\nb: u16"), "shifted", "shifted", "in the middle"),
    ),
    Pair(
        "FIELD_ADDED_GATED",
        *(
            spec(PLAIN),
            spec(f"{PLAIN}\nc: u32 = field(since=2)", device=TWO),
            "defaults",
            "refused",
        ),
    ),
    Pair(
        "FIELD_ADDED_GATED",
        spec(PLAIN),
        spec("a: u32\nc: u32 = field(since=2)\nb: u16", device=TWO),
        *("defaults", "refused", "in the middle"),
    ),
    Pair(
        "FIELD_GATE_SAME",
        spec(f"{PLAIN}\nc: u8", device=TWO),
        spec(f"{PLAIN}\nc: u8 = field(since=2)", device=TWO),
        *("shifted", "ok"),
    ),
    Pair(
        "FIELD_GATE_LOWERED",
        spec(f"{PLAIN}\nc: u8 = field(since=2)", device=TWO),
        spec(f"{PLAIN}\nc: u8", device=TWO),
        *("shifted", "ok"),
    ),
    Pair(
        "FIELD_PREDICATE_SAME",
        spec(f'{PLAIN}\nc: u8 = field(needed="b > 2")'),
        spec(f'{PLAIN}\nc: u8 = field(needed="b > 3")'),
        *("shifted", "shifted"),
    ),
    Pair(
        "FIELD_PREDICATE_SAME",
        spec(f'{PLAIN}\nc: u8 = field(needed="b > 2")'),
        *(spec(f"{PLAIN}\nc: u8"), "shifted", "shifted", "no more"),
    ),
    Pair(
        "FIELD_PREDICATE_SAME",
        spec('wide: u64\nc: u8 = field(needed="wide > 2")'),
        spec('wide: u64\nc: u8 = field(needed="wide > 3")'),
        *("shifted", "shifted", "of 64 bits"),
    ),
    Pair(
        "FIELD_PREDICATE_SAME",
        spec(f'{PLAIN}\nc: u8 = field(needed="b > 2")'),
        spec(f'{PLAIN}\nc: u8 = field(needed="b >= 3")'),
        *("ok", "ok", "another spelling"),
    ),
    Pair(
        "FIELD_ADDED_UNGATED",
        spec(PLAIN),
        spec(
            "mode: u8 = field(since=2, default=0, absent=1)\n"
            f'{PLAIN}\nextra: u8 = field(needed="mode > 0")',
            device=TWO,
        ),
        *("shifted", "refused", "where what did not arrive is as `absent=` has it"),
    ),
    Pair(
        "FIELD_ADDED_GATED",
        spec(f"{PLAIN}\nextra: u8"),
        spec(
            "mode: u8 = field(since=2, default=0, absent=1)\n"
            f'{PLAIN}\nextra: u8 = field(needed="mode > 0")',
            device=TWO,
        ),
        *("defaults", "refused", "with what `absent=` lets be read"),
    ),
    Pair("FIELD_SAME_ORDER", spec("a: u32\nb: u32"), spec("b: u32\na: u32"), "wrong", "wrong"),
    Pair(
        "FIELD_SAME_ORDER",
        *(spec("a: u32\nb: u16"), spec("b: u16\na: u32"), "wrong", "wrong", "of other widths"),
    ),
    Pair("FIELD_SAME_WIDTH", spec("a: u8\nb: u32"), spec("a: u16\nb: u32"), "shifted", "shifted"),
    Pair("FIELD_SAME_TYPE", spec("a: u32"), spec("a: Buffer[4]"), "wrong", "wrong"),
    Pair(
        "FIELD_SAME_TYPE",
        *(spec(own="a: BqlCell[i64]"), spec(own="a: Timer"), "wrong", "wrong", "a timer"),
    ),
    Pair("FIELD_SAME_SIGN", spec("a: u32"), spec("a: i32"), "wrong", "wrong"),
    Pair(
        "FIELD_SAME_SIGN",
        spec("a: u32 = field(le=1000)"),
        *(spec("a: i32 = field(ge=0, le=1000)"), "ok", "ok", "below half the range"),
    ),
    Pair("FIELD_BOOL_WIDTH", spec("a: u8"), spec("a: bool"), "wrong", "ok"),
    Pair("FIELD_SAME_NAME", spec("a: u32"), spec("c: u32"), "ok", "ok"),
    Pair(
        "FIELD_REPLACED_BY_UNUSED",
        *(spec(PLAIN), spec("a: u32\ngap: Unused[2]"), "ok", "defaults"),
    ),
    Pair(
        "FIELD_REMOVED_GATED",
        spec(PLAIN),
        spec("a: u32\ngap: Unused[2] = field(until=1)", device=TWO),
        *("ok", "refused"),
    ),
    Pair(
        "UNUSED_SAME_WIDTH",
        *(spec("gap: Unused[4]\nb: u16"), spec("gap: Unused[8]\nb: u16"), "shifted", "shifted"),
    ),
    Pair(
        "UNUSED_REUSED",
        spec("z: u8\ngap: Unused[4]"),
        spec("z: u8\na: u16\nb: u16"),
        "defaults",
        "ok",
    ),
    Pair(
        "UNUSED_REUSED",
        *(spec("z: u8\ngap: Unused[4]"), spec("z: u8\na: u32 = 7"), "wrong", "ok", "no zero"),
    ),
    Pair("FIELD_SPLIT", spec("a: u32"), spec("a: u16\nb: u16"), "wrong", "wrong"),
    Pair("FIELD_EQUAL_SAME", spec("a: u16 = 4"), spec("a: Equal[u16] = 4"), "refused", "ok"),
    # arrays
    Pair(
        "ARRAY_SAME_COUNT",
        *(spec("a: Array[u32, 4]"), spec("a: Array[u32, 8]"), "shifted", "shifted"),
    ),
    Pair(
        "ARRAY_SAME_COUNT",
        spec("a: Array[Channel, 2]\nb: u8", above=CHANNEL),
        spec("a: Array[Channel, 3]\nb: u8", above=CHANNEL),
        *("shifted", "shifted", "of structs"),
    ),
    Pair(
        "ARRAY_SAME_SHAPE",
        spec("a: Array[Array[u8, 2], 3]"),
        *(spec("a: Array[Array[u8, 3], 2]"), "wrong", "wrong"),
    ),
    Pair("ARRAY_SPLIT", spec("a: Array[u32, 2]"), spec("b: u32\nc: u32"), "ok", "ok"),
    Pair(
        "COUNT_KIND_SAME",
        spec("n: u8 = field(le=8)\na: Array[u32, 8]"),
        spec('n: u8 = field(le=8)\na: Array[u32, 8] = field(count="n")'),
        *("shifted", "shifted"),
    ),
    Pair(
        "COUNT_FIELD_SAME",
        spec('n: u8 = field(le=8)\nm: u8 = field(le=8)\na: Array[u32, 8] = field(count="n")'),
        spec('n: u8 = field(le=8)\nm: u8 = field(le=8)\na: Array[u32, 8] = field(count="m")'),
        *("shifted", "shifted"),
    ),
    Pair(
        "COUNT_VALIDATED",
        spec(own='n: BqlCell[u8]\na: Array[BqlCell[u32], 8] = field(count="n")'),
        spec(own='n: BqlCell[u8]\na: Array[BqlCell[u32], 4] = field(count="n")'),
        *("refused", "ok"),
    ),
    Pair(
        "COUNT_VALIDATED",
        spec(own="n: BqlCell[u8]"),
        spec(
            own='n: BqlCell[u8]\na: Array[BqlCell[u32], 4] = field(count="n", since=2)', device=TWO
        ),
        *("refused", "refused", "of an array that is not sent"),
    ),
    Pair(
        "COUNT_WIDTH_SAME",
        spec('n: u8 = field(le=8)\na: Array[u32, 8] = field(count="n")'),
        spec('n: u16 = field(le=8)\na: Array[u32, 8] = field(count="n")'),
        *("shifted", "shifted"),
    ),
    Pair("POINTER_NULLNESS_SAME", pointers(), pointers(there="fitted"), "shifted", "shifted"),
    Pair(
        "POINTER_NULLNESS_SAME",
        pointers(there="fitted"),
        *(pointers(there="fitted", fitted=(1, 1, 1)), "shifted", "shifted", "another default"),
    ),
    Pair(
        "POINTER_NULLNESS_SAME",
        pointers(there="fitted"),
        pointers(there="usable", usable=(0, 1, 1)),
        *("shifted", "shifted", "other flags"),
    ),
    Pair(
        "POINTER_NULLNESS_SAME",
        pointers(there="fitted"),
        *(pointers(there="usable"), "undecided", "undecided", "other flags with the same default"),
    ),
    Pair(
        "POINTER_NULLNESS_SAME",
        pointers('count="n"'),
        *(pointers('count="n"', there="fitted"), "shifted", "shifted", "of a counted array"),
    ),
    Pair("BITMAP_SAME_WORDS", spec("a: Bitmap[64]"), spec("a: Bitmap[65]"), "shifted", "shifted"),
    Pair(
        "COUNT_KIND_SAME",
        spec("n: u32 = field(le=70)\na: Bitmap[70]"),
        spec('n: u32 = field(le=70)\na: Bitmap[70] = field(count="n")'),
        *("shifted", "shifted", "of bits"),
    ),
    Pair(
        "COUNT_FIELD_SAME",
        spec('n: u32 = field(le=8)\na: Array[u64, 8] = field(count="n")'),
        spec('n: u32 = field(le=8)\na: Bitmap[512] = field(count="n")'),
        *("shifted", "shifted", "of words or of their bits"),
    ),
    Pair(
        "COUNT_FIELD_SAME",
        spec(
            own='n: BqlCell[u32]\nm: BqlCell[u32]\na: Bitmap[BqlCell[u64], 70] = field(count="n")'
        ),
        spec(
            own='n: BqlCell[u32]\nm: BqlCell[u32]\na: Bitmap[BqlCell[u64], 70] = field(count="m")'
        ),
        *("shifted", "shifted", "of bits"),
    ),
    Pair(
        "COUNT_VALIDATED",
        spec(own='n: BqlCell[u32]\na: Bitmap[BqlCell[u64], 9] = field(count="n")'),
        spec(own='n: BqlCell[u32]\na: Bitmap[BqlCell[u64], 4] = field(count="n")'),
        *("refused", "ok", "of bits in as many words"),
    ),
    # structs
    Pair(
        "NESTED_LAYOUT_SAME",
        spec("one: Part\nz: u8", above=part("Part", "x: u8", ", version_id=1")),
        spec("one: Part\nz: u8", above=part("Part", "x: u8\ny: u8", ", version_id=2")),
        *("shifted", "shifted"),
    ),
    Pair(
        "NESTED_VERSION_SAME",
        spec("one: Part", above=part("Part", "x: u8", ", version_id=1")),
        spec("one: Part", above=part("Part", "x: u8", ", version_id=2")),
        *("ok", "ok"),
    ),
    Pair(
        "NESTED_SUBSECTION_ADDED",
        spec("one: Part", above=part("Part", "x: u8")),
        spec(
            "one: Part",
            above=part(
                "Part", 'x: u8\ny: u8 = subsection("dev/part/y", needed="y > 0")', ", nested=True"
            ),
        ),
        *("defaults", "refused"),
    ),
    Pair(
        "NESTED_SAME_NAME",
        *(spec(PLAIN), spec(PLAIN, registers='name="dev/other"'), "ok", "ok"),
    ),
    Pair(
        "NESTED_FLATTENED",
        spec("one: Part", above=part("Part", "x: u8\ny: u16")),
        *(spec("x: u8\ny: u16"), "ok", "ok"),
    ),
    Pair(
        "NESTED_MOVED",
        spec("one: Part\ntwo: Part", above=part("Part", "x: u8\ny: u16")),
        spec("two: Part\none: Part", above=part("Part", "x: u8\ny: u16")),
        *("wrong", "wrong"),
    ),
    # subsections
    Pair(
        "SUBSECTION_ADDED",
        *(subs(""), subs('c: u8 = subsection("dev/c", needed="c > 0")'), "defaults", "refused"),
    ),
    Pair(
        "SUBSECTION_ALWAYS_NEEDED",
        *(subs(""), subs('c: u8 = subsection("dev/c")'), "defaults", "refused"),
    ),
    Pair(
        "SUBSECTION_ALWAYS_NEEDED",
        spec('rules = ["a > 3"]\na: u32 = 4', registers='name="dev"'),
        spec(
            'rules = ["a > 3"]\na: u32 = 4\nc: u8 = subsection("dev/c", needed="a > 2")',
            registers='name="dev"',
        ),
        *("defaults", "refused", "by a condition that is never false"),
    ),
    Pair(
        "SUBSECTION_NOT_REMOVED",
        *(subs('c: u8 = subsection("dev/c", needed="c > 0")'), subs(""), "refused", "defaults"),
    ),
    Pair(
        "SUBSECTION_SAME_NAME",
        subs('c: u8 = subsection("dev/c", needed="c > 0")'),
        subs('c: u8 = subsection("dev/d", needed="c > 0")'),
        *("refused", "refused"),
    ),
    Pair(
        "SUBSECTION_NEEDED_SAME",
        subs('c: u8 = subsection("dev/c", needed="c > 0")'),
        subs('c: u8 = subsection("dev/c", needed="c > 0 and a > 3")'),
        *("ok", "ok"),
    ),
    Pair(
        "SUBSECTION_VERSION_BUMP",
        subs('c: u8 = subsection("dev/c", needed="c > 0")'),
        subs(
            'c: u8 = subsection("dev/c", needed="c > 0", version_id=2, minimum_version_id=1)\n'
            'd: u8 = subsection("dev/c", since=2)'
        ),
        *("defaults", "refused"),
    ),
    Pair(
        "SUBSECTION_MINIMUM_RAISED",
        subs('c: u8 = subsection("dev/c", needed="c > 0")'),
        subs('c: u8 = subsection("dev/c", needed="c > 0", version_id=2)'),
        *("refused", "refused"),
    ),
    Pair(
        "SUBSECTION_LAYOUT_SAME",
        subs('c: u8 = subsection("dev/c", needed="c > 0")'),
        subs('c: u8 = subsection("dev/c", needed="c > 0")\nd: u8 = subsection("dev/c")'),
        *("shifted", "shifted"),
    ),
    Pair(
        "SUBSECTION_ORDER",
        subs(f"{SUB_C}\n{SUB_D}"),
        subs(f"{SUB_D}\n{SUB_C}"),
        *("ok", "ok"),
    ),
    Pair(
        "SUBSECTION_MOVED",
        spec(PLAIN, 'z: BqlCell[u8]\nc: BqlCell[u8] = subsection("dev/c", needed="c > 0")'),
        spec(
            f'{PLAIN}\nc: u8 = subsection("dev/c", needed="c > 0")',
            *("z: BqlCell[u8]",),
            registers='name="dev", nested=True',
        ),
        *("refused", "shifted"),
    ),
    Pair(
        "FIELD_TO_SUBSECTION",
        subs("c: u8"),
        subs('c: u8 = subsection("dev/c", needed="c > 0")'),
        *("shifted", "shifted"),
    ),
    Pair(
        "FIELD_TO_SUBSECTION",
        subs("c: u8"),
        subs('gap: Unused[1]\nc: u8 = subsection("dev/c", needed="c > 0")'),
        *("wrong", "refused", "with its place kept"),
    ),
    # values
    Pair(
        "ENUM_VALUE_ADDED",
        spec("a: Mode", above=mode("OFF = 0", "ON = 1")),
        spec("a: Mode", above=mode("OFF = 0", "ON = 1", "SLEEP = 2")),
        *("ok", "refused"),
    ),
    Pair(
        "ENUM_RENUMBERED",
        spec("a: Mode", above=mode("OFF = 0", "ON = 1", "SLEEP = 2")),
        spec("a: Mode", above=mode("OFF = 0", "SLEEP = 1", "ON = 2")),
        *("wrong", "wrong"),
    ),
    Pair(
        "ENUM_RENUMBERED",
        spec("a: Control", above=two_bits("OFF = 0", "ON = 1", "SLOW = 2", "FAST = 3")),
        spec("a: Control", above=two_bits("OFF = 0", "ON = 1", "FAST = 2", "SLOW = 3")),
        *("wrong", "wrong", "in a bitfield"),
    ),
    Pair(
        "BITS_SAME",
        spec("a: Control", above=CONTROL.format("x: bits[2]", "y: bits[2]")),
        spec("a: Control", above=CONTROL.format("y: bits[2]", "x: bits[2]")),
        *("wrong", "wrong"),
    ),
    Pair(
        "UNIT_SAME",
        spec('a: Duration = field(unit="ns")'),
        *(spec('a: Duration = field(unit="us")'), "wrong", "wrong"),
    ),
    Pair(
        "CONVERSION_SAME",
        *(spec("a: u32"), spec("a: u32 = field(mask=0xff)"), "wrong", "ok"),
    ),
    Pair(
        "CONVERSION_SAME",
        spec(f"{QUEUE}\n{LENGTH}\n{OLDEST}\n{MARK}"),
        spec(f"{QUEUE}\n{LENGTH}\n{OLDEST}\n{MARK.replace('-1', '-2')}"),
        *("refused", "refused", "no mark"),
    ),
    Pair("CONVERSION_TOTAL", spec("a: u8"), spec("a: u8 = field(le=9)"), "refused", "ok"),
    Pair(
        "CONVERSION_TOTAL",
        pointers(there="fitted"),
        pointers(there="usable").replace("n: BqlCell[u32]", "n: BqlCell[u32] = field(le=9)"),
        *("refused", "undecided", "beside what is undecided"),
    ),
    Pair(
        "CONVERSION_TOTAL",
        spec(f'rules = ["{BETWEEN}"]\na: u8'),
        spec(f'rules = ["{BETWEEN}"]\na: u8 = field(le=99)'),
        *("refused", "ok", "of what a rule lets be sent"),
    ),
    Pair(
        "CONVERSION_TOTAL",
        spec("a: u8 = field(until=2, le=10)\nb: u8", device=THREE),
        spec("a: u8 = field(until=2, le=5)\nb: u8", device=THREE),
        *("refused", "ok", "in sections of older versions"),
    ),
    Pair(
        "POST_LOAD_STRICTER",
        *(spec(PLAIN), spec(f'rules = ["b <= 9"]\n{PLAIN}'), "refused", "ok"),
    ),
    Pair(
        "RESET_VALUE_SAME",
        subs('c: u8 = subsection("dev/c", needed="c > 2", default=0)'),
        subs('c: u8 = subsection("dev/c", needed="c > 2", default=1)'),
        *("wrong", "wrong"),
    ),
    Pair(
        "CONFIG_IN_STATE",
        spec(f"{QUEUE}\n{LENGTH}\n{OLDEST}"),
        spec(f"{QUEUE}\n{OLDEST}\n{LENGTH}"),
        *("wrong", "wrong"),
    ),
    Pair(
        "CONFIG_IN_STATE",
        spec(modulo("some")),
        *(spec(modulo("others")), "wrong", "wrong", "another number of slots"),
    ),
)
