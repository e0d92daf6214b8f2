# SPDX-License-Identifier: GPL-2.0-or-later
"""The layout of what a stream says of a section; decoding by it is tested beside `vmgen.stream`."""

from __future__ import annotations

import json
from typing import Any

import pytest

from vmgen.layout import Body, Entries, LayoutError, Nested, Padding, Raw, Timer, whole
from vmgen.layout.from_stream import from_stream, written
from vmgen.layout.members import parse_json

LEAVES = [
    {"name": "a", "type": "uint32", "size": 4},
    {"name": "b", "array_len": 3, "type": "int16", "size": 2},
    {"name": "c", "index": 1, "type": "bool", "size": 1},
    {"name": "t", "type": "timer", "size": 8},
    {"name": "u", "type": "unused_buffer", "size": 5},
    {"name": "r", "type": "uint32", "size": 3},
    {"name": "e", "type": "int64 equal", "size": 8},
]


def section(*fields: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"name": "dev", "vmsd_name": "dev", "version": 3, "fields": list(fields), **more}


def test_leaves() -> None:
    body = from_stream(section(*LEAVES))
    assert (body.name, body.version_id, body.minimum_version_id) == ("dev", 3, 3)
    assert [field.element for field in body.fields] == [
        whole("u32"),
        whole("i16"),
        whole("bool"),
        Timer(8),
        Padding(5),
        Raw(3),
        whole("u64"),
    ]
    assert [field.size for field in body.fields] == [4, 6, 1, 8, 5, 3, 8]
    assert [(field.count, field.index) for field in body.fields[:3]] == [
        (None, None),
        (3, None),
        (None, 1),
    ]
    assert body.fields[6].info == "int64 equal"


def test_structs_and_subsections_as_they_were_sent() -> None:
    inner = {"vmsd_name": "dev/x", "version": 2, "fields": [LEAVES[0]]}
    struct = {**inner, "subsections": [{**inner, "vmsd_name": "dev/x/y"}]}
    size = 4 + len(b"\x05\x07dev/x/y") + 4 + 4
    field = {"name": "x", "array_len": 2, "type": "struct", "struct": struct, "size": size}
    body = from_stream(section(field, subsections=[{**inner, "vmsd_name": "dev/z"}]))
    (nested,) = body.fields
    assert isinstance(nested.element, Nested)
    assert (nested.element.size, nested.size) == (size, 2 * size)
    assert nested.element.body.subsections[0].body.name == "dev/x/y"
    assert body.subsections[0].condition == "unknown"
    assert written(body) == 2 * size + len(b"\x05\x05dev/z") + 4 + 4


def listed(info: str, size: int, entries: int) -> Body:
    group = json.dumps({"vmsd_name": "e", "version": 1, "fields": [LEAVES[0]]})[1:-1]
    text = f'{{"name": "l", "type": "{info}", {", ".join([group] * entries)}, "size": {size}}}'
    return from_stream(section(parse_json(text.encode())))


@pytest.mark.parametrize(
    ("info", "size", "entries", "kind"),
    [
        ("qtailq", 3 * 5 + 1, 3, "list"),
        ("qlist", 5 + 1, 1, "list"),
        ("gtree", 4 + 2 * 4 + 1 + 1, 2, "pairs"),
        ("gtree", 4 + 2 * 13 + 1, 2, "numbered"),
    ],
)
def test_lists_and_trees(info: str, size: int, entries: int, kind: str) -> None:
    (field,) = listed(info, size, entries).fields
    assert isinstance(field.element, Entries)
    assert (field.element.kind, len(field.element.bodies), field.size) == (kind, entries, size)


def test_a_list_that_does_not_add_up_is_bytes() -> None:
    (field,) = listed("qtailq", 7, 1).fields
    assert field.element == Raw(7)


@pytest.mark.parametrize(
    ("description", "message"),
    [
        (section(*LEAVES, size=34), "dev: 35 bytes, described 34"),
        (section({"name": "a", "type": "uint8"}), "dev.a: its size is no number"),
        (section({"name": "a", "size": 1}), "dev.a: its type is no printable text"),
        (section(version="1"), "dev: its version is no number"),
        (section(subsections=[{"vmsd_name": "x" * 256}]), "'x+', version 0, cannot be"),
        (
            section({"name": "a", "type": "struct", "struct": section(LEAVES[0]), "size": 5}),
            "dev.a: 4 bytes, described 5",
        ),
    ],
)
def test_what_does_not_add_up(description: dict[str, Any], message: str) -> None:
    with pytest.raises(LayoutError, match=f"^{message}"):
        from_stream(description)
