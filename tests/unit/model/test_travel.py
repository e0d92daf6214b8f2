# SPDX-License-Identifier: GPL-2.0-or-later
"""How a field of each kind travels: the strategy, what the wire has, and what else is decided."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.unit.lint.said import device, registers
from tests.unit.model.read import model, site, written
from vmgen.model.nodes import Device
from vmgen.model.travel import Travel
from vmgen.plan import DIALECTS


@dataclass
class Around:
    """What is around a field: a dialect, and how a struct travels."""

    device: Device
    dialect: Any = DIALECTS["11"]
    whole: bool = False
    mirror: str = "InnerMigration"

    def struct(self, name: str) -> Any:
        return SimpleNamespace(whole=self.whole, mirror=self.mirror, strategy="mirror")


def shown(travel: Travel) -> str:
    """In a line: strategy, the wire, what is true of it, and the author's methods."""
    wire = "nothing" if travel.wire is None else written(travel.wire)
    true = [item.name for item in fields(travel) if getattr(travel, item.name) is True]
    left_out = [] if travel.in_mirror else ["not in_mirror"]
    methods = [f"{item.name}({', '.join((item.receiver, *item.arguments))})"
               for item in travel.methods]  # fmt: skip
    return "; ".join([travel.strategy, wire, *true, *left_out, *methods]).replace("; in_mirror", "")


QUEUE = "x: Fifo[u8, 4]; s: Wire[Array[u8, 4]] = slots('x'); o: Wire[u8] = oldest('x'); "


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("x: u8", "copy; u8"),
        ("x: u8 = field(wire=u8)", "copy; u8"),
        ("x: u8 = field(wire=u16)", "integer; u16; converts; refuses"),
        ("x: bool = field(wire=u32)", "flag; u32; converts; refuses"),
        ("x: bool", "copy; bool"),
        ("x: u8 = field(mask=3)", "mask; u8; partial"),
        ("x: u8 = field(force=3)", "mask; u8; partial"),
        ("x: u8 = field(mask=0)", "mask; u8; partial"),
        ("x: Array[u8, 3]", "copy; u8"),
        ("x: Array[Array[u8, 2], 3]", "rows; u8; converts"),
        ("x: Buffer[8]", "copy; u8"),
        ("x: Mode", "enum; u8; converts; refuses"),
        ("x: Mode = field(wire=i32)", "enum; i32; converts; refuses"),
        ("x: Flags", "copy; Flags"),
        ("x: Large", "bits; u64; converts"),
        ("x: NonZero[u8] = field(default=1, wire=u32)", "nonzero; u32; converts; refuses"),
        ("x: Option[u8] = field(none=9, le=8)", "option; u8; converts; refuses"),
        ("x: Option[u8] = field(flag='is')", "option; u8; converts; refuses"),
        ("x: Duration = field(unit='ms')", "duration; u64; converts"),
        ("x: Duration = field(unit='ms', wire=u32)", "duration; u32; converts"),
        ("x: u16 = field(wire=u8, le=9)", "integer; u8; converts"),
        ("x: Atomic[u32]", "atomic; u32; converts"),
        ("x: Atomic[u8] = field(wire=u16)", "atomic; u16; converts; refuses"),
        ("x: Atomic[bool] = field(wire=u8)", "atomic; u8; converts; refuses"),
        ("x: Atomic[u16] = field(wire=u8, le=9)", "atomic; u8; converts"),
        ("x: Equal[u8]", "equal; u8; refuses; partial"),
        ("x: Equal[u8] = field(wire=u32)", "equal; u32; converts; refuses"),
        ("x: Bitmap[70]", "copy; Bitmap[70]"),
        ("x: Opaque[3] = field(reason='why')", "opaque; Opaque[3]"),
        ("x: Custom['Colour'] = field(wire=u32)", "custom; u32; converts; refuses"),
        ("x: Unused[2]", "padding; Unused[2]; not in_mirror"),
        ("x: Wire[u32] = computed()", "part; u32; converts; x(&self)"),
        ("x: Wire[Array[u32, 2]] = computed()", "part; u32; converts; x(&self)"),
        (QUEUE + "l: Wire[u8] = length('x')", "fifo; nothing; converts; refuses"),
        (QUEUE.replace("x", "q") + "x: Wire[u8] = length('q')", "part; u8; converts"),
        ("x: Inner", "nested; InnerMigration; converts; by_traits"),
    ],
)
def test_in_registers(lines: str, expected: str, tmp_path: Path) -> None:
    made = model(tmp_path, registers(lines))
    field = site(made, "regs.x").field
    assert shown(field.kind.travel(field, Around(made))) == expected


