# SPDX-License-Identifier: GPL-2.0-or-later
"""What a run comes to, in text, in JSON and as exit status."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from vmgen.cargo.todo import Todo
from vmgen.verify import Finding, Result, Tally, Verdict
from vmgen.verify.coverage import Unseen
from vmgen.verify.report import as_json, device_line, summary_line
from vmgen.verify.tally import MOST_KEPT, Outcome

TODO = Todo("expires", "src/device.rs", 3)


def tally(**verdicts: int) -> Tally:
    made = Tally.of(["a", "b"])
    made.devices["a"] = Counter({Verdict[name]: number for name, number in verdicts.items()})
    return made


def finding(verdict: Verdict) -> Finding:
    kinds = {Verdict.TOO_OLD: "too old", Verdict.UNFINISHED: "unfinished"}
    kind = kinds.get(verdict, "bytes")
    mild = verdict is Verdict.EQUIVALENT
    return Finding(kind, "", "", None, "", "", "", equivalent=mild)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("made", "outcome", "status", "line"),
    [
        (tally(SAME=2), Outcome.AGREE, 0, "2 sections of 3 streams: the same in Python and Rust"),
        (
            tally(SAME=2, EQUIVALENT=1),
            Outcome.AGREE,
            0,
            "3 sections of 3 streams: 1 equivalent, 2 agree",
        ),
        (
            tally(SAME=2, TOO_OLD=1),
            Outcome.AGREE,
            0,
            "3 sections of 3 streams: 1 too old, as the spec says, 2 agree",
        ),
        (
            tally(TOO_OLD=1),
            Outcome.TOO_OLD,
            0,
            "1 section of 3 streams: 1 too old, as the spec says",
        ),
        (
            tally(SAME=2, UNFINISHED=1),
            Outcome.UNFINISHED,
            1,
            "3 sections of 3 streams: 1 unfinished, 2 agree",
        ),
        (
            tally(UNFINISHED=2, DIFFERENT=1),
            Outcome.DIFFERENT,
            1,
            "3 sections of 3 streams: 1 different, 2 unfinished",
        ),
        (tally(), Outcome.NOTHING, 2, "no section of a, b in 3 streams: nothing was verified"),
    ],
)
def test_outcomes(made: Tally, outcome: Outcome, status: int, line: str) -> None:
    end = "" if outcome is Outcome.NOTHING else " (dialect 11)"
    assert summary_line(made, ["11"], 3) == line + end
    assert (made.outcome, made.outcome.status) == (outcome, status)
    document = json.loads(as_json(made, ["11"], 3))
    assert (document["outcome"], document["status"]) == (outcome, status)


@pytest.mark.parametrize("verdicts", [{}, {"SAME": 2}, {"TOO_OLD": 1}, {"DIFFERENT": 1}])
def test_unreadable(verdicts: dict[str, int]) -> None:
    """Never "the same", whatever the other streams hold."""
    made = tally(**verdicts)
    made.unreadable["x"] = "no stream"
    assert (made.outcome, made.outcome.status) == (Outcome.UNREADABLE, 2)
    for streams, words in ((1, "1 stream, which"), (3, "3 streams, 1 of which")):
        line = summary_line(made, ["11"], streams)
        assert f"of {words} cannot be read: " in line or f"in {words} cannot be read: " in line
        assert "the same" not in line


def test_a_todo_that_no_section_came_to() -> None:
    made = tally(SAME=2)
    made.todos["a"] = [TODO]
    assert (made.outcome, made.outcome.status) == (Outcome.UNFINISHED, 1)
    line = device_line(made, "a", 1)
    assert line == "a       2 sections  2 agree  open `todo!`: `expires` (src/device.rs:3)"
    line = summary_line(made, ["11"], 1)
    assert line == "2 sections of 1 stream: 2 agree; 1 device with an open `todo!` (dialect 11)"


def test_device_line() -> None:
    made = tally(SAME=1)
    assert device_line(made, "a", 2) == "a        1 section   ok"
    assert device_line(made, "b", 2) == "b        0 sections  nothing to compare with"
    made.unseen["a"] = Unseen(
        versions=("1",),
        never_sent=("a/x", "a/y"),
        always_empty=("queue",),
        never_full=("list (2 of 3)",),
        at_reset=("p", "q", "r", "s", "t"),
        top_bit=("u",),
    )
    start = (
        "a        1 section   ok  never seen: version 1; subsections a/x, a/y; an item in queue; "
    )
    start += "all of list (2 of 3); "
    end = "; the top bit of 1 field (u)"
    line = device_line(made, "a", 2)
    assert line == f"{start}5 fields other than at reset (p, q, r and 2 more){end}"
    line = device_line(made, "a", 2, full=True)
    assert line == f"{start}5 fields other than at reset (p, q, r, s, t){end}"
    unseen = json.loads(as_json(made, ["11"], 1))["devices"][0]["unseen"]
    assert unseen["at_reset"] == ["p", "q", "r", "s", "t"]
    made.unseen["a"] = Unseen(versions=("1..=3",))
    assert device_line(made, "a", 2).endswith("  never seen: versions 1..=3")
    made.devices["a"] = Counter({Verdict.DIFFERENT: 1})
    assert device_line(made, "a", 2) == "a        1 section   1 different"


def test_equivalent_results_are_kept_only_if_asked_for() -> None:
    for shown, wanted in (
        ((Verdict.DIFFERENT,), [Verdict.DIFFERENT]),
        (Verdict, list(Verdict)[1:]),
    ):
        made = Tally.of(["a"], tuple(shown))
        for verdict in Verdict:
            findings = () if verdict is Verdict.SAME else (finding(verdict),)
            result = Result("a", "s", "a:0", 1, True, findings)
            assert result.verdict is verdict
            assert made.add(result) == (verdict in wanted)
        assert [item.verdict for item in made.kept["a"]] == wanted
        assert all(made.count(verdict) == 1 for verdict in Verdict)


def test_few_results_are_kept() -> None:
    made = tally()
    result = Result("a", "s", "a:0", 1, True, (finding(Verdict.DIFFERENT),))
    kept = [made.add(result) for _ in range(MOST_KEPT + 5)]
    assert kept == [True] * MOST_KEPT + [False] * 5
    assert (made.sections, made.different) == (MOST_KEPT + 5, MOST_KEPT + 5)
    assert len(made.kept["a"]) == MOST_KEPT
