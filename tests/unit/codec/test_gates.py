# SPDX-License-Identifier: GPL-2.0-or-later
"""Fields that are there only if, since and until: tests/golden/specs/gates.py through the codec."""

from __future__ import annotations

import pytest

from fuzz.corpus import GOLDEN, codecs_at
from vmgen.codec import Codec, WireError
from vmgen.codec.errors import ErrorClass
from vmgen.history import changes, layout_text, read_layout
from vmgen.layout.to_dump import to_dump
from vmgen.verify.solve import led, solve


@pytest.fixture(scope="module")
def gates() -> Codec:
    return codecs_at(GOLDEN / "gates.py")["gates"]


def test_every_version_has_its_fields(gates: Codec) -> None:
    """Of an array of registers behind one condition, and of registers inside registers, too."""
    names = {
        version: {span.path for span in gates.spans(gates.state(), version)}
        for version in (1, 2, 3, 4)
    }
    assert {v for v, found in names.items() if "regs.old" in found} == {1, 2}
    assert {v for v, found in names.items() if "regs.channel.limit" in found} == {2, 3, 4}
    assert {v for v, found in names.items() if "regs.used" in found} == {2, 3}
    assert {v for v, found in names.items() if "regs.unused" in found} == {1}
    assert {v for v, found in names.items() if "unused" in found} == {2}
    assert {v for v, found in names.items() if "gone" in found} == {1, 2, 3}


def test_what_did_not_arrive(gates: Codec) -> None:
    """Registers take `absent=` or the reset value; the device's own fields stay as they were, but
    for cells with an `absent=`."""
    before = gates.state(more=7, gone=8, marked=3, extra=4)
    before.regs.late = 1234
    before.regs.channel.limit = 99
    before.late.limit = 77
    after = gates.decode(gates.encode(gates.state(), 1), 1, into=before)
    assert (after.regs.late, after.regs.channel.limit) == (6, 7)
    assert (after.more, after.marked, after.extra, after.late.limit) == (0x1234, 0x55, 4, 77)
    assert after.gone == 1  # version 1 has it
    assert gates.decode(gates.encode(gates.state()), into=before).gone == 2


@pytest.mark.parametrize("sent", [True, False])
def test_saving_decides_by_the_same(gates: Codec, sent: bool) -> None:
    state = gates.state(first=9 if sent else 1, more=0x4321, extra=0x56)
    state.regs.depth = 4 if sent else 1
    state.regs.mode = 2
    state.regs.keys = [1, 3 if sent else 2, 1]
    state.regs.key = 0x77
    state.spares[1].count = 5
    again = gates.decode(gates.encode(state))
    assert again.more == (0x4321 if sent else 0x1234)
    assert again.extra == (0x56 if sent else 0)
    assert again.regs.key == (0x77 if sent else 0)
    assert again.spares[1].count == (5 if sent else 0)
    assert gates.encode(again) == gates.encode(state)


def test_a_condition_sees_numbers_that_nobody_has_checked(gates: Codec) -> None:
    """A mode that is no variant lets `late` be there; the restore refuses it after that."""
    state = gates.state()
    state.regs.mode = 1
    state.regs.on = True
    data = bytearray(gates.encode(state))
    at = next(span.offset for span in gates.spans(state) if span.path == "regs.mode")
    data[at + 3] = 200
    with pytest.raises(WireError) as refused:
        gates.decode(bytes(data))
    assert refused.value.error_class == ErrorClass.POST_LOAD


def test_elements_and_registers_in_registers_decide(gates: Codec) -> None:
    """In a load, and where a section is only measured."""
    state = gates.state()
    state.regs.keys, state.regs.mode, state.regs.key = [0, 3, 0], 2, 9
    state.regs.channel.count, state.regs.near = 201, 7
    state.regs.control = type(state.regs.control)(1)
    data = gates.encode(state)
    loaded = gates.decode(data).regs
    assert (loaded.key, loaded.near) == (9, 7)
    spans = led(gates, data, 4, {})
    assert {"regs.key", "regs.near"} <= {span.path for span in spans}
    assert spans[-1].end == len(data)


def test_a_queue_that_is_gone_is_empty(gates: Codec) -> None:
    state = gates.state()
    state.regs.fifo = [1, 2, 3]
    assert gates.decode(gates.encode(state, 3), 3).regs.fifo == [1, 2, 3]
    assert gates.decode(gates.encode(state)).regs.fifo == []


def test_a_property_that_a_field_depends_on_is_solved_for(gates: Codec) -> None:
    state = gates.state(wide=False)
    state.latch.value = 0x1234
    found = solve(gates, gates.encode(state), 4)
    assert (found.settings["wide"], found.state.latch.value) == (False, 0x1234)


def test_a_method_answers_for_a_field(gates: Codec) -> None:
    """The answer is a part of the state: the author's method gives it, and the stream does not."""
    state = gates.state(marked=9, **{"has_mark()": True})
    state.boxes[1].count = 8
    data = gates.encode(state)
    assert len(data) == len(gates.encode(gates.state())) + 1 + 2 * 3
    again = gates.decode(data, into=gates.state(**{"has_mark()": True}))
    assert (again.marked, again.boxes) == (9, state.boxes) and gates.encode(again) == data
    assert len(gates.encode(state, 1)) == len(gates.encode(gates.state(), 1)) + 1  # no boxes yet
    with pytest.raises(WireError) as refused:
        gates.decode(data)
    assert refused.value.error_class == ErrorClass.FOOTER


@pytest.mark.parametrize("says", [True, False])
def test_an_answer_is_what_consumes_the_section(gates: Codec, says: bool) -> None:
    state = gates.state(marked=9, **{"has_mark()": says})
    found = solve(gates, gates.encode(state), 4)
    assert bool(found.settings["has_mark()"]) is says
    assert found.state.marked == (9 if says else 0x55)


def test_the_layout_is_read_back(gates: Codec) -> None:
    text = layout_text(gates.layout)
    read = read_layout(text)
    assert read is not None and layout_text(read) == text
    assert not changes(read, gates.layout) and not changes(gates.layout, read)
    for old, new in (
        (" until 2", ""),
        (" since 3 if mode != 0 and on", " since 3"),
        (" if control.enable", " if not control.enable"),
        ("if first > 3 and wide", "if first > 3"),
        (" if has_mark()", ""),
        (" if has_mark()", " if wide"),
        ("regs: struct versioned", "regs: struct"),
    ):
        other = read_layout(text.replace(old, new, 1))
        assert other is not None
        assert changes(gates.layout, other), (old, new)


def test_a_dump_shows_what_is_tested(gates: Codec) -> None:
    fields = to_dump(gates.layout, "gates")["Description"]["Fields"]
    shown = {item["field"]: (item["version_id"], item["field_exists"]) for item in fields}
    assert shown["old"] == (0, True)
    assert shown["late"] == (3, True)
    assert shown["edge"] == (4, True)  # all of `latch` is behind a test
    assert shown["was"] == (0, True)
    assert shown["more"] == (0, True)
    assert shown["last"] == (0, False)
