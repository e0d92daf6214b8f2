# SPDX-License-Identifier: GPL-2.0-or-later
"""Crates that no spec makes any more: found, removed, and nothing of the author's lost."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.cli.command import Done, Run

MINE = "// the author's\n"


@pytest.fixture
def project(vmgen: Run, tmp_path: Path) -> Path:
    """Two specs, built, with an author's device in each crate."""
    for name in ("one", "two"):
        assert vmgen("new", name).status == 0
    assert vmgen("build", "--no-cargo").status == 0
    for name in ("one", "two"):
        device(tmp_path, name).write_text(f"{MINE}// {name}\n")
    return tmp_path


def crate(root: Path, name: str, category: str = "misc") -> Path:
    return root / "generated" / "11" / "hw" / category / name


def device(root: Path, name: str, category: str = "misc") -> Path:
    return crate(root, name, category) / "src" / "device.rs"


def change(root: Path, old: str, new: str, name: str = "two") -> None:
    file = root / "specs" / f"{name}.py"
    text = file.read_text()
    assert old in text
    file.write_text(text.replace(old, new))


def members(root: Path) -> list[str]:
    text = (root / "generated" / "11" / "Cargo.toml").read_text()
    return [line.strip(' ",') for line in text.splitlines() if line.startswith('    "hw/misc')] + [
        line.strip(' ",') for line in text.splitlines() if line.startswith('    "hw/char')
    ]


def snapshot(root: Path) -> dict[str, tuple[bytes, int]]:
    return {
        str(file.relative_to(root)): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in root.rglob("*")
        if file.is_file()
    }


def build_after_check(vmgen: Run, root: Path, *arguments: str) -> Done:
    """--check says that there is an orphan and writes nothing; a build mends it for good."""
    before = snapshot(root)
    found = vmgen("build", "--check", *arguments)
    assert found.status == 1 and "orphan   generated/11/hw/" in found.output
    assert snapshot(root) == before
    done = vmgen("build", "--no-cargo", *arguments)
    assert done.status == 0, done.errors
    after = snapshot(root)
    assert vmgen("build", "--check", *arguments).output == "up to date\n"
    again = vmgen("build", "--no-cargo", *arguments)
    assert "nothing changed" in again.output and snapshot(root) == after
    return done


@pytest.mark.parametrize("arguments", [(), ("specs",), ("specs/one.py",)])
def test_deleted_spec(vmgen: Run, project: Path, arguments: tuple[str, ...]) -> None:
    (project / "specs" / "two.py").unlink()
    done = build_after_check(vmgen, project, *arguments)
    assert "removed  two  " in done.output
    assert "specs/two.py is gone" in done.output
    assert "kept     generated/11/hw/misc/two/src/device.rs" in done.output
    left = [file for file in crate(project, "two").rglob("*") if file.is_file()]
    assert left == [device(project, "two")] and left[0].read_text() == f"{MINE}// two\n"
    assert members(project) == ["hw/misc/one"]
    assert '"hw/misc/two"' not in (project / "generated/11/Cargo.toml").read_text()

    assert vmgen("build", "--check", "--prune", *arguments).status == 1
    assert vmgen("build", "--no-cargo", "--prune", *arguments).status == 0
    assert not crate(project, "two").exists()
    assert device(project, "one").read_text() == f"{MINE}// one\n"


def test_deleted_with_prune_at_once(vmgen: Run, project: Path) -> None:
    (project / "specs" / "two.py").unlink()
    assert vmgen("build", "--no-cargo", "--prune").status == 0
    assert not crate(project, "two").exists() and device(project, "one").exists()


def test_spec_that_comes_back_finds_its_device(vmgen: Run, project: Path) -> None:
    spec = project / "specs" / "two.py"
    text = spec.read_text()
    spec.unlink()
    assert vmgen("build", "--no-cargo").status == 0
    spec.write_text(text.replace('category="misc"', 'category="char"'))
    done = vmgen("build", "--no-cargo")
    assert "moved    generated/11/hw/misc/two/src/device.rs" in done.output
    assert device(project, "two", "char").read_text() == f"{MINE}// two\n"
    assert not crate(project, "two").exists()


