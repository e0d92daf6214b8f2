# SPDX-License-Identifier: GPL-2.0-or-later
"""Kinds of fields that are more than a number: tests/golden/specs/kinds.py through the codec."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from tests.unit.codec import common
from tests.unit.codec.common import body_values, nested, subsection
from tests.unit.codec.common import golden as codec
from vmgen.codec import ErrorClass, WireError
from vmgen.codec.author import author_of
from vmgen.codec.leaves import changes
from vmgen.layout.to_dump import to_dump
from vmgen.model.layout import layout_of
from vmgen.vectors.make import vectors


def state(**regs: Any) -> Any:
    """A state that differs from reset in some registers."""
    return codec().state_class(regs=regs)


def sent(held: Any, path: str) -> bytes:
    """The bytes of a field in what is saved."""
    data = codec().encode(held)
    return b"".join(
        data[span.offset : span.end] for span in codec().spans(held) if span.path == path
    )


def patched(held: Any, **numbers: int) -> bytes:
    """What is saved, with other numbers in the registers: of arrays, the last element."""
    return common.patched(codec(), held, {f"regs.{name}": numbers[name] for name in numbers})


def loaded(data: bytes, **options: Any) -> Any:
    return codec().decode(data, **options)


def refusal(data: bytes, **options: Any) -> WireError:
    with pytest.raises(WireError) as caught:
        codec().decode(data, **options)
    return caught.value


# -- any state -------------------------------------------------------------------------------------


def arrived(values: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """What a device holds after it loaded these values, written as the spec says it."""
    wanted = copy.deepcopy({**before, **values})
    regs = wanted["regs"]
    regs["items"][regs["count"] :] = [0] * (8 - regs["count"])
    regs["status"] |= 0x80
    if not (regs["more"] > 3 and regs["control"] & 1):
        regs["more"] = 0
    regs["asked"] = 0  # no section of this state had it, so the codec does not send it
    regs["sum"] = before["regs"]["sum"]
    for key, count in (("channels", wanted["used"]), ("bounded", before["limit"])):
        wanted[key][count:] = before[key][count:]
    if not (wanted["late"] > 5 and wanted["used"]):
        wanted["late"] = before["late"]
    if wanted["last"] == 9:
        wanted["last"] = before["last"]
    wanted["shown"] = before["shown"]
    return wanted


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.filter_too_much],
)
@given(body_values(codec().layout), st.integers(0, 6))
def test_there_and_back(values: dict[str, Any], limit: int) -> None:
    before = codec().state(limit=limit, late=77, last=8, levels=[5, 6, 7])
    values["regs"]["sum"] = 0
    for name in ("inputs", "sizes"):  # the same on both sides
        setattr(before.regs, name, values["regs"][name])
    made = codec().state_class(**values, limit=limit)
    assume(not codec().broken_rules(made))
    data = codec().encode(made)
    kept = before.model_copy(deep=True)
    after = codec().decode(data, into=before)
    assert after.model_dump() == arrived(values, before.model_dump())
    assert before == kept
    again = codec().decode(codec().encode(after), into=after)
    assert again == after


@settings(max_examples=300)
@given(st.binary(max_size=420), st.integers(0, 7), st.data())
def test_any_bytes(data: bytes, limit: int, more: Any) -> None:
    """An error with a place, or a state that is saved and loaded as itself."""
    if more.draw(st.booleans()):
        at = more.draw(st.integers(0, 300))
        data = codec().encode(codec().reset())[:at] + data
    before = codec().state(limit=limit)
    try:
        found = codec().decode(data, into=before)
    except WireError as error:
        assert 0 <= error.offset <= len(data) and error.path and error.message
    else:
        again = codec().encode(found)
        assert codec().decode(again, into=found) == found


NESTED = body_values(nested().layout)


@settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.filter_too_much],
)
@given(NESTED, st.integers(0, 3), st.data())
def test_nested_kinds(values: dict[str, Any], cpus: int, more: Any) -> None:
    """Where rules leave something of a state: it is saved, and loaded as itself."""
    made = nested().reset().model_dump()
    for key, value in values.items():
        for part in [(key, value)] if not isinstance(value, dict) else value.items():
            tried = {**made, key: value} if part[0] == key else copy.deepcopy(made)
            if part[0] != key:
                tried[key][part[0]] = part[1]
            if not nested().broken_rules(nested().state_class(**tried)):
                made = tried
    made["cpus"] = cpus
    made["count"] = min(made["count"], 5)
    state = nested().state(**made)
    found = nested().decode(nested().encode(state), into=state)
    again = nested().encode(found)
    assert nested().decode(again, into=found) == found


# -- one by one ------------------------------------------------------------------------------------


def test_reset() -> None:
    regs = codec().reset().regs  # type: ignore[attr-defined]
    assert (regs.prescaler, regs.divider, regs.limit, regs.level, regs.interval) == (
        1,
        5,
        None,
        None,
        20,
    )
    assert (regs.keys, regs.tx, regs.extra) == ([[0] * 4] * 3, [], 7)
    assert not hasattr(regs, "ring") and not hasattr(regs, "level_valid")


@pytest.mark.parametrize(
    ("name", "value", "path", "data"),
    [
        ("prescaler", 255, "prescaler", "000000ff"),
        ("limit", None, "limit", "ff" * 8),
        ("limit", 7, "limit", "0000000000000007"),
        ("channel", None, "channel", "00000000"),
        ("channel", 3, "channel", "00000003"),
        ("level", None, "level_valid", "00"),
        ("level", None, "level", "0000"),
        ("level", 0, "level_valid", "01"),
        ("small", 9, "small", "00000009"),
        ("timeout", 1 << 63, "timeout", "8000000000000000"),
        ("interval", 1000, "interval", "000003e8"),
        ("keys", [[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]], "keys", "0102030405060708090a0b0c"),
        ("status", 0xFFFF_FFFF, "status", "0000000f"),
        ("lines", [255, 4, 2, 1], "lines", "03000201"),
        ("summary", 12, "summary", "0000000c"),
        ("colour", 0xABC, "colour", "00000abc"),
    ],
)
def test_what_is_saved(name: str, value: Any, path: str, data: str) -> None:
    held = state(**{name: value})
    assert sent(held, f"regs.{path}").hex() == data
    found = getattr(loaded(codec().encode(held)).regs, name)
    assert found == {"status": 0x8F, "lines": [3, 0, 2, 1]}.get(name, value)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("prescaler", 0),
        ("prescaler", 256),
        ("divider", 0),
        ("limit", -2),
        ("limit", 1 << 32),
        ("channel", 256),
        ("tx_head", 8),
        ("tx_head", -1),
        ("rx_len", 9),
        ("rx_len", -1),
        ("log_pos", 5),
        ("log_count", 6),
    ],
)
def test_what_is_refused(name: str, number: int) -> None:
    error = refusal(patched(state(), **{name: number}))
    assert error.error_class == ErrorClass.POST_LOAD
    assert not error.touched


def test_a_flag_decides_whether_its_number_is_looked_at() -> None:
    assert loaded(patched(state(), level=0xFFFF)).regs.level is None
    assert loaded(patched(state(), level_valid=0x80, level=3)).regs.level == 3
    assert refusal(patched(state(), level_valid=1, level=512)).path == "regs.level"


def test_states_are_checked() -> None:
    regs = state().regs
    for name, wrong in [
        ("prescaler", 0),
        ("limit", -1),
        ("channel", 0),
        ("level", 512),
        ("interval", 1 << 32),
        ("keys", [[1, 2, 3]] * 3),
        ("tx", [0] * 9),
        ("tx", [1 << 16]),
        ("count", 9),
    ]:
        with pytest.raises(ValidationError):
            setattr(regs, name, wrong)


# -- counted arrays --------------------------------------------------------------------------------


def test_as_many_elements_as_the_count_says() -> None:
    held = state(control={"enable": True}, count=2, items=list(range(1, 9)))
    assert sent(held, "regs.items").hex() == "0000000100000002"
    assert sent(held, "channels[0].config") == b""
    assert len(sent(held, "bounded")) == 6
    # Mirrors begin at reset; cells keep what they have.
    before = state(items=[7] * 8)
    before.channels[1].config = 5
    before.bounded = [9] * 6
    found = loaded(codec().encode(held), into=before)
    assert found.regs.items == [1, 2] + [0] * 6
    assert found.channels[1].config == 5
    assert found.bounded == [0] * 3 + [9] * 3


def test_a_count_above_the_array() -> None:
    error = refusal(patched(state(), count=9))
    assert (error.error_class, error.path) == (ErrorClass.VALIDATION_FAILED, "regs.items")
    assert not error.touched
    error = refusal(codec().encode(codec().reset()), into=codec().state(limit=7))
    assert (error.error_class, error.path) == (ErrorClass.VALIDATION_FAILED, "bounded")
    for wrong in ({"limit": 7}, {"used": 5}):
        with pytest.raises(WireError) as caught:
            codec().encode(codec().state_class(**wrong))
        assert caught.value.error_class == ErrorClass.SAVE_VALIDATION


def test_elements_behind_migratable_are_restored_one_by_one() -> None:
    held = codec().state(used=4, boxes=[{"value": 3}, {"value": 4}])
    assert sent(held, "boxes[1].value").hex() == "00000004"
    data = codec().encode(held)
    assert [item.value for item in loaded(data).boxes] == [3, 4]
    assert refusal(data[:200]).touched is False
    assert refusal(data[:-30]).touched is True


def test_structs_behind_the_count_come_from_the_mirror() -> None:
    """All of the mirror's array is restored: what does not travel stays, and bits are forced."""
    before = nested().state(regs={"counted": [{"kept": 9, "number": 0, "signed": 3}] * 3})
    found: Any = nested().decode(nested().encode(nested().state(regs={"count": 1})), into=before)
    assert [item.kept for item in found.regs.counted] == [9, 9, 9]
    assert [item.signed for item in found.regs.counted] == [0, 0, 0]
    assert [item.low for item in found.regs.counted] == [0x83] * 3
    assert [item.masked for item in found.regs.counted] == [0x1FF] * 3


