# SPDX-License-Identifier: GPL-2.0-or-later
"""Crates in a QEMU tree that no spec makes any more, and what the tree's own files had of them."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.cli.command import Run
from tests.unit.qemu_tree.test_qemu_build import TREES, snapshot

MINE = "// the author's\n"
ALL = ("--qemu", "qemu", "--apply", "--no-cargo")


@pytest.fixture
def tree(vmgen: Run, tmp_path: Path) -> Path:
    """A tree with two crates in a category of their own, and an author's device in each."""
    shutil.copytree(TREES / "11", tmp_path / "qemu")
    for name in ("one", "two"):
        assert vmgen("new", name).status == 0
    assert vmgen("build", *ALL).status == 0
    for name in ("one", "two"):
        (crate(tmp_path / "qemu", name) / "src" / "device.rs").write_text(MINE)
    return tmp_path / "qemu"


def crate(tree: Path, name: str, category: str = "misc") -> Path:
    return tree / "rust" / "hw" / category / name


def delete(tree: Path, *names: str) -> None:
    for name in names:
        (tree.parent / "specs" / f"{name}.py").unlink()


def texts(tree: Path) -> dict[str, str]:
    return {path: text for path, (text, _) in snapshot(tree).items()}


def test_deleted_spec(vmgen: Run, tree: Path) -> None:
    delete(tree, "two")
    before = snapshot(tree)
    found = vmgen("build", "--qemu", "qemu", "--check")
    assert found.status == 1 and snapshot(tree) == before
    assert "orphan   qemu/rust/hw/misc/two: specs/two.py is gone" in found.output
    assert "to edit  qemu/rust/Cargo.toml: no workspace member `hw/misc/two`" in found.output
    done = vmgen("build", *ALL)
    assert done.status == 0, done.errors
    assert "removed  two              6 files in qemu/rust/hw/misc/two" in done.output
    assert "kept     qemu/rust/hw/misc/two/src/device.rs" in done.output
    assert "by hand  Kconfig: what selects X_TWO_RUST has to go" in done.output
    left = [path for path in crate(tree, "two").rglob("*") if path.is_file()]
    assert [path.name for path in left] == ["device.rs"] and left[0].read_text() == MINE
    assert not [path for path, text in texts(tree).items() if "two" in text.lower()]
    assert (crate(tree, "one") / "Cargo.toml").is_file()
    assert vmgen("build", "--qemu", "qemu", "--check").output == "up to date\n"
    assert "nothing changed" in vmgen("build", *ALL).output
    pruned = vmgen("build", *ALL, "--prune")
    assert pruned.status == 0 and not crate(tree, "two").exists()


def test_as_if_it_had_never_been_there(vmgen: Run, tree: Path) -> None:
    """The last specs are gone: category, members, record and all."""
    delete(tree, "one", "two")
    done = vmgen("build", *ALL, "--prune")
    assert done.status == 0, done.errors
    assert done.output.endswith(
        "0 crates in qemu (dialect 11): 14 files removed; 5 files of the tree edited\n"
    )
    assert texts(tree) == texts(TREES / "11")
    assert not (tree / "rust" / "hw" / "misc").exists()
    assert "VM103" in vmgen("build", *ALL).errors


def test_without_apply(vmgen: Run, tree: Path) -> None:
    """What vmgen wrote goes, and the edits are shown."""
    delete(tree, "two")
    done = vmgen("build", "--qemu", "qemu", "--no-cargo")
    assert done.status == 0 and not (crate(tree, "two") / "Cargo.toml").exists()
    assert '-    "hw/misc/two",' in done.output and "-subdir('two')" in done.output
    assert "-config X_TWO_RUST" in done.output
    assert 'hw/misc/two"' in (tree / "rust" / "Cargo.toml").read_text()
    assert vmgen("build", *ALL).status == 0
    assert vmgen("build", "--qemu", "qemu", "--check").output == "up to date\n"


def test_moved_to_another_category(vmgen: Run, tree: Path) -> None:
    spec = tree.parent / "specs" / "two.py"
    spec.write_text(spec.read_text().replace('category="misc"', 'category="char"'))
    assert vmgen("build", "--qemu", "qemu", "--check").status == 1
    done = vmgen("build", *ALL)
    assert done.status == 0, done.errors
    assert "its crate is now in hw/char/two" in done.output
    assert not crate(tree, "two").exists()
    assert (crate(tree, "two", "char") / "src" / "device.rs").read_text() == MINE
    assert "two" not in (tree / "rust/hw/misc/meson.build").read_text()
    assert "TWO" in (tree / "rust/hw/char/Kconfig").read_text()
    assert vmgen("build", "--qemu", "qemu", "--check").output == "up to date\n"


def test_hand_edits_stay(vmgen: Run, tree: Path) -> None:
    """A generated file that was changed stops it; an entry that was changed is not ours."""
    kconfig = tree / "rust/hw/misc/Kconfig"
    kconfig.write_text(
        kconfig.read_text().replace(
            "config X_TWO_RUST\n    bool", "config X_TWO_RUST\n    bool 'two'"
        )
    )
    file = crate(tree, "two") / "src" / "lib.rs"
    text = file.read_text()
    file.write_text(f"{text}// mine\n")
    delete(tree, "two")
    before = snapshot(tree)
    done = vmgen("build", *ALL)
    assert done.status == 2 and "error[VM403]" in done.errors and snapshot(tree) == before
    file.write_text(text)
    assert vmgen("build", *ALL).status == 0
    assert "bool 'two'" in kconfig.read_text()


def test_crates_of_other_specs_stay(vmgen: Run, tree: Path) -> None:
    before = snapshot(tree)
    assert vmgen("build", "specs/one.py", *ALL).status == 0
    (tree.parent / "specs").rename(tree.parent / "away")
    assert vmgen("new", "three").status == 0
    (tree.parent / "other").mkdir()
    (tree.parent / "specs" / "three.py").rename(tree.parent / "other" / "three.py")
    done = vmgen("build", "other", *ALL)
    assert done.status == 0 and done.errors.count("warning[VM441]") == 2
    after = snapshot(tree)
    assert all(
        after[path] == before[path] for path in before if "misc/one" in path or "misc/two" in path
    )
