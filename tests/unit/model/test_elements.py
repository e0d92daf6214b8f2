# SPDX-License-Identifier: GPL-2.0-or-later
"""What a field of each kind is on the wire: its element, how many of it, its reset value."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.unit.lint.said import device, registers
from tests.unit.model.read import model
from vmgen.layout import (
    CLOCK_BODY,
    SCALARS,
    BitField,
    Body,
    Companion,
    Element,
    Nested,
    Number,
    Padding,
    Ring,
    Timer,
    WireField,
    whole,
)
from vmgen.model.layout import layout_of

U8, U16 = whole("u8"), whole("u16")
MODE = (("A", 2), ("B", 5))


def number(
    encoding: str, runtime: str, low: int | None = None, high: int | None = None, **more: Any
) -> Number:
    info = SCALARS[runtime]
    low, high = info.minimum if low is None else low, info.maximum if high is None else high
    return Number(encoding, runtime, low, high, **more)


def one(element: Element, reset: int = 0, **more: Any) -> WireField:
    return WireField("x", "x", element, reset=(reset,), **more)


def many(element: Element, *reset: int, **more: Any) -> WireField:
    return WireField("x", "x", element, len(reset), reset=reset, **more)


def registers_of(body: Body) -> Body:
    (nested,) = (item.element for item in body.fields if item.key == "regs")
    assert isinstance(nested, Nested)
    return nested.inner


IN_REGISTERS = [
    ("x: u8", one(U8)),
    ("x: u8 = field(default=7, since=1)", one(U8, 7, since=1)),
    ("x: u8 = field(wire=u32, ge=1, lt=5, default=4)", one(number("u32", "u8", 1, 4), 4)),
    ("x: i16 = -3", one(whole("i16"), -3)),
    ("x: bool = True", one(whole("bool"), 1)),
    ("x: bool = field(wire=u32)", one(number("u32", "bool"))),
    ("x: usize = field(wire=u32, le=9)", one(number("u32", "usize", 0, 9))),
    ("x: u8 = field(mask=3, force=8, default=7)", one(number("u8", "u8", mask=3, force=8), 3)),
    ("x: u8 = field(mask=0, default=7)", one(number("u8", "u8", mask=0))),
    ("x: Array[u8, 3]", many(U8, 0, 0, 0)),
    ("x: Array[u8, 2] = [1, 2]", many(U8, 1, 2)),
    ("x: Array[u8, 2] = 7", many(U8, 7, 7)),
    ("x: Array[Array[u8, 2], 3] = [1, 2, 3, 4, 5, 6]", many(U8, 1, 2, 3, 4, 5, 6, columns=2)),
    ("x: Buffer[4]", many(U8, 0, 0, 0, 0, in_memory=4)),
    ("x: Mode", one(Number("u8", "u8", 2, 5, "Mode", MODE), 2)),
    ("x: Mode = field(wire=i32, default=Mode.B)", one(Number("i32", "u8", 2, 5, "Mode", MODE), 5)),
    ("x: Array[Mode, 2] = [Mode.B, Mode.A]", many(Number("u8", "u8", 2, 5, "Mode", MODE), 5, 2)),
    (
        "x: Flags = 3",
        one(
            Number("u8", "u8", 0, 255, "Flags", bits=(BitField("on", 1), BitField("rest", 7))), 3
        ),
    ),
    ("x: NonZero[u8] = field(default=1, wire=u32)", one(number("u32", "u8", 1, zero=False), 1)),
    ("x: NonZero[i8]", one(number("i8", "i8", zero=False), 1)),
    ("x: NonZero[u8] = field(ge=2, default=2)", one(number("u8", "u8", 2, zero=False), 2)),
    ("x: Option[u8] = field(none=-1, wire=i32)", one(number("i32", "u8", none=-1), -1)),
    ("x: Option[u8] = field(none=-1, wire=i32, default=0)", one(number("i32", "u8", none=-1), 0)),
    ("x: Option[NonZero[u8]]", one(number("u8", "u8", 1, zero=False, none=0))),
    ("x: Option[NonZero[u8]] = 5", one(number("u8", "u8", 1, zero=False, none=0), 5)),
    ("x: Duration = field(unit='ms')", one(Number("u64", "u64", 0, (1 << 64) - 1, unit="ms"))),
    ("x: Duration = field(unit='s', wire=u32, default=9)",
     one(Number("u32", "u32", 0, (1 << 32) - 1, unit="s"), 9)),
    ("x: Atomic[u16] = 4", one(U16, 4)),
    ("x: Equal[u8] = 4", one(number("u8", "u8", kept=True), 4)),
    ("x: Equal[u8] = field(wire=u16)", one(number("u16", "u8", kept=True))),
    ("x: Bitmap[64]", many(whole("u64"), 0, in_memory=0)),
    ("x: Bitmap[65]", many(whole("u64"), 0, 0, in_memory=0)),
    ("x: Opaque[3] = field(reason='why')", many(U8, 0, 0, 0, in_memory=3)),
    ("x: Custom['Colour'] = field(wire=u32, default=6)", one(whole("u32"), 6)),
    ("x: Wire[u32] = computed()", one(whole("u32"))),
    ("x: Wire[u32] = computed(default=5, rename='y')",
     WireField("x", "y", whole("u32"), reset=(5,))),
    ("x: Wire[Array[u8, 2]] = computed(since=1)", many(U8, 0, 0, since=1)),
    ("x: Timer", one(Timer(48, restored=True), -1)),
    ("x: Array[Timer, 2]", many(Timer(48, restored=True), -1, -1)),
    ("x: Unused[2]", WireField("", "unused", Padding(2, "x"))),
    ("x: Unused[2] = field(since=1)", WireField("", "unused", Padding(2, "x"), since=1)),
    ("x: u8 = field(rename='y')", WireField("x", "y", U8, reset=(0,))),
    ("n: u8 = field(le=2); x: Array[u8, 2] = field(count='n')",
     many(U8, 0, 0, counted="n", fits=2)),
    ("n: u8 = field(le=2); x: Array[u8, 255] = field(count='n')",
     many(U8, *[0] * 255, counted="n")),
    ("n: u8 = field(le=2); x: Array[u8, 254] = field(count='n')",
     many(U8, *[0] * 254, counted="n", fits=254)),
    ("n: u8 = field(le=2, wire=u16); x: Array[u8, 255] = field(count='n')",
     many(U8, *[0] * 255, counted="n", fits=255)),
]  # fmt: skip


@pytest.mark.parametrize(("lines", "expected"), IN_REGISTERS, ids=lambda item: str(item)[:60])
def test_in_registers(lines: str, expected: WireField, tmp_path: Path) -> None:
    body = registers_of(layout_of(model(tmp_path, registers(lines))))
    assert body.fields[-1] == expected
    assert [item.key for item in body.fields[:-1]] == ["keep"] + ["n"] * lines.startswith("n:")


def test_a_flag_stands_before_its_option(tmp_path: Path) -> None:
    text = registers(
        "x: Option[u8] = field(flag='is', le=9); y: Option[u8] = field(flag='it', default=3)"
    )
    fields = registers_of(layout_of(model(tmp_path, text))).fields[1:]
    assert fields == (
        WireField("is", "is", whole("bool"), companion=Companion("flag", ("x",)), reset=(0,)),
        WireField("x", "x", number("u8", "u8", 0, 9), flag="is", reset=(0,)),
        WireField("it", "it", whole("bool"), companion=Companion("flag", ("y",)), reset=(1,)),
        WireField("y", "y", U8, flag="it", reset=(3,)),
    )


def test_a_queue_is_its_parts(tmp_path: Path) -> None:
    text = registers(
        "a: Fifo[u8, 3]; b: Fifo[u8, 3]; c: Fifo[u16, 2];"
        "al: Wire[i8] = length('a'); bl: Wire[u8] = length('b'); cl: Wire[u8] = length('c');"
        "ao: Wire[u8] = oldest('a'); bf: Wire[u8] = free('b'); cf: Wire[u8] = free('c');"
        "s: Wire[Array[u8, 6]] = slots('a', 'b'); cs: Wire[Array[u16, 2]] = slots('c', since=1)"
    )
    body = registers_of(layout_of(model(tmp_path, text)))
    a = Ring("a", 3, 3, "s", length="al", oldest="ao", step=2)
    b = Ring("b", 3, 3, "s", length="bl", free="bf", first=1, step=2)
    c = Ring("c", 2, 2, "cs", length="cl", free="cf")
    assert body.rings == (a, b, c)
    assert [(item.key, item.count, item.companion, item.reset) for item in body.fields[1:]] == [
        ("al", None, Companion("length", ("a",), (a,)), (0,)),
        ("bl", None, Companion("length", ("b",), (b,)), (0,)),
        ("cl", None, Companion("length", ("c",), (c,)), (0,)),
        ("ao", None, Companion("oldest", ("a",), (a,)), (0,)),
        ("bf", None, Companion("free", ("b",), (b,)), (0,)),
        ("cf", None, Companion("free", ("c",), (c,)), (0,)),
        ("s", 6, Companion("slots", ("a", "b"), (a, b)), (0,) * 6),
        ("cs", 2, Companion("slots", ("c",), (c,)), (0, 0)),
    ]
    assert [item.since for item in body.fields[-2:]] == [0, 1]


def test_a_ring_of_each_form(tmp_path: Path) -> None:
    text = registers(
        "n: u8 = field(default=2, ge=1, le=5);"
        "a: Fifo[u8, 4] = field(modulo='n'); ah: Wire[u8] = oldest('a'); at: Wire[u8] = free('a');"
        "ad: Wire[Array[u8, 5]] = slots('a');"
        "b: Fifo[u8, 2] = field(form='linear'); bl: Wire[u8] = length('b');"
        "bd: Wire[Array[u8, 2]] = slots('b');"
        "c: Fifo[u8, 2] = field(form='full'); cw: Wire[u8] = free('c');"
        "cd: Wire[Array[u8, 2]] = slots('c');"
        "d: Fifo[u32, 2] = subsection('dev/regs/d'); dl: Wire[u8] = length('d');"
        "dp: Wire[u8] = oldest('d');"
        "dd: Wire[Buffer[8]] = slots('d')"
    )
    body = registers_of(layout_of(model(tmp_path, text)))
    assert body.rings == (
        Ring("a", 4, 5, "ad", oldest="ah", free="at", modulo="n"),
        Ring("b", 2, 2, "bd", length="bl", form="linear"),
        Ring("c", 2, 2, "cd", free="cw", form="full"),
    )
    (inside,) = body.subsections
    assert inside.body.rings == (Ring("d", 2, 2, "dd", length="dl", oldest="dp", width=4),)
    assert [field.key for field in inside.body.fields] == ["dl", "dp", "dd"]
    assert body.all_rings == (*body.rings, *inside.body.rings)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("x: BqlCell[u8] = 3", one(U8, 3)),
        ("x: Array[BqlCell[u8], 2] = [1, 2]", many(U8, 1, 2)),
        ("x: Timer", one(Timer(48), -1)),
        ("x: Clock = field(since=2)", WireField("x", "x", Nested("clock", CLOCK_BODY, 8), since=2)),
        ("x: Unused[2]", WireField("", "unused", Padding(2, "x"))),
        ("n: BqlCell[u8]; x: Array[BqlCell[u8], 2] = field(count='n')",
         many(U8, 0, 0, counted="n", fits=2)),
        ("n: BqlCell[u8]; x: Array[BqlCell[u8], 255] = field(count='n')",
         many(U8, *[0] * 255, counted="n")),
        ("n: Property[u32] = 1; x: Array[BqlCell[u8], 2] = field(count='n')",
         many(U8, 0, 0, counted="n", fits=2)),
    ],
)  # fmt: skip
def test_in_the_device(lines: str, expected: WireField, tmp_path: Path) -> None:
    assert layout_of(model(tmp_path, device(lines))).fields[-1] == expected


@pytest.mark.parametrize(
    "line",
    [
        "x: Property[u8]",
        "x: InterruptSource",
        "x: u8 = field(migrate=False)",
        "x: MemoryRegion[4, 'big']",
    ],
)
def test_what_does_not_travel_has_no_field(line: str, tmp_path: Path) -> None:
    assert [item.key for item in layout_of(model(tmp_path, device(line))).fields] == ["regs"]
