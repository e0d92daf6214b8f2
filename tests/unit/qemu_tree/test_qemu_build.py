# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen build --qemu TREE`: crates and edits, together and once."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.unit.cli.command import Run
from vmgen.plan import DIALECTS
from vmgen.qemu_tree import may_have
from vmgen.render.workspace import stand_in_places, support_folder

TREES = ROOT / "tests" / "data" / "trees"
SOURCES = "rust/hw/misc/demo"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    shutil.copytree(TREES / "11", tmp_path / "qemu")
    return tmp_path / "qemu"


@pytest.fixture
def spec(vmgen: Run, tmp_path: Path) -> str:
    """The spec of `vmgen new demo`, below the working folder."""
    assert vmgen("new", "demo").status == 0
    return "specs/demo.py"


def snapshot(root: Path) -> dict[str, tuple[str, int]]:
    return {
        str(file.relative_to(root)): (file.read_text(encoding="utf-8"), file.stat().st_mtime_ns)
        for file in root.rglob("*")
        if file.is_file()
    }


def link_crates(tree: Path) -> None:
    """Give a skeleton the crates that stand in for QEMU's own."""
    for name in stand_in_places(DIALECTS["11"]):
        link, target = tree / "rust" / name, support_folder(DIALECTS["11"]) / name
        if link.is_dir():
            shutil.rmtree(link)
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(target)


def test_crate_only(vmgen: Run, tree: Path, spec: str) -> None:
    """Without --apply the crate is written, and no file of the tree's own is touched."""
    before = snapshot(tree)
    done = vmgen("build", spec, "--qemu", str(tree))
    assert done.status == 0
    after = snapshot(tree)
    assert {path: after[path] for path in before} == before
    new = sorted(path.removeprefix(f"{SOURCES}/") for path in after.keys() - before.keys())
    assert new == [
        "Cargo.toml",
        "layout.txt",
        "meson.build",
        "rust/hw/.vmgen.toml",
        *(f"src/{name}.rs" for name in ("device", "lib", "migration", "registers")),
    ]
    assert "+subdir('demo')" in done.output and "+source misc/Kconfig" in done.output
    assert '+    "hw/misc/demo",' in done.output
    assert "select" in done.output and "Cargo.lock" in done.output
    assert "VM412" in done.errors  # no member yet, so cargo cannot look at it
    assert done.output.endswith("5 files of the tree to edit; not checked by cargo\n")


def test_apply_and_again(vmgen: Run, tree: Path, spec: str) -> None:
    done = vmgen("build", spec, "--qemu", str(tree), "--apply", "--no-cargo")
    assert done.status == 0
    assert "edited   " in done.output
    assert done.output.endswith("7 files written; 5 files of the tree edited\n")
    before = snapshot(tree)
    again = vmgen("build", spec, "--qemu", str(tree), "--apply", "--no-cargo")
    assert again.output == f"1 crate in {tree} (dialect 11): nothing changed\n"
    assert (again.status, snapshot(tree)) == (0, before)


def test_wire_change(vmgen: Run, tree: Path, spec: str) -> None:
    """The crate in the tree has the layout that it was built with."""
    vmgen("build", spec, "--qemu", str(tree), "--apply", "--no-cargo")
    text = Path(spec).read_text(encoding="utf-8")
    assert "    control: u32" in text
    Path(spec).write_text(text.replace("    control: u32", "    more: u8\n    control: u32"))
    checked = vmgen("build", spec, "--qemu", str(tree), "--check")
    assert checked.status == 1 and "warning[VM135]" in checked.errors
    done = vmgen("build", spec, "--qemu", str(tree), "--no-cargo")
    assert done.status == 0 and "at byte 0x0 is `regs.more` (u8) now" in done.errors
    assert "VM135" not in vmgen("build", spec, "--qemu", str(tree), "--no-cargo").errors


def test_check(vmgen: Run, tree: Path, spec: str) -> None:
    before = snapshot(tree)
    stale = vmgen("build", spec, "--qemu", str(tree), "--check")
    assert stale.status == 1 and snapshot(tree) == before
    assert f"stale    {tree / SOURCES / 'src/lib.rs'}" in stale.output
    assert f"to edit  {tree / 'rust/Cargo.toml'}: workspace member `hw/misc/demo`" in stale.output
    vmgen("build", spec, "--qemu", str(tree), "--apply", "--no-cargo")
    assert vmgen("build", spec, "--qemu", str(tree), "--check").output == "up to date\n"


