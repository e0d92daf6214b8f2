# SPDX-License-Identifier: GPL-2.0-or-later
"""A build that has nothing to do is answered at once, and only then."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.unit.memo.project import COMMON, Project, forget, run, spec
from vmgen import JOURNAL
from vmgen.memo.answer import ask
from vmgen.memo.store import load

COMMANDS = {
    "plain": ("build",),
    "no cargo": ("build", "--no-cargo"),
    "check": ("build", "--check"),
    "clippy": ("build", "--clippy", "--dialect", "11"),
    "files": ("build", "--no-cargo", "specs/two.py", "specs/one.py"),
    "checked files": ("build", "--check", "specs/one.py"),
    "elsewhere": ("build", "--no-cargo", "-o", "other", "specs"),
}


@pytest.fixture(scope="module", autouse=True)
def built(project: Project) -> None:
    assert run("build").status == 0
    device = project.crate("one") / "src" / "device.rs"
    device.write_text(f"{device.read_text()}fn later() {{ todo!() }}\n")


@pytest.mark.parametrize("words", COMMANDS.values(), ids=COMMANDS)
def test_it_says_what_a_build_says_that_works_it_out(
    words: tuple[str, ...], project: Project
) -> None:
    run(*words)  # may have something to write
    forget(*words)
    first, second, third = run(*words), run(*words), run(*words)
    assert (first.at_once, second.at_once, third.at_once) == (False, True, True)
    assert first[:3] == second[:3] == third[:3]
    assert "nothing changed" in first.output or first.output == "up to date\n"


def test_what_a_build_has_written_is_not_written_again(project: Project) -> None:
    shutil.rmtree(project.crate("two"))
    first, second = run("build"), run("build")
    assert "10 files written" in first.output and not first.at_once
    assert second.at_once and second.output.endswith("nothing changed; cargo check passed\n")
    assert "to write one" in second.output
    forget("build")
    assert run("build")[:3] == second[:3]


def test_cargo_is_not_asked_again(project: Project) -> None:
    run("build")
    project.calls.unlink()
    assert run("build").at_once and not project.calls.exists()
    forget("build")
    assert not run("build").at_once and project.calls.exists()


# -- what makes it stand aside ---------------------------------------------------------------------


class Hand:
    """Changes files, and can put them back."""

    def __init__(self) -> None:
        self._undo: list[Callable[[], object]] = []

    def back(self) -> None:
        while self._undo:
            self._undo.pop()()

    def remove(self, path: Path) -> None:
        kept = path.with_name(f"{path.name}.kept")
        aside = path.parents[3] / kept.name
        path.rename(aside)
        self._undo.append(lambda: aside.rename(path))

    def write(self, path: Path, text: str) -> None:
        """In place, as an editor that keeps the inode."""
        if path.exists():
            old = path.read_bytes()
            self._undo.append(lambda: path.write_bytes(old))
        else:
            self._undo.append(path.unlink)
        path.write_text(text)

    def same_size_and_time(self, path: Path) -> None:
        """One letter is another, and nothing that `ls` shows tells of it."""
        times, text = path.stat(), path.read_text()
        assert text[-2] != "X"
        self.write(path, f"{text[:-2]}X{text[-1:]}")
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
        assert path.stat().st_size == times.st_size

    def folder(self, path: Path) -> None:
        top = next(it for it in (*reversed(path.parents), path) if not it.exists())
        path.mkdir(parents=True)
        self._undo.append(lambda: shutil.rmtree(top))

    def link(self, path: Path, target: str | Path) -> None:
        """A link in the place of what is there."""
        if path.exists() or path.is_symlink():
            self.remove(path)
        path.symlink_to(target)
        self._undo.append(path.unlink)


def _other_link(hand: Hand, project: Project) -> None:
    link = project.tree / "bql"
    hand.link(link, link.resolve())


def _copy_for_file(hand: Hand, project: Project) -> None:
    """The same content, by a link: a build writes a file there."""
    file = project.crate("one") / "src" / "lib.rs"
    other = project.packages / "lib.rs"
    hand.write(other, file.read_text())
    hand.link(file, other)


def _folder_by_link(hand: Hand, project: Project) -> None:
    folder, copy = project.crate("one") / "src", project.packages / "src"
    shutil.copytree(folder, copy)
    hand._undo.append(lambda: shutil.rmtree(copy))
    hand.link(folder, copy)


def _renamed(hand: Hand, project: Project) -> None:
    folder = project.project / "specs"
    text = (folder / "one.py").read_text()
    hand.remove(folder / "one.py")
    hand.write(folder / "won.py", text)


def _spec_in_folder(hand: Hand, project: Project) -> None:
    hand.folder(project.project / "specs" / "more")
    hand.write(project.project / "specs" / "more" / "three.py", spec("Three"))


def _author_module(hand: Hand, project: Project) -> None:
    hand.write(project.crate("one") / "src" / "extra.rs", "fn later() { todo!() }\n")


def _author_folder(hand: Hand, project: Project) -> None:
    """One that is called as cargo calls its own."""
    hand.folder(project.crate("one") / "src" / "target")


def _author(hand: Hand, project: Project) -> None:
    file = project.crate("one") / "src" / "device.rs"
    hand.write(file, f"{file.read_text()}// more\n")


def _tool(hand: Hand, project: Project) -> None:
    file = project.tools / "cargo"
    hand.write(file, f"{file.read_text()}# newer\n")


CHANGES: dict[str, Callable[[Hand, Project], object]] = {
    # what it is made from
    "a spec": lambda hand, it: hand.write(it.project / "specs/one.py", spec("One", 2)),
    "a comment": lambda hand, it: hand.write(it.project / "specs/one.py", spec("One") + "# more\n"),
    "secretly": lambda hand, it: hand.same_size_and_time(it.project / "specs/one.py"),
    "an import": lambda hand, it: hand.write(
        it.project / "specs/_common.py", COMMON.replace("7", "8")
    ),
    "new spec": lambda hand, it: hand.write(it.project / "specs/three.py", spec("Three")),
    "new folder": _spec_in_folder,
    "gone spec": lambda hand, it: hand.remove(it.project / "specs/one.py"),
    "renamed spec": _renamed,
    "in front of an import": lambda hand, it: hand.write(
        it.project / "specs/vmgen.spec.py", COMMON
    ),
    "settings": lambda hand, it: hand.write(
        it.project / "pyproject.toml",
        (it.project / "pyproject.toml").read_text() + 'dialects = ["rfc"]\n',
    ),
    "no settings": lambda hand, it: hand.remove(it.project / "pyproject.toml"),
    "packages": lambda hand, it: hand.folder(it.packages / "other-2.dist-info"),
    "PATH": lambda hand, it: hand.write(it.early / "rustfmt", "#!/bin/sh\n"),
    "cargo": _tool,
    "toolchain": lambda hand, it: hand.write(it.project / "rust-toolchain.toml", "[toolchain]\n"),
    "toolchain above": lambda hand, it: hand.write(
        it.project.parent / "rust-toolchain", "stable\n"
    ),
    "rustup": lambda hand, it: hand.write(it.rustup / "settings.toml", 'version = "13"\n'),
    "cargo's settings": lambda hand, it: (
        hand.folder(it.project / ".cargo"),
        hand.write(it.project / ".cargo/config.toml", "[build]\n"),
    ),
    # what it has made
    "generated": lambda hand, it: hand.write(it.crate("one") / "src/lib.rs", "//! Other.\n"),
    "generated, secretly": lambda hand, it: hand.same_size_and_time(
        it.crate("two") / "src/migration.rs"
    ),
    "vectors": lambda hand, it: hand.same_size_and_time(it.crate("one") / "tests/vectors.txt"),
    "manifest": lambda hand, it: hand.write(it.tree / "Cargo.toml", "[workspace]\n"),
    "gone": lambda hand, it: hand.remove(it.crate("one") / "Kconfig"),
    "gone folder": lambda hand, it: hand.remove(it.crate("one") / "src"),
    "a link to it": _copy_for_file,
    "a link to the folder": _folder_by_link,
    "other link": _other_link,
    "strange file": _author_module,
    "strange folder": _author_folder,
    "strange crate": lambda hand, it: hand.folder(it.tree / "hw/char/one"),
    "author": _author,
    "lock": lambda hand, it: hand.write(it.tree / "Cargo.lock", "version = 4\n"),
    "left by a killed build": lambda hand, it: hand.folder(it.project / "generated" / JOURNAL),
    "its stage": lambda hand, it: hand.folder(it.tree / ".vmgen-stage-1"),
}


@pytest.fixture
def hand() -> Iterator[Hand]:
    made = Hand()
    yield made
    made.back()


BY_SIGN = ("cargo",)
"""What has no content that would be compared: it is too much."""


@pytest.mark.parametrize("name", CHANGES)
def test_it_stands_aside_for(
    name: str,
    project: Project,
    hand: Hand,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run("build")
    assert run("build").at_once
    with monkeypatch.context() as patch:
        # What it would then do is the business of others, and would be in the way of the next test.
        patch.setattr("vmgen.cli.cli", lambda **_: None)
        CHANGES[name](hand, project)
        assert not run("build").at_once
        hand.back()
        assert run("build").at_once == (name not in BY_SIGN)  # the times are others


@pytest.mark.parametrize("name", ["RUSTUP_TOOLCHAIN", "RUSTFLAGS", "CARGO_HOME", "LC_ALL", "HOME"])
def test_it_stands_aside_for_the_environment(
    name: str, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("build")
    assert run("build").at_once
    with monkeypatch.context() as patch:
        patch.setattr("vmgen.cli.cli", lambda **_: None)
        patch.setenv(name, str(project.packages))
        assert not run("build").at_once


def test_every_file_of_vmgen_counts(project: Project) -> None:
    """And every one of its templates, dialects and stand-in crates."""
    from tests.conftest import ROOT

    run("build")
    question = ask(["build"])
    assert question is not None and question.memo is not None
    known = {
        f"{folder}/{name}"
        for (_, folder), (_, entries) in question.memo["makers"].items()
        for name, entry in entries.items()
        if isinstance(entry, tuple)
    }
    files = {
        str(file)
        for top in ("vmgen", "templates", "rust/11", "rust/shared")
        for file in (ROOT / top).resolve().rglob("*")
        if file.is_file() and not file.is_symlink()
    }
    built = {file for file in files if "/target/" in file or "/__pycache__/" in file}
    assert files - built <= known and len(files) > 300


# -- memos -----------------------------------------------------------------------------------------


def damaged(data: bytes) -> Iterator[bytes]:
    yield b""
    yield data[:-1]
    yield data + b"x"
    yield data.replace(b"vmgen memo 3", b"vmgen memo 0")
    for place in (3, 15, 18, 40, len(data) // 2, len(data) - 1):
        yield data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :]


def test_a_damaged_memo_is_none(project: Project) -> None:
    run("build")
    question = ask(["build"])
    assert question is not None and question.memo is not None
    file = Path(question.file)
    whole = file.read_bytes()
    for data in damaged(whole):
        file.write_bytes(data)
        assert load(question.file, question.key) is None
    first = run("build")
    assert not first.at_once and run("build")[:3] == first[:3]
    assert run("build").at_once


def test_two_commands_with_one_file_are_told_apart(project: Project) -> None:
    run("build")
    question = ask(["build"])
    assert question is not None and load(question.file, question.key) is not None
    assert load(question.file, (*question.key, "more")) is None


@pytest.mark.parametrize("form", ["file", "folder"])
def test_a_cache_that_cannot_be_written_is_no_error(
    form: str, project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    if form == "file":
        (tmp_path / "cache").write_text("")
    else:
        question = ask(["build"])
        assert question is not None
        Path(question.file).mkdir(parents=True)
    first, second = run("build"), run("build")
    assert (first.status, first.errors) == (0, "")
    assert first == second and not second.at_once


def test_old_memos_are_swept(
    project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    run("build")
    folder = tmp_path / "vmgen"
    (new,) = folder.iterdir()
    for name, days in (("a.memo", 31), ("b.memo", 1), ("c.memo.77", 1)):
        (folder / name).write_bytes(b"x" * 100)
        age = new.stat().st_mtime - days * 24 * 3600
        os.utime(folder / name, (age, age))
    run("build", "--no-cargo")
    assert {"b.memo", new.name} < {path.name for path in folder.iterdir()}
    assert len(list(folder.iterdir())) == 3
    monkeypatch.setattr("vmgen.memo.store._MOST_BYTES", new.stat().st_size * 2 + 50)
    run("build", "--check")
    assert len(list(folder.iterdir())) == 2 and not (folder / "b.memo").exists()
