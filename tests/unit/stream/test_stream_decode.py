# SPDX-License-Identifier: GPL-2.0-or-later
"""The worked examples of the wire reference (section 16), decoded and encoded."""

from __future__ import annotations

import json

import pytest
from stream_builder import field, str8, struct_field, u32, vmsd

from vmgen.layout.members import parse_json
from vmgen.stream import Section, Value, count_leaves, decode_section, encode_section


def decode(body: str | bytes, description: object) -> Value:
    data = bytes.fromhex(body.replace("|", "")) if isinstance(body, str) else body
    parsed = parse_json(json.dumps(description).encode())
    return round_trip(Section("dev", 0, 1, data=data, description=parsed))


def round_trip(section: Section) -> Value:
    values = decode_section(section)
    assert encode_section(values) == section.data
    for node in values.walk():
        assert (
            encode_section(node) == section.data[node.offset : node.offset + node.size]
        ), node.name
    return values


def held(values: Value) -> dict[str, object]:
    return {child.name: child.value for child in values.children}


def test_e1_scalars() -> None:
    values = decode(
        "01 fe beef ffffff9c 0123456789abcdef 525400123456 0000000000000001 0001ffff 0000 00000009",
        vmsd(
            "demo",
            1,
            field("on", "bool", 1),
            field("t", "int8", 1),
            field("id", "uint16", 2),
            field("d", "int32", 4),
            field("w", "uint64", 8),
            field("mac", "buffer", 6),
            field("f", "CPU_Double_U", 8),
            field("arr", "int16", 2, array_len=2),
            field("unused", "unused_buffer", 2),
            field("eq", "uint32 equal", 4),
        ),
    )
    assert held(values) == {
        "on": True,
        "t": -2,
        "id": 0xBEEF,
        "d": -100,
        "w": 0x0123456789ABCDEF,
        "mac": bytes.fromhex("525400123456"),
        "f": 1,
        "arr": (1, -1),
        "unused": b"\0\0",
        "eq": 9,
    }
    assert values.field("arr").offset == 30
    assert values.field("arr").size == 4
    assert values.field("arr").count == 2
    assert count_leaves(values) == 11


def test_e2_subsection_in_the_middle() -> None:
    extra = vmsd("in/extra", 7, field("y", "uint8", 1))
    inner = vmsd("in", 4, field("x", "uint32", 4), field("y", "uint8", 1), subsections=[extra])
    values = decode(
        "11 | 22334455 66 | 05 08 69 6e 2f 65 78 74 72 61 00000007 66 | 7788",
        vmsd(
            "out", 2, field("a", "uint8", 1), struct_field("in", 20, inner), field("b", "uint16", 2)
        ),
    )
    inside = values.field("in")
    assert (inside.type, inside.vmsd, inside.version, inside.offset, inside.size) == (
        "struct",
        "in",
        4,
        1,
        20,
    )
    sub = inside.subsections[0]
    assert (sub.type, sub.name, sub.version, sub.offset, sub.size) == (
        "subsection",
        "in/extra",
        7,
        6,
        15,
    )
    assert values.field("in.in/extra.y").value == 0x66
    assert values.field("b").value == 0x7788


def test_e3_null_pointers() -> None:
    pt = vmsd("pt", 1, field("key", "uint32", 4), field("val", "uint32", 4))
    values = decode(
        "30 | 00000001 0000000a | 30 | 00000002 0000000b | 00000003 0000000c | 7f",
        vmsd(
            "ptrs",
            1,
            field("p", "nullptr", 1),
            struct_field("p", 8, pt),
            field("p", "nullptr", 1),
            struct_field("p", 8, pt, array_len=2),
            field("tail", "uint8", 1),
        ),
    )
    assert [child.type for child in values.children] == [
        "nullptr",
        "struct",
        "nullptr",
        "struct",
        "uint8",
    ]
    assert values.children[0].value == 0x30
    run = values.children[3]
    assert run.count == 2
    assert [child.index for child in run.children] == [0, 1]
    assert run.children[1].field("val").value == 12
    assert values.children[4].value == 0x7F


