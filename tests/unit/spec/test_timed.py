# SPDX-License-Identifier: GPL-2.0-or-later
"""A spec that does not end, or takes all memory, ends in one finding, whatever keeps it busy."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import pytest

from vmgen.spec import timed

HEAD = '"""A spec."""\n\nimport itertools\nfrom vmgen.spec import *\n\n'
DEVICE = '\n\nclass Dev(Device, name="dev"):\n    level: BqlCell[u8]\n'
SHORT = """
import sys
from vmgen.diagnostics import limits
limits.MOST_SECONDS = 1
from vmgen.spec import timed
timed._GRACE = 1
from vmgen.cli import cli, run
sys.argv = ["vmgen", "plan", sys.argv[1]]
run()
"""
"""vmgen with a limit of a second, after which a call into C has another one."""


def plan(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    spec = folder / "busy.py"
    spec.write_text(text)
    command = [sys.executable, "-c", SHORT, str(spec)]
    # Not at the end of this process alone: its errors are complete when nobody writes any more.
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=1200
    )


@pytest.mark.parametrize(
    "text, place, status",
    [
        (f"{HEAD}while True:\n    pass\n{DEVICE}", "busy.py:", 2),
        (f"{HEAD}while True:\n    try:\n        pass\n    except:\n        pass\n{DEVICE}", "", 2),
        (f"{HEAD}N = pow(10, 10**10)\n{DEVICE}", "busy.py:6:1", 2),
        (f"{HEAD}N = sum(itertools.repeat(1))\n{DEVICE}", "busy.py:6:1", 1),
        (f"{HEAD}def f():\n    return sum(itertools.repeat(1))\n\nN = f()\n{DEVICE}", "py:7:1", 1),
        (f"{HEAD}{DEVICE}    x: Array[u8, sum(itertools.repeat(1))]\n", "busy.py", 1),
    ],
    ids=["loop", "caught", "a number", "a call", "a call in a function", "an annotation"],
)
def test_what_does_not_end(tmp_path: Path, text: str, place: str, status: int) -> None:
    result = plan(tmp_path, text)
    assert result.returncode == status, result.stderr
    assert result.stderr.count("error[VM") == 1 and "error[VM102]: running this" in result.stderr
    assert f"takes more than 1 s; {'it' if status == 2 else 'vmgen'} was " in result.stderr
    assert place in result.stderr
    assert not any(word in result.stderr for word in ("Traceback", "Timeout", "VM499"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="nothing says how much it has")
def test_what_takes_all_memory(tmp_path: Path) -> None:
    result = plan(tmp_path, f"{HEAD}N = bytearray(1 << 40)\n{DEVICE}")
    assert result.returncode == 2
    assert "error[VM102]: running this spec raised MemoryError" in result.stderr


def test_afterwards_all_is_as_it_was() -> None:
    before = resource.getrlimit(resource.RLIMIT_AS)
    with timed.timed():
        assert resource.getrlimit(resource.RLIMIT_AS) != before
    assert resource.getrlimit(resource.RLIMIT_AS) == before


def test_a_traceback_without_a_spec() -> None:
    """It cannot be, and is a finding all the same."""
    assert "VM102" in timed.ended('Timeout (0:00:35)!\n  File "x.py", line 1 in f\n')
