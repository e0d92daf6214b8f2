# SPDX-License-Identifier: GPL-2.0-or-later
"""Timers, atomics, parents and subsections within others: tests/golden/specs/timed.py."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.unit.codec.common import body_values, patched, subsection
from tests.unit.codec.common import timed as codec
from vmgen.codec import ErrorClass, WireError
from vmgen.codec.author import author_of
from vmgen.layout.to_dump import to_dump
from vmgen.model.layout import layout_of


def kept_to(values: dict[str, Any]) -> dict[str, Any]:
    """The same, but as most rules want it: hardly any random numbers keep to all."""
    regs = values["regs"]
    for alarm in (regs["alarm"], *regs["alarms"], *values["boxes"]):
        alarm["period"] = alarm["period"] or 1
    regs["pending"] %= 1000
    regs["wide"] |= bool(regs["wide"] >> 1 & 0x1F)  # enabled, where there is a level
    return values


def arrived(values: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """What a device holds after it loaded these values, written as the spec says it."""
    wanted = copy.deepcopy({**before, **values})
    regs, old = wanted["regs"], before["regs"]
    regs["items"][regs["used"] :] = [0] * (6 - regs["used"])
    for name in ("wakeup_ns", "pair_ns", "late_ns"):
        regs[name] = old[name]
    for struct in (regs["alarm"], *regs["alarms"], regs["plain"], *wanted["boxes"]):
        struct["expiry"] = -1
    if regs["late"] is None or regs["deep"] <= 4:
        regs["deep"] = 0
    for key, count in (("levels", before["number"]), ("spare", wanted["active"])):
        wanted[key][count:] = before[key][count:]
    if not wanted["outer"]:
        wanted["outer"] = before["outer"]
    sent = bool(values["outer"])
    for name, needed in (("inner", values["inner"] > 2), ("always", True)):
        sent = sent and needed
        wanted[name] = wanted[name] if sent else before[name]
    return wanted


@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.filter_too_much],
)
@given(body_values(codec().layout).map(kept_to), st.integers(1, 4))
def test_there_and_back(values: dict[str, Any], number: int) -> None:
    before = codec().state(number=number, outer=7, inner=6, always=True, levels=[1, 2, 3, 4])
    made = codec().state_class(**values, number=number)
    assume(not codec().broken_rules(made))
    after = codec().decode(codec().encode(made), into=before)
    assert after.model_dump() == arrived(values, before.model_dump())
    again = codec().decode(codec().encode(after), into=after)
    assert again == after


def refused(**registers: int) -> WireError:
    """What a device says to a section with these numbers in the registers."""
    numbers = {f"regs.{name}": registers[name] for name in registers}
    with pytest.raises(WireError) as caught:
        codec().decode(patched(codec(), codec().reset(), numbers))
    return caught.value


def test_ranges_and_rules_see_what_a_restore_makes() -> None:
    """0x0a is 0x8a after a restore, and 0x03 is 0x83, which a rule forbids."""
    assert "regs.low: 10, restored as 138, is not in 0..=137" in str(refused(low=0x0A))
    assert "`low != 0x83` is broken" in str(refused(low=0x03))
    assert "`low != 0x83` is broken" in str(refused(low=0xF3))
    assert "masked[2]" in str(refused(masked=0x0C))
    assert "pending < 1000" in str(refused(pending=1000))
    assert refused(index=100).error_class == ErrorClass.POST_LOAD


def test_a_refusal_deep_inside_changes_nothing() -> None:
    error = refused(**{"alarms[1].mode": 2})
    assert "`mode == 0 or period != 0` is broken" in str(error) and not error.touched


@pytest.mark.parametrize(("number", "expected"), [(-1, None), (-2, None), (0, 0), (5, 5)])
def test_a_timer_in_registers_stops_for_any_negative_number(number: int, expected: int) -> None:
    state: Any = codec().decode(patched(codec(), codec().reset(), {"regs.wakeup": number}))
    assert state.regs.wakeup == expected


def test_what_is_absent_is_what_the_spec_says() -> None:
    """Not the reset values, ONCE and 3: these are sent, as the other side would not assume them."""
    state: Any = codec().reset()
    for phase, depth, sent in ((1, 3, True), (2, 7, False)):
        state.regs.phase, state.regs.depth = phase, depth
        data = codec().encode(state)
        assert (b"timed/regs/phase" in data) == (b"timed/regs/depth" in data) == sent
        loaded: Any = codec().decode(data)
        assert (loaded.regs.phase, loaded.regs.depth) == (phase, depth)


def test_a_subsection_is_looked_for_where_it_is_within() -> None:
    outer = subsection("timed/outer", 1, bytes(3) + b"\x05")
    inner = subsection("timed/outer/x", 1, b"\x00\x06")
    data = codec().encode(codec().reset())
    state: Any = codec().decode(data + outer + inner)
    assert (state.outer, state.inner) == (5, 6)
    assert set(state.wire_subsections) == {"timed/outer", "timed/outer/x"}
    with pytest.raises(WireError) as caught:
        codec().decode(data + inner + outer)
    assert caught.value.error_class == ErrorClass.UNKNOWN_SUBSECTION


def test_dump_nests_the_parent_and_the_subsections() -> None:
    described = to_dump(layout_of(codec().device), codec().device.type_name)["Description"]
    fields = {item["field"]: item for item in described["Fields"]}
    assert fields["parent_obj"]["Description"]["name"] == "I2CSlave"
    assert fields["memory"]["size"] == 40 and "num" not in fields["memory"]
    assert fields["timers"]["num"] == 2
    _, _, late, outer = described["Subsections"]
    assert late["Subsections"][0]["name"] == "timed/regs/late/deep"
    assert outer["Subsections"][0]["Subsections"][0]["name"] == "timed/outer/x/y"


def test_timers_are_the_authors_where_they_do_not_tell() -> None:
    assert not author_of(codec().device).bytes
    told = author_of(codec().device, armed=True).bytes
    assert {"regs.wakeup", "regs.alarm.timer", "boxes.timer", "regs.late"} <= told
    assert not {"timer", "timers", "spare"} & told
