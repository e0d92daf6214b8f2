# SPDX-License-Identifier: GPL-2.0-or-later
"""Arrays that C has as pointers: a null one is a byte, and the device knows which these are."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fuzz.corpus import GOLDEN, codecs_at
from vmgen.codec import Codec, WireError, load_codecs
from vmgen.codec.errors import ErrorClass
from vmgen.history import changes, layout_text, read_layout
from vmgen.layout.to_dump import to_dump
from vmgen.verify import solve
from vmgen.verify.coverage import Coverage

SPEC = '''"""Five pointers to structs, as in vmstate-wire.md, example E3."""

from vmgen.spec import Array, BqlCell, BqlRefCell, Device, Property, Registers, field, u8, u32


class Pt(Registers, name="pt", version_id=1):
    key: u32
    val: u32


class PtrsState(Device, name="ptrs", version_id=1, minimum_version_id=0):
    fitted: Array[BqlCell[bool], 5] = field(
        default=[False, True, False, True, True], migrate=False
    )
    p: Array[BqlRefCell[Pt], 5] = field(present="fitted")
    tail: BqlCell[u8]
'''
E3 = bytes.fromhex("30 00000001 0000000a 30 00000002 0000000b 00000003 0000000c 7f")

COUNTED = SPEC.replace('field(present="fitted")', 'field(present="fitted", count="n")').replace(
    "    tail:", "    n: Property[u32] = field(default=5, le=5)\n    tail:"
)


def codec(folder: Path, text: str = SPEC) -> Codec:
    (folder / "ptrs.py").write_text(text)
    (found,) = load_codecs([folder]).values()
    return found


@pytest.fixture(scope="module")
def pointers() -> Codec:
    return codecs_at(GOLDEN / "pointers.py")["pointers"]


def test_what_qemu_writes(tmp_path: Path) -> None:
    ptrs = codec(tmp_path)
    state = ptrs.decode(E3)
    held = [(item.key, item.val) for item in state.p]  # type: ignore[attr-defined]
    assert held == [(0, 0), (1, 10), (0, 0), (2, 11), (3, 12)]
    assert ptrs.encode(state) == E3
    paths = {span.path: span.offset for span in ptrs.spans(state)}
    assert (paths["p[0]"], paths["p[1].key"], paths["p[2]"], paths["tail"]) == (0, 1, 9, 26)


def test_null_pointers_leave_what_is_there(tmp_path: Path) -> None:
    ptrs = codec(tmp_path)
    before = ptrs.state(p=[{"key": at, "val": 7} for at in range(5)])
    after: Any = ptrs.decode(E3, into=before)
    assert [item.key for item in after.p] == [0, 1, 2, 2, 3]
    assert [item.val for item in after.p] == [7, 10, 7, 11, 12]


@pytest.mark.parametrize(("at", "byte"), [(0, 0x31), (9, 0)])
def test_what_is_no_null_pointer(tmp_path: Path, at: int, byte: int) -> None:
    data = bytearray(E3)
    data[at] = byte
    with pytest.raises(WireError) as caught:
        codec(tmp_path).decode(bytes(data))
    assert (caught.value.error_class, caught.value.offset) == (ErrorClass.ELEMENT, at)
    assert caught.value.touched is (at > 0)


def test_other_pointers_are_out_of_step(tmp_path: Path) -> None:
    """A device that has an object where the sender had none reads the bytes behind as that."""
    ptrs = codec(tmp_path)
    with pytest.raises(WireError):
        ptrs.decode(E3, into=ptrs.state(fitted=[True] * 5))


def test_cut_before_a_null_pointer(tmp_path: Path) -> None:
    """QEMU reads a 0 there, and looks at that before it looks at the stream."""
    ptrs = codec(tmp_path)
    with pytest.raises(WireError) as caught:
        ptrs.decode(E3[:9], footer=b"")
    assert (caught.value.error_class, caught.value.path) == (ErrorClass.ELEMENT, "p[2]")


@pytest.mark.parametrize("there", [0b00000, 0b10101, 0b01110, 0b11111])
@pytest.mark.parametrize("count", [None, 0, 3, 5])
def test_solved_from_the_bytes(tmp_path: Path, there: int, count: int | None) -> None:
    """Which are null, and how many there are, is found without a description."""
    ptrs = codec(tmp_path, SPEC if count is None else COUNTED)
    fitted = [bool(there >> at & 1) for at in range(5)]
    state = ptrs.state(fitted=fitted, p=[{"key": at + 1, "val": 9} for at in range(5)], tail=3)
    if count is not None:
        state = state.model_copy(update={"n": count})
    data = ptrs.encode(state)
    found = solve(ptrs, data, 1)
    assert ptrs.encode(found.state) == data
    sent = 5 if count is None else count
    assert list(found.settings.get("fitted", ())[:sent]) == fitted[:sent]


def test_an_element_that_begins_like_a_null_pointer(tmp_path: Path) -> None:
    ptrs = codec(tmp_path)
    state = ptrs.state(fitted=[True] * 5, p=[{"key": 0x30303030, "val": at} for at in range(5)])
    found = solve(ptrs, ptrs.encode(state), 1)
    assert ptrs.encode(found.state) == ptrs.encode(state)


def test_every_kind_of_element(pointers: Codec) -> None:
    """Round trips with other flags, in both versions."""
    for fitted in ([True] * 4, [False] * 4, [True, False, False, True]):
        for version in (1, 2):
            state: Any = pointers.state(fitted=fitted, wired=fitted[:3], lines=3, end=9)
            state.levels = [5, 6, 7, 8]
            state.timers = [None, 8, 9, 10]
            state.channels[3].level = 77
            state.channels[3].extra = 5
            state.latches[0].value = 0x30303030
            state.modes = [1, 0, 1, 1]
            state.limits = [None, 4, 5]
            state.inputs[2].multiplier = 3
            data = pointers.encode(state, version)
            before = pointers.state(fitted=fitted, wired=fitted[:3])
            after: Any = pointers.decode(data, version, into=before)
            assert pointers.encode(after, version) == data
            assert after.channels[3].level == (77 if fitted[3] else 9)
            assert after.modes == [
                int(one and bool(there)) for one, there in zip([1, 0, 1, 1], fitted, strict=True)
            ]


def test_what_sections_have_shown(pointers: Codec) -> None:
    """Numbers behind pointers are seen as those of other arrays are."""
    seen = Coverage(pointers)
    state = pointers.state(fitted=[True] * 4, levels=[7, 7, 0x8001, 7], timers=[5, None, 6, None])
    saved = pointers.saved(state)
    seen.note(2, bytes(saved.data), saved.areas)
    unseen = seen.unseen()
    assert not {"levels", "timers"} & {*unseen.absent, *unseen.at_reset, *unseen.always_empty}
    assert "limits" in unseen.absent and "levels (3 of 4)" in unseen.never_full
    assert "levels" not in unseen.top_bit and "more" in unseen.at_reset


def test_layout_and_dump(tmp_path: Path) -> None:
    ptrs = codec(tmp_path)
    text = layout_text(ptrs.layout)
    assert "p: struct[5] or null\n" in text
    again = read_layout(text)
    assert again is not None and not list(changes(ptrs.layout, again))
    plain = codec(tmp_path, SPEC.replace(' = field(present="fitted")', "")).layout
    assert list(changes(ptrs.layout, plain)) and list(changes(plain, ptrs.layout))
    (described,) = [
        it for it in to_dump(ptrs.layout, "x")["Description"]["Fields"] if it["field"] == "p"
    ]
    assert (described["num"], described["size"]) == (5, 8)