def test_e4_run_time_lengths() -> None:
    values = decode(
        "00000003 | 010203040506 | fffffffe | 68656c6c6f | 0000000000000001 0000000000000022 |"
        "000000 | 01020304 | 000000010000000200000003000000040000000500000006 | 000200030004 |"
        "00000009 | 01",
        vmsd(
            "rt",
            1,
            field("n", "uint32", 4),
            field("v", "uint16", 2, array_len=3),
            field("len", "int32", 4),
            field("buf", "buffer", 5),
            field("bmp", "bitmap", 16),
            field("unused", "unused_buffer", 3),
            field("fixed", "buffer", 4),
            field("two", "uint32", 4, array_len=6),
            field("arr16", "uint16", 2, array_len=3),
            field("lim", "int32 le", 4),
            field("b", "bool", 1),
        ),
    )
    assert values.size == 77
    assert values.field("v").value == (0x0102, 0x0304, 0x0506)
    assert values.field("buf").value == b"hello"
    bits = values.field("bmp").value
    assert isinstance(bits, tuple)
    assert [64 * w + k for w, word in enumerate(bits) for k in range(64) if int(word) >> k & 1] == [
        0,
        65,
        69,
    ]
    assert values.field("two").value == (1, 2, 3, 4, 5, 6)


def list_json(info: str, size: int, *elements: dict[str, object]) -> bytes:
    """A field whose elements' members repeat in one object, as QEMU writes it."""
    groups = ", ".join(json.dumps(element)[1:-1] for element in elements)
    between = ", " if groups else ""
    members = f'"name": "list", "type": "{info}", {groups}{between}"size": {size}'
    return f'{{"vmsd_name": "holder", "version": 1, "fields": [{{{members}}}]}}'.encode()


def test_e5_list() -> None:
    element = vmsd("node", 2, field("b", "bool", 1), field("u8", "uint8", 1))
    description = parse_json(list_json("qtailq", 7, element, element))
    body = bytes.fromhex("01 01 82 01 00 41 00")
    values = round_trip(Section("dev", data=body, description=description))
    entries = values.field("list").children
    assert [(entry.type, entry.vmsd, entry.index) for entry in entries] == [
        ("entry", "node", 0),
        ("entry", "node", 1),
    ]
    assert [held(entry) for entry in entries] == [{"b": True, "u8": 0x82}, {"b": False, "u8": 0x41}]
    entries[0].field("u8").value = 0x99
    assert encode_section(values).hex() == "01019901004100"


def test_e5_elements_of_different_layout() -> None:
    short = vmsd("node", 2, field("b", "bool", 1))
    long = vmsd("node", 2, field("b", "bool", 1), subsections=[vmsd("node/x", 1)])
    description = parse_json(list_json("qlist", 2 + 2 + 12 + 1, short, long))
    body = b"\1\0" + b"\1\1" + b"\5" + str8("node/x") + u32(1) + b"\0"
    values = round_trip(Section("dev", data=body, description=description))
    assert [len(entry.subsections) for entry in values.field("list").children] == [0, 1]


@pytest.mark.parametrize("info", ["qtailq", "qlist"])
def test_empty_list(info: str) -> None:
    values = round_trip(Section("dev", data=b"\0", description=parse_json(list_json(info, 1))))
    assert values.field("list").children == []
    assert values.field("list").value is None


def test_e5_tree_with_keys() -> None:
    key = vmsd("key", 1, field("k", "uint32", 4))
    value = vmsd("value", 1, field("v", "uint32", 4))
    body = bytes.fromhex("00000002 01 00000003 00000030 01 00000007 00000070 00")
    description = parse_json(list_json("gtree", len(body), key, value, key, value))
    values = round_trip(Section("dev", data=body, description=description))
    nodes = values.field("list").children
    assert [(n.field("key.k").value, n.field("value.v").value) for n in nodes] == [
        (3, 0x30),
        (7, 0x70),
    ]


