# SPDX-License-Identifier: GPL-2.0-or-later
"""A conversion is not longer than the first that a user of an early vmgen wrote by hand.

Two counts: all lines but the license's, which the first ones did not have; and the lines that say
something, without imports, documentation and comments.
"""

from __future__ import annotations

import ast

import pytest

from tests.conftest import ROOT

CONVERSIONS = ROOT / "tests" / "reality" / "conversions"

FIRST = {
    "arm_gic": (106, 66),
    "arm_mptimer": (53, 21),
    "cadence_uart": (138, 84),
    "goldfish_tty": (39, 12),
    "i8259": (54, 29),
    "m25p80": (77, 47),
    "m48t59": (34, 9),
    "pca9554": (42, 15),
    "pl080": (85, 45),
    "pl181": (105, 63),
    "ps2kbd": (76, 35),
    "ptimer": (24, 13),
    "sdhci": (82, 43),
    "ssd0323": (51, 22),
    "wm8750": (50, 26),
}
"""Of the first conversions: all lines, and those that say something."""


def lines(text: str) -> tuple[int, int]:
    """Both counts of a spec."""
    every = text.splitlines()
    silent = {at for node in ast.walk(ast.parse(text)) if _silent(node) for at in _span(node)}
    saying = [
        at
        for at, line in enumerate(every, 1)
        if line.strip() and not line.lstrip().startswith("#") and at not in silent
    ]
    return sum("SPDX" not in line for line in every), len(saying)


def _silent(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return isinstance(node.value.value, str)
    return isinstance(node, ast.Import | ast.ImportFrom)


def _span(node: ast.AST) -> range:
    assert isinstance(node, ast.stmt)
    return range(node.lineno, (node.end_lineno or node.lineno) + 1)


@pytest.mark.parametrize("name", FIRST)
def test_not_longer(name: str) -> None:
    every, saying = lines((CONVERSIONS / f"{name}.py").read_text(encoding="utf-8"))
    first_every, first_saying = FIRST[name]
    assert every <= first_every and saying <= first_saying


def test_figures() -> None:
    """The figures above are those of the files, and there is one of each."""
    folder = ROOT.parent / "shared" / "cases" / "specs"
    if not folder.is_dir():
        pytest.skip("no ../shared/cases: the conversions were compared with the figures alone")
    files = sorted(folder.glob("*.py"))
    assert {file.stem: lines(file.read_text(encoding="utf-8")) for file in files} == FIRST
