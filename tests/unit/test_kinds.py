# SPDX-License-Identifier: GPL-2.0-or-later
"""A kind of field is known to its own files only."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.conftest import ROOT
from vmgen.model.kinds import KINDS, Kind, Unknown

KNOWN = {
    # Where kinds are made out of what an annotation says: numbers and classes of the spec are no
    # words of the language, and what cannot be read is a kind, too.
    "spec/annotations.py": {"BitsKind", "EnumKind", "Scalar", "StructKind", "Unknown"},
    "spec/lower.py": {"Unknown"},
    # A mark is a finding by itself, wherever it stands.
    "lint/marks.py": {"Incomplete"},
    # Where they are made out of what C, a dump or a stream says.
    "importer/counting.py": {"Scalar"},
    "importer/parents.py": {"Incomplete", "Scalar", "StructKind"},
    "importer/structs.py": {
        *("Bitmap", "EnumKind", "Equal", "Fifo8", "Fifo32", "Incomplete", "Opaque", "Scalar"),
        *("StructKind", "Timer", "Unused"),
    },
    "importer/to_model.py": {"Clock", "Scalar", "StructKind", "Timer", "Unused"},
}
"""Who else names kinds, which, and why: they make them, and ask nothing by a class."""

FILES = sorted(
    path
    for path in (ROOT / "vmgen").rglob("*.py")
    if (ROOT / "vmgen/model/kinds") not in path.parents
)


def kinds_of(path: Path) -> set[str]:
    """The kinds that a module imports by name."""
    names = {kind.__name__ for kind in KINDS}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    found = (node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom))
    of_kinds = (node for node in found if str(node.module).startswith("vmgen.model.kinds"))
    return names & {item.name for node in of_kinds for item in node.names}


@pytest.mark.parametrize(
    "path", FILES, ids=lambda path: path.relative_to(ROOT / "vmgen").as_posix()
)
def test_nobody_else_names_kinds(path: Path) -> None:
    assert kinds_of(path) <= KNOWN.get(path.relative_to(ROOT / "vmgen").as_posix(), set())


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_two_files_of_one_stem(kind: type[Kind]) -> None:
    emitted = not issubclass(kind, Unknown)  # of which no build gets past the findings
    assert (ROOT / "vmgen" / "model" / "kinds" / f"{kind.stem()}.py").is_file()
    assert (ROOT / "templates" / "kinds" / f"{kind.stem()}.rs.j2").is_file() == emitted


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.is_word])
def test_a_word_says_how_it_is_written(kind: type[Kind]) -> None:
    assert kind.__name__ in kind.usage() or kind.bare() is not None


def test_an_option_takes_the_same_of_all_kinds_that_have_it() -> None:
    options = {(name, check) for kind in KINDS for name, check in kind.options.items()}
    assert len(options) == len({name for name, _ in options})
