# SPDX-License-Identifier: GPL-2.0-or-later
"""The crates of tests/golden/specs, compared whole with tests/golden/expected."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from fuzz.corpus import codecs_at, vectors_of
from tests.conftest import ROOT, Golden
from tests.golden.trees import EXPECTED, WHOLE, own, tree
from vmgen.diagnostics import Diagnostics
from vmgen.plan import DIALECTS, plan_device
from vmgen.render import render_crate
from vmgen.render.crate import Rendered
from vmgen.render.workspace import support_folder
from vmgen.write import Finished, finish, format_files

SPECS = Path(__file__).with_name("specs")


@cache
def crates(specs: Path, name: str) -> list[Finished]:
    """The finished files of all devices of a folder of specs."""
    dialect = DIALECTS[name]
    rendered: list[Rendered] = []
    for codec in codecs_at(specs).values():
        noted = Diagnostics()
        plan = plan_device(codec.device, dialect, noted)
        if not noted.failed:  # what a dialect cannot hold is no part of its tree
            rendered += render_crate(plan, [*vectors_of(codec)])
    texts = format_files({file.path: file.text for file in rendered}, support_folder(dialect))
    return [finish(file, texts[file.path]) for file in rendered]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_crates(dialect: str, golden: Golden, updates: bool) -> None:
    """The whole tree; a file that is as in dialect 11 is kept there only."""
    files = crates(SPECS, dialect)
    whole, expected = tree(WHOLE), tree(dialect)
    for file in files:
        kept = EXPECTED / dialect / file.path
        as_there = file.path in whole and whole[file.path].read_text("utf-8") == file.text
        if updates and as_there and dialect != WHOLE:
            kept.unlink(missing_ok=True)
        else:
            golden(kept if updates else expected.get(file.path, kept), file.text)
    assert sorted(tree(dialect)) == sorted(file.path for file in files)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_comments_are_as_qemu_has_them(dialect: str) -> None:
    """QEMU has nightly's rustfmt break comments at 80 columns, which stable leaves as they are."""
    ours = {file.path: file.text for file in crates(SPECS, dialect)}
    folder = ROOT / "generated" / dialect
    texts = {file: file.read_text("utf-8") for file in folder.glob("hw/*/*/**/*.rs")}
    assert texts
    long = [
        (path, line)
        for path, text in (*ours.items(), *texts.items())
        for line in text.splitlines()
        if len(line) > 80 and line.lstrip().startswith("//")
    ]
    assert not long


@pytest.mark.parametrize("dialect", [name for name in DIALECTS if name != WHOLE])
def test_no_equal_copy_is_kept(dialect: str) -> None:
    whole = tree(WHOLE)
    copies = [
        path
        for path, file in own(dialect).items()
        if path in whole and file.read_bytes() == whole[path].read_bytes()
    ]
    assert not copies, "accept with: make golden"


@pytest.mark.parametrize("dialect", DIALECTS)
def test_generated_folder_is_current(dialect: str) -> None:
    """`generated/` holds what vmgen makes of `specs/`, byte for byte."""
    for file in crates(ROOT / "specs", dialect):
        path = ROOT / "generated" / dialect / file.path
        assert path.exists(), f"{path} is missing: run `make build`"
        if not file.scaffold:
            assert path.read_text(encoding="utf-8") == file.text, "run `make build`"


def test_same_bytes_in_any_order(tmp_path: Path) -> None:
    """Spec files are read in the order of their names, whatever the order they are given in."""
    from vmgen.spec.read import read_specs

    diagnostics = Diagnostics()
    files = sorted((ROOT / "specs").glob("*.py"))
    forward = read_specs(files, diagnostics)
    backward = read_specs(files[::-1], diagnostics)
    assert forward == backward
