# SPDX-License-Identifier: GPL-2.0-or-later
"""A build is written whole or not at all, and never over somebody's work."""

from __future__ import annotations

from pathlib import Path

import pytest

from vmgen.diagnostics import Diagnostics, VmgenError
from vmgen.render import Rendered
from vmgen.write import compare, finish, publish
from vmgen.write.sign import Finished, state_of


def made(path: str, text: str = "pub struct A;\n") -> Finished:
    return finish(Rendered(path, text, origin="specs/a.py"), text)


def scaffold(path: str, text: str) -> Finished:
    return finish(Rendered(path, text, "scaffold"), text)


def build(root: Path, *files: Finished, links: dict[str, Path] | None = None) -> Diagnostics:
    found = Diagnostics()
    changes = compare(root, files, links or {}, found)
    found.raise_if_failed()
    publish(changes)
    return found


def snapshot(root: Path) -> dict[str, tuple[str, int]]:
    return {
        str(file.relative_to(root)): (file.read_text(), file.stat().st_mtime_ns)
        for file in root.rglob("*")
        if file.is_file()
    }


def test_second_build_touches_nothing(tmp_path: Path) -> None:
    files = (made("hw/a/src/lib.rs"), scaffold("hw/a/src/device.rs", "struct D;\n"))
    build(tmp_path, *files)
    before = snapshot(tmp_path)
    build(tmp_path, *files)
    assert snapshot(tmp_path) == before


def test_head_names_license_spec_and_digest() -> None:
    lines = made("src/lib.rs").text.splitlines()
    assert lines[0] == "// SPDX-License-Identifier: GPL-2.0-or-later"
    assert "vmgen build specs/a.py" in lines[1]
    assert state_of(made("src/lib.rs").text) == "ours"
    assert made("Cargo.toml", "[package]\n").text.startswith("# SPDX")


def test_old_output_is_replaced_without_asking(tmp_path: Path) -> None:
    build(tmp_path, made("lib.rs", "old\n"))
    build(tmp_path, made("lib.rs", "new\n"))
    assert (tmp_path / "lib.rs").read_text() == made("lib.rs", "new\n").text


def test_hand_edit_is_kept(tmp_path: Path) -> None:
    build(tmp_path, made("lib.rs", "old\n"), made("other.rs", "old\n"))
    file = tmp_path / "lib.rs"
    file.write_text(file.read_text() + "// mine\n")
    before = snapshot(tmp_path)
    with pytest.raises(VmgenError) as error:
        build(tmp_path, made("lib.rs", "new\n"), made("other.rs", "new\n"))
    assert [item.code for item in error.value.diagnostics] == ["VM403"]
    assert snapshot(tmp_path) == before


def test_foreign_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / "lib.rs").write_text("// somebody's\n")
    with pytest.raises(VmgenError) as error:
        build(tmp_path, made("lib.rs"))
    assert [item.code for item in error.value.diagnostics] == ["VM404"]
    assert (tmp_path / "lib.rs").read_text() == "// somebody's\n"


def test_binary_file_in_the_way_is_a_diagnostic(tmp_path: Path) -> None:
    (tmp_path / "lib.rs").write_bytes(b"\xff\xfe")
    with pytest.raises(VmgenError):
        build(tmp_path, made("lib.rs"))


def test_force_overwrites(tmp_path: Path) -> None:
    (tmp_path / "lib.rs").write_text("// somebody's\n")
    found = Diagnostics()
    publish(compare(tmp_path, [made("lib.rs")], {}, found, force=True))
    assert not found.failed and (tmp_path / "lib.rs").read_text() == made("lib.rs").text


def test_scaffold_is_the_authors(tmp_path: Path) -> None:
    build(tmp_path, scaffold("device.rs", "first\n"))
    (tmp_path / "device.rs").write_text("mine\n")
    build(tmp_path, scaffold("device.rs", "second\n"))
    assert (tmp_path / "device.rs").read_text() == "mine\n"


def test_failure_puts_everything_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = tmp_path / "out"
    build(root, made("a.rs", "old\n"), made("b.rs", "old\n"))
    before = snapshot(root)
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        if Path(target).name == "c.rs":
            raise OSError(28, "No space left on device", str(target))
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(VmgenError) as error:
        build(root, made("a.rs", "new\n"), made("new/x.rs"), made("b.rs", "new\n"), made("c.rs"))
    assert [item.code for item in error.value.diagnostics] == ["VM405"]
    assert {k: v[0] for k, v in snapshot(root).items()} == {k: v[0] for k, v in before.items()}
    assert not (root / "new").exists()
    assert not list(root.glob(".vmgen-stage-*"))


def test_interrupt_puts_everything_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(tmp_path, made("a.rs", "old\n"))
    before = (tmp_path / "a.rs").read_text()
    replace = Path.replace

    def interrupted(self: Path, target: Path) -> Path:
        if Path(target).name == "b.rs":
            raise KeyboardInterrupt
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        build(tmp_path, made("a.rs", "new\n"), made("b.rs", "new\n"))
    assert (tmp_path / "a.rs").read_text() == before
    assert not (tmp_path / "b.rs").exists()


def test_killed_build_leaves_no_stage_behind(tmp_path: Path) -> None:
    (tmp_path / ".vmgen-stage-killed").mkdir()
    (tmp_path / ".vmgen-stage-killed" / "new-0").write_text("half")
    build(tmp_path, made("a.rs"))
    assert not list(tmp_path.glob(".vmgen-stage-*"))


def test_folder_where_a_file_should_be(tmp_path: Path) -> None:
    (tmp_path / "a.rs").mkdir()
    with pytest.raises(VmgenError) as error:
        build(tmp_path, made("a.rs"))
    assert [item.code for item in error.value.diagnostics] == ["VM404"]


def test_file_where_a_folder_should_be(tmp_path: Path) -> None:
    (tmp_path / "hw").write_text("a file")
    with pytest.raises(VmgenError) as error:
        build(tmp_path, made("hw/a/lib.rs"))
    assert {item.code for item in error.value.diagnostics} <= {"VM404", "VM405"}


def test_links_are_relative_and_made_once(tmp_path: Path) -> None:
    (tmp_path / "support").mkdir()
    links = {"hw/core": tmp_path / "support"}
    build(tmp_path / "tree", links=links)
    link = tmp_path / "tree" / "hw" / "core"
    assert str(link.readlink()) == "../../support"
    assert not compare(tmp_path / "tree", [], links, Diagnostics())


def test_real_folder_is_no_place_for_a_link(tmp_path: Path) -> None:
    (tmp_path / "tree" / "bql").mkdir(parents=True)
    links = {"bql": tmp_path / "support"}
    assert not compare(tmp_path / "tree", [], links, Diagnostics())
