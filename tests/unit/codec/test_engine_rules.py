# SPDX-License-Identifier: GPL-2.0-or-later
"""The engine's rules on plans made by hand, with the worked examples of vmstate-wire.md."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.codec.common import subsection
from vmgen.codec import ErrorClass, WireError
from vmgen.codec.codec import FOOTER
from vmgen.codec.load import Loader
from vmgen.codec.save import Saver
from vmgen.layout import SCALARS, Body, Nested, Number, Padding, WireField, WireSubsection


def number(key: str, encoding: str, since: int = 0, count: int | None = None) -> WireField:
    info = SCALARS[encoding]
    return WireField(key, key, Number(encoding, encoding, info.minimum, info.maximum), count, since)


def load(body: Body, data: bytes, version: int, **live: Any) -> dict[str, Any]:
    Loader(data, FOOTER).section(body, version, live, dict(live))
    return live


def save(body: Body, version: int, **live: Any) -> bytes:
    saver = Saver()
    saver.body(body, version, live)
    return bytes(saver.data)


def refusal(body: Body, data: bytes, version: int, **live: Any) -> WireError:
    with pytest.raises(WireError) as caught:
        load(body, data, version, **live)
    return caught.value


# -- E1: scalars -----------------------------------------------------------------------------------

E1 = Body(
    "demo",
    1,
    1,
    (
        number("on", "bool"),
        number("t", "i8"),
        number("id", "u16"),
        number("d", "i32"),
        number("w", "u64"),
        number("mac", "u8", count=6),
        number("arr", "i16", count=2),
        WireField("", "unused", Padding(2)),
        number("eq", "u32"),
    ),
)
E1_VALUES: dict[str, Any] = {
    "on": True,
    "t": -2,
    "id": 0xBEEF,
    "d": -100,
    "w": 0x0123456789ABCDEF,
    "mac": [0x52, 0x54, 0x00, 0x12, 0x34, 0x56],
    "arr": [1, -1],
    "eq": 9,
}
E1_BYTES = bytes.fromhex("01 fe beef ffffff9c 0123456789abcdef 525400123456 0001ffff 0000 00000009")


def test_e1_scalars() -> None:
    assert save(E1, 1, **E1_VALUES) == E1_BYTES
    blank = dict.fromkeys(E1_VALUES, 0) | {"mac": [0] * 6, "arr": [0, 0]}
    assert load(E1, E1_BYTES, 1, **blank) == E1_VALUES
    assert load(E1, b"\xff" + E1_BYTES[1:], 1, **blank)["on"] is True


# -- E2: a nested struct with a subsection in the middle -------------------------------------------

EXTRA = Body("in/extra", 7, 2, (number("y", "u8"),))
IN = Body("in", 4, 1, (number("x", "u32"), number("y", "u8", since=4)), (WireSubsection(EXTRA),))
OUT = Body(
    "out",
    2,
    1,
    (
        number("a", "u8"),
        WireField("in", "in", Nested("struct", IN, 20)),
        number("b", "u16", since=2),
    ),
)
E2 = {"a": 0x11, "in": {"x": 0x22334455, "y": 0x66}, "b": 0x7788}
E2_BYTES = bytes.fromhex("11 22334455 66 0508") + b"in/extra" + bytes.fromhex("00000007 66 7788")
BLANK = {"a": 0, "in": {"x": 0, "y": 0}, "b": 0}


def test_e2_there_and_back() -> None:
    assert save(OUT, 2, **E2) == E2_BYTES
    assert load(OUT, E2_BYTES, 2, **BLANK) == E2


def test_e2_without_the_subsection() -> None:
    assert load(OUT, E2_BYTES[:6] + E2_BYTES[-2:], 2, **BLANK) == E2


def test_e2_as_version_1_reads_the_inner_struct_at_its_own_version() -> None:
    assert load(OUT, E2_BYTES[:-2], 1, **BLANK) == E2 | {"b": 0}


@pytest.mark.parametrize(
    ("version", "error_class"), [(3, ErrorClass.SECTION_TOO_NEW), (0, ErrorClass.TOO_OLD)]
)
def test_e2_versions(version: int, error_class: ErrorClass) -> None:
    assert refusal(OUT, E2_BYTES, version, **BLANK).error_class == error_class


@pytest.mark.parametrize(
    ("version", "error_class"),
    [(8, ErrorClass.TOO_NEW), (1, ErrorClass.TOO_OLD), (256, ErrorClass.TOO_OLD)],
)
def test_e2_subsection_versions(version: int, error_class: ErrorClass) -> None:
    """Only the low 8 bits of a subsection's version count."""
    data = E2_BYTES[:6] + subsection("in/extra", version, b"\x66") + E2_BYTES[-2:]
    assert refusal(OUT, data, 2, **BLANK).error_class == error_class
    data = E2_BYTES[:6] + subsection("in/extra", 256 + 7, b"\x66") + E2_BYTES[-2:]
    assert load(OUT, data, 2, **BLANK) == E2


