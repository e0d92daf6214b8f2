# SPDX-License-Identifier: GPL-2.0-or-later
"""Locks and approvals: written, read back, held against every later spec."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fuzz.compat_changes import mutated
from fuzz.compat_layouts import layout
from tests.conftest import ROOT
from tests.unit.compat.pairs import PAIRS, PLAIN, Pair, spec
from tests.unit.compat.test_rules import read
from vmgen.cli import cli
from vmgen.compat.approvals import read_approvals, unused
from vmgen.compat.lockread import read_body
from vmgen.compat.locks import lock_text, locks_in
from vmgen.compat.locktext import body_lines
from vmgen.compat.sides import read_lock, section_of, side_of
from vmgen.diagnostics import Diagnostics, Position, VmgenError
from vmgen.layout import Body
from vmgen.model.layout import layout_of
from vmgen.spec.read import read_specs

AT = Position("a.lock")


@pytest.mark.parametrize("folder", ["specs", "tests/golden/specs"])
def test_every_layout_comes_back(folder: str) -> None:
    devices = read_specs([ROOT / folder], Diagnostics())
    assert devices
    for device in devices:
        comes_back(layout_of(device))


def comes_back(body: Body) -> None:
    lines = list(body_lines(body))
    assert read_body(lines, 1) == body
    assert all(len(line.splitlines()) == 1 for line in lines)


@pytest.mark.parametrize("seed", range(200))
def test_random_layouts_come_back(seed: int) -> None:
    rng = random.Random(seed)
    comes_back(mutated(mutated(layout(rng), rng), rng).sided.body)


@pytest.mark.parametrize("pair", PAIRS, ids=lambda it: f"{it.rule} {it.name}".strip())
def test_words_of_a_section_come_back(pair: Pair, tmp_path: Path) -> None:
    section = section_of(read(pair.new, tmp_path, "new"))
    back = read_lock(lock_text(section), AT)
    assert (back.body, back.type_name, back.traits) == (
        *(section.body, section.type_name, section.traits),
    )


def test_damaged_locks(tmp_path: Path) -> None:
    """A byte changed, a line gone: another layout, or a finding, and never a fault of ours."""
    text = lock_text(section_of(read(spec(PLAIN), tmp_path, "one")))
    rng = random.Random(1)
    for _ in range(2000):
        at = rng.randrange(len(text))
        damaged = text[:at] + rng.choice(["", "x", "\n", '"', "[", "9", " "]) + text[at + 1 :]
        try:
            read_lock(damaged, AT)
        except VmgenError as error:
            assert [item.code for item in error.diagnostics] == ["VM792"]


# -- a project -------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "specs").mkdir()
    (tmp_path / "pyproject.toml").write_text("[tool.vmgen]\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(cli, words)


def write(project: Path, fields: str, device: str = 'name="dev"') -> None:
    (project / "specs" / "dev.py").write_text(spec(fields, device=device))


def codes(result: Result) -> list[str]:
    assert isinstance(result.exception, VmgenError), result.output
    return [item.code for item in result.exception.diagnostics]


def test_release(project: Path) -> None:
    write(project, PLAIN)
    assert run("release", "1.0").output == "1 lock in locks/1.0\n"
    (lock,) = locks_in(Path("locks"))
    assert (lock.release, lock.section.body.name) == ("1.0", "dev")
    side = side_of("locks/1.0")
    assert (side.knowledge, list(side.sections)) == ("lock", ["dev"])
    assert codes(run("release", "1.0")) == ["VM796"]
    assert codes(run("release", "../1")) == ["VM797"]
    assert run("compat").exit_code == 0
    assert run("compat", "locks/1.0", "specs").exit_code == 0


def test_a_folder_that_cannot_be_made(project: Path) -> None:
    write(project, PLAIN)
    (project / "locks").write_text("a file")
    assert codes(run("release", "1.0")) == ["VM405"]


def test_a_build_keeps_what_is_locked(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is refused before anything is rendered."""
    write(project, PLAIN)
    run("release", "1.0")
    write(project, f"{PLAIN}\nc: u8")
    monkeypatch.setattr("vmgen.cli.trees.prepare", None)
    result = run("build", "--no-cargo")
    assert codes(result) == ["VM721", "VM721"]
    found = list(result.exception.diagnostics)  # type: ignore[union-attr]
    assert found[0].position.line == 14 and "locked by 1.0" in found[0].message
    assert not (project / "generated").exists() or not list((project / "generated").glob("*/hw"))


def test_what_says_something_new_is_built(project: Path) -> None:
    """A subsection that is sent only if there is something to tell is the way to add a field."""
    write(project, PLAIN)
    run("release", "1.0")
    write(project, f'{PLAIN}\nc: u8 = subsection("dev/regs/c", needed="c > 0")')
    assert run("build", "--no-cargo").exception is None
    assert run("compat").exit_code == 0


