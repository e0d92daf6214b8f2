# SPDX-License-Identifier: GPL-2.0-or-later
"""The table of figures: what is written from given numbers, and a row for each case in docs/."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benches.__main__ import cases
from benches.full import Peer
from benches.measure import Cost, in_turn
from benches.table import FULL, SMALL, Case, Figure, Sizes, machine, page, ratio, seconds
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "figures.md"


def known(sizes: Sizes) -> list[Case]:
    """The cases; none is measured."""
    return list(cases(sizes, Path("nowhere"), Peer(Path("nowhere"))))


def rows_of(text: str) -> list[list[str]]:
    """The cells of the table, row by row."""
    lines = [line for line in text.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines[1:]]


def test_given_numbers() -> None:
    def never() -> Figure:
        raise AssertionError

    ours, theirs = Cost(0.25, 1.5, 99.6), Cost(2.0, 2.5, 150.0)
    rows = [
        (Case("a build", "a peer", "<= 0.1x", never), Figure(ours, ratio(ours, theirs))),
        (Case("a call", "", "", never), Figure(Cost(4.2e-8, 4.2e-8, 0), "1.02x")),
    ]
    text = page(rows, SMALL, ["2 cores", "2026-01-02"], ["peer 1.2"])
    assert rows_of(text) == [
        ["a build", "a peer", "250 ms", "1.50 s", "100 MiB", "0.12x", "<= 0.1x"],
        ["a call", "", "42 ns", "42 ns", "", "1.02x", ""],
    ]
    for fact in ("2 cores", "2026-01-02", "peer 1.2", "sizes: small: a trial"):
        assert f"\n- {fact}" in text
    assert "`python -m benches --small`" in text
    assert "--small" not in page(rows, FULL, [], []) and "trial" not in page(rows, FULL, [], [])


@pytest.mark.parametrize(
    ("value", "shown"),
    [(12.345, "12 s"), (1.5, "1.50 s"), (0.0999, "100 ms"), (2.5e-6, "2.50 µs"), (0.0, "0 ns")],
)
def test_units(value: float, shown: str) -> None:
    assert seconds(value) == shown


def test_medians_of_runs_in_turn() -> None:
    order, left = [], iter([3.0, 10.0, 1.0, 30.0, 2.0, 20.0])

    def run(name: str) -> Cost:
        order.append(name)
        return Cost(next(left), 0, 0)

    ours, theirs = in_turn(lambda: run("ours"), lambda: run("theirs"), times=3)
    assert (ours.cpu, theirs.cpu) == (2.0, 20.0) and order == ["ours", "theirs"] * 3


def test_facts_of_this_machine() -> None:
    text = "\n".join(machine())
    assert re.search(r"\d+ cores? .*\n.*Python 3\.\d+.*\n\d{4}-\d\d-\d\d, load ", text)


@pytest.mark.parametrize("sizes", [FULL, SMALL], ids=["full", "small"])
def test_no_two_cases_are_one_row(sizes: Sizes) -> None:
    heads = [(case.name, case.beside) for case in known(sizes)]
    assert len(set(heads)) == len(heads) and not any("|" in "".join(head) for head in heads)


def test_the_page_has_a_row_for_each_case() -> None:
    text = PAGE.read_text(encoding="utf-8")
    (sizes,) = [sizes for sizes in (FULL, SMALL) if f"\n- sizes: {sizes.name}" in text]
    wanted = [(case.name, case.beside, case.aim) for case in known(sizes)]
    rows = rows_of(text)
    assert [(row[0], row[1], row[-1]) for row in rows] == wanted
    assert all(re.match(r"\d", cell) for row in rows for cell in (row[2], row[3], row[5]))
