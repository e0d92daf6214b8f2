# SPDX-License-Identifier: GPL-2.0-or-later
"""The pages find each other, and docs/architecture.md names the modules that there are."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.unit.test_house import PACKAGES

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
LINK = re.compile(r"\]\(([^)#\s]+\.md)(#[^)]*)?\)")
MAPPED = [name for name in PACKAGES if name not in ("cli", "__main__")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    for target, _ in LINK.findall(page.read_text(encoding="utf-8")):
        if not target.startswith("http"):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_index_has_every_page() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    linked = [target for target, _ in LINK.findall(index)]
    assert {page.name for page in DOCS.glob("*.md")} - {"index.md"} <= set(linked)
    assert len(linked) == len(set(linked)), "a page twice"


def test_architecture_has_every_decision() -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    linked = {target for target, _ in LINK.findall(text)}
    assert {f"decisions/{page.name}" for page in (DOCS / "decisions").glob("*.md")} <= linked


def placed(module: Path, text: str) -> bool:
    """Whether the file map has a module, or says of its folder that there is one per thing."""
    return any(f"`{name}`" in text for name in (module.as_posix(), f"{module.parent.as_posix()}/*"))


@pytest.mark.parametrize("package", MAPPED)
def test_file_map_has_every_module(package: str) -> None:
    text = (DOCS / "architecture.md").read_text(encoding="utf-8")
    folder = ROOT / "vmgen" / package
    modules = [path.relative_to(folder).with_suffix("") for path in folder.rglob("*.py")]
    missing = [
        str(module) for module in modules if module.name != "__init__" and not placed(module, text)
    ]
    assert not missing
