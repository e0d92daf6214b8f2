# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether states load, as real QEMUs say: all streams of ../shared against all its dumps."""

from __future__ import annotations

import lzma
import shlex
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.reality.loads import Case, cases
from tests.unit.cli.command import Run

DATA = ROOT.parent / "shared" / "data"

pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="needs ../shared")


@pytest.fixture(scope="module")
def judged() -> list[Case]:
    """Each stream against the dumps of its architecture; those of i386 stand for x86_64 too."""
    found = cases(DATA / "streams", DATA / "dumps", DATA / "loads.json", {"x86_64": "i386"})
    return list(found)


def test_no_verdict_is_wrong(judged: list[Case]) -> None:
    assert len(judged) > 900
    assert [f"{case.stream} -> {case.version}" for case in judged if case.wrong] == []


def test_refusals_that_a_layout_explains_are_at_their_section(judged: list[Case]) -> None:
    can = [case for case in judged if case.explained]
    assert len(can) >= 40
    assert [f"{case.stream} -> {case.version}" for case in can if not case.right] == []


def test_where_qemu_stops_before_a_doubt_was_said(judged: list[Case]) -> None:
    """A refusal that no dump explains: QEMU's section is the headline, or among the doubts."""
    refused = [case for case in judged if case.result == "refused"]
    assert [case.stream for case in refused if case.cell == "refused elsewhere"] == []


def test_the_page(vmgen: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The session of docs/compat.md is a real one."""
    page = (ROOT / "docs" / "compat.md").read_text()
    block = page.split("```console\n$ vmgen compat old-board.xz", 1)[1].partition("```")[0]
    words, _, shown = block.partition("\n")
    shutil.copy(DATA / "streams" / "7.2" / "arm-musicpal.xz", tmp_path / "old-board.xz")
    dump = DATA / "dumps" / "11.1" / "arm-anacapa-bmc.json.xz"
    (tmp_path / "new-qemu.json").write_bytes(lzma.decompress(dump.read_bytes()))
    monkeypatch.chdir(tmp_path)
    done = vmgen("compat", "old-board.xz", *shlex.split(words))
    assert (done.output, done.status) == (shown, 1)