def test_edits_and_crates_are_all_or_nothing(
    vmgen: Run, tree: Path, spec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {path: text for path, (text, _) in snapshot(tree).items()}
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if Path(target).name == "Kconfig":
            raise OSError(28, "No space left on device", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    done = vmgen("build", spec, "--qemu", str(tree), "--apply")
    assert done.status == 2 and "VM405" in done.errors
    assert {path: text for path, (text, _) in snapshot(tree).items()} == before


def test_device_of_the_trees_own_is_kept(vmgen: Run, tree: Path, spec: str) -> None:
    """One message, at the spec, with the way out; the other crates are written all the same."""
    before = snapshot(tree)
    assert vmgen("new", "pl011", "--category", "char").status == 0
    assert vmgen("new", "hpet", "--category", "misc").status == 0  # the name, in another place
    alone = vmgen("build", "specs/pl011.py", "--qemu", str(tree), "--apply", "--force")
    assert alone.status == 2 and snapshot(tree) == before
    done = vmgen("build", "specs", "--qemu", str(tree), "--apply", "--no-cargo")
    assert done.status == 2
    assert done.errors.count("error[") == done.errors.count("error[VM416]") == 2
    assert 'crate="pl011_spec"' in done.errors and "--> specs/pl011.py:" in done.errors
    assert "rust/hw/timer/hpet" in done.errors
    assert f"1 crate in {tree} (dialect 11): 7 files written" in done.output
    assert not (tree / "rust/hw/misc/hpet").exists()
    again = vmgen("build", "specs", "--qemu", str(tree), "--check")
    assert again.status == 2 and again.output == "up to date\n"


WATCH = """
from vmgen.spec import BqlCell, Device, Parent, ParentField, u8


class I2CSlave(Parent, name="I2CSlave", {}):
    address: u8


class Watch(Device, name="watch", category="misc"):
    parent_obj: ParentField[I2CSlave]
    second: BqlCell[u8]
"""


def test_parent_that_the_tree_has_not(vmgen: Run, tree: Path, spec: str) -> None:
    Path("specs/watch.py").write_text(WATCH.format('path="hwcore::I2CSlave"'))
    core = tree / "rust" / "hw" / "core"
    (core / "src").mkdir(parents=True)
    (core / "Cargo.toml").write_text('[package]\nname = "hwcore"\n')
    (core / "src" / "lib.rs").write_text("// no I2CSlave yet\nmod irq;\npub use irq::*;\n")
    (core / "src" / "irq.rs").write_text("pub struct IRQState;\n")
    arguments = ("build", "specs", "--qemu", str(tree), "--apply", "--no-cargo")
    done = vmgen(*arguments)
    assert done.status == 2 and done.errors.count("error[") == 1
    assert "VM417" in done.errors and "--> specs/watch.py:10:" in done.errors
    assert f"1 crate in {tree} (dialect 11): 7 files written" in done.output
    assert "misc/watch" not in (tree / "rust/Cargo.toml").read_text(encoding="utf-8")
    assert not (tree / "rust/hw/misc/watch").exists()

    (core / "src" / "i2c.rs").write_text("pub struct I2CSlave(());\n")
    done = vmgen(*arguments)
    assert done.status == 0 and "misc/watch" in (tree / "rust/Cargo.toml").read_text()


def test_parent_that_the_crate_makes(vmgen: Run, tree: Path, spec: str) -> None:
    """What bindgen reads goes into the tree; what stands for its work elsewhere does not."""
    said = 'header="hw/i2c/i2c.h", type_name="i2c-slave", vmstate="vmstate_i2c_slave"'
    Path("specs/watch.py").write_text(WATCH.format(said))
    arguments = ("build", "specs", "--qemu", str(tree), "--apply", "--no-cargo")
    (tree / "include").mkdir()
    done = vmgen(*arguments)
    assert done.status == 2 and "VM417" in done.errors
    assert "this tree has no `include/hw/i2c/i2c.h`" in done.errors

    header = tree / "include" / "hw" / "i2c" / "i2c.h"
    header.parent.mkdir(parents=True)
    header.write_text("/* declares I2CSlave */\n")
    done = vmgen(*arguments)
    assert done.status == 0
    crate = tree / "rust" / "hw" / "misc" / "watch"
    files = {str(path.relative_to(crate)) for path in crate.rglob("*") if path.is_file()}
    assert {"build.rs", "wrapper.h", "src/bindings.rs", "src/parent.rs"} < files
    assert "src/bindings.inc.rs" not in files
    assert vmgen(*arguments, "--check").output == "up to date\n"


@pytest.mark.parametrize("name", ["devmodel::hw", "::devmodel"])
def test_crate_that_shows_another_may_have_anything(name: str, tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "lib.rs").write_text("mod own;\npub use own::*;\n")
    (tmp_path / "src" / "own.rs").write_text("pub struct Other;\n")
    assert not may_have(tmp_path, "Bus")
    (tmp_path / "src" / "lib.rs").write_text(f"mod own;\npub use {name}::*;\n")
    assert may_have(tmp_path, "Bus")


def test_what_is_left_to_write_is_said(vmgen: Run, tree: Path, spec: str) -> None:
    arguments = ("build", spec, "--qemu", str(tree), "--apply", "--no-cargo")
    assert "to write" not in vmgen(*arguments).output
    device = tree / SOURCES / "src" / "device.rs"
    text = device.read_text(encoding="utf-8")
    device.write_text(f'{text}\n// todo!("no")\nfn more() {{\n    todo!("say")\n}}\n')
    said = [line for line in vmgen(*arguments).output.splitlines() if "to write" in line]
    where, line = device.relative_to(tree.parent), text.count("\n") + 4
    assert said == [
        f"to write demo             1 todo! left, where QEMU aborts: `more` ({where}:{line})"
    ]


def test_no_tree(vmgen: Run, tmp_path: Path, spec: str) -> None:
    done = vmgen("build", spec, "--qemu", str(tmp_path / "nothing"), "--apply")
    assert done.status == 2 and done.errors.count("VM411") == 1
    assert not (tmp_path / "nothing").exists()


def test_dialect_against_the_tree(vmgen: Run, tree: Path, spec: str) -> None:
    done = vmgen("build", spec, "--qemu", str(tree), "--dialect", "10.2", "--no-cargo")
    assert done.status == 0
    assert "looks like 11, not like dialect 10.2" in done.errors
    assert "dialect 10.2" in done.output


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--apply"], "--apply is about the tree of --qemu"),
        (["--qemu", "x", "--output", "y"], "goes without --output"),
        (["--qemu", "x", "--dialect", "all"], "one dialect"),
        (["--qemu", "x", "--dialect", "11", "--dialect", "10.2"], "one dialect"),
    ],
)
def test_wrong_use(arguments: list[str], message: str, vmgen: Run, spec: str) -> None:
    done = vmgen("build", spec, *arguments)
    assert done.status == 2 and message in done.errors


