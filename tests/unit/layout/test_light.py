# SPDX-License-Identifier: GPL-2.0-or-later
"""The layout is had without what makes other imports slow."""

from __future__ import annotations

import subprocess
import sys

import pytest

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


def test_the_look_sees_what_is_heavy() -> None:
    code = f"import sys, vmgen.model.layout; print([n for n in {HEAVY} if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "'pydantic', 'vmgen.model', 'vmgen.diagnostics'" in done.stdout
