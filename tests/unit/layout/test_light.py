# SPDX-License-Identifier: GPL-2.0-or-later
"""The layout is had without what makes other imports slow."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

HEAVY = ("pydantic", "jinja2", "click", "vmgen.model", "vmgen.diagnostics", "vmgen.spec")
MODULES = (
    *("layout", "layout.body", "layout.condition", "layout.outgoing"),
    *("layout.from_dump", "layout.from_stream", "layout.to_dump"),
)


@pytest.mark.parametrize("module", [*MODULES, "expression"])
def test_imports_nothing_heavy(module: str) -> None:
    code = f"import sys, vmgen.{module}; print([n for n in {HEAVY} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_build_has_no_states_and_no_pydantic(tmp_path: Path) -> None:
    words = ["build", "--no-cargo", "-o", str(tmp_path / "out"), "specs/pl031.py"]
    code = f"""
import atexit, sys
sys.argv[1:] = {words}
atexit.register(lambda: print("pydantic" in sys.modules))
from vmgen.__main__ import main
main()"""
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.endswith("files written\nFalse\n")


def test_the_look_sees_what_is_heavy() -> None:
    code = f"import sys, vmgen.model.layout; print([n for n in {HEAVY} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "'vmgen.model', 'vmgen.diagnostics'" in done.stdout
