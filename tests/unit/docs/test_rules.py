# SPDX-License-Identifier: GPL-2.0-or-later
"""`docs/rules.md` is what the rules say now."""

from __future__ import annotations

from tests.conftest import ROOT, Golden
from vmgen.diagnostics import RULES
from vmgen.diagnostics.docs import rules_page


def test_page_is_current(golden: Golden) -> None:
    golden(ROOT / "docs" / "rules.md", rules_page())


def test_every_rule_is_in_the_page() -> None:
    page = rules_page()
    assert all(f"### {code} " in page for code in RULES)