def test_all_locks_are_held(project: Path) -> None:
    """Each step keeps what the one before sends, and the last not what the first did."""
    ranges = ("le=20", "le=50", "ge=10, le=50")
    one, two, three = (f"a: u8 = field({it}, default=10)" for it in ranges)
    write(project, one)
    run("release", "1.0")
    write(project, two)
    run("release", "2.0")
    write(project, three)
    shown = run("compat").output
    assert "locked by 1.0" in shown and "locked by 2.0" in shown


def test_a_device_that_is_gone(project: Path) -> None:
    write(project, PLAIN)
    (project / "specs" / "other.py").write_text(spec(PLAIN, device='name="other"'))
    run("release", "1.0")
    (project / "specs" / "other.py").unlink()
    result = run("compat")
    assert result.exit_code == 1 and "SECTION_NOT_REMOVED" in result.output
    assert run("build", "--no-cargo", "specs/dev.py").exception is None


def test_no_locks(project: Path) -> None:
    write(project, PLAIN)
    assert run("compat").exit_code == 2


def test_a_lock_that_cannot_be_read(project: Path) -> None:
    write(project, PLAIN)
    (project / "locks" / "1.0").mkdir(parents=True)
    (project / "locks" / "1.0" / "dev.lock").write_bytes(b"\xff")
    assert codes(run("compat")) == ["VM792"]


# -- approvals -------------------------------------------------------------------------------------


def fingerprints(output: str) -> list[str]:
    lines = (line.strip() for line in output.splitlines())
    return [line.split()[-1] for line in lines if line.startswith("= fingerprint: ")]


def approve(project: Path, marks: list[str], more: str = "") -> None:
    entry = '[[approval]]\nfingerprint = "{}"\nreason = "never released"\n{}\n'
    text = "".join(entry.format(mark, more) for mark in marks)
    (project / "approvals.toml").write_text(text)


def test_what_was_broken_off_is_no_release(project: Path) -> None:
    write(project, PLAIN)
    left = project / "locks" / ".1.0.new"
    left.mkdir(parents=True)
    (left / "dev.lock").write_text("half of")
    assert locks_in(project / "locks") == []
    assert run("release", "1.0").exit_code == 0
    assert [it.release for it in locks_in(project / "locks")] == ["1.0"] and not left.exists()


def test_what_is_approved(project: Path) -> None:
    write(project, PLAIN)
    run("release", "1.0")
    write(project, f"{PLAIN}\nc: u8")
    marks = fingerprints(run("compat").output)
    assert len(marks) == 2
    approve(project, marks[:1])
    assert run("compat").exit_code == 1
    approve(project, marks)
    assert run("compat").exit_code == 0
    assert run("build", "--no-cargo").exception is None
    write(project, f"{PLAIN}\nc: u16")
    assert codes(run("compat")) == ["VM794", "VM794"]


def test_what_moves_is_still_approved(project: Path) -> None:
    write(project, PLAIN)
    run("release", "1.0")
    write(project, f"{PLAIN}\nc: u8")
    marks = fingerprints(run("compat").output)
    file = project / "specs" / "dev.py"
    file.write_text(file.read_text().replace('"""A device."""', '"""A device.\n\n\n"""'))
    assert fingerprints(run("compat").output) == marks


def test_an_end(project: Path) -> None:
    write(project, PLAIN)
    run("release", "1.0")
    write(project, f"{PLAIN}\nc: u8")
    approve(project, fingerprints(run("compat").output), "until = 2001-01-01")
    assert codes(run("compat")) == ["VM795", "VM795"]


@pytest.mark.parametrize(
    "text",
    [
        "[[approval]]",
        '[[approval]]\nfingerprint = "*"\nreason = "all"',
        '[[approval]]\nfingerprint = "0123456789abcdef"',
        '[[approval]]\nfingerprint = "0123456789abcdef"\nreason = " "',
        '[[approval]]\nfingerprint = "0123456789abcdef"\nreason = "a"\nuntil = "soon"',
        '[[approval]]\nfingerprint = "0123456789abcdef"\nreason = "a"\ndevice = "pl011"',
        '[[approval]]\nfingerprint = "0123456789abcdef"\nreason = "a"\n' * 2,
        "approval = 3",
        "more = 3",
        "[[",
    ],
)
def test_wrong_approvals(text: str, tmp_path: Path) -> None:
    file, found = tmp_path / "approvals.toml", Diagnostics()
    file.write_text(text)
    read_approvals(file, date(2026, 1, 1), found)
    assert [item.code for item in found] == ["VM793"]


def test_unused(tmp_path: Path) -> None:
    found = Diagnostics()
    unused({"0123456789abcdef": "a"}, set(), tmp_path / "approvals.toml", found)
    assert [item.code for item in found] == ["VM794"]
