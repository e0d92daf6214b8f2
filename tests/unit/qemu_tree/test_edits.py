# SPDX-License-Identifier: GPL-2.0-or-later
"""The edits of a tree: exact, minimal, in order, and made once."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT, Golden
from vmgen.diagnostics import VmgenError
from vmgen.plan import DIALECTS
from vmgen.qemu_tree import Edit, Placed, edits, find_tree, touched

TREES = ROOT / "tests" / "data" / "trees"
EXPECTED = Path(__file__).with_name("expected")


def placed(name: str, category: str) -> Placed:
    symbol = f"X_{name.upper()}_RUST"
    return Placed(name, category, symbol, f"config {symbol}\n    bool\n    depends on HAVE_RUST\n")


CRATES = [placed("demo", "misc"), placed("aaa", "char"), placed("second", "misc")]


def needed(tree: Path, crates: list[Placed]) -> list[Edit]:
    source = find_tree(tree, DIALECTS["11"] if tree.name == "11.2-dev" else None)
    files = {path: tree / path for path in touched(source, crates)}
    texts = {
        path: file.read_bytes().decode("utf-8") for path, file in files.items() if file.is_file()
    }
    return edits(source, crates, texts)


@pytest.mark.parametrize("name", ["11", "10.2", "rfc", "11.2-dev"])
def test_edits(name: str, golden: Golden) -> None:
    found = needed(TREES / name, CRATES)
    heads = [f"# {edit.path}: {', '.join(edit.reasons)}\n" for edit in found]
    golden(EXPECTED / f"{name}.diff", "".join([*heads, "\n", *(edit.diff() for edit in found)]))


@pytest.mark.parametrize("name", ["11", "10.2", "rfc", "11.2-dev"])
def test_made_edits_are_needed_no_more(name: str, tmp_path: Path) -> None:
    """What is printed is a patch, and with it the tree has all it needs."""
    tree = tmp_path / name
    shutil.copytree(TREES / name, tree)
    found = needed(tree, CRATES)
    patch = "".join(edit.diff() for edit in found)
    subprocess.run(["git", "apply", "-"], cwd=tree, input=patch, text=True, check=True)
    assert all((tree / edit.path).read_text(encoding="utf-8") == edit.new for edit in found)
    assert needed(tree, CRATES) == []


def test_a_crate_with_a_kconfig_of_its_own(tmp_path: Path) -> None:
    tree = tmp_path / "11"
    shutil.copytree(TREES / "11", tree)
    kconfig = tree / "rust/hw/char/Kconfig"
    kconfig.write_text(f"{kconfig.read_text()}\nsource aaa/Kconfig\n")
    assert "rust/hw/char/Kconfig" not in [edit.path for edit in needed(tree, [CRATES[1]])]


def test_members_by_pattern(tmp_path: Path) -> None:
    tree = tmp_path / "11"
    shutil.copytree(TREES / "11", tree)
    (tree / "rust/Cargo.toml").write_text('[workspace]\nmembers = ["hw/*/*", "tests"]\n')
    assert "rust/Cargo.toml" not in [edit.path for edit in needed(tree, CRATES)]


@pytest.mark.parametrize("text", ["[workspace", "[package]\n", '[workspace]\nmembers = "all"\n'])
def test_manifest_of_another_kind(text: str, tmp_path: Path) -> None:
    tree = tmp_path / "11"
    shutil.copytree(TREES / "11", tree)
    (tree / "rust/Cargo.toml").write_text(text)
    with pytest.raises(VmgenError) as error:
        needed(tree, CRATES)
    (item,) = error.value.diagnostics
    assert item.code == "VM414" and item.position.file.endswith("rust/Cargo.toml")
