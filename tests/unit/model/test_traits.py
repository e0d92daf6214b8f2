# SPDX-License-Identifier: GPL-2.0-or-later
"""What a kind says of one element: what Rust may do with it, and what its `Default` gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.lint.said import device, registers
from tests.unit.model.read import model, site
from vmgen.model.kinds import KINDS
from vmgen.model.nodes import Field

QUEUE = "x: Fifo[u8, 3]; s: Wire[Array[u8, 3]] = slots('x'); o: Wire[u8] = oldest('x'); "
PART = "q: Fifo[u8, 3]; s: Wire[Array[u8, 3]] = slots('q'); o: Wire[u8] = oldest('q'); "
NUMBER = "movable at_run_time on_the_wire"


def true_of(field: Field) -> str:
    names = ("movable", "fallible", "nonzero", "at_run_time", "on_the_wire", "behind_migratable")
    return " ".join(name for name in names if getattr(field.kind, name))


@pytest.mark.parametrize(
    ("lines", "true", "elements"),
    [
        ("x: u8", NUMBER, 1),
        ("x: Array[u8, 3]", NUMBER, 1),
        ("x: Mode", "movable fallible at_run_time on_the_wire", 1),
        ("x: Flags", NUMBER, 1),
        ("x: NonZero[i8]", "movable fallible nonzero at_run_time on_the_wire", 1),
        ("x: Option[u8] = field(flag='is')", "movable fallible at_run_time on_the_wire", 1),
        ("x: Option[NonZero[u8]]", "movable fallible nonzero at_run_time on_the_wire", 1),
        ("x: Duration = field(unit='s')", NUMBER, 1),
        ("x: Atomic[u8]", "at_run_time on_the_wire", 1),
        ("x: Equal[u8]", NUMBER, 1),
        ("x: Bitmap[65]", NUMBER, 1),
        ("x: Opaque[3] = field(reason='why')", NUMBER, 1),
        ("x: Custom['Colour'] = field(wire=u8)",
         "movable fallible at_run_time on_the_wire", 1),
        ("x: Unused[7]", "movable on_the_wire", 7),
        ("x: Wire[u8] = computed()", "movable on_the_wire", 1),
        (QUEUE + "l: Wire[u8] = length('x')", "movable fallible at_run_time", 3),
        ("x: Timer", "at_run_time on_the_wire", 1),
        ("x: Inner", NUMBER, 1),
    ],
)  # fmt: skip
def test_in_registers(lines: str, true: str, elements: int, tmp_path: Path) -> None:
    made = model(tmp_path, registers(lines))
    field = site(made, "regs.x").field
    assert true_of(field) == true
    assert field.kind.elements(made) == elements


@pytest.mark.parametrize(
    ("line", "true"),
    [
        ("x: InterruptSource", "at_run_time"),
        ("x: MemoryRegion[4, 'big']", "at_run_time"),
        ("x: Clock", "at_run_time on_the_wire"),
        ("x: Migratable[Custom['Colour', Author]]",
         "movable fallible at_run_time on_the_wire behind_migratable"),
    ],
)  # fmt: skip
def test_in_the_device(line: str, true: str, tmp_path: Path) -> None:
    assert true_of(site(model(tmp_path, device(line)), "x").field) == true


@pytest.mark.parametrize(
    ("line", "value", "derives", "sent"),
    [
        ("x: u8", 0, True, 0),
        ("x: u8", 3, False, 3),
        ("x: bool", True, False, 1),
        ("x: Mode", 2, True, 2),
        ("x: Mode", 5, False, 5),
        ("x: NonZero[i8]", 1, False, 1),
        ("x: Option[u8] = field(none=-1, wire=i16)", None, True, -1),
        ("x: Option[u8] = field(none=-1, wire=i16)", 0, False, 0),
        ("x: Option[u8] = field(flag='is')", None, True, 0),
        ("x: Option[u8] = field(flag='is')", 4, False, 4),
        ("x: Option[NonZero[u8]]", None, True, 0),
        ("x: Custom['Colour'] = field(wire=u8)", 4, True, 4),
        ("x: Timer", None, False, -1),
        ("x: Inner", {"inner": 0}, True, 0),
        ("x: Fifo[u8, 3] = field(migrate=False)", [], False, 0),
    ],
)
def test_defaults(line: str, value: Any, derives: bool, sent: int, tmp_path: Path) -> None:
    made = model(tmp_path, registers(line))
    field = site(made, "regs.x").field
    assert field.kind.derives(made, value) == derives
    assert field.kind.outgoing(field, value) == sent


def test_elements_of_structs_are_all_of_theirs(tmp_path: Path) -> None:
    made = model(tmp_path, registers("a: Array[u8, 3]; b: Array[Array[u16, 2], 3]; c: Inner"))
    regs = site(made, "regs").field
    assert regs.kind.elements(made) == 1 + 3 + 6 + 1


def test_where_bits_lie(tmp_path: Path) -> None:
    made = model(tmp_path, registers("x: Flags"))
    kind = site(made, "regs.x").field.kind
    assert kind.inside(made, "on") == (0, 1)
    assert kind.inside(made, "rest") == (1, 7)


def test_kinds_say_how_they_are_written() -> None:
    for kind in KINDS:
        assert kind.stem() in kind.__module__.split(".")
        assert not {".", " "} & set(kind.stem())
        assert "\n" not in kind.usage()
    assert (
        next(kind for kind in KINDS if kind.__name__ == "Option")
        .usage()
        .startswith("`Option[u32]`")
    )


def test_a_name_that_is_none(tmp_path: Path) -> None:
    made = model(tmp_path, registers("x: Mode"))
    assert made.find("Mode").name == "Mode"
    with pytest.raises(KeyError, match="Missing"):
        made.find("Missing")
