# SPDX-License-Identifier: GPL-2.0-or-later
"""Whether states load, as real QEMUs say: all streams of ../shared against all its dumps."""

from __future__ import annotations

import lzma
import shlex
import shutil
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from tests.reality.loads import Case, cases
from vmgen.cli import cli
from vmgen.compat.compare import compare
from vmgen.compat.rules import rule_of
from vmgen.compat.sides import Side, side_of
from vmgen.compat.verdict import DIRECTIONS, Direction

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


def test_dumps_raise_no_false_alarm(judged: list[Case]) -> None:
    """7.2 against 11.1: what loaded of a device is not said to break, and each finding has a rule.

    Only those that both versions can have: a section that loaded is taken by a device there.
    """
    taken: dict[tuple[str, Direction], set[str]] = defaultdict(set)
    for case in judged:
        version, _, name = case.stream.partition("/")
        if case.result == "loaded" and version != case.version:
            direction = DIRECTIONS[0] if version == "7.2" else DIRECTIONS[1]
            arch = name.partition("-")[0].replace("x86_64", "i386")
            taken[arch, direction] |= {it.name.rpartition("/")[2] for it in case.told.sections}
    sides = {(key[0], key[1]): key[2] for key in _dumps()}
    found = []
    for version, arch in sides:
        if version == "7.2" and ("11.1", arch) in sides:
            for verdict in compare(sides["7.2", arch], sides["11.1", arch]):
                found += [(arch, finding) for finding in verdict.findings]
    assert len(found) > 1000
    assert all(rule_of(finding.rule) for _, finding in found)
    alarms = [(arch, it) for arch, it in found if it.outcome in ("refused", "shifted", "wrong")]
    assert [it for arch, it in alarms if it.device in taken[arch, it.direction]] == []


def _dumps() -> Iterator[tuple[str, str, Side]]:
    for path in sorted(DATA.glob("dumps/*/*.json.xz")):
        yield path.parent.name, path.name.partition("-")[0], side_of(str(path))


def test_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The session of docs/compat.md is a real one."""
    page = (ROOT / "docs" / "compat.md").read_text()
    block = page.split("```console\n$ vmgen compat old-board.xz", 1)[1].partition("```")[0]
    words, _, shown = block.partition("\n")
    shutil.copy(DATA / "streams" / "7.2" / "arm-musicpal.xz", tmp_path / "old-board.xz")
    dump = DATA / "dumps" / "11.1" / "arm-anacapa-bmc.json.xz"
    (tmp_path / "new-qemu.json").write_bytes(lzma.decompress(dump.read_bytes()))
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["compat", "old-board.xz", *shlex.split(words)])
    assert (done.stdout, done.exit_code) == (shown, 1)