def test_e2_unknown_and_unrecognised_names() -> None:
    data = E2_BYTES.replace(b"in/extra", b"in/Xxtra")
    error = refusal(OUT, data, 2, **BLANK)
    assert (error.error_class, error.offset) == (ErrorClass.UNKNOWN_SUBSECTION, 6)
    # Not recognised: its first two bytes are taken for b, and the rest is left.
    error = refusal(OUT, E2_BYTES.replace(b"in/extra", b"In/extra"), 2, **BLANK)
    assert (error.error_class, error.offset) == (ErrorClass.FOOTER, 8)


def test_ambiguous_byte_5() -> None:
    """Data that begins with 5 is data, unless the nested description's name follows."""
    for value in (0x0500, 0x0502, 0x0505):
        data = save(OUT, 2, **E2 | {"b": value})
        assert load(OUT, data, 2, **BLANK)["b"] == value


# -- E7: subsections of subsections, in any order --------------------------------------------------

Q = Body("dev/z/q", 9, 9, (number("val", "u8"),))
Z = Body("dev/z", 2, 2, (number("key", "u8"),), (WireSubsection(Q),))
A = Body("dev/a", 1, 1, (number("key", "u8"),))
DEV = Body("dev", 5, 5, (number("val", "u8"),), (WireSubsection(A), WireSubsection(Z)))
E7_A = bytes.fromhex("0505 6465762f61 00000001 11")
E7_Z = bytes.fromhex("0505 6465762f7a 00000002 11 0507 6465762f7a2f71 00000009 22")


def test_e7_nested_subsections() -> None:
    assert save(DEV, 5, val=0x22, key=0x11) == b"\x22" + E7_A + E7_Z
    for parts in (E7_A + E7_Z, E7_Z + E7_A, E7_Z, E7_A + E7_A, b""):
        loaded = load(DEV, b"\x22" + parts, 5, val=0, key=0x11)
        assert loaded == {"val": 0x22, "key": 0x11}


def test_the_last_of_two_subsections_wins() -> None:
    again = E7_A[:-1] + b"\x33"
    assert load(DEV, b"\x22" + E7_A + again, 5, val=0, key=0)["key"] == 0x33


def test_names_are_compared_up_to_a_nul() -> None:
    data = b"\x22" + subsection("dev/a\0rest", 1, b"\x44")
    assert load(DEV, data, 5, val=0, key=0)["key"] == 0x44


def test_a_nested_name_that_is_a_prefix_steals() -> None:
    """The prefix hazard of section 10, even between identical versions."""
    late = Body("in_outer/s", 1, 1, (number("b", "u8"),))
    outer = Body("in_outer", 1, 1, (OUT.fields[1],), (WireSubsection(late),))
    data = save(outer, 1, **E2 | {"b": 1})
    error = refusal(outer, data, 1, **BLANK)
    assert (error.error_class, error.path) == (ErrorClass.UNKNOWN_SUBSECTION, "in")


# -- the end of a section --------------------------------------------------------------------------


def test_a_cut_section_is_read_on_into_the_footer() -> None:
    """As in QEMU: four missing bytes become 7e and the id, and then the footer is missing."""
    error = refusal(E1, E1_BYTES[:-4], 1, **E1_VALUES)
    assert (error.error_class, error.path, error.offset) == (ErrorClass.FOOTER, "eq", 28)
    error = refusal(E1, E1_BYTES[:-12], 1, **E1_VALUES)
    assert (error.error_class, error.path, error.offset) == (ErrorClass.SHORT_STREAM, "mac", 20)


def test_without_a_footer_the_data_is_short() -> None:
    with pytest.raises(WireError) as caught:
        Loader(E1_BYTES[:-1], b"").section(E1, 1, dict(E1_VALUES), dict(E1_VALUES))
    assert caught.value.error_class == ErrorClass.SHORT_STREAM
    assert caught.value.path == "eq"


def test_left_over_bytes() -> None:
    error = refusal(E1, E1_BYTES + FOOTER, 1, **E1_VALUES)
    assert (error.error_class, error.offset) == (ErrorClass.FOOTER, len(E1_BYTES))
    assert str(error) == "FOOTER at byte 32, demo: 5 bytes are left"


def test_a_subsection_cut_in_its_version_has_version_0() -> None:
    data = b"\x22" + subsection("dev/a", 1, b"")[:-4]
    with pytest.raises(WireError) as caught:
        Loader(data, b"").section(DEV, 5, {"val": 0, "key": 0}, {"val": 0})
    assert caught.value.error_class == ErrorClass.TOO_OLD
