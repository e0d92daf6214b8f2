# SPDX-License-Identifier: GPL-2.0-or-later
"""What C says of a description is in the spec, in a word of the language or as a mark."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from vmgen.importer.c import Options
from vmgen.importer.c.devices import devices
from vmgen.importer.files import specs

HEAD = """
typedef struct Part { uint8_t a; uint16_t b; uint8_t data[4]; } Part;
typedef struct DevState {
    uint32_t reg; int32_t used; Part one; Part all[3]; uint8_t buf[4];
} DevState;
static bool asks(void *opaque, int version_id) { return opaque != 0; }
static bool wants(void *opaque) { return true; }
static int does(void *opaque, int version_id) { return 0; }
"""


def description(name: str, state: str, fields: str, heads: str = "", version: int = 1) -> str:
    """A description of a part or device."""
    return f"""
static const VMStateDescription vmstate_{name} = {{
    .name = "{name}", .version_id = {version}, .minimum_version_id = 1, {heads}
    .fields = (const VMStateField[]) {{ {fields} VMSTATE_END_OF_LIST() }},
"""


CLOSED = "};\n"
A, B = "VMSTATE_UINT8(a, Part),", "VMSTATE_UINT16_TEST(b, Part, asks),"
REG = "VMSTATE_UINT32(reg, DevState),"
ALL = "VMSTATE_STRUCT_ARRAY(all, DevState, 3, 1, vmstate_part, Part),"
ONE = "VMSTATE_STRUCT(one, DevState, 1, vmstate_part, Part),"


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Spec:
    monkeypatch.chdir(tmp_path)
    return Spec()


class Spec:
    """The text of the spec of a device, in one line."""

    def __call__(self, *parts: str) -> str:
        Path("dev.c").write_text(HEAD + "".join(parts))
        (made,) = specs(devices([Path("dev.c")], Options(), ["vmstate_dev"]), [])
        return re.sub(r"\s+", " ", made.text)


def part(fields: str, heads: str = "", version: int = 1) -> str:
    return description("part", "Part", fields, heads, version) + CLOSED


def dev(fields: str, heads: str = "", more: str = "") -> str:
    return description("dev", "DevState", fields, heads) + more + CLOSED


def late(fields: str, heads: str = "") -> str:
    made = description("late", "DevState", fields, f".needed = wants, {heads}")
    return made.replace('"late"', '"dev/late"') + CLOSED


LATE = ".subsections = (const VMStateDescription * const []) { &vmstate_late, NULL }"
ASKS = "`asks` (dev.c:6:13)"
DOES = "`does` (dev.c:8:12)"


def test_a_predicate_of_the_device(spec: Spec) -> None:
    text = spec(dev(REG + "VMSTATE_BUFFER_TEST(buf, DevState, asks),"))
    assert 'field(needed=method("asks"))' in text and f"whether `buf` is there: {ASKS}" in text
    assert "Incomplete" not in text


def test_a_predicate_of_a_struct_is_the_devices(spec: Spec) -> None:
    text = spec(part(A + B), dev(REG + ONE))
    assert 'one_b: BqlCell[u16] = field(rename="one.b", needed=method("one_asks"))' in text
    assert f"whether `b` is there: {ASKS} of `part`" in text


def test_two_structs_have_two_predicates(spec: Spec) -> None:
    other = ONE.replace("one", "two")
    text = spec(part(A + B), dev(ONE + other))
    assert 'method("one_asks")' in text and 'method("two_asks")' in text


def test_a_predicate_of_elements_is_a_mark(spec: Spec) -> None:
    text = spec(part(A + B), dev(REG + ALL))
    assert re.search(rf'b: Incomplete\[ ?"VM615: whether `b` is there: {re.escape(ASKS)}', text)


def test_a_predicate_in_a_subsection_is_a_mark(spec: Spec) -> None:
    used = "VMSTATE_INT32_TEST(used, DevState, asks),"
    text = spec(late(REG + used), dev("VMSTATE_BUFFER(buf, DevState),", more=LATE))
    assert "used: Incomplete[" in text and f"whether `used` is there: {ASKS}, inside" in text
    assert 'subsection("dev/late", needed=method("wants"))' in text
    assert 'method("asks")' not in text


@pytest.mark.parametrize("kind", ["pre_save", "post_save", "pre_load", "post_load"])
@pytest.mark.parametrize("fields", [ONE, ALL])
def test_hooks_of_structs(spec: Spec, kind: str, fields: str) -> None:
    text = spec(part(A, f".{kind} = does,"), dev(REG + fields))
    assert f"{kind}=True" in text and f"- `{kind}` of `part`: {DOES}" in text


def test_hooks_of_a_subsection(spec: Spec) -> None:
    text = spec(late(REG, ".pre_load = does,"), dev("VMSTATE_BUFFER(buf, DevState),", more=LATE))
    assert "pre_load=True" in text and f"- `pre_load` of `dev/late`: {DOES}" in text
    assert "whether `dev/late` is sent: `wants` (dev.c:7:13)" in text


def test_hooks_of_the_device(spec: Spec) -> None:
    heads = ".post_load_errp = does, .dev_unplug_pending = wants, .needed = wants,"
    text = spec(dev(REG, heads))
    assert "post_load=True" in text and f"- `post_load_errp`: {DOES}" in text
    assert "unplug_pending=True" in text and 'needed=method("wants")' in text


def test_what_must_hold(spec: Spec) -> None:
    valid = 'VMSTATE_VALIDATE("a is small", asks),'
    text = spec(part(A + valid), dev(REG + ALL))
    assert "post_load=True" in text
    assert f"`a is small` of `part` must hold, in `post_load`: {ASKS}" in text
    assert f"- `a is small` must hold, in `post_load`: {ASKS}" in spec(dev(REG + valid))


def test_compared_numbers(spec: Spec) -> None:
    text = spec(dev('VMSTATE_UINT32_EQUAL(reg, DevState, "reg"),'))
    assert "reg: Equal[u32]" in text and "Incomplete" not in text
    text = spec(dev("VMSTATE_INT32_POSITIVE_LE(used, DevState),"))
    assert re.search(r'used: Incomplete\[ ?"VM630: `used`: C refuses more than its own', text)


def test_compared_where_the_language_cannot(spec: Spec) -> None:
    equal = 'VMSTATE_UINT16_EQUAL(b, Part, "b"),'
    array = "VMSTATE_VARRAY_UINT16_UNSAFE(data, Part, b, 0, vmstate_info_uint8, uint8_t),"
    text = spec(part(equal + array), dev(REG + ALL))
    assert "VM630: `b`: C refuses another value than its own" in text


def test_what_counts_travels_as_the_devices_own(spec: Spec) -> None:
    """A count that were in registers could not be seen before these have arrived. QEMU's Rust
    counts by unsigned numbers: in place of an i32 stands a u32, of the same bytes."""
    varray = "VMSTATE_ARRAY_INT32_UNSAFE(buf, DevState, used, vmstate_info_uint8, uint8_t),"
    text = spec(dev(REG + "VMSTATE_INT32(used, DevState)," + varray))
    assert 'used: BqlCell[u32] buf: Array[BqlCell[u8], 4] = field(count="used")' in text
    text = spec(dev(REG + "VMSTATE_BITMAP(map, DevState, 0, used),"))
    assert 'used: BqlCell[u32] = field(migrate=False) "How many bits of `map` travel.' in text
    assert "`used` counts at most (dev.c:" in text and "write a `Bitmap` of as many bits" in text


def test_a_struct_at_an_older_version(spec: Spec) -> None:
    fields = A + "VMSTATE_UINT16_V(b, Part, 2),"
    old = "VMSTATE_VSTRUCT(one, DevState, vmstate_part, Part, 1),"
    assert "b: u16" not in spec(part(fields, version=2), dev(REG + old))
    assert "b: u16" in spec(part(fields, version=2), dev(REG + ONE))


def test_when_it_is_saved(spec: Spec) -> None:
    text = spec(dev(REG, ".priority = MIG_PRI_PCI_BUS, .early_setup = true,"))
    assert 'priority="PCI_BUS"' in text and "early_setup=True" in text
    assert "unmigratable=True" in spec(dev(REG, ".unmigratable = 1,"))
    text = spec(part(A, ".priority = MIG_PRI_IOMMU,"), dev(REG + ALL))
    assert "priority IOMMU of `part`" in text and "priority=" not in text


def test_a_struct_for_the_migration_alone(spec: Spec) -> None:
    text = spec(
        part(A, ".pre_save = does,"), dev(REG + "VMSTATE_WITH_TMP(DevState, Part, vmstate_part),")
    )
    assert "VMSTATE_WITH_TMP" in text and f"- `pre_save` of `part`: {DOES}" in text


def test_words_that_are_not_understood(spec: Spec) -> None:
    for text in (
        spec(dev(REG, ".post_load = hooks[0],")),
        spec(part(A, ".post_load = hooks[0],"), dev(REG + ALL)),
    ):
        assert re.search(r'not_understood: Incomplete\[ ?"VM627: ', text)