def test_structs(tmp_path: Path) -> None:
    """As it is if all of it is, else by its mirror, which may be the struct itself."""
    made = model(tmp_path, registers("x: Inner"))
    field = site(made, "regs.x").field
    assert shown(field.kind.travel(field, Around(made, whole=True))) == "clone; Inner"
    same = Around(made, mirror="Inner")
    assert shown(field.kind.travel(field, same)) == "nested; Inner; by_traits"


@pytest.mark.parametrize(
    ("lines", "index"), [("x: Timer", ""), ("x: Array[Timer, 2]", ", index: usize")]
)
def test_timers(lines: str, index: str, tmp_path: Path) -> None:
    made = model(tmp_path, registers(lines))
    field = site(made, "regs.x").field
    tells = Around(made, SimpleNamespace(timer_migrates=True, name="new"))
    assert shown(field.kind.travel(field, tells)) == "timer; i64; converts; by_traits"
    asks = Around(made, SimpleNamespace(timer_migrates=False, name="old"))
    travel = field.kind.travel(field, asks)
    assert shown(travel) == (
        f"armed; i64; converts; x_expire_time_ns(&self{index}); "
        f"arm_x(&mut self{index}, expire_time_ns: Option<u64>)"
    )
    assert [item.rank for item in travel.methods] == [3, 3]
    assert [item.result and written(item.result) for item in travel.methods] == [
        "Option[i64]",
        None,
    ]


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("x: Option[u8] = field(none=9, le=8)", "absent is 9 on the wire"),
        ("x: Option[NonZero[u8]]", "absent is 0 on the wire"),
        ("x: Option[u8] = field(flag='is')", "absent where the flag `is` before it says so"),
        ("x: Duration = field(unit='ms')", "a number of ms"),
        ("x: u8 = field(wire=u16)", "u8 at run time, u16 on the wire"),
        ("x: Bitmap[70]", "70 bits in words of 64, the lowest first"),
        ("x: Opaque[3] = field(reason='two\\n lines')", "two lines"),
        (QUEUE.replace("x", "q") + "x: Wire[u8] = length('q')", "length of `q`"),
        ("a: Fifo[u8, 2]; b: Fifo[u8, 2]; c: Wire[u8] = oldest('a'); d: Wire[u8] = oldest('b');"
         "e: Wire[u8] = length('a'); f: Wire[u8] = length('b');"
         "x: Wire[Array[u8, 4]] = slots('a', 'b')", "slots of `a`, `b`"),
    ],
)  # fmt: skip
def test_reasons(lines: str, reason: str, tmp_path: Path) -> None:
    made = model(tmp_path, registers(lines))
    field = site(made, "regs.x").field
    assert field.kind.travel(field, Around(made)).reason == reason


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("x: Unused[2]", "padding; Unused[2]; not in_mirror"),
        ("x: Timer", "object; i64"),
        ("x: Clock", "object; clock"),
        ("x: InterruptSource", "omit; nothing"),
        ("x: MemoryRegion[4, 'big']", "omit; nothing"),
    ],
)
def test_in_the_device(lines: str, expected: str, tmp_path: Path) -> None:
    field = site(model(tmp_path, device(lines)), "x").field
    assert shown(field.kind.travel_in_device(field)) == expected
