# SPDX-License-Identifier: GPL-2.0-or-later
"""Findings as a terminal shows them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.cli.command import Run
from vmgen.diagnostics import Diagnostics, Position
from vmgen.diagnostics.report import MOST_OF_A_CODE, render_all


def findings(**counts: int) -> Diagnostics:
    found = Diagnostics()
    for code, count in counts.items():
        for line in range(count):
            found.add(code, Position("x.py", line + 1, 1), "odd")
    return found


@pytest.mark.parametrize("count", [1, 19, 20, 21, 300])
def test_the_first_twenty_of_a_code(count: int) -> None:
    text = render_all(findings(VM104=count, VM128=1, VM106=20))
    assert text.count("error[VM104]") == min(count, MOST_OF_A_CODE) == min(count, 20)
    assert text.count("error[VM106]") == 20 and "more VM106" not in text
    assert text.count("warning[VM128]") == 1
    more = f"\n\nand {count - 20} more VM104\n\n{count + 20} errors, 1 warning"
    assert text.endswith(more) == (count > 20) and ("more VM" in text) == (count > 20)


@pytest.mark.parametrize("command", ["plan", "dump", "build", "verify"])
def test_every_command_counts(command: str, vmgen: Run, tmp_path: Path) -> None:
    fields = "".join(f"    f{number}: Missing\n" for number in range(143))
    text = f"from vmgen.spec import *\nclass D(Device, name='d'):\n    'D.'\n{fields}"
    (tmp_path / "dev.py").write_text(text)
    done = vmgen(
        command,
        *(["--specs"] if command == "verify" else []),
        "dev.py",
        *["x"][: command == "verify"],
    )
    assert done.status == 2
    assert done.errors.count("error[VM104]") == 20
    assert "\nand 123 more VM104\n\n143 errors\n" in done.errors


def test_the_same_finding_is_kept_once() -> None:
    one, other = findings(VM104=3), findings(VM104=5)
    one.extend(other)
    assert len(one) == 5 and len(findings(VM104=5)) == 5


def test_what_a_terminal_would_obey() -> None:
    found = Diagnostics()
    found.add("VM104", Position("x.py"), "a\x1b[2J\x07\x00\tb\nc")
    assert "a\\x1b[2J\\x07\\x00\tb\nc" in render_all(found)
