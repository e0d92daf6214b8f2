# SPDX-License-Identifier: GPL-2.0-or-later
"""What many sections say together of a device, and what they do not."""

from __future__ import annotations

import pytest

from tests.unit.importer.sections import Json, group, number, raw, samples, struct
from vmgen.importer.devices import devices, groups
from vmgen.importer.found import (
    BitSet,
    Bytes,
    Collection,
    Count,
    Description,
    Field,
    Inside,
    Skipped,
    Unknown,
    Value,
    What,
)


def only(*entries: Json) -> Description:
    """The one device that these sections are of."""
    (found,) = devices(samples(*entries))
    return found.description


def field(description: Description, name: str) -> Field:
    """A field by its name on the wire."""
    (found,) = [item for item in description.fields if item.name == name]
    return found


@pytest.mark.parametrize(
    ("told", "what"),
    [
        (number("x", 16), Value("u16")),
        ({"name": "x", "type": "bool", "size": 1}, Value("bool")),
        ({"name": "x", "type": "int32 le", "size": 4}, Value("i32", kept="at most")),
        ({"name": "x", "type": "CPU_Double_U", "size": 8}, Value("u64", info="CPU_Double_U")),
        (raw("x", 6), Bytes(6)),
        (raw("x", 5, "fpscr"), Bytes(5, info="fpscr")),
        (raw("x", 16, "bitmap"), BitSet(128)),
        (raw("x", 3, "unused_buffer"), Skipped(3)),
        (raw("x", 1, "qtailq"), Collection("list", None)),
        (raw("x", 5, "gtree"), Collection("tree", None)),
    ],
)
def test_what_a_field_is(told: Json, what: What) -> None:
    assert field(only(group("dev", [told])), "x").what == what


def test_a_number_that_is_compared_has_what_all_sections_had() -> None:
    told = {"name": "x", "type": "uint16 equal", "size": 2}
    assert field(only(group("dev", [told])), "x").what == Value("u16", kept="equal", own=0)


def test_fields_since_and_until_a_version() -> None:
    old = group("dev", [number("a"), number("gone"), number("b")], 2)
    new = group("dev", [number("a"), number("b"), number("c")], 4)
    found = only(old, new)
    gates = {item.name: (item.since, item.until) for item in found.fields}
    assert gates == {"a": (0, None), "gone": (0, 2), "b": (0, None), "c": (4, None)}
    assert (found.version_id, found.minimum_version_id) == (4, 2)


def test_fields_that_some_have_come_in_the_lots_in_which_they_come() -> None:
    both = group("dev", [number("a"), number("x"), number("y"), number("z")])
    found = only(both, group("dev", [number("a")]), group("dev", [number("a"), number("z")]))
    assert [item.optional for item in found.fields] == ["", "x", "x", "z"]


def test_arrays_that_are_not_always_as_long() -> None:
    found = only(
        group("dev", [number("a", array_len=4), number("b", array_len=2), raw("c", 3)]),
        group("dev", [number("b", array_len=2), raw("c", 7)]),
        group("dev", [number("a", array_len=9), number("b", array_len=2), raw("c", 0)]),
    )
    assert field(found, "a").count == Count(9, varies=True) and not field(found, "a").optional
    assert field(found, "b").count == Count(2)
    assert field(found, "c").count == Count(7, varies=True)


def test_a_bitmap_that_is_not_always_as_long() -> None:
    """Counted in bits, as C does."""
    shown = [group("dev", [number("a"), raw("m", size, "bitmap")]) for size in (8, 24, 0)]
    found = field(only(*shown), "m")
    assert (found.what, found.count) == (BitSet(192), Count(192, varies=True))


def test_elements_that_are_described_one_by_one() -> None:
    bare = group("el", [number("x")])
    more = group("el", [number("x")], 1, group("el/more", [number("y", 8)]))
    found = field(only(group("dev", [struct("a", bare, index=0), struct("a", more)])), "a")
    assert found.count == Count(2)
    assert isinstance(found.what, Inside)
    (subsection,) = found.what.description.subsections
    assert subsection.description.name == "el/more" and not subsection.sent


