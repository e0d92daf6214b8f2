# SPDX-License-Identifier: GPL-2.0-or-later
"""Conditions of rules and subsections: what they can name, and what they must say."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.lint.said import device, findings, registers, said

SENT = "does not travel, and only what travels is looked at here"


def rule(text: str, lines: str) -> str:
    return registers(f"rules = ['{text}']; {lines}")


def there(name: str, *names: str) -> str:
    shown = ", ".join(f"`{item}`" for item in names) or "nothing"
    return f"VM171 `{name}` is not there; there is {shown}"


@pytest.mark.parametrize(
    ("text", "lines", "messages"),
    [
        ("x < 5", "x: u8", []),
        ("x < 5", "x: u8 = field(migrate=False)", [f"VM171 `x` {SENT}"]),
        ("x < 5", "x: u8 = derived()", [f"VM171 `x` {SENT}"]),
        ("x < 5", "x: Array[u8, 2]", [there("x", "keep")]),
        ("x < 5", "x: Option[u8] = field(flag='is')", [there("x", "keep")]),
        ("x < 5", "x: Bitmap[3]", [there("x", "keep")]),
        ("x < 5", "x: Timer", [there("x", "keep")]),
        ("x < 5", "x: Inner", [there("x", "keep")]),
        ("x.inner < 5", "x: Inner", [there("x.inner", "keep")]),
        ("x < 5", "x: Duration = field(unit='ms')", [there("x", "keep")]),
        ("x < 5", "x: Atomic[u8]", []),
        ("x < 5", "x: Equal[u8]", []),
        ("x < 5", "x: NonZero[u8] = field(default=1)", []),
        ("x == 2", "x: Mode", []),
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
        ("x < 5", "x: u8 = field(migrate=False)", [there("x", "y")]),
        ("x < 5", "x: Array[BqlCell[u8], 2]", [there("x", "y")]),
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
        ("Flags", unchanged("x")),
        ("Timer", []),
        ("Option[NonZero[u8]]", []),
        ("Array[u8, 2]", unchanged("x")),
        ("Inner", unchanged("x")),
        ("Missing", ["VM104 unknown type `Missing`"]),
    ],
)
def test_changed_registers(type_: str, messages: list[str], tmp_path: Path) -> None:
    text = registers(f"x: {type_} = subsection('dev/regs/x', needed=CHANGED)", ", nested=True")
    assert said(tmp_path, text) == messages


@pytest.mark.parametrize(
    ("type_", "messages"),
    [
        ("BqlCell[u8]", []),
        ("BqlCell[bool]", []),
        ("Timer", unchanged("x")),
        ("Clock", unchanged("x")),
        ("Array[BqlCell[u8], 2]", unchanged("x")),
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


def test_how_to_mend_what_does_not_travel(tmp_path: Path) -> None:
    for lines, mends in (("x: u8 = field(migrate=False)", True), ("x: Timer", False)):
        (found,) = findings(tmp_path, rule("x < 5", lines))
        assert found.mend.startswith("Let it travel; or ask your own method") == mends