# -- FIFOs -----------------------------------------------------------------------------------------


def test_fifos_in_turn() -> None:
    held = state(tx=[1, 2, 3], rx=[9], log=[5, 6])
    assert sent(held, "regs.tx_head").hex() == "00000003"
    assert sent(held, "regs.tx_len").hex() == "00000003"
    assert sent(held, "regs.ring").hex() == "0001000900020000" + "00030000" + "0000" * 10
    assert sent(held, "regs.log_pos").hex() == "00"
    assert sent(held, "regs.log_data").hex() == "0506000000"
    full = state(rx=list(range(1, 9)))
    assert sent(full, "regs.rx_head").hex() == "00000000"
    assert loaded(codec().encode(full)).regs.rx == list(range(1, 9))


def test_fifos_turned() -> None:
    held = state(tx=list(range(10, 18)), log=[1, 2, 3, 4, 5])
    regs = loaded(patched(held, tx_head=2, tx_len=3, log_pos=3, log_count=4)).regs
    assert regs.tx == [17, 10, 11]  # slots 7, 0, 1 are before the free one
    assert regs.log == [4, 5, 1, 2]
    again = codec().encode(state(tx=regs.tx, log=regs.log))
    assert loaded(again).regs == regs


# -- rules, subsections ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("regs", "rule"),
    [
        ({"count": 7, "control": 1}, "count <= 6 and (control.enable or count == 0)"),
        ({"count": 1}, "count <= 6 and (control.enable or count == 0)"),
        ({"first": 400, "step": 200}, "2 * first + step < 1000"),
        ({"mode": 4, "control": 0b11}, "mode != 4 or control.depth >= 2"),
    ],
)
def test_rules(regs: dict[str, Any], rule: str) -> None:
    with pytest.raises(ValueError, match="breaks"):
        codec().state(regs=regs)
    held = state(**regs)
    assert codec().broken_rules(held) == [f"regs breaks `{rule}`"]
    error = refusal(codec().encode(held))
    assert (error.error_class, error.message) == (ErrorClass.POST_LOAD, f"`{rule}` is broken")