def test_tree_from_the_settings(vmgen: Run, tree: Path, spec: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.vmgen]\nqemu = "qemu"\n')
    done = vmgen("build", spec, "--no-cargo")
    assert done.status == 0 and "1 crate in qemu (dialect 11)" in done.output
    assert (tree / SOURCES / "src/device.rs").is_file()


def test_checked_with_the_trees_own_crates(
    vmgen: Run, tree: Path, spec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A tree that was never built has no bindings, and one message says so; then it is."""
    link_crates(tree)
    bql = tree / "rust" / "bql"
    target = bql.resolve()
    bql.unlink()
    shutil.copytree(target, bql)
    # What QEMU's own build scripts do where they find nothing.
    script = 'fn main() { std::env::var("MESON_BUILD_ROOT").expect("MESON_BUILD_ROOT not found"); }'
    (bql / "build.rs").write_text(f"{script}\n")
    monkeypatch.delenv("MESON_BUILD_ROOT", raising=False)
    done = vmgen("build", spec, "--qemu", str(tree), "--apply")
    assert done.status == 0
    assert "VM412" in done.errors and "no generated bindings" in done.errors
    assert done.output.endswith("not checked by cargo\n")

    (tree / "build").mkdir()
    (tree / "build" / "build.ninja").write_text("# built\n")
    done = vmgen("build", spec, "--qemu", str(tree))
    assert (done.status, done.errors) == (0, "")
    assert done.output == f"1 crate in {tree} (dialect 11): nothing changed; cargo check passed\n"

    device = tree / SOURCES / "src" / "device.rs"
    device.write_text(device.read_text(encoding="utf-8").replace("pub regs:", "pub registers:"))
    done = vmgen("build", spec, "--qemu", str(tree))
    assert done.status == 2
    assert "--> specs/demo.py:" in done.errors and "device.rs must have" in done.errors
    assert done.output.endswith("nothing changed; cargo check failed\n")

    text = device.read_text(encoding="utf-8").replace("pub registers:", "pub regs:")
    device.write_text(f"{text}\nconst left: u8 = 1;\n")
    done = vmgen("build", spec, "--qemu", str(tree))
    assert done.status == 0 and done.errors.count("warning[VM415]") == 2
    assert done.output.endswith("nothing changed; cargo check passed with 2 warnings\n")

    source = (bql / "src" / "lib.rs").read_text(encoding="utf-8")
    (bql / "src" / "lib.rs").write_text(f"{source}\nconst BAD: u8 = 256;\n")
    done = vmgen("build", spec, "--qemu", str(tree))
    assert done.status == 0 and "warning[VM418]" in done.errors
    assert "rust/bql/src/lib.rs:" in done.errors and "VM402" not in done.errors
    assert done.output.endswith("not checked by cargo\n")


def test_manifest_that_cannot_be_read(vmgen: Run, tree: Path, spec: str) -> None:
    (tree / "rust" / "Cargo.toml").write_bytes(b"# \xff\n")
    before = {str(file) for file in tree.rglob("*")}
    done = vmgen("build", spec, "--qemu", str(tree), "--apply", "--no-cargo")
    assert done.status == 2 and "error[VM414]: cannot read it: " in done.errors
    assert "rust/Cargo.toml" in done.errors
    assert {str(file) for file in tree.rglob("*")} == before
