# SPDX-License-Identifier: GPL-2.0-or-later
"""Commands that somebody stops or kills, as processes: what they leave, and who clears it up."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fuzz.kills import Snapshot, snapshot
from tests.conftest import ROOT
from tests.unit.cli.command import Run
from vmgen import JOURNAL
from vmgen.tools.lock import locked

BUILD = ["build", "--no-cargo", "--dialect", "11", "--dialect", "10.2"]

STOPPED = """
import os, signal
from vmgen.__main__ import main
from vmgen.write import journal
{name} = journal.{name}

def stopped(*arguments):
    journal.{name} = {name}
    if "{moment}" == "after":
        {name}(*arguments)
    os.kill(os.getpid(), signal.{signal})
    if "{moment}" == "before":
        {name}(*arguments)

journal.{name} = stopped
main()
"""


pytestmark = pytest.mark.usefixtures("heard")


def environment() -> dict[str, str]:
    """For a vmgen of this checkout."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with its crates, from which each test has a copy."""
    folder = tmp_path_factory.mktemp("built")
    for words in (["new", "one"], BUILD):
        command = [sys.executable, "-m", "vmgen", *words]
        subprocess.run(command, cwd=folder, env=environment(), capture_output=True, check=True)
    return folder


@pytest.fixture
def project(vmgen: Run, built: Path, tmp_path: Path) -> Path:
    """A project whose specs say something else than its crates; commands run in it."""
    shutil.copytree(built, tmp_path, symlinks=True, dirs_exist_ok=True)
    spec = tmp_path / "specs" / "one.py"
    spec.write_text(spec.read_text().replace("control", "kontrol"))
    return tmp_path


def build(project: Path, name: str, moment: str, number: str) -> subprocess.CompletedProcess[str]:
    """A build that gets a signal before or after a step of its journal."""
    text = STOPPED.format(name=name, moment=moment, signal=number)
    return subprocess.run(
        [sys.executable, "-c", text, *BUILD],
        cwd=project,
        env=environment(),
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(("number", "status"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129)])
@pytest.mark.parametrize(
    ("name", "moment"), [("begin", "before"), ("begin", "after"), ("end", "before")]
)
def test_a_build_that_is_stopped(
    project: Path, number: str, status: int, name: str, moment: str
) -> None:
    before = snapshot(project / "generated")
    done = build(project, name, moment, number)
    assert done.returncode == status
    assert done.stderr.strip() == f"stopped by {number}: nothing was changed"
    assert snapshot(project / "generated") == before


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM"])
def test_a_build_that_is_stopped_too_late(vmgen: Run, project: Path, number: str) -> None:
    done = build(project, "end", "after", number)
    assert done.returncode == 128 + getattr(signal, number)
    assert done.stderr.strip() == f"stopped by {number}: all is written"
    assert vmgen("build", "--check", "--dialect", "11", "--dialect", "10.2").status == 0


def test_an_ignored_signal_stays_ignored(project: Path) -> None:
    old = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        done = build(project, "begin", "after", "SIGHUP")
    finally:
        signal.signal(signal.SIGHUP, old)
    assert done.returncode == 0 and "stopped" not in done.stderr


@pytest.mark.parametrize(
    "command",
    [
        ("build", "--check", "--dialect", "11"),
        ("build", "--no-cargo", "--output", "other"),
        ("plan",),
        ("dump",),
        ("new", "two"),
        ("verify", "nothing"),
    ],
)
def test_the_next_command_takes_back(vmgen: Run, project: Path, command: tuple[str, ...]) -> None:
    before: Snapshot = snapshot(project / "generated")
    assert build(project, "end", "before", "SIGKILL").returncode == -signal.SIGKILL
    assert (project / "generated" / JOURNAL / "journal").is_file()
    done = vmgen(*command)
    assert "warning[VM407]" in done.errors and "--> generated" in done.errors
    assert snapshot(project / "generated") == before


def test_what_was_got_ready_is_swept(vmgen: Run, project: Path) -> None:
    """Nothing had begun: nothing is said."""
    before = snapshot(project / "generated")
    assert build(project, "begin", "before", "SIGKILL").returncode == -signal.SIGKILL
    assert (project / "generated" / JOURNAL).is_dir()
    assert vmgen("plan").errors == ""
    assert snapshot(project / "generated") == before


def test_a_build_that_runs_is_left_alone(vmgen: Run, project: Path) -> None:
    """`plan` neither waits for it nor takes away what it needs."""
    (project / "generated" / JOURNAL).mkdir()
    with locked(project / "generated"):
        assert vmgen("plan").status == 0
        assert (project / "generated" / JOURNAL).is_dir()
    assert vmgen("plan").status == 0
    assert not (project / "generated" / JOURNAL).exists()


def test_who_waits_says_so(project: Path) -> None:
    command = [sys.executable, "-m", "vmgen", "build", "--check", "--dialect", "11"]
    with locked(project / "generated"):
        child = subprocess.Popen(command, cwd=project, stderr=subprocess.PIPE, text=True)
        assert child.stderr is not None
        said = child.stderr.readline()
    assert said.startswith("waiting for another vmgen, which writes into generated ")
    assert child.wait() == 1
    child.stderr.close()