def test_e5_tree_with_direct_keys() -> None:
    value = vmsd("value", 1, field("v", "uint32", 4))
    body = bytes.fromhex("00000001 01 0000000000000005 00000070 00")
    description = parse_json(list_json("gtree", len(body), value))
    values = round_trip(Section("dev", data=body, description=description))
    (node,) = values.field("list").children
    assert node.field("key").value == 5
    assert node.field("value.v").value == 0x70


def test_list_that_is_not_one_stays_bytes() -> None:
    element = vmsd("node", 2, field("b", "bool", 1))
    description = parse_json(list_json("qtailq", 3, element))
    values = round_trip(Section("dev", data=b"\2\0\0", description=description))
    assert values.reason is None
    assert values.field("list").value == b"\2\0\0"
    assert values.field("list").reason == "list: byte 02 at 0, where 01 belongs"


def test_e6_vstruct() -> None:
    members = vmsd(
        "in",
        3,
        field("x", "uint32", 4),
        subsections=[vmsd("in/extra", 7, field("y", "uint8", 1))],
    )
    vstruct = {"name": "in", "type": "vstruct", **members, "size": 19}
    values = decode(
        "22334455 | 05 08 69 6e 2f 65 78 74 72 61 00000007 66 | 11",
        vmsd("out", 1, vstruct, field("a", "uint8", 1)),
    )
    inside = values.field("in")
    assert (inside.type, inside.vmsd, inside.version) == ("vstruct", "in", 3)
    assert inside.field("in/extra.y").value == 0x66
    assert values.field("a").value == 0x11


def test_e7_nested_subsections() -> None:
    deepest = vmsd("dev/z/q", 9, field("val", "uint8", 1))
    last = vmsd("dev/z", 2, field("key", "uint8", 1), subsections=[deepest])
    first = vmsd("dev/a", 1, field("key", "uint8", 1))
    values = decode(
        "22 | 05056465762f61 00000001 11 | 05056465762f7a 00000002 11 |"
        "05076465762f7a2f71 00000009 22",
        vmsd("dev", 5, field("val", "uint8", 1), subsections=[first, last]),
    )
    assert [sub.name for sub in values.subsections] == ["dev/a", "dev/z"]
    assert values.field("dev/z.dev/z/q.val").value == 0x22
    values.field("dev/a").version = 3
    assert encode_section(values)[8:12] == u32(3)


def test_e10_tmp() -> None:
    inner = vmsd("parent", 1, field("f", "uint64", 8))
    members = vmsd("tmp", 0, field("diff", "int64", 8), struct_field("parent", 8, inner))
    tmp = {"name": "tmp", "type": "tmp", **members, "size": 16}
    values = decode(
        "00000002 0000000000000001 0000000000000002 0000000000000008",
        vmsd("dev", 1, field("a", "uint32", 4), field("d", "uint64", 8), tmp),
    )
    assert values.field("tmp.diff").value == 2
    assert values.field("tmp.parent.f").value == 8


def test_indexed_and_unknown() -> None:
    one = vmsd("cpu", 1, field("x", "uint8", 1))
    values = decode(
        "01 02 aabb ccdd eeff 02",
        vmsd(
            "dev",
            1,
            struct_field("cpu", 1, one, index=0),
            struct_field("cpu", 1, one, index=1),
            field("tlb", "tlb entry", 2, array_len=2),
            field("odd", "uint32", 2),  # not this info's size: bytes
            field("flag", "bool", 1),
        ),
    )
    assert values.field("cpu[1].x").value == 2
    assert values.field("tlb").value == (b"\xaa\xbb", b"\xcc\xdd")
    assert values.field("odd").value == b"\xee\xff"
    assert values.field("flag").value == 2  # neither true nor false, and kept
    with pytest.raises(KeyError):
        values.field("cpu[2].x")


