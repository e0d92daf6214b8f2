# SPDX-License-Identifier: GPL-2.0-or-later
"""Crates of specs that did not change are not made again, and nobody can tell."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.unit.memo.project import COMMON, Project, make, run, spec
from vmgen.cli import trees

NAMES = ("One", "Two", "Six", "Ten")
IMPORTS = "from _common import DEPTH\n"
WARNED = "\n    iomem: MemoryRegion[0x100]\n"
"""A field that the planner warns of."""


@pytest.fixture
def new(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    made = make(tmp_path, monkeypatch)
    write(made.project, "Six", "DEPTH", IMPORTS)
    warned = spec("Ten").replace("u8\n", "u8, MemoryRegion\n", 1) + WARNED
    (made.project / "specs" / "ten.py").write_text(warned)
    return made


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The crates that were made, in order."""
    found, real = [], trees.render_crate

    def noted(plan: trees.DevicePlan, *given: object) -> object:
        found.append(plan.device.crate)
        return real(plan, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(trees, "render_crate", noted)
    return found


def write(root: Path, name: str, value: object, imports: str = "", file: str = "") -> None:
    (root / "specs" / (file or f"{name.lower()}.py")).write_text(spec(name, value, imports))


def test_only_what_changed_is_made(new: Project, rendered: list[str]) -> None:
    words = ("build", "--no-cargo", "--dialect", "11", "--dialect", "rfc")
    run(*words)
    assert sorted(rendered) == ["one", "one", "six", "six", "ten", "ten", "two", "two"]
    rendered.clear()
    write(new.project, "One", 3)
    said = run(*words)
    assert rendered == ["one", "one"] and "wrote    one" in said.output
    assert "VM210" in said.errors  # it is about another device, and still so
    rendered.clear()
    (new.project / "specs" / "_common.py").write_text(COMMON.replace("7", "8"))
    run(*words)
    assert sorted(rendered) == ["six", "six", "two", "two"]
    rendered.clear()
    (new.project / "generated" / "rfc" / "hw" / "misc" / "ten" / "Kconfig").unlink()
    run(*words)
    assert rendered == ["ten", "ten"]  # a spec that is read has all its crates made


@pytest.mark.parametrize("name", ["toolchain", "PATH", "packages"])
def test_everything_is_made_with_other_tools(name: str, new: Project, rendered: list[str]) -> None:
    run("build", "--no-cargo")
    rendered.clear()
    if name == "toolchain":
        (new.project / "rust-toolchain.toml").write_text("")
    elif name == "PATH":
        real = shutil.which("rustfmt")
        assert real is not None
        (new.early / "rustfmt").symlink_to(real)
    else:
        (new.packages / "jinja2-99.dist-info").mkdir()
    run("build", "--no-cargo")
    assert len(rendered) == 4


# -- as if there were no memo ----------------------------------------------------------------------


def _edit(root: Path, crate: str, file: str, text: str) -> None:
    path = root / "generated" / "11" / "hw" / "misc" / crate / file
    if path.is_file():
        path.write_text(path.read_text() + text)


def _touch(root: Path) -> None:
    for path in (root / "specs").glob("*.py"):
        os.utime(path)


def _link(root: Path) -> None:
    """The folder of the category is a link to the same files."""
    folder = root / "generated" / "11" / "hw" / "misc"
    if not folder.is_symlink():
        folder.rename(root / "moved")
        folder.symlink_to("../../../moved")


def _drop(root: Path, name: str) -> None:
    (root / "specs" / name).unlink(missing_ok=True)


def _settings(root: Path, dialects: str) -> None:
    file = root / "pyproject.toml"
    head = file.read_text().partition("dialects")[0].rstrip("\n")
    file.write_text(f"{head}\ndialects = [{dialects}]\n")


EDITS: dict[str, Callable[[Path, int], object]] = {
    "value": lambda root, n: write(root, NAMES[n % 2], n % 200),
    "comment": lambda root, n: write(root, "One", 1, f"# {n}\n"),
    "wrong": lambda root, n: write(root, "One", 300 + n),
    "import": lambda root, n: (root / "specs" / "_common.py").write_text(
        COMMON.replace("7", str(n % 200))
    ),
    "imports": lambda root, n: write(root, "Two", "DEPTH", IMPORTS),
    "new": lambda root, n: write(root, "Seven", n % 200),
    "same name": lambda root, n: write(root, "Two", 1, file="other.py"),
    "renamed": lambda root, n: write(root, "Seven", 1, file="eight.py"),
    "gone other": lambda root, n: _drop(root, "other.py"),
    "gone seven": lambda root, n: _drop(root, "seven.py"),
    "gone eight": lambda root, n: _drop(root, "eight.py"),
    "category": lambda root, n: (root / "specs" / "six.py").write_text(
        spec("Six", n % 9).replace('"misc"', ('"misc"', '"char"')[n % 2])
    ),
    "longer": lambda root, n: (root / "specs" / "six.py").write_text(
        spec("Six") + f"    more: BqlCell[u8] = {n % 200}\n"
    ),
    "touch": lambda root, n: _touch(root),
    "author": lambda root, n: _edit(root, "two", "src/device.rs", "fn f() { todo!() }\n"),
    "by hand": lambda root, n: _edit(root, "one", "src/lib.rs", "// mine\n"),
    "not by hand": lambda root, n: (root / "generated/11/hw/misc/one/src/lib.rs").unlink(
        missing_ok=True
    ),
    "dialects": lambda root, n: _settings(root, ('"11"', '"11", "rfc"')[n % 2]),
    "link": lambda root, n: _link(root),
    "nothing": lambda root, n: None,
}


def contents(root: Path) -> dict[str, bytes]:
    """Files and links of the output."""
    return {
        str(path.relative_to(root)): (
            bytes(path.readlink()) if path.is_symlink() else path.read_bytes()
        )
        for path in (root / "generated").rglob("*")
        if path.is_symlink() or path.is_file()
    }


@pytest.mark.parametrize("seed", range(2))
def test_a_build_is_as_if_there_were_no_memo(
    seed: int, new: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, done = random.Random(seed), list[str]()
    names = chance.sample(list(EDITS), len(EDITS))
    for number, name in enumerate(["nothing", *names]):
        EDITS[name](new.project, chance.randrange(1000))
        done.append(name)
        words = ("build", "--no-cargo", *(("--check",) if number % 5 == 4 else ()))
        other = new.project.with_name(f"copy-{number}")
        shutil.copytree(new.project, other, symlinks=True)
        said = run(*words)
        monkeypatch.chdir(other)
        assert run(*words)[:3] == said[:3], done
        assert contents(other) == contents(new.project), done
        monkeypatch.chdir(new.project)
