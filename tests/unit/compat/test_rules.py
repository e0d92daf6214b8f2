# SPDX-License-Identifier: GPL-2.0-or-later
"""Each rule is found in its pair of specs, and what it says is what really happens."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from fuzz.compat_judge import Seen, Sided, judge
from tests.conftest import ROOT
from tests.unit.compat.pairs import PAIRS, PLAIN, Pair, spec
from vmgen.codec import Codec
from vmgen.codec.sections import Sections
from vmgen.compat.bodies import Loading
from vmgen.compat.compare import compare
from vmgen.compat.sides import Side, of_devices, section_of
from vmgen.compat.verdict import Verdict
from vmgen.diagnostics import Diagnostics
from vmgen.diagnostics.codes import Outcome
from vmgen.diagnostics.codes.vm7xx import RULES
from vmgen.model.nodes import Device
from vmgen.spec.read import read_specs

NAMED = [pytest.param(it, id=f"{it.rule} {it.name}".strip()) for it in PAIRS]


def read(text: str, folder: Path, name: str) -> Device:
    file = folder / f"{name}.py"
    file.write_text(text)
    diagnostics = Diagnostics()
    (device,) = read_specs([file], diagnostics)
    assert not diagnostics.failed, [(it.code, it.message) for it in diagnostics]
    return device


def verdict_of(pair: Pair, folder: Path) -> tuple[Device, Device, Verdict]:
    old, new = read(pair.old, folder, "old"), read(pair.new, folder, "new")
    verdicts = compare(of_devices("old", [old]), of_devices("new", [new]))
    (verdict,) = [it for it in verdicts if it.findings] or verdicts[:1]
    return old, new, verdict


@pytest.mark.parametrize("pair", NAMED)
def test_verdict(pair: Pair, tmp_path: Path) -> None:
    _, _, verdict = verdict_of(pair, tmp_path)
    found = [(it.rule, it.direction, it.outcome, it.message) for it in verdict.findings]
    got = verdict.outcome("old -> new"), verdict.outcome("new -> old")
    assert got == (pair.forward, pair.backward), found
    if pair.name != "another spelling":
        assert pair.rule in {it.rule for it in verdict.findings}, found


@pytest.mark.parametrize("pair", NAMED)
def test_it_happens(pair: Pair, tmp_path: Path) -> None:
    """A stream is saved with one and loaded with the other by the codec."""
    old, new, _ = verdict_of(pair, tmp_path)
    if pair.rule in NOT_IN_A_SECTION or pair.name in NOT_IN_A_SECTION:
        return
    one, other = (Sided(it.layout, it.reset) for it in (Sections(old), Sections(new)))
    check(pair.forward, one, other, pair, old=True)
    check(pair.backward, other, one, pair, old=False)


NOT_IN_A_SECTION = {
    "SECTION_SAME_NAME": "whose section it is, is not in its bytes",
    "SECTION_UNMIGRATABLE_SAME": "nothing is saved",
    "UNIT_SAME": "the number is the same, and means something else",
    "ENUM_RENUMBERED": "likewise: below",
    "in a bitfield": "likewise: below",
    "BITS_SAME": "likewise: below",
    "another number of slots": "vmgen begins a queue at slot 0, as C does not: below",
    "no zero": "a field that only one side has: below",
}


def pair_of(rule: str, name: str = "") -> Pair:
    return next(it for it in PAIRS if (it.rule, it.name) == (rule, name))


def test_the_same_number_and_another_name(tmp_path: Path) -> None:
    old, new, _ = verdict_of(pair_of("ENUM_RENUMBERED"), tmp_path)
    one, other = Codec(old), Codec(new)
    state = one.reset()
    state.regs.a = 1  # type: ignore[attr-defined]
    saved = one.decode(one.encode(state)), other.decode(one.encode(state))
    assert [it.regs.a.name for it in saved] == ["ON", "SLEEP"]  # type: ignore[attr-defined]


def test_the_same_bits_and_another_name(tmp_path: Path) -> None:
    old, new, _ = verdict_of(pair_of("ENUM_RENUMBERED", "in a bitfield"), tmp_path)
    states = [Codec(it).decode(bytes([2])).regs.a for it in (old, new)]  # type: ignore[attr-defined]
    assert [it.x.name for it in states] == ["SLOW", "FAST"]


def test_the_same_bits_and_another_field(tmp_path: Path) -> None:
    old, new, _ = verdict_of(pair_of("BITS_SAME"), tmp_path)
    one, other = Codec(old), Codec(new)
    data = bytes([0b0110])
    states = [it.decode(data).regs.a for it in (one, other)]  # type: ignore[attr-defined]
    assert [(it.x, it.y) for it in states] == [(2, 1), (1, 2)]


def test_a_queue_that_goes_on_at_slot_0(tmp_path: Path) -> None:
    """Two items from slot 1 on: of four slots the next is 2, of two it is 0."""
    old, new, _ = verdict_of(pair_of("CONFIG_IN_STATE", "another number of slots"), tmp_path)
    numbers = [4, 2], [2, 1]
    data = b"".join(
        [*(it.to_bytes(4, "big") for it in numbers[0]), bytes([10, 11, 12, 13])]
        + [it.to_bytes(4, "big") for it in numbers[1]]
    )
    states = [Codec(it).decode(data).regs.rx for it in (old, new)]  # type: ignore[attr-defined]
    assert [list(it) for it in states] == [[11, 12], [11, 10]]


def test_zeros_where_the_default_is_none(tmp_path: Path) -> None:
    old, new, _ = verdict_of(pair_of("UNUSED_REUSED", "no zero"), tmp_path)
    one, other = Codec(old), Codec(new)
    got = other.decode(one.encode(one.reset()))
    assert (got.regs.a, other.reset().regs.a) == (0, 7)  # type: ignore[attr-defined]


def check(outcome: Outcome, writer: Sided, reader: Sided, pair: Pair, *, old: bool) -> None:
    rng = random.Random(pair.rule)
    low, high = writer.body.minimum_version_id, writer.body.version_id
    versions = range(max(low, reader.body.minimum_version_id), high + 1) if old else [high]
    seen = [
        judge(writer, reader, version, writer.states(rng, 40)) for version in versions or [high]
    ]
    refused = {name for it in seen for name in it.refused or ()}
    wrong = [text for it in seen for text in it.wrong or ()]
    match outcome:
        case "ok" | "defaults":
            assert not refused and not wrong and all(it.ok for it in seen)
        case "refused":
            assert refused - {"FOOTER", "SHORT_STREAM"}
        case "wrong":
            assert wrong
        case "shifted":
            assert refused or wrong


SPECS = sorted([*ROOT.glob("specs/*.py"), *ROOT.glob("tests/golden/specs/*.py")])


@pytest.mark.parametrize("file", SPECS, ids=lambda it: it.stem)
def test_of_a_layout_and_itself_nothing_is_told(file: Path) -> None:
    """However much it has: a change somewhere must not be told of what is as it was."""
    for device in read_specs([file], Diagnostics()):
        body = section_of(device).body
        changes = Loading(body, body, body.version_id, forward=True).changes()
        assert [it for it in changes if it.outcome != "ok"] == []


def test_every_rule_has_a_pair() -> None:
    shown = {it.rule for it in PAIRS}
    assert {it.name for it in RULES} - shown == set(NOT_IN_SPECS)


NOT_IN_SPECS = {
    "SECTION_SAME_PATH": "a stream has the path of a device, a spec has not",
    "SECTION_SAME_INSTANCE_ID": "likewise",
    "SECTION_NOT_ADDED": "of two folders, below",
    "SECTION_NOT_REMOVED": "likewise",
    "POINTER_EMBEDDED": "a spec does not say what C has behind a pointer; in a dump",
    "NESTED_NAME_PREFIX": "a spec in which that can be is refused; layouts, below",
    "VSTRUCT_VERSION_SAME": "layouts, below",
}


def test_devices_that_come_and_go(tmp_path: Path) -> None:
    one = read(PAIRS[0].old, tmp_path, "old")
    there, empty = of_devices("a", [one]), Side("b", "spec", {})
    (gone,), (come,) = compare(there, empty), compare(empty, there)
    assert (gone.outcome("old -> new"), gone.outcome("new -> old")) == ("refused", "defaults")
    assert (come.outcome("old -> new"), come.outcome("new -> old")) == ("defaults", "refused")


def test_the_judge_sees_what_is_wrong() -> None:
    assert (
        not Seen(1, {"FOOTER": 1}, []).fine and not Seen(1, {}, ["a"]).fine and Seen(1, {}, []).fine
    )


def test_a_subsection_that_is_always_sent_is_an_error(tmp_path: Path) -> None:
    for name in ("", "by a condition that is never false"):
        _, _, verdict = verdict_of(pair_of("SUBSECTION_ALWAYS_NEEDED", name), tmp_path)
        assert [it.severity for it in verdict.findings if it.outcome == "refused"] == ["error"]


BYTES = (
    (*("Array[u8, 4]", "Array[u8, 8]"), 10),  # behind the last that both have
    (*("u8", "u16"), 6),  # as a whole
    (*("u32", "u8"), 6),
    (*("Array[u16, 2]", "Array[u32, 2]"), 6),
    (*("Unused[2]", "Unused[6]"), 8),
)


@pytest.mark.parametrize(("was", "now", "byte"), BYTES)
def test_the_first_byte_that_is_misread(was: str, now: str, byte: int, tmp_path: Path) -> None:
    old, new = (spec(f"{PLAIN}\nx: {it}\ny: u8") for it in (was, now))
    _, _, verdict = verdict_of(Pair("", old, new, "shifted", "shifted"), tmp_path)
    assert [it.offset for it in verdict.findings] == [byte, byte]
