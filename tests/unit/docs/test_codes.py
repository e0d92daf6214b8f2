# SPDX-License-Identifier: GPL-2.0-or-later
"""`docs/codes.md` is what the codes say now."""

from __future__ import annotations

from tests.conftest import ROOT, Golden
from vmgen.diagnostics import CODES
from vmgen.diagnostics.docs import codes_page


def test_page_is_current(golden: Golden) -> None:
    golden(ROOT / "docs" / "codes.md", codes_page())


def test_every_code_is_in_the_page() -> None:
    page = codes_page()
    assert all(f"### {code} " in page for code in CODES)