def test_other_category(vmgen: Run, project: Path) -> None:
    (crate(project, "two") / "src" / "extra.rs").write_text("// more of the author's\n")
    change(project, 'category="misc"', 'category="char"')
    done = build_after_check(vmgen, project)
    assert "its crate is now in hw/char/two" in done.output
    assert not crate(project, "two").exists()
    assert device(project, "two", "char").read_text() == f"{MINE}// two\n"
    assert (crate(project, "two", "char") / "src" / "extra.rs").exists()
    assert members(project) == ["hw/misc/one", "hw/char/two"]


def test_other_crate(vmgen: Run, project: Path) -> None:
    change(project, 'category="misc"', 'category="misc", crate="second"')
    done = build_after_check(vmgen, project, "specs/two.py")
    assert "specs/two.py does not make it any more" in done.output
    assert not crate(project, "two").exists()
    assert device(project, "second").read_text() == f"{MINE}// two\n"
    assert members(project) == ["hw/misc/one", "hw/misc/second"]


def test_other_crate_and_section_name(vmgen: Run, project: Path) -> None:
    change(project, 'name="two"', 'name="zwei"')
    change(project, 'category="misc"', 'category="char", crate="second"')
    build_after_check(vmgen, project)
    assert device(project, "second", "char").read_text() == f"{MINE}// two\n"


def test_renamed_spec(vmgen: Run, project: Path) -> None:
    """Its crate goes by the file's name; the device is the same."""
    (project / "specs" / "two.py").rename(project / "specs" / "deux.py")
    done = vmgen("build", "--no-cargo")
    assert done.status == 0, done.errors
    found = [*(project / "generated/11/hw/misc").glob("*/src/device.rs")]
    texts = sorted(file.read_text() for file in found)
    assert texts == [f"{MINE}// one\n", f"{MINE}// two\n"]
    assert vmgen("build", "--check").output == "up to date\n"


def test_only_the_specs_of_this_build_are_judged(vmgen: Run, project: Path) -> None:
    """One of two, or another folder: what is not looked at is not an orphan."""
    before = snapshot(project)
    assert vmgen("build", "--check", "specs/one.py").output == "up to date\n"
    assert snapshot(project) == before
    assert vmgen("new", "three", "-o", "more").status == 0
    assert vmgen("build", "--no-cargo", "more").status == 0
    assert members(project) == ["hw/misc/one", "hw/misc/three", "hw/misc/two"]
    assert vmgen("build", "--check").output == "up to date\n"
    assert vmgen("build", "--check", "more").output == "up to date\n"


def test_spec_that_is_out_of_sight(vmgen: Run, project: Path) -> None:
    """A tree that was copied: its specs are elsewhere, or nowhere. Only --prune is sure."""
    (project / "specs").rename(project / "devices")
    (project / "devices" / "two.py").unlink()
    done = vmgen("build", "--no-cargo", "devices")
    assert done.status == 0 and "VM441" in done.errors and "specs/two.py" in done.errors
    assert members(project) == ["hw/misc/one", "hw/misc/two"]
    assert vmgen("build", "--no-cargo", "devices", "--prune").status == 0
    assert members(project) == ["hw/misc/one"]


def test_two_specs_for_one_crate(vmgen: Run, project: Path) -> None:
    assert vmgen("new", "two", "-o", "more", "--category", "char").status == 0
    before = snapshot(project)
    done = vmgen("build", "--no-cargo", "more")
    assert done.status == 2 and "VM440" in done.errors and "specs/two.py" in done.errors
    assert snapshot(project) == before


def test_hand_edit_of_an_orphan_is_not_lost(vmgen: Run, project: Path) -> None:
    file = crate(project, "two") / "src" / "registers.rs"
    file.write_text(f"{file.read_text()}// mine\n")
    (project / "specs" / "two.py").unlink()
    before = snapshot(project)
    for arguments in (["--check"], ["--no-cargo"], ["--no-cargo", "--prune"]):
        done = vmgen("build", *arguments)
        assert done.status == 2 and "VM403" in done.errors and "registers.rs" in done.errors
    assert snapshot(project) == before
    assert vmgen("build", "--no-cargo", "--force").status == 0
    assert not file.exists() and device(project, "two").exists()


