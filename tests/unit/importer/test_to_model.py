# SPDX-License-Identifier: GPL-2.0-or-later
"""What a device's model says of what was found, and that nothing of it is lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from vmgen.diagnostics import Diagnostics
from vmgen.importer.files import specs
from vmgen.importer.found import (
    BitSet,
    Bytes,
    CEnum,
    Count,
    Description,
    Device,
    EnumValue,
    Expiry,
    Field,
    Function,
    Gap,
    Inside,
    Skipped,
    Spot,
    Value,
)
from vmgen.importer.to_model import to_model
from vmgen.model import nodes
from vmgen.model.kinds import EnumKind, Incomplete, Unused
from vmgen.spec.read import read_specs

HERE = Spot("x.c", 3, 5)


def field(name: str, what: Any, **more: Any) -> Field:
    """A field."""
    return Field(name, what, HERE, **more)


def made(*fields: Field) -> nodes.Device:
    """The model of a device with these fields."""
    return to_model(Device(Description("x", HERE, fields, (), 4, 1)), "x")


def printed(*fields: Field) -> str:
    """The spec of that device, in one line."""
    (file,) = specs([Device(Description("x", HERE, fields, (), 4, 1))], "x")
    return " ".join(file.text.split())


def gap(text: str) -> tuple[Gap, ...]:
    """A gap of this text."""
    return (Gap("VM621", text, "", HERE),)


def test_a_field_that_no_version_of_its_description_has_is_said_and_left_out() -> None:
    inner = Description(
        "in", HERE, (field("a", Value("u8")), field("b", Value("u8"), since=2)), (), 1
    )
    told = made(
        field("one", Value("u8")),
        field("late", Value("u8"), since=5),
        field("asked", Value("u8"), since=5, test=Function("is_there")),
        field("inner", Inside(inner)),
    )
    (regs,) = [
        it for it in told.types if isinstance(it, nodes.Struct) and it.description.name == "in"
    ]
    assert [it.name for it in regs.fields] == ["a"]
    assert [it.name for it in told.fields] == ["one", "asked", "regs"]
    assert [line for line in told.doc.splitlines() if "since" in line] == [
        "- `late`: since version 5, and the description is at 4 (x.c:3:5)",
        "- `b` of `in`: since version 2, and the description is at 1 (x.c:3:5)",
    ]


def test_padding_is_one_field_for_each_gate_and_mark() -> None:
    told = made(
        field("unused", Skipped(4)),
        field("unused", Skipped(2), count=Count(3)),
        field("unused", Skipped(8), since=3),
        field("unused", Skipped(16), since=3, until=3),
        field("unused", Skipped(1), since=3, until=3),
        field("unused", Skipped(32), gaps=gap("one")),
        field("unused", Skipped(64), gaps=gap("two")),
    )
    plain, known = told.fields[:3], [it.type for it in told.fields[3:]]
    assert [(it.type, it.since, it.until) for it in plain] == [
        (Unused(size=10), 0, None),
        (Unused(size=8), 3, None),
        (Unused(size=17), 3, 3),
    ]
    marks = [it for it in known if isinstance(it, Incomplete)]
    assert [(it.text, it.known) for it in marks] == [
        ("VM621: one (x.c:3:5)", Unused(size=32)),
        ("VM621: two (x.c:3:5)", Unused(size=64)),
    ]


def test_rows_of_what_the_language_has_no_rows_of_stand_one_after_another() -> None:
    inner = Description("in", HERE, (field("a", Value("u8")),), (), 1)
    told = made(
        field("cells", Inside(inner), count=Count(6, columns=3)),
        field("numbers", Value("u8"), count=Count(6, columns=3)),
        field("timers", Expiry(), count=Count(6, columns=3)),
    )
    (regs,) = [
        it for it in told.types if isinstance(it, nodes.Struct) and "regs" in it.description.name
    ]
    assert [it.shape.lengths for it in regs.fields] == [(6,), (2, 3), (6,)]
    assert ["rows of 3" in it.doc for it in regs.fields] == [True, False, True]


def test_bytes_that_a_member_counts_are_at_most_as_many_as_were_seen() -> None:
    told = made(field("data", Bytes(512), count=Count(member="size")))
    (data,) = [it for it in told.fields if it.name == "data"]
    assert data.shape.lengths == (512,)


def test_a_mark_for_each_gap_of_an_array_without_an_end() -> None:
    endless = field("a", Value("u32"), count=Count(member="n"), gaps=gap("the version"))
    inner = Description("inner", HERE, (field("n", Value("u32")), endless))
    told = made(endless, field("in", Inside(inner)))
    (struct,) = [
        it for it in told.types if isinstance(it, nodes.Struct) and it.doc == "C's `inner`."
    ]
    for item in (next(it for it in told.fields if it.name == "a"), struct.fields[1]):
        assert isinstance(item.type, Incomplete)
        assert "the version" in item.type.text and "`n` counts at most" in item.type.text


def test_what_counts_bits() -> None:
    """In the device a cell of its own; in registers the number before it, in their range."""
    bits, number = BitSet(70), Value("i32")
    counted = field("map", bits, count=Count(member="n"))
    text = printed(field("n", number), counted, field("more", bits, count=Count(130, varies=True)))
    assert 'n: BqlCell[u32] map: Bitmap[BqlCell[u64], 70] = field(count="n")' in text
    assert 'more: Bitmap[BqlCell[u64], 70] = field(count="num_more")' in text
    assert "How many bits of `more` travel." in text
    words = field("words", Value("u16"), count=Count(24, member="n", times=2))
    inner = Inside(Description("inner", HERE, (field("n", number), counted, words)))
    text = printed(field("in", inner))
    assert 'n: i32 = field(ge=0, le=12) map: Bitmap[70] = field(count="n")' in text
    short = replace(inner.description, fields=(field("n", Value("u8")), words))
    assert "n: u8 = field(le=12) words:" in printed(field("in", Inside(short)))
    wide = replace(words, count=Count(512, member="n"))
    short = replace(short, fields=(field("n", Value("u8")), wide))
    assert "n: u8 words:" in printed(field("in", Inside(short)))
    endless = replace(counted, what=BitSet(None))
    assert "counts at most (x.c:3:5): write a `Bitmap` of as many bits" in printed(endless)


def test_an_enum_of_c_is_made_once() -> None:
    mode = CEnum("u8", (EnumValue("OFF", 0), EnumValue("ON", 1)))  # no class can be called so
    other = CEnum("u8", (EnumValue("LOW", 0), EnumValue("HIGH", 1)))
    told = made(
        *(
            field(name, Value("u8", enum=it))
            for name, it in zip("abc", (mode, mode, other), strict=True)
        )
    )
    (struct,) = [it for it in told.types if isinstance(it, nodes.Struct)]
    named = [it.type.name for it in struct.fields if isinstance(it.type, EnumKind)]
    assert len([it for it in told.types if isinstance(it, nodes.Enum)]) == 2
    assert len(named) == 3 and named[0] == named[1] != named[2]


def test_a_mark_says_what_to_do() -> None:
    told = made(field("a", Value("u8"), gaps=(Gap("VM626", "behind", "Say `-D A`.", HERE),)))
    (mark,) = [it.type for it in told.fields]
    assert isinstance(mark, Incomplete) and mark.text == "VM626: behind (x.c:3:5): say `-D A`"


@pytest.mark.parametrize(
    ("parent", "text"),
    [
        ("", 'name="x", version_id=4, minimum_version_id=1'),
        ("sys-bus-device", 'name="x", version_id=4, minimum_version_id=1'),
        ("device", 'parent="DeviceState"'),
        ("i2c-slave", "parent_obj: ParentField[I2CSlave] = field(migrate=False)"),
        ("ssi-peripheral", "parent_obj: ParentField[SSIPeripheral] = field(migrate=False)"),
        ("pci-device", "parent_obj: ParentField[PCIDevice] = field(migrate=False)"),
        ("isa-device", "parent_obj: ParentField[ISADevice] = field(migrate=False)"),
        ("usb-device", "parent_obj: ParentField[USBDevice] = field(migrate=False)"),
        ("lamp-base", "C's type derives from `lamp-base`"),
    ],
)
def test_the_parent_that_c_names(parent: str, text: str, tmp_path: Path) -> None:
    found = Description("x", HERE, (field("a", Value("u8")), field("b", Value("u8"))), (), 4, 1)
    (spec,) = specs([Device(found, "x", parent)], ["x.c"])
    path = tmp_path / "x.py"
    path.write_text(spec.text)
    diagnostics = Diagnostics()
    (device,) = read_specs([path], diagnostics)
    assert text in spec.text and not diagnostics.failed
    assert (device.parent == "SysBusDevice") is (parent in ("", "sys-bus-device", "lamp-base"))


def test_what_is_inside_may_have_the_same_name() -> None:
    inner = Description("part", HERE, (field("a", Value("u8")), field("b", Value("u8"))))
    outer = Description("part", HERE, (field("c", Value("u8")), field("of", Inside(inner))))
    found = Description("x", HERE, (field("p", Inside(outer)), field("q", Value("u8"))), (), 1, 1)
    (spec,) = specs([Device(found, "x")], ["x.c"])
    assert "class Part(" in spec.text and "class PartRegisters(" in spec.text


def test_a_parent_may_be_a_later_field() -> None:
    """As of many I2C devices; what C's type does not derive from is no parent there."""
    inner = Description("I2CSlave", HERE, (field("address", Value("u8")),), (), 1, 1)
    fields = (field("a", Value("u8")), field("i2c", Inside(inner)), field("b", Value("u8")))
    found = Description("x", HERE, fields, (), 1, 1)
    told = to_model(Device(found, "x", "i2c-slave"), "x")
    names = [(it.name, it.rename) for it in told.fields]
    assert names == [("a", None), ("parent_obj", "i2c"), ("b", None)]
    assert told.parent == "I2CSlave" and "derives" not in told.doc
    other = to_model(Device(found, "x", "lamp-base"), "x")
    assert other.parent == "SysBusDevice" and "derives from `lamp-base`" in other.doc