def test_subsections_inside_registers() -> None:
    extra = subsection("kinds/regs/extra", 1, bytes(4))
    assert extra not in codec().encode(state())
    held = state(extra=0, more=4, control=1)
    data = codec().encode(held)
    assert data.index(b"kinds/regs/more") < codec().spans(held)[-1].offset
    assert extra in data and loaded(data).regs.more == 4
    assert b"kinds/regs/more" not in codec().encode(state(more=4))
    # Absent: as the mirror has it, not as before.
    assert loaded(codec().encode(state()), into=held).regs.extra == 7
    assert loaded(data).wire_subsections == ()


def test_conditions_of_the_device() -> None:
    for values, names in [
        ({"late": 6}, set()),
        ({"late": 6, "used": 1}, {b"kinds/late"}),
        ({"last": 8}, {b"kinds/last"}),
        ({"shown": True}, set()),
    ]:
        data = codec().encode(codec().state(**values))
        found = {name for name in (b"kinds/late", b"kinds/last", b"kinds/shown") if name in data}
        assert found == names


def test_what_a_method_says() -> None:
    """The codec cannot ask it: it goes by what it is told, or by what arrived."""
    held = codec().state(shown=True)
    data = codec().encode(held, subsections=["kinds/shown"])
    assert b"kinds/shown" in data and b"kinds/shown" not in codec().encode(held)
    assert codec().encode(loaded(data)) == data


