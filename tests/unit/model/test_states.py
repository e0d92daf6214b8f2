# SPDX-License-Identifier: GPL-2.0-or-later
"""What a field of each kind is in a state: at reset, and what it may be set to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.unit.lint.said import device, registers
from tests.unit.model.read import model, site
from vmgen.codec import codec_of
from vmgen.model.kinds.reset import reset_field
from vmgen.model.nodes import travels

U64 = (1 << 64) - 1
QUEUE = "x: Fifo[u8, 2]; s: Wire[Array[u8, 2]] = slots('x'); o: Wire[u8] = oldest('x'); "

# The field, what it is at reset, and what it may and may not be.
FIELDS: list[tuple[str, Any, list[Any], list[Any]]] = [
    ("x: u8", 0, [255], [-1, 256, True, "1", 1.0]),
    ("x: u8 = field(ge=2, lt=5, default=4)", 4, [2, 4], [1, 5]),
    ("x: u8 = field(mask=1, le=4)", 0, [255], [256]),
    ("x: u8 = field(force=1, le=4)", 0, [255], [256]),
    ("x: i16 = -3", -3, [-32768, 32767], [-32769, 32768]),
    ("x: bool", False, [True], [0, 1]),
    ("x: bool = True", True, [False], [1]),
    ("x: Array[u8, 2] = [1, 2]", [1, 2], [[0, 255]], [[1], [1, 2, 3], [0, 256]]),
    ("x: Array[Array[u8, 2], 3] = [1, 2, 3, 4, 5, 6]", [[1, 2], [3, 4], [5, 6]],
     [[[0, 0]] * 3], [[[0, 0]] * 2, [[0, 0, 0]] * 2]),
    ("x: Mode", 2, [5, "B"], [3, "C"]),
    ("x: Mode = Mode.B", 5, [2], [0]),
    ("x: Flags = 3", 3, [255], [256]),
    ("x: NonZero[u8] = field(default=7)", 7, [1, 255], [0, 256]),
    ("x: NonZero[i8]", 1, [-128, -1, 127], [0, 128]),
    ("x: NonZero[i8] = field(le=2)", 1, [-1, 1, 2], [0, 3]),
    ("x: Option[u8] = field(none=0, ge=1)", None, [1, 255, None], [0, 256]),
    ("x: Option[u8] = field(flag='is', default=0)", 0, [255, None], [256]),
    ("x: Option[NonZero[u8]] = 5", 5, [1, None], [0]),
    ("x: Option[NonZero[i8]]", None, [-1, 1, None], [0]),
    ("x: Duration = field(unit='ms')", 0, [U64], [U64 + 1, -1]),
    ("x: Duration = field(unit='ms', wire=u32, default=9)", 9, [(1 << 32) - 1], [1 << 32]),
    ("x: Atomic[u8] = 3", 3, [255], [256]),
    ("x: Equal[u8] = 3", 3, [255], [256]),
    ("x: Bitmap[65] = [1, 1]", [1, 1], [[U64, 3]], [[1], [U64 + 1, 0]]),
    ("x: Custom['Colour'] = field(wire=u8, default=4)", 4, [255], [256]),
    ("x: Wire[u8] = computed(default=4)", 4, [255], [256]),
    ("x: Wire[Array[u8, 2]] = computed()", [0, 0], [[1, 2]], [[1]]),
    (QUEUE + "l: Wire[u8] = length('x')", [], [[1], [1, 255]], [[1, 2, 3], [256]]),
    ("x: Timer", None, [0, (1 << 63) - 1, None], [-1, 1 << 63]),
    ("x: Inner", {"inner": 0}, [{"inner": 255}], [{"inner": 256}, {"other": 1}]),
]  # fmt: skip


def plain(value: Any) -> Any:
    return value.model_dump() if hasattr(value, "model_dump") else value


@pytest.mark.parametrize(("lines", "at_reset", "good", "bad"), FIELDS)
def test_in_registers(
    lines: str, at_reset: Any, good: list[Any], bad: list[Any], tmp_path: Path
) -> None:
    state: Any = codec_of(model(tmp_path, registers(lines))).reset()
    assert plain(state.regs.x) == at_reset
    assert isinstance(state.regs.x, bool) == isinstance(at_reset, bool)
    for value in good:
        state.regs.x = value
    for value in bad:
        with pytest.raises(ValidationError):
            state.regs.x = value


def test_parts_of_a_queue_are_in_no_state(tmp_path: Path) -> None:
    made = model(tmp_path, registers(f"{QUEUE}l: Wire[u8] = length('x')"))
    state: Any = codec_of(made).reset()
    assert list(state.regs.model_dump()) == ["keep", "x"]


def test_of_a_mirror_any_number_is_one(tmp_path: Path) -> None:
    text = "class Sent(Mirror, name='dev/sent'):\n    a: u8 = 3\n    b: bool\n\n\n"
    made = model(tmp_path, text + device("x: Migratable[Custom['Colour', Sent]]"))
    state: Any = codec_of(made).reset()
    assert state.x.model_dump() == {"a": 3, "b": False}
    state.x.a = 255
    with pytest.raises(ValidationError):
        state.x.a = 256


def test_a_clock(tmp_path: Path) -> None:
    state: Any = codec_of(model(tmp_path, device("x: Clock"))).reset()
    most = {"period": U64, "multiplier": (1 << 32) - 1, "divider": (1 << 32) - 1}
    assert state.x.model_dump() == {"period": 0, "multiplier": 1, "divider": 1}
    for name, value in most.items():
        setattr(state.x, name, value)
        setattr(state.x, name, 0)
        for wrong in (-1, value + 1):
            with pytest.raises(ValidationError):
                setattr(state.x, name, wrong)


@pytest.mark.parametrize(
    ("line", "given", "expected"),
    [
        ("x: u8 = 3", None, 3),
        ("x: u8 = 3", 5, 5),
        ("x: u8 = 3", 0, 0),
        ("x: Array[u8, 3] = 4", None, [4, 4, 4]),
        ("x: Array[u8, 3] = 4", 5, [5, 5, 5]),
        ("x: Array[Array[u8, 2], 3] = 4", None, [[4, 4]] * 3),
        ("x: Mode", "Mode.B", 5),
    ],
)
def test_other_values_than_at_reset(line: str, given: Any, expected: Any, tmp_path: Path) -> None:
    made = model(tmp_path, registers(line))
    assert reset_field(made, site(made, "regs.x").field, given) == expected


@pytest.mark.parametrize(
    ("line", "bounds", "restored"),
    [
        ("x: u8", (0, 255), 0xFF),
        ("x: u8 = field(ge=2, le=7, default=2)", (2, 7), 0xFF),
        ("x: NonZero[u8] = field(default=1)", (1, 255), 0xFF),
        ("x: NonZero[i8]", (-128, 127), 0xFF),
        ("x: NonZero[u8] = field(ge=3, default=3)", (3, 255), 0xFF),
        ("x: u8 = field(mask=0x0F)", (0, 255), 0x0F),
        ("x: u8 = field(mask=0x0F, force=0x90)", (0, 255), 0x9F),
        ("x: u8 = field(mask=0)", (0, 255), 0),
    ],
)
def test_bounds_and_masks(
    line: str, bounds: tuple[int, int], restored: int, tmp_path: Path
) -> None:
    field = site(model(tmp_path, registers(line)), "regs.x").field
    assert (field.bounds, field.restored(0xFF)) == (bounds, restored)


@pytest.mark.parametrize(
    ("options", "left_out", "name"),
    [
        ("default=3", 3, "x"),
        ("default=3, absent=5", 5, "x"),
        ("default=3, absent=0", 0, "x"),
        ("rename='y'", None, "y"),
    ],
)
def test_where_a_subsection_did_not_arrive(
    options: str, left_out: int | None, name: str, tmp_path: Path
) -> None:
    line = f"x: u8 = subsection('dev/regs/x', {options})"
    field = site(model(tmp_path, registers(line, ", nested=True")), "regs.x").field
    assert (field.left_out, field.wire_name) == (left_out, name)


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ("x: BqlCell[u8]", True),
        ("x: BqlCell[u8] = field(migrate=False)", False),
        ("x: Property[u8]", False),
        ("x: InterruptSource", False),
        ("x: Timer", True),
        ("x: Unused[2]", True),
    ],
)
def test_what_travels(line: str, sent: bool, tmp_path: Path) -> None:
    assert travels(site(model(tmp_path, device(line)), "x").field) == sent
