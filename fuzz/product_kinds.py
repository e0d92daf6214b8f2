# SPDX-License-Identifier: GPL-2.0-or-later
"""The kinds of fields and what each can vary in, for fuzz/product.py."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

SCALARS = ("u8", "u16", "u32", "u64", "i8", "i16", "i32", "i64", "usize")
WIRES = ("", *SCALARS[:-1], "bool")
SHAPES = ("one", "few", "many", "part")
GATES = ("when", "late", "missed", "old", "spell")
"""Fields that are there only if."""
PLACES = ("own", "always", "changed", "needed", "absent", "renamed", "gone", *GATES)
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
    of_device: bool = False
    """Whether it is a field of the device, not of registers."""


def shaped(item: str, shape: str) -> str:
    """The type of one, some, more than `Default` of an array is for, or a part."""
    return {
        "one": item,
        "few": f"Array[{item}, LINES]",
        "many": f"Array[{item}, 40]",
        "part": f"Array[{item}, 40, 1:LINES]",
    }[shape]


def gated(word: str) -> str:
    """The options of a field that comes and goes; of any other, none."""
    return {
        "when": 'needed="gate != 3"',
        "late": "since=2",
        "old": "until=2",
        "spell": 'since=2, until=2, needed="gate > 1 or gate == 0"',
    }.get(word, "")


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
        "renamed": [f'rename="{name}.c[0]"'],
        "gone": ["migrate=False"],
        "missed": ["since=2", f"absent={reset}"],
        **{word: [gated(word)] for word in GATES if word != "missed"},
    }[place]
    word = more.pop(0) if more and more[0].startswith("subsection") else "field("
    arguments = ", ".join([*given, *more])
    if word != "field(":
        return f"    {name}: {type_} = {word}{', ' if arguments else ''}{arguments})"
    return f"    {name}: {type_}" + (f" = field({arguments})" if arguments else "")


SAID = {"NonZero": "default=1", "Option": "none=-1, wire=i64", "Duration": 'unit="us"'}
"""What a kind of a single value cannot do without."""


def pointed(choice: Choice, name: str) -> list[str]:
    """An array of the device that C has as pointers, and the flags that say which are null."""
    said = next((SAID[word] for word in SAID if f"[{word}" in choice["type"]), "")
    length, flags = choice["length"], f"{name}_fitted"
    count = f'count="{choice["count"]}"' if choice["count"] else ""
    options = [f'present="{flags}"', count, said]
    reset = ", default=True" if choice["fitted"] else ""
    return [
        f"    {flags}: Array[BqlCell[bool], {length}] = field(migrate=False{reset})",
        placed(name, f"Array[{choice['type']}, {length}]", options, choice["place"]),
    ]


def celled(choice: Choice, name: str) -> list[str]:
    """One value in a cell or lock of the device."""
    said = SAID.get(choice["type"].partition("[")[0], "")
    range_ = choice["range"].removesuffix(", default=1") if "default" in said else choice["range"]
    options = [said, range_, "" if "wire" in said else wired(choice)]
    type_ = shaped(choice["cell"].format(choice["type"]), choice["shape"])
    return [placed(name, type_, options, choice["place"])]


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
    """An array with a count, or with a multiple of it."""
    limit, times = choice["limit"], choice["times"]
    if choice["count"] == "i32" and "ge" not in limit:
        limit = f"ge=0, {limit}"
    item, number = choice["type"], choice["count"]
    word = item if item in ("Buffer", "Bitmap") else ""
    type_ = f"{word}[DEEP{times}]" if word else f"Array[{item}, DEEP{times}]"
    if item == "Bitmap":  # counted in bits, by a number of 32 alone
        number, limit = number if "32" in number else "u32", limit.replace("5", "DEEP" + times)
        times = ""
    gate = gated(choice["place"])
    options = f'count="{name}_count{times}"' + (f", {gate}" if gate else "")
    return [
        f"    {name}_count: {number} = field({limit})",
        f"    {name}: {type_} = field({options})",
    ]


FORMS = {
    "oldest": ("length", "oldest"),
    "free": ("length", "free"),
    "ends": ("oldest", "free"),
    "all": ("length", "oldest", "free"),
    "down": ("length", "oldest"),
    "down ends": ("oldest", "free"),
    "linear": ("length",),
    "first": ("oldest",),
    "last": ("free",),
}
"""What a queue is made of besides its slots; the last three are of another form than a ring."""


def fifo(choice: Choice, name: str) -> list[str]:
    """A queue, or two that share their slots, in all forms."""
    length, item, parts = int(choice["length"]), choice["type"], FORMS[choice["form"]]
    depth = "DEEP" if length == 5 else length
    bytes_ = choice["bytes"] and item[0] == "u" and "down" not in choice["form"]
    width = int(item[1:]) // 8 if bytes_ else 1
    names = [name, f"{name}_b"] if choice["rings"] and width == 1 else [name]
    modulo = choice["modulo"] if width == 1 and len(parts) > 1 else ""
    joined = ", ".join(f'"{item}"' for item in names)
    other = {
        "linear": "linear",
        "first": "full",
        "last": "full",
        "down": "down",
        "down ends": "down",
    }
    form = other.get(choice["form"], "")
    given = [f'form="{form}"'] if form else []
    slots_ = length + ("ends" in choice["form"])
    lines = []
    if modulo:
        given += [f'modulo="{name}_size"']
        lines += [f"    {name}_size: {modulo} = field(default={slots_}, ge=1, le={slots_})"]
    gate = gated(choice["place"])  # then of the parts: the queue itself does not travel
    place = "own" if choice["place"] in GATES else choice["place"]
    lines += [placed(one, f"Fifo[{item}, {depth}]", given, place) for one in names]
    more = f", {gate}" if gate else ""
    type_ = "u8" if width > 1 else item
    total = slots_ * len(names) * width
    lines += [f"    {name}_data: Wire[Array[{type_}, {total}]] = slots({joined}{more})"]
    for one in names:
        number = f"Wire[{choice['number']}]"
        lines += [f'    {one}_{part}: {number} = {part}("{one}"{more})' for part in parts]
        if choice["mark"] and len(parts) > 1 and slots_ > 1:
            lines += [f'    {one}_mark: Mark["{one}"] = field({choice["mark"]})']
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
        {"type": ("Timer",), "wire": ("",), "shape": SHAPES,
         "place": tuple(place for place in PLACES if place not in ("absent", "missed"))},
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
         "wire": ("",), "shape": SHAPES, "place": ("own", "always", "renamed", "gone", *GATES)},
        plain,
    ),
    Kind(
        "padding",
        {"type": ("Unused[1]", "Unused[300]"), "wire": ("",), "shape": SHAPES[:1],
         "place": ("own", "when", "late", "old", "spell")},
        plain,
    ),
    Kind(
        "counted",
        {"type": (*SCALARS[:-1], "bool", "Small", "B16", "Whole", "Converted", "Buffer",
                  "Bitmap"),
         "count": ("u8", "u16", "u32", "i32"), "limit": ("le=5", "le=3", "ge=1, le=5", "lt=1"),
         "times": ("", " * 2", " * 8"), "place": ("own", *GATES)},
        counted,
    ),
    Kind(
        "fifo",
        {"type": ("u8", "u16", "u32", "u64", "i32", "bool"), "length": ("1", "5", "300"),
         "form": tuple(FORMS), "number": ("u8", "u16", "u32", "i32", "u64", "i64"),
         "rings": ("", "yes"), "modulo": ("", "u8", "u16", "u32", "i32", "u64"),
         "bytes": ("", "yes"), "mark": ("", "wire=u16", "wire=i32, none=-1"),
         "place": ("own", "always", "needed", *GATES)},
        fifo,
    ),
    Kind(
        "qemu_fifo",
        {"type": ("Fifo8[1]", "Fifo8[DEEP]", "Fifo8[64]", "Fifo32[1]", "Fifo32[DEEP]",
                  "Fifo32[40]"),
         "wire": ("",), "shape": SHAPES, "place": ("own", "always", "renamed", "gone")},
        plain,
    ),
    Kind(
        "custom",
        {"type": ('Custom["Own"]',), "wire": ("u8", "u32", "i64"), "shape": SHAPES,
         "place": PLACES},
        plain,
    ),
    Kind(
        "cell",
        {"type": ("u8", "i64", "bool", "Small", "Late", "B16", "NonZero[u8]", "Option[u16]",
                  "Duration"),
         "cell": ("BqlCell[{}]", "BqlRefCell[{}]", "Mutex[{}]", "Migratable[BqlRefCell[{}]]",
                  "Migratable[Mutex[{}]]", "Migratable[Arc[Mutex[{}]]]"),
         "wire": ("", "u32", "i64"), "range": ("", "ge=1, le=5, default=1"), "shape": SHAPES[:2],
         "place": ("own", "always", "changed", "needed", "absent", "renamed", "gone", *GATES)},
        celled,
        of_device=True,
    ),
    Kind(
        "pointed",
        {"type": ("BqlCell[u8]", "BqlCell[i64]", "BqlCell[bool]", "BqlCell[Small]", "BqlCell[B16]",
                  "BqlCell[NonZero[u8]]", "BqlCell[Option[u16]]", "BqlCell[Duration]",
                  "BqlRefCell[u32]", "BqlRefCell[Late]", "BqlRefCell[Whole]", "Mutex[u16]",
                  "Mutex[Small]", "Migratable[BqlRefCell[Small]]", "Migratable[BqlRefCell[u16]]",
                  "Migratable[Mutex[Converted]]", "Migratable[BqlRefCell[TimedChecked]]",
                  "Migratable[Arc[Mutex[Whole]]]", "Timer", "Clock"),
         "length": ("1", "6", "40"), "count": ("", "p_u32", "used", "fixed"), "fitted": ("", "yes"),
         "place": ("own", "always", "needed", "renamed", "gone", *GATES)},
        pointed,
        of_device=True,
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