# -- what is made of it ----------------------------------------------------------------------------


def test_dump() -> None:
    described = to_dump(layout_of(codec().device), codec().device.type_name)["Description"]
    fields = {item["field"]: item for item in described["Fields"]}
    assert {name: fields[name].get("num") for name in ("items", "keys", "ring", "cells")} == {
        "items": None,
        "keys": 12,
        "ring": 16,
        "cells": 2,
    }
    assert [name for name in fields if name.startswith("level")] == [
        "level_valid",
        "level",
        "levels",
    ]
    assert "num" not in fields["channels"] and fields["channels"]["size"] == 16
    assert [item["name"] for item in described["Subsections"]][:4] == [
        "kinds/regs/extra",
        "kinds/regs/asked",
        "kinds/regs/more",
        "kinds/late",
    ]


def test_vectors() -> None:
    found = {item.name: item for item in vectors(codec().device)}
    assert found["every value its own"].refused is None
    every = found["every value its own"]
    before = codec().state_class(**{**codec().reset().model_dump(), **every.flags})
    state = codec().decode(every.data, into=before)
    changed = dict(changes(before.model_dump(), state.model_dump()))
    assert changed["regs.count"] == 6 and len(changed["regs.tx"]) == 8
    assert changed["channels[3].expiry"] and changed["bounded"][5]
    assert found["bounded high"].flags == {"limit": 6}
    wanted = {
        "regs.count = 9": ErrorClass.VALIDATION_FAILED,
        "limit = 7": ErrorClass.VALIDATION_FAILED,
        "regs.tx_head = 8": ErrorClass.POST_LOAD,
        "regs.limit = -2": ErrorClass.POST_LOAD,
        "regs breaks 2 * first + step < 1000": ErrorClass.POST_LOAD,
        "regs.log_pos = 4": None,
        "regs.status = 4294967295": None,
    }
    assert {name: found[name].refused for name in wanted} == wanted
    assert len(found) < 175


def test_what_the_author_decides() -> None:
    author = author_of(codec().device)
    assert author.refuses and author.anything
    assert author.bytes == {"regs.summary", "regs.colour", "channels"}
    assert author.hidden == {"regs.summary", "regs.sum"}
    assert author.methods == {"kinds/regs/asked", "kinds/shown"}
    assert author.owns("channels.config") and not author.owns("regs.sum")


# -- numbers of the configuration ------------------------------------------------------------------


def test_equal_is_compared_with_what_is_there() -> None:
    here = state(inputs=9, sizes=[1, 2], first=3, status=0x80)
    data = codec().encode(here)
    assert loaded(data, into=state(inputs=9, sizes=[1, 2])) == here
    other = refusal(data)
    assert other.error_class == ErrorClass.POST_LOAD and other.path == "regs.inputs"
    assert "9 is not 4" in other.message
    assert refusal(data, into=state(inputs=9, sizes=[1, 3])).path == "regs.sizes[1]"


def test_bytes_that_nothing_knows_are_carried() -> None:
    held = state(status=0x80, core=[1, 2, 3, 0xFF, 0, 6], seen=[1 << 63, 0xFFFF])
    assert sent(held, "regs.core") == bytes([1, 2, 3, 0xFF, 0, 6])
    assert sent(held, "regs.seen") == (1 << 63).to_bytes(8, "big") + (0xFFFF).to_bytes(8, "big")
    assert loaded(codec().encode(held)) == held


def test_dump_of_what_c_has_as_one() -> None:
    fields = {
        item["field"]: item
        for item in to_dump(layout_of(codec().device), "x")["Description"]["Fields"]
    }
    assert fields["core"] == {"field": "core", "version_id": 0, "field_exists": False, "size": 6}
    assert fields["seen"] == {"field": "seen", "version_id": 0, "field_exists": False, "size": 0}
