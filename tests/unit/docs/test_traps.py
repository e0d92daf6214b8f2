# SPDX-License-Identifier: GPL-2.0-or-later
"""What docs/traps.md refers to is there: codes with their cases, emitted lines."""

from __future__ import annotations

import re

import pytest

from tests.conftest import ROOT
from tests.golden.trees import tree
from vmgen.diagnostics import CODES

TEXT = (ROOT / "docs" / "traps.md").read_text(encoding="utf-8")
CASES = ROOT / "tests" / "unit" / "spec" / "cases"
NAMED = sorted(set(re.findall(r"VM\d{3}", TEXT)))


def test_the_page_names_codes() -> None:
    assert len(NAMED) > 20


@pytest.mark.parametrize("code", NAMED)
def test_code_is_known_and_has_a_case(code: str) -> None:
    assert code in CODES
    if not code.startswith("VM4"):  # about tools and files: tests/unit/write, tests/unit/qemu_tree
        assert list(CASES.glob(f"{code.lower()}_*.py"))


@pytest.mark.parametrize("dialect", ["10.2", "11"])
def test_emitted_lines_are_emitted(dialect: str) -> None:
    emitted = {
        line.strip()
        for path, file in tree(dialect).items()
        if path.endswith(".rs")
        for line in file.read_text(encoding="utf-8").splitlines()
    }
    blocks = re.findall(rf"```rust {re.escape(dialect)}\n(.*?)```", TEXT, re.DOTALL)
    assert blocks
    for line in "".join(blocks).splitlines():
        assert line in emitted


def test_every_trap_has_an_end() -> None:
    """Impossible, worked around, refused, not ours, or no trap: no row says less."""
    ends = re.compile(r"\*\*(impossible|emitted|yours|QEMU's|VM\d{3})\*\*|no trap|as in C")
    others = re.compile(r"^(settled|accepted|allowed|no derive|`|emitted code|once)")
    rows = [line for line in TEXT.splitlines() if re.match(r"\| (asks|api|target|wire) ", line)]
    assert len(rows) > 70
    assert [row for row in rows if not (ends.search(end := last(row)) or others.match(end))] == []
    assert "**open**" not in TEXT


def last(row: str) -> str:
    """The last column of a table's row."""
    return row.removesuffix(" |").rpartition(" | ")[2]
