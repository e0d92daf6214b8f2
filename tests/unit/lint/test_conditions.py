# SPDX-License-Identifier: GPL-2.0-or-later
"""Conditions of rules and subsections: what they can name, and what they must say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.lint.said import device, findings, registers, said
from vmgen.model.scope import FOUND_LATER


def rule(text: str, lines: str) -> str:
    return registers(f"rules = ['{text}']; {lines}")


PARTS = (
    "x_len: Wire[u8] = length('x'); x_pos: Wire[u8] = oldest('x'); "
    "x_slots: Wire[Array[u8, 4]] = slots('x')"
)


def element(name: str, shown: str) -> str:
    return f"VM171 `{name}` is an array: say an element of it, as `{shown}`"


def none(name: str, length: int, index: int) -> str:
    return f"VM171 `{name}`: there are {length} elements, and none is `{index}`"


def there(name: str, *names: str) -> str:
    shown = ", ".join(f"`{item}`" for item in names) or "nothing"
    return f"VM171 `{name}` is not there; there is {shown}"


@pytest.mark.parametrize(
    ("text", "lines", "messages"),
    [
        ("x < 5", "x: u8", []),
        ("x < 5", "x: u8 = field(migrate=False)", []),
        ("x < 5", "x: u8 = derived()", [f"VM171 `x` {FOUND_LATER}"]),
        ("x < 5", "x: Array[u8, 2]", [element("x", "x[0]")]),
        ("x < 5", "x: Array[Array[u8, 2], 3]", [element("x", "x[0][0]")]),
        ("x[1] < 5", "x: Array[Array[u8, 2], 3]", [element("x[1]", "x[0][0]")]),
        ("x[1][0] < 5", "x: Array[Array[u8, 2], 3]", []),
        ("x[2][-1] < 5", "x: Array[Array[u8, 2], 3]", []),
        ("x[3][0] < 5", "x: Array[Array[u8, 2], 3]", [none("x[3][0]", 3, 3)]),
        ("x[0][-3] < 5", "x: Array[Array[u8, 2], 3]", [none("x[0][-3]", 2, -3)]),
        ("x[0] < 5", "x: u8", [there("x[0]", "keep", "x")]),
        ("x[0][0] < 5", "x: Array[u8, 2]", [there("x[0][0]", "keep")]),
        ("x[1] == Mode.B", "x: Array[Mode, 2] = Mode.B", []),
        ("x[1].on or keep < 3", "x: Array[Flags, 2]", []),
        ("keep < len(x)", "x: Array[u8, 2]", []),
        ("keep < len(x[0])", "x: Array[Array[u8, 2], 3]", []),
        ("keep < len(x)", "x: u8", ["VM171 `len(x)`: that is neither an array nor a queue"]),
        ("keep < len(x[0])", "x: Array[u8, 2]",
         ["VM171 `len(x[0])`: that is neither an array nor a queue"]),
        ("len(x) == keep", f"x: Fifo[u8, 4]; {PARTS}", []),
        ("len(x) <= 4", f"x: Fifo[u8, 4]; {PARTS}",
         ["VM172 `len(x) <= 4`: `len(x) <= 4` is always true"]),
        ("x < 5", f"x: Fifo[u8, 4]; {PARTS}", [there("x", "keep")]),
        ("x == self.x", "x: u8", []),
        ("x & ~self.x == 0", "x: u8", []),
        ("self.y < 5", "x: u8", [there("self.y", "keep", "x")]),
        ("self < 5", "x: u8", [there("self", "keep", "x")]),
        ("x < 5", "x: Option[u8] = field(flag='is')", [there("x", "keep")]),
        ("x < 5", "x: Bitmap[3]", [there("x", "keep")]),
        ("x < 5", "x: Timer", [there("x", "keep")]),
        ("x < 5", "x: Inner", [there("x", "keep")]),
        ("x.inner < 5", "x: Inner", []),
        ("x.outer < 5", "x: Inner", [there("x.outer", "keep")]),
        ("x < 5", "x: Duration = field(unit='ms')", [there("x", "keep")]),
        ("x < 5", "x: Atomic[u8]", []),
        ("x < 5", "x: Equal[u8]", []),
        ("x < 5", "x: NonZero[u8] = field(default=1)", []),
        ("x == 2", "x: Mode", []),
        ("x == Mode.A", "x: Mode", []),
        ("x in (Mode.A, Mode.B)", "x: Mode", []),
        ("x == Mode.UP", "x: Mode", ["VM171 `Mode.UP` is no variant; there is `Mode.A`, `Mode.B`"]),
        ("keep < Mode.B", "x: Mode", []),
        ("keep < Mode.B", "x: u8", [there("Mode.B", "keep", "x")]),
        ("x == Wide.B", "x: Mode; y: Wide",
         ["VM170 `x == Wide.B`: `x == Wide.B` compares `Mode` with `Wide`"]),
        ("x == y", "x: Mode; y: Wide", ["VM170 `x == y`: `x == y` compares `Mode` with `Wide`"]),
        ("x.on or keep < 3", "x: Flags", []),
        ("x < 200", "x: Flags", []),
        ("x.off or keep < 3", "x: Flags", [there("x.off", "keep", "x", "x.on", "x.rest")]),
        ("not x.on", "x: Flags", []),
        ("x.rest < 127", "x: Flags", []),
        ("x.rest < 128", "x: Flags", ["VM172 `x.rest < 128`: `x.rest < 128` is always true"]),
        ("y < 5", "x: Missing", [there("y", "keep"), "VM104 unknown type `Missing`"]),
        ("x < 5", "x: Missing", ["VM104 unknown type `Missing`"]),
        # What the type allows, whatever the range.
        ("x < 255", "x: u8 = field(le=9)", []),
        ("x < 9", "x: u8 = field(le=8)", []),
        ("x <= 255", "x: u8 = field(le=9)", ["VM172 `x <= 255`: `x <= 255` is always true"]),
        # Only a flag is a condition by itself.
        ("x or keep < 2", "x: bool", []),
        ("not x", "x: bool", []),
        ("x", "x: bool = True", []),
        ("x", "x: u8 = field(le=1, default=1)", []),
        ("x", "x: u8", ["VM170 `x` is a number, not a condition"]),
        ("x + 1", "x: u8", ["VM170 `x + 1` is a number, not a condition"]),
        # The reset state keeps it.
        ("x > 0", "x: u8", ["VM123 the reset state of `Regs` breaks `x > 0`"]),
        ("x > 0", "x: u8 = 1", []),
        # What is no reset state keeps no rule, and breaks none.
        ("x[1] > 0", "x: Array[u8, 2] = []", ["VM122 `x` has 2 elements, its value 0"]),
        ("x > 0", "x: u8; y: bool = [1]", ["VM122 `y` is no array, and its value is a list"]),
        ("x + 1", "x: u8 = 1", ["VM170 `x + 1` is a number, not a condition"]),
    ],
)  # fmt: skip
def test_rules(text: str, lines: str, messages: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, rule(text, lines)) == messages


NEEDED = "y: BqlCell[u8] = subsection('dev/y', needed='{}')"


@pytest.mark.parametrize(
    ("text", "lines", "messages"),
    [
        ("x < 5", "x: BqlCell[u8]", []),
        ("x < 5", "x: Property[u8]", []),
        ("y < 5", "x: BqlCell[u8]", []),
        ("x < 5", "x: BqlCell[u8] = field(migrate=False)", []),
        ("x < 5", "x: u8 = field(migrate=False)", []),
        ("x < 5", "x: Array[BqlCell[u8], 2]", [element("x", "x[0]")]),
        ("x[1] < 5", "x: Array[BqlCell[u8], 2]", []),
        ("y < len(x)", "x: Array[BqlCell[u8], 2]", []),
        ("x.inner < 5", "x: Migratable[BqlRefCell[Inner]]", []),
        ("x[1].inner < 5", "x: Array[Migratable[BqlRefCell[Inner]], 2]", []),
        ("x.inner < 5", "x: Array[Migratable[BqlRefCell[Inner]], 2]", [element("x.inner", "x[0]")]),
        ("x.outer < 5", "x: Migratable[BqlRefCell[Inner]]", [there("x.outer", "y")]),
        (
            "self.y < 5",
            "x: BqlCell[u8]",
            ["VM171 `self.y`: nothing arrives where it is sent, so leave out `self.`"],
        ),
        ("regs < 5", "x: BqlCell[u8]", [there("regs", "x", "y")]),
        ("x < 5", "x: Migratable[BqlRefCell[Inner]]", [there("x", "y")]),
        ("x < 5", "x: Timer", [there("x", "y")]),
        ("x < 255", "x: Property[u8] = field(le=9)", []),
        (
            "x <= 255",
            "x: Property[u8] = field(le=9)",
            ["VM172 `x <= 255`: `x <= 255` is always true"],
        ),
        ("x", "x: BqlCell[bool]", []),
        ("x", "x: BqlCell[u8]", ["VM170 `x` is a number, not a condition"]),
        ("x", "x: Property[u8] = field(le=1)", []),
    ],
)
def test_of_the_device(text: str, lines: str, messages: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, device(f"{lines}; {NEEDED.format(text)}")) == messages


def unchanged(name: str) -> list[str]:
    return [f"VM170 `{name}` is no number, so nothing says that it changed"]


@pytest.mark.parametrize(
    ("type_", "messages"),
    [
        ("u8", []),
        ("Mode", []),
        ("Flags", []),
        ("Timer", []),
        ("Option[NonZero[u8]]", []),
        ("Array[u8, 2]", []),
        ("Array[Array[u8, 2], 3]", []),
        ("Inner", []),
        ("Array[Inner, 2]", []),
        ("Bitmap[3]", []),
        ("Custom['Colour']", ["VM164 `x`: says no `wire=`", *unchanged("x")]),
        ("Missing", ["VM104 unknown type `Missing`"]),
    ],
)
def test_changed_registers(type_: str, messages: list[str], tmp_path: Path) -> None:
    text = registers(f"x: {type_} = subsection('dev/regs/x', needed=CHANGED)", ", nested=True")
    assert said(tmp_path, text) == messages


def test_changed_as_far_as_another_field_says(tmp_path: Path) -> None:
    lines = (
        "n: u8 = field(le=2); x: Array[u8, 2] = subsection('dev/regs/x', needed=CHANGED, count='n')"
    )
    why = "travels as far as `n` says, so nothing says that all of it changed"
    assert said(tmp_path, registers(lines, ", nested=True")) == [f"VM170 `x` {why}"]


@pytest.mark.parametrize(
    ("needed", "told"),
    [
        ("method('asked')", False),
        ("'hidden != 0'", False),
        ("'more != 0'", True),
        ("CHANGED", True),
    ],
)
def test_changed_structs_whose_mirror_has_more(needed: str, told: bool, tmp_path: Path) -> None:
    inside = (
        "class More(Registers, name='dev/more', nested=True):\n"
        "    keep: u8\n    hidden: u8 = field(migrate=False)\n"
        f"    more: u8 = subsection('dev/more/sub', needed={needed})\n\n\n"
    )
    text = registers("x: More = subsection('dev/regs/x', needed=CHANGED)", ", nested=True")
    why = "has a subsection of its own of which its fields do not say whether it is sent"
    assert said(tmp_path, inside + text) == ([] if told else [f"VM170 `x` {why}"])


@pytest.mark.parametrize(
    ("type_", "messages"),
    [
        ("BqlCell[u8]", []),
        ("BqlCell[bool]", []),
        ("Timer", unchanged("x")),
        ("Clock", unchanged("x")),
        ("Array[BqlCell[u8], 2]", []),
        ("Migratable[BqlRefCell[Inner]]", unchanged("x")),
    ],
)
def test_changed_parts_of_the_device(type_: str, messages: list[str], tmp_path: Path) -> None:
    assert said(tmp_path, device(f"x: {type_} = subsection('dev/x', needed=CHANGED)")) == messages


MIRROR = (
    "class Sent(Mirror, name='dev/sent', nested=True):\n    a: u8\n"
    "    b: u8 = subsection('dev/sent/b', needed={})\n\n\n"
)


def test_nobody_asks_a_mirror(tmp_path: Path) -> None:
    use = device("x: Migratable[Custom['Colour', Sent]]")
    assert said(tmp_path, MIRROR.format("'a < 5'") + use) == []
    assert said(tmp_path, MIRROR.format("method('b_needed')") + use) == [
        "VM204 nobody asks a method of `Sent`, which is only on the wire"
    ]


def test_how_to_mend_what_is_found_later(tmp_path: Path) -> None:
    for lines, mends in (("x: u8 = derived()", True), ("x: Timer", False)):
        (found,) = findings(tmp_path, rule("x < 5", lines))
        assert found.mend.startswith("Ask your own method") == mends
