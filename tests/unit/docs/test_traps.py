"""What docs/traps.md refers to is there: codes with their cases, emitted lines, open traps."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT
from vmgen.diagnostics import RULES

TEXT = (ROOT / "docs" / "traps.md").read_text(encoding="utf-8")
CASES = ROOT / "tests" / "unit" / "spec" / "cases"
EXPECTED = ROOT / "tests" / "golden" / "expected"
CODES = sorted(set(re.findall(r"VM\d{3}", TEXT)))


def test_the_page_names_codes() -> None:
    assert len(CODES) > 20


@pytest.mark.parametrize("code", CODES)
def test_code_has_a_rule_and_a_case(code: str) -> None:
    assert code in RULES
    if not code.startswith("VM4"):  # about tools and files: tests/unit/write, tests/unit/tree
        assert list(CASES.glob(f"{code.lower()}_*.py"))


@pytest.mark.parametrize("dialect", ["10.2", "11"])
def test_emitted_lines_are_emitted(dialect: str) -> None:
    files = (EXPECTED / dialect).rglob("*.rs")
    emitted = {
        line.strip() for file in files for line in file.read_text(encoding="utf-8").splitlines()
    }
    blocks = re.findall(rf"```rust {re.escape(dialect)}\n(.*?)```", TEXT, re.DOTALL)
    assert blocks
    for line in "".join(blocks).splitlines():
        assert line in emitted


def test_open_traps_are_listed_once() -> None:
    """Each number in the tables has a row among the open traps, and no two rows have one."""
    rows = re.findall(r"^\| (O\d+) \|", TEXT, re.MULTILINE)
    assert len(rows) == len(set(rows))
    assert set(re.findall(r"\*\*open\*\* (O\d+)", TEXT)) <= set(rows)