def test_nulls_of_an_array_of_pointers() -> None:
    null = {"name": "p", "type": "ptr-marker", "size": 1}
    found = only(group("dev", [number("p", array_len=2), {**null, "array_len": 3}]))
    there, nulls = found.fields
    assert there.count == Count(2, start=0, pointers=True) and there.what == Value("u32")
    assert nulls.count == Count(3, start=2, pointers=True)
    assert nulls.what == Value("u8", kept="equal", info="ptr-marker")


def test_nulls_that_are_not_always_the_same() -> None:
    null = {"name": "p", "type": "nullptr", "size": 1}
    there = number("p")
    sections = group("dev", [there, null, there]), group("dev", [null, there])
    found = field(only(*sections), "p")
    assert found.what == Value("u32")
    assert found.count == Count(3, varies=True, pointers=True, nulls=True)


def test_nulls_alone_do_not_tell_what_an_element_is() -> None:
    null = {"name": "p", "type": "nullptr", "size": 1}
    sections = group("dev", [number("x"), null, null]), group("dev", [number("x"), null])
    what = field(only(*sections), "p").what
    assert isinstance(what, Unknown) and what.gap.code == "VM611"


def test_a_subsection_without_bytes_is_one() -> None:
    made = only(group("dev", [number("x")], 1, group("dev/list", [raw("y", 0)])))
    (subsection,) = made.subsections
    (empty,) = subsection.description.fields
    assert empty.what == Skipped(0) and empty.doc == "`y` had no bytes in any section."


def test_subsections_in_an_order_that_is_that_of_each_section() -> None:
    def sent(*names: str) -> Json:
        inner = (group(f"dev/{name}", [number("x")]) for name in names)
        return group("dev", [number("a")], 1, *inner)

    found = only(sent("b", "d"), sent("a", "b", "c"), sent("a", "c", "d"))
    names = [item.description.name for item in found.subsections]
    assert names == ["dev/a", "dev/b", "dev/c", "dev/d"]
    assert [item.sent for item in found.subsections] == [False] * 4


@pytest.mark.parametrize("info", ["virtio", "virtio-gpu", "scsi-requests", "shpc"])
def test_a_private_format_that_varies_is_a_gap(info: str) -> None:
    found = only(group("dev", [raw("v", 9, info)]), group("dev", [raw("v", 12, info)]))
    (gap,) = found.all_gaps()
    assert gap.code == "VM613" and gap.at.path == "dev.v"
    short, long = group("dev", [raw("v", 9, "tlb")]), group("dev", [raw("v", 12, "tlb")])
    assert len(groups(samples(short, long))) == 2  # the device decides, not what is in it


def test_vectors_are_as_many_as_the_device_has() -> None:
    told = [group("dev", [number("a"), raw("v", size, "msix state")]) for size in (0, 17)]
    assert field(only(*told), "v").count == Count(17, varies=True)


def test_the_same_name_is_not_the_same_device() -> None:
    one, other = group("cpu", [number("pc", 32)]), group("cpu", [number("pc", 64)])
    assert len(groups(samples(one, other))) == 2
    far = group("cpu", [number(name) for name in "abcdef"])
    near = group("cpu", [number(name) for name in "abcdxy"])
    assert len(groups(samples(far, near, machines=["virt", "pc"]))) == 2
    assert len(groups(samples(far, near))) == 1
    state, serial = group("uart", [number("state")]), group("uart", [number("serial")])
    assert len(groups(samples(state, serial))) == 2


def test_a_count_that_registers_cannot_have_is_one_of_each_layout() -> None:
    def sent(count: int) -> Json:
        hotplug = group("dev/cpus", [number("devs", array_len=count)])
        inner = group("pm", [number("x")], 1, hotplug)
        return group("dev", [struct("pm", inner), number("level")])

    assert [len(groups(samples(sent(2), sent(count)))) for count in (2, 4)] == [1, 2]


def test_a_description_that_does_not_add_up_is_a_gap() -> None:
    wrong = {**struct("s", group("el", [number("x")])), "size": 7}
    held = samples(group("dev", [wrong]))
    assert not held.found and [gap.code for gap in held.gaps] == ["VM614"]
