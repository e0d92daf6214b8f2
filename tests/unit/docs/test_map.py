# SPDX-License-Identifier: GPL-2.0-or-later
"""What `docs/architecture.md` and docstrings name is there."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.conftest import ROOT

MAP = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
FOLDERS = ("", "vmgen/", "templates/", "docs/", "tests/unit/spec/")
"""Where a path of the text may begin."""

NAMED = re.compile(r"(?<![.\w])vmgen(?:\.[a-z_]\w*)+")
"""A module with dots, as docstrings name it."""


def rows() -> Iterator[tuple[str, str]]:
    """Package and module of each row of the table."""
    package = ""
    for line in MAP.splitlines():
        if found := re.match(r"\| (?:`(\w+)`)? ?\| (.*?) \|", line):
            package = found.group(1) or package
            yield from ((package, name) for name in re.findall(r"`([^`]+)`", found.group(2)))


def is_there(name: str) -> bool:
    """A file of this name, with or without its ending, or several by a pattern."""
    return any(
        list(ROOT.glob(f"{folder}{name.rstrip('/')}{end}"))
        for folder in FOLDERS
        for end in ("", ".py")
    )


@pytest.mark.parametrize(("package", "module"), sorted(set(rows())))
def test_module_of_the_table(package: str, module: str) -> None:
    assert (
        list(ROOT.glob(f"vmgen/{package}/{module}"))
        or (ROOT / "vmgen" / package / f"{module}.py").is_file()
    )


@pytest.mark.parametrize("package", sorted({package for package, _ in rows()} - {"cli"}))
def test_the_table_is_whole(package: str) -> None:
    told = {name.split("/")[0].removesuffix(".toml") for of, name in rows() if of == package}
    files = {path.stem for path in (ROOT / "vmgen" / package).glob("*.py")} - {"__init__"}
    assert files - told == set()


TEXT = "\n".join(line for line in MAP.splitlines() if not line.startswith("|"))


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`([\w./*-]+/[\w./*-]*)`", TEXT))))
def test_path_of_the_text(name: str) -> None:
    assert is_there(name) or name in MADE


MADE = {"generated/", "tests/wire.rs", "tests/unit/spec/cases/vmxxx_name.py"}
"""What vmgen writes, or the reader will."""


def named() -> dict[str, set[str]]:
    """The modules that docstrings and pages name, by the files that do."""
    files = [*(ROOT / "vmgen").rglob("*.py"), *(ROOT / "docs").rglob("*.md")]
    found: dict[str, set[str]] = {}
    for path in files:
        for name in NAMED.findall(path.read_text(encoding="utf-8")):
            found.setdefault(name, set()).add(path.relative_to(ROOT).as_posix())
    return found


@pytest.mark.parametrize("name", sorted(named()))
def test_named_module_is_there(name: str) -> None:
    """To the module; what is behind it may be anything in it."""
    parts = name.split(".")
    path = ROOT
    for part in parts:
        if (path / f"{part}.py").is_file():
            return
        if not (path / part).is_dir():
            break
        path /= part
    init = path / "__init__.py"
    rest = parts[len(path.relative_to(ROOT).parts) :]
    assert not rest or (init.is_file() and re.search(rf"\b{rest[0]}\b", init.read_text("utf-8")))
