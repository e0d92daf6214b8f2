# SPDX-License-Identifier: GPL-2.0-or-later
"""The house: packages know only those before them, and no module or template is long."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.conftest import ROOT

PACKAGES = (
    *("values", "diagnostics", "expression", "layout", "model", "lint", "spec"),
    *("codec", "vectors", "history"),
    *("plan", "render", "tools", "write", "cargo", "qemu_tree"),
    *("stream", "engine", "verify", "importer", "compat", "memo", "cli", "__main__"),
)
"""Each knows only those before it. `docs/architecture.md` names the same order."""

MOST_LINES = {"vmgen/**/*.py": 400, "fuzz/*.py": 400, "templates/**/*": 120}

LONG = {"vmgen/model/emitted.py"}
"""A table of names, which is data."""


def modules() -> dict[str, Path]:
    """By dotted name the modules of vmgen."""
    found = {}
    for path in (ROOT / "vmgen").rglob("*.py"):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imported(node: ast.Import | ast.ImportFrom) -> Iterator[str]:
    """The modules of vmgen that a statement imports; relative imports are not used here."""
    if isinstance(node, ast.Import):
        yield from (item.name for item in node.names if item.name in MODULES)
        return
    assert node.level == 0, "a relative import"
    for item in node.names:
        inner = f"{node.module}.{item.name}"
        if inner in MODULES:
            yield inner
        elif node.module in MODULES:
            yield str(node.module)


def imports_of(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom))
    return {name for node in nodes for name in imported(node)}


def loaded_by(path: Path) -> set[str]:
    """What importing a module imports: not what only a function or a type checker needs."""
    found: set[str] = set()

    def walk(body: list[ast.stmt]) -> None:
        for node in body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                found.update(imported(node))
            elif isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.unparse(node.test):
                walk([*node.body, *node.orelse])
            elif isinstance(node, ast.Try | ast.With | ast.ClassDef):
                walk(node.body)

    walk(ast.parse(path.read_text(encoding="utf-8")).body)
    return found


@cache
def packages_of(name: str) -> frozenset[str]:
    return frozenset(item.split(".")[1] for item in imports_of(MODULES[name]) if "." in item)


def package(name: str) -> str:
    return name.split(".")[1] if "." in name else ""


def test_every_package_has_its_place() -> None:
    assert {package(name) for name in MODULES} - {""} == set(PACKAGES)


def test_the_map_names_the_same_order() -> None:
    text = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE)
    assert tuple(dict.fromkeys(rows)) == PACKAGES[:-1]


@pytest.mark.parametrize("name", [name for name in sorted(MODULES) if package(name)])
def test_no_arrow_goes_back_up(name: str) -> None:
    place = PACKAGES.index(package(name))
    up = [other for other in packages_of(name) if PACKAGES.index(other) > place]
    assert up == []


def circle(name: str, way: tuple[str, ...], done: set[str]) -> tuple[str, ...] | None:
    """The modules on a way that comes back to itself."""
    if name in way:
        return (*way[way.index(name) :], name)
    if name in done:
        return None
    done.add(name)
    for other in sorted(loaded_by(MODULES[name])):
        found = circle(other, (*way, name), done)
        if found is not None:
            return found
    return None


def test_no_imports_in_a_circle() -> None:
    done: set[str] = set()
    assert [found for name in sorted(MODULES) if (found := circle(name, (), done))] == []


def long(pattern: str, most: int) -> set[str]:
    files = (path for path in ROOT.glob(pattern) if path.is_file())
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    return {path.relative_to(ROOT).as_posix() for path, lines in lengths.items() if lines > most}


@pytest.mark.parametrize("pattern", MOST_LINES)
def test_no_file_is_long(pattern: str) -> None:
    here = {name for name in LONG if name.startswith(pattern.partition("/")[0])}
    assert long(pattern, MOST_LINES[pattern]) == here


def test_the_walk_sees_circles_and_arrows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, text in {
        "a": "from vmgen.b import x",
        "b": "if True:\n    import vmgen.c",
        "c": "from vmgen import a\ndef f():\n    import vmgen.b",
    }.items():
        (tmp_path / f"{name}.py").write_text(text)
    made = {f"vmgen.{name}": tmp_path / f"{name}.py" for name in "abc"}
    monkeypatch.setattr("tests.unit.test_house.MODULES", made)
    assert circle("vmgen.a", (), set()) == ("vmgen.a", "vmgen.b", "vmgen.c", "vmgen.a")
    assert imports_of(made["vmgen.c"]) == {"vmgen.a", "vmgen.b"}