def test_device_of_the_author_is_never_overwritten(vmgen: Run, project: Path) -> None:
    """Where the crate goes to lies a device already: both stay."""
    place = device(project, "two", "char")
    place.parent.mkdir(parents=True)
    place.write_text("// another one\n")
    change(project, 'category="misc"', 'category="char"')
    done = vmgen("build", "--no-cargo")
    assert done.status == 0 and "kept     generated/11/hw/misc/two/src/device.rs" in done.output
    assert place.read_text() == "// another one\n"
    assert device(project, "two").read_text() == f"{MINE}// two\n"
    assert vmgen("build", "--check").output == "up to date\n"


def test_somebodys_own_crate_is_no_orphan(vmgen: Run, project: Path) -> None:
    own = crate(project, "own")
    own.mkdir()
    (own / "Cargo.toml").write_text('[package]\nname = "own"\n')
    assert vmgen("build", "--no-cargo").status == 0
    assert (own / "Cargo.toml").exists() and "hw/misc/own" in members(project)
    shutil.move(own, crate(project, "two", "char"))
    change(project, 'category="misc"', 'category="timer"')
    done = vmgen("build", "--no-cargo")
    assert done.status == 2 and "VM440" in done.errors


@pytest.mark.parametrize("arguments", [(), ("specs",), ("specs/one.py", "specs/two.py")])
@pytest.mark.parametrize("folder", ["there", "gone"])
def test_the_last_specs_are_deleted(
    vmgen: Run, project: Path, arguments: tuple[str, ...], folder: str
) -> None:
    for name in ("one", "two"):
        (project / "specs" / f"{name}.py").unlink()
    if folder == "gone":
        (project / "specs").rmdir()
    before = snapshot(project)
    found = vmgen("build", "--check", *arguments)
    assert found.status == 1 and found.output.count("orphan   generated/11/hw/") == 2
    assert snapshot(project) == before
    done = vmgen("build", *arguments)  # cargo has nothing to check
    assert (done.status, done.errors) == (0, "")
    assert done.output.endswith("0 crates in generated (dialect 11): 1 file written, 18 removed\n")
    assert members(project) == []
    for name in ("one", "two"):
        left = [file for file in crate(project, name).rglob("*") if file.is_file()]
        assert left == [device(project, name)] and left[0].read_text() == f"{MINE}// {name}\n"
    again = vmgen("build", "--check", *arguments)
    if folder == "there" and "specs/one.py" not in arguments:
        assert (again.status, again.output) == (0, "up to date\n")
    else:
        assert again.status == 2 and "VM103" in again.errors


def test_a_spec_without_its_device(vmgen: Run, project: Path) -> None:
    """The last one: its file is there, and makes nothing any more."""
    (project / "specs" / "two.py").unlink()
    (project / "specs" / "one.py").write_text("# nothing\n")
    found = vmgen("build", "--check")
    assert found.status == 1 and "specs/one.py does not make it any more" in found.output
    assert vmgen("build").status == 0


def test_no_specs_are_no_reason_to_remove_others(vmgen: Run, project: Path) -> None:
    """A wrong folder, an empty one, one with a fault, and one that never had a spec of the tree."""
    (project / "empty").mkdir()
    (project / "faulty").mkdir()
    (project / "faulty" / "x.py").write_text("x = (\n")
    for path, code in (("nowhere", "VM103"), ("empty", "VM103"), ("faulty", "VM101")):
        done = vmgen("build", path)
        assert done.status == 2 and f"error[{code}]" in done.errors
    (project / "specs" / "one.py").unlink()
    (project / "specs" / "two.py").write_text("x = (\n")
    done = vmgen("build")
    assert done.status == 2 and "error[VM101]" in done.errors
    assert crate(project, "one").is_dir() and crate(project, "two").is_dir()
