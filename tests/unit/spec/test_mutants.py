# SPDX-License-Identifier: GPL-2.0-or-later
"""A fixed sample of mutated specs: each ends in findings or is a device; `fuzz.spec_mutants`."""

from __future__ import annotations

import pytest

from fuzz.spec_mutants import run
from fuzz.spec_mutator import mutant

COUNT = 150


def test_none_is_a_fault_of_vmgen() -> None:
    tried = run(COUNT, seed=2, share=0.05)
    assert tried.faults == {}
    assert tried.refused + tried.accepted == COUNT and tried.accepted >= 10


def test_they_are_the_same_each_time() -> None:
    assert [mutant(number, 2) for number in range(9)] == [mutant(number, 2) for number in range(9)]
    assert len({mutant(number, 2)[0] for number in range(COUNT)}) > COUNT - 10


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("raise ValueError('odd')", "ValueError at "),
        ("raise SystemExit", "SystemExit at "),
        ("import os; os.write(1, b'noise')", "it wrote to standard output"),
        ("import os; os.chdir('/')", "it left /"),
        ("import os; os.kill(os.getpid(), 9)", "it ended the process"),
        ("import time; time.sleep(900)", "it takes too long"),
    ],
)
def test_a_fault_is_seen(fault: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def faulty(*_: object) -> None:
        exec(fault)

    patience = 1.0 if "sleep" in fault else 600.0
    monkeypatch.setattr("fuzz.spec_mutants.PATIENCE", patience)
    monkeypatch.setattr("fuzz.spec_mutants.render_all", faulty)
    tried = run(2, seed=2)
    assert len(tried.faults) == 2
    assert all(text.startswith(said) for text in tried.faults.values()), tried.faults
