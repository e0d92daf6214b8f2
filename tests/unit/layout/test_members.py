# SPDX-License-Identifier: GPL-2.0-or-later
"""JSON of QEMU's, in which anything may be: what is taken, and what is refused in one line."""

from __future__ import annotations

from typing import Any

import pytest

from vmgen.layout import LayoutError
from vmgen.layout.from_dump import from_dump
from vmgen.layout.from_stream import DEEPEST, from_stream
from vmgen.layout.members import Members, groups, number, objects, parse_json, text

LONG = "p" * 90
CUT = "^" + "p" * 80 + ": its "


@pytest.mark.parametrize("value", [0, 1, (1 << 63) - 1])
def test_numbers(value: int) -> None:
    assert number({"n": value}, "n", "dev") == value


@pytest.mark.parametrize("value", [-1, 1 << 63, True, 1.0, "1", None])
def test_no_numbers(value: Any) -> None:
    with pytest.raises(LayoutError, match=CUT + "n is no number$"):
        number({"n": value}, "n", LONG)


def test_what_is_absent() -> None:
    assert number({}, "n", "dev", 3) == 3
    assert text({}, "t", "dev", "none") == "none"
    assert objects({}, "o", "dev") == []
    with pytest.raises(LayoutError, match=r"^dev: its n is no number$"):
        number({}, "n", "dev")
    with pytest.raises(LayoutError, match=r"^dev: its t is no printable text$"):
        text({}, "t", "dev")


@pytest.mark.parametrize("value", [1, None, "a\n", "\x00"])
def test_no_texts(value: Any) -> None:
    assert text({"t": "a b"}, "t", LONG) == "a b"
    with pytest.raises(LayoutError, match=CUT + "t is no printable text$"):
        text({"t": value}, "t", LONG)


@pytest.mark.parametrize("value", [1, {}, [1], [{}, 1], "ab"])
def test_no_objects(value: Any) -> None:
    assert objects({"o": [{}, {"a": 1}]}, "o", LONG) == [{}, {"a": 1}]
    with pytest.raises(LayoutError, match=CUT + "o are no list of objects$"):
        objects({"o": value}, "o", LONG)


def test_repeated_keys_are_kept() -> None:
    made = parse_json(b'{"a": 1, "b": 2, "a": 3}')
    assert isinstance(made, Members)
    assert (made, made.pairs) == ({"a": 3, "b": 2}, [("a", 1), ("b", 2), ("a", 3)])
    plain = parse_json(b'{"a": 1, "b": 2}')
    assert type(plain) is dict


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'{"a": 1}', []),
        (b'{"fields": [1]}', [{"fields": [1]}]),
        (b'{"vmsd_name": "x", "a": 1}', [{"vmsd_name": "x"}]),
        (b'{"vmsd_name": "x", "version": 1, "vmsd_name": "y", "fields": []}',
         [{"vmsd_name": "x", "version": 1}, {"vmsd_name": "y", "fields": []}]),
        (b'{"version": 1, "vmsd_name": "x", "vmsd_name": "y"}',
         [{"vmsd_name": "x"}, {"vmsd_name": "y"}]),
        (b'{"vmsd_name": "x", "size": 1, "size": 2}', [{"vmsd_name": "x"}]),
    ],
)  # fmt: skip
def test_groups(data: bytes, found: list[dict[str, Any]]) -> None:
    assert groups(parse_json(data)) == found


def test_what_is_no_json() -> None:
    for data, message in ((b"{", "^is no JSON: "), (b"[" * 100_000, "^is nested too deep$")):
        with pytest.raises(LayoutError, match=message):
            parse_json(data)


def nest(depth: int) -> dict[str, Any]:
    """A section with structs in structs."""
    inner: dict[str, Any] = {"vmsd_name": "s", "version": 1, "fields": []}
    for _ in range(depth):
        field = {"name": "s", "type": "struct", "size": 0, "struct": inner}
        inner = {"vmsd_name": "s", "version": 1, "fields": [field]}
    return {"name": "dev", **inner}


def test_how_deep_structs_may_be() -> None:
    from_stream(nest(DEEPEST))
    with pytest.raises(LayoutError, match=f"^structs are nested deeper than {DEEPEST} at dev.s"):
        from_stream(nest(DEEPEST + 1))


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ({"struct": 1}, "^dev.x: its struct is no object$"),
        ({"array_len": 2, "struct": 1}, r"^dev.x\[0\]: its struct is no object$"),
        ({"index": 3, "struct": 1}, r"^dev.x\[3\]: its struct is no object$"),
        ({"struct": {"fields": []}}, "^dev.x: 0 bytes, described 4$"),
        ({"size": -1}, "^dev.x: its size is no number$"),
        ({"array_len": "2"}, "^dev.x: its array_len is no number$"),
        ({"index": True}, "^dev.x: its index is no number$"),
    ],
)
def test_what_is_no_field_of_a_stream(field: dict[str, Any], message: str) -> None:
    made = {"name": "x", "type": "uint32", "size": 4, **field}
    with pytest.raises(LayoutError, match=message):
        from_stream({"name": "dev", "vmsd_name": "dev", "version": 1, "fields": [made]})


@pytest.mark.parametrize(
    ("wrong", "what"),
    [({"field_exists": 1}, "field_exists is neither"), ({"Description": 1}, "Description is no")],
)
def test_long_paths_of_a_dump_are_cut(wrong: dict[str, Any], what: str) -> None:
    versions = {"version_id": 1, "minimum_version_id": 1}
    field = {"field": "x", "version_id": 0, "field_exists": False, "size": 4, **wrong}
    description = {"name": "dev", **versions, "Fields": [field]}
    with pytest.raises(LayoutError, match=CUT + what):
        from_dump({"Name": LONG, **versions, "Description": description})