@pytest.mark.parametrize(
    ("info", "size", "value", "wire"),
    [
        ("int16", 2, -2, "fffe"),
        ("int64", 8, -1, "ff" * 8),
        ("uint8 equal", 1, 255, "ff"),
        ("uint16 equal", 2, 0xBEEF, "beef"),
        ("int32 equal", 4, -1, "ffffffff"),
        ("int64 equal", 8, 2**64 - 1, "ff" * 8),  # an unsigned info in spite of its name
        ("timer", 8, -1, "ff" * 8),
        ("ptr-marker", 1, 0x30, "30"),
    ],
)
def test_infos(info: str, size: int, value: int, wire: str) -> None:
    values = decode(wire, vmsd("dev", 1, field("x", info, size)))
    assert values.field("x").value == value


def test_encode_refuses_what_does_not_fit() -> None:
    values = decode("01", vmsd("dev", 1, field("x", "uint8", 1)))
    values.field("x").value = 256
    with pytest.raises(ValueError, match="x: "):
        encode_section(values)


@pytest.mark.parametrize(
    ("description", "reason"),
    [
        (vmsd("d", 1, field("a", "uint8", 1)), "dev: 2 bytes, described 1"),
        (
            vmsd("d", 1, struct_field("s", 2, vmsd("e", 1), array_len=1)),
            "d.s[0]: 0 bytes, described 2",
        ),
        (vmsd("d", 1, field("a", "uint8", -1)), "d.a: its size is no number"),
        (vmsd("d", 1, field("a", "uint8", True)), "d.a: its size is no number"),
        (vmsd("d", 1, {"name": "a", "size": 2}), "d.a: its type is no printable text"),
        (vmsd("d", 1, {"type": "x", "size": 2}), "d: its name is no printable text"),
        (vmsd("d", 1, field("a\x1b[0m", "x", 2)), "d: its name is no printable text"),
        ({"vmsd_name": "d", "fields": {}}, "d: its fields are no list of objects"),
        (vmsd("d", 1, field("a", "uint8", 1, array_len=2**40)), "d: its values would need"),
        (
            vmsd("d", 1, struct_field("a", 1, vmsd("e", 1, field("b", "u", 1)), array_len=2**31)),
            "d: its values would need",
        ),
        (vmsd("d", 1, field("a", "raw", 0, array_len=2**62)), "dev: 2 bytes, described 0"),
        (vmsd("d", 1, field("a", "x", 2**62), field("b", "x", 2**62)), "d: its values would need"),
        (vmsd("d", 1, subsections=[vmsd("s" * 256, 1)]), "'ssss"),
        (vmsd("d", 1, subsections=[vmsd("\ud800", 1)]), "d: its vmsd_name is no printable text"),
        (
            vmsd("d", 1, field("a", "buffer", 2), subsections=[vmsd("e", 2**32)]),
            "'e', version 4294967296, cannot be",
        ),
    ],
)
def test_description_that_lies(description: object, reason: str) -> None:
    values = decode("0102", description)
    assert values.type == "raw"
    assert values.value == b"\1\2"
    assert values.reason is not None
    assert values.reason.startswith(reason)


def test_structs_without_end() -> None:
    members = vmsd("deep", 1)
    for _ in range(80):
        members = vmsd("deep", 1, struct_field("s", 0, members))
    values = decode(b"", members)
    assert values.reason is not None
    assert values.reason.startswith("structs are nested deeper than 64")


def test_subsection_that_is_not_there() -> None:
    description = vmsd("dev", 1, subsections=[vmsd("dev/a", 1)])
    values = decode(b"\5" + str8("dev/b") + u32(1), description)
    assert values.reason == "no subsection dev/a of version 1 at byte 0"


def test_arrays_of_nothing_are_not_spelled_out() -> None:
    values = decode(
        b"",
        vmsd(
            "dev",
            1,
            struct_field("s", 0, vmsd("e", 1), array_len=2**31),
            field("r", "raw", 0, array_len=2**31),
        ),
    )
    assert values.reason is None
    assert len(values.field("s").children) == 0
    assert values.field("r").value == ()
