# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen build --qemu TREE --engine`: the device in a tree, and out of it again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.cli.command import Done, Run
from tests.unit.qemu_tree.test_qemu_build import TREES, snapshot
from vmgen.qemu_tree.engine import FILE

INCLUDED = "hw/misc/vmgen_engine_buses.c.inc"
BUILD, KCONFIG = "hw/misc/meson.build", "hw/misc/Kconfig"
LINE = "system_ss.add(when: 'CONFIG_VMGEN_ENGINE', if_true: files('vmgen_engine.c'))\n"
ENTRY = "\nconfig VMGEN_ENGINE\n    bool\n    default y\n"


@pytest.fixture(params=["10.2", "11"])
def tree(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    shutil.copytree(TREES / request.param, tmp_path / "qemu")
    return tmp_path / "qemu"


@pytest.fixture
def built(vmgen: Run, tree: Path) -> Path:
    """The tree with a crate, and without the engine."""
    vmgen("new", "demo")
    assert vmgen("build", "specs", "--qemu", str(tree), "--apply", "--no-cargo").status == 0
    return tree


def build(vmgen: Run, tree: Path, *words: str) -> Done:
    return vmgen("build", "specs", "--qemu", str(tree), "--no-cargo", *words)


def test_in_and_out(vmgen: Run, built: Path) -> None:
    before = snapshot(built)
    texts = {path: (built / path).read_text() for path in (BUILD, KCONFIG)}
    done = build(vmgen, built, "--apply", "--engine")
    assert done.status == 0 and f"wrote    vmgen-engine     1 file, {built / FILE}" in done.output
    assert done.output.endswith("2 files written; 2 files of the tree edited\n")
    assert (built / BUILD).read_text() == texts[BUILD] + LINE
    assert (built / KCONFIG).read_text() == texts[KCONFIG] + ENTRY
    text, included = (built / FILE).read_text(), (built / INCLUDED).read_text()
    for file in (text, included):
        assert file.startswith("// SPDX") and "\n// vmgen-digest: " in file
    assert f'#include "{Path(INCLUDED).name}"' in text and "type_init(" in text
    with_it = snapshot(built)
    for words in (("--apply", "--engine"), ("--apply",), ()):
        assert build(vmgen, built, *words).output.endswith("nothing changed\n")
    assert build(vmgen, built, "--check", "--engine").output == "up to date\n"
    assert snapshot(built) == with_it
    done = build(vmgen, built, "--apply", "--no-engine")
    assert done.status == 0 and "removed  vmgen-engine" in done.output
    assert {path: text for path, (text, _) in snapshot(built).items()} == {
        path: text for path, (text, _) in before.items()
    }
    assert build(vmgen, built, "--apply", "--no-engine").output.endswith("nothing changed\n")


def test_without_apply_edits_are_shown(vmgen: Run, built: Path) -> None:
    texts = {path: (built / path).read_text() for path in (BUILD, KCONFIG)}
    done = build(vmgen, built, "--engine")
    assert f"+{LINE}" in done.output and "+config VMGEN_ENGINE" in done.output
    assert (built / FILE).is_file()
    assert {path: (built / path).read_text() for path in texts} == texts


def test_check(vmgen: Run, built: Path) -> None:
    before = snapshot(built)
    done = build(vmgen, built, "--check", "--engine")
    assert done.status == 1 and snapshot(built) == before
    assert f"stale    {built / FILE}" in done.output
    assert f"to edit  {built / BUILD}: `vmgen-engine`" in done.output
    build(vmgen, built, "--apply", "--engine")
    done = build(vmgen, built, "--check", "--no-engine")
    assert done.status == 1 and "4 files are stale" in done.output
    assert f"to edit  {built / KCONFIG}: no `vmgen-engine`" in done.output


def test_an_old_one_is_written_anew(vmgen: Run, built: Path) -> None:
    """Also by a build that says nothing of it; a line that is missing comes back."""
    build(vmgen, built, "--apply", "--engine")
    (built / BUILD).write_text("")
    assert build(vmgen, built, "--check").status == 1
    assert build(vmgen, built, "--apply").status == 0
    assert (built / BUILD).read_text() == LINE


@pytest.mark.parametrize("name", [FILE, INCLUDED])
@pytest.mark.parametrize("words", [("--engine",), ("--no-engine",), ()])
def test_a_hand_in_it_is_not_lost(
    words: tuple[str, ...], name: str, vmgen: Run, built: Path
) -> None:
    build(vmgen, built, "--apply", "--engine")
    file = built / name
    file.write_text(file.read_text() + "/* mine */\n")
    before = snapshot(built)
    done = build(vmgen, built, "--apply", *words)
    assert done.status == 2 and "error[VM403]" in done.errors and snapshot(built) == before
    assert build(vmgen, built, "--apply", "--force", *words).status == 0
    assert not file.exists() if words == ("--no-engine",) else "mine" not in file.read_text()


def test_a_file_of_somebody_else(vmgen: Run, built: Path) -> None:
    (built / FILE).write_text("/* theirs */\n")
    for words in (("--engine",), ("--no-engine",)):
        done = build(vmgen, built, "--apply", *words)
        assert done.status == 2 and "error[VM404]" in done.errors
    assert build(vmgen, built, "--apply").status == 0  # nobody asked for it
    assert (built / FILE).read_text() == "/* theirs */\n"


def test_lines_that_somebody_wrote_are_enough(vmgen: Run, built: Path) -> None:
    line = "system_ss.add(files('vmgen_engine.c'))\n"
    (built / BUILD).write_text(f"# vmgen_engine.c is not ours\n{line}")
    done = build(vmgen, built, "--apply", "--engine")
    assert done.output.endswith("1 file of the tree edited\n")
    build(vmgen, built, "--apply", "--no-engine")
    assert (built / BUILD).read_text() == "# vmgen_engine.c is not ours\n"


def test_an_entry_that_was_changed_stays(vmgen: Run, built: Path) -> None:
    build(vmgen, built, "--apply", "--engine")
    changed = (built / KCONFIG).read_text().replace("    default y\n", "    default n\n")
    (built / KCONFIG).write_text(changed)
    assert build(vmgen, built, "--apply", "--engine").output.endswith("nothing changed\n")
    build(vmgen, built, "--apply", "--no-engine")
    assert (built / KCONFIG).read_text() == changed


def test_a_tree_without_the_folder(vmgen: Run, built: Path) -> None:
    shutil.rmtree(built / "hw")
    done = build(vmgen, built, "--apply", "--engine")
    assert done.status == 2 and "error[VM414]" in done.errors and not (built / "hw").exists()
    assert build(vmgen, built, "--apply", "--no-engine").status == 0


def test_no_crate_is_needed(vmgen: Run, tree: Path) -> None:
    """The tree has a `pl011` of its own, which the spec's is not put over; C can be asked."""
    vmgen("new", "pl011", "--category", "char")
    done = build(vmgen, tree, "--apply", "--engine")
    assert done.status == 2 and "error[VM416]" in done.errors
    assert (tree / FILE).is_file() and (tree / BUILD).read_text().endswith(LINE)
    assert "0 crates in" in done.output


@pytest.mark.parametrize("word", ["--engine", "--no-engine"])
def test_it_is_about_a_tree(word: str, vmgen: Run, tmp_path: Path) -> None:
    vmgen("new", "demo")
    done = vmgen("build", "specs", word)
    assert done.status == 2 and "--qemu" in done.errors
