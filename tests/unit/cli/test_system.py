# SPDX-License-Identifier: GPL-2.0-or-later
"""What the system refuses, or nobody reads, ends in one message and is no fault of vmgen."""

from __future__ import annotations

import errno
import os
import re
import resource
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from tests.unit.cli.command import Run


@pytest.fixture
def spec(vmgen: Run) -> str:
    assert vmgen("new", "demo").status == 0
    return "specs/demo.py"


def shell(folder: Path, command: str, *, path: bool = False) -> subprocess.CompletedProcess[str]:
    """Run a line with `vmgen` in it; with `path` this checkout's, wherever it is installed."""
    line = command.replace("vmgen", f"{shlex.quote(sys.executable)} -m vmgen")
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])} if path else None
    return subprocess.run(
        ["bash", "-c", f"set -o pipefail; {line}"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def quiet(errors: str) -> bool:
    return not re.search("Traceback|Exception|VM499", errors)


ENDS = ["--version", "--help", "explain", "explain VM101", "plan", "dump", "build --no-cargo"]


@pytest.mark.parametrize("arguments", ENDS)
def test_a_full_disk_under_the_output(arguments: str, spec: str, tmp_path: Path) -> None:
    done = shell(tmp_path, f"vmgen {arguments} > /dev/full")
    assert done.returncode == 2 and quiet(done.stderr), done.stderr
    assert re.findall(r"^\w+\[(VM\d+)\]", done.stderr, re.M) == ["VM425"]
    assert "standard output cannot be written: No space left on device" in done.stderr


@pytest.mark.parametrize("arguments", ENDS)
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- >&- 2>&-", "2>/dev/full"])
def test_closed_streams(closed: str, arguments: str, spec: str, tmp_path: Path) -> None:
    done = shell(tmp_path, f"vmgen {arguments} {closed}")
    assert done.returncode == 0 and quiet(done.stderr), done.stderr
    assert (tmp_path / "generated").is_dir() == (arguments == "build --no-cargo")


@pytest.mark.parametrize("closed", ["2>&-", "2>/dev/full"])
def test_a_finding_that_nobody_can_see(closed: str, tmp_path: Path) -> None:
    assert shell(tmp_path, f"vmgen plan nowhere.py {closed}").returncode == 2


@pytest.mark.parametrize("arguments", ["explain", "dump", "--help"])
def test_a_reader_that_went_away(arguments: str, spec: str, tmp_path: Path) -> None:
    done = shell(tmp_path, f"(sleep 0.5; vmgen {arguments}) | true")
    assert done.returncode == 0 and done.stderr == ""


@pytest.mark.parametrize("arguments", ["plan", "build --no-cargo", "new demo", "dump", "verify x"])
def test_a_working_folder_that_is_gone(arguments: str, tmp_path: Path) -> None:
    (tmp_path / "gone").mkdir()
    done = shell(tmp_path, f"cd gone; rmdir ../gone; vmgen {arguments}", path=True)
    assert done.returncode == 2 and quiet(done.stderr), done.stderr
    assert "error[VM426]: the working folder is gone" in done.stderr


def test_no_home(spec: str, tmp_path: Path) -> None:
    environment = {name: text for name, text in os.environ.items() if name != "HOME"}
    command = [sys.executable, "-m", "vmgen", "build", "--no-cargo"]
    subprocess.run(command, cwd=tmp_path, env=environment, check=True, capture_output=True)


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_output_of_any_encoding(encoding: str, spec: str, tmp_path: Path) -> None:
    """A name that it does not have is written as an escape."""
    (tmp_path / "specs").rename(tmp_path / "ge\u0159")
    done = shell(tmp_path, f"PYTHONIOENCODING={encoding} vmgen plan ge*; vmgen plan ge*/no*")
    assert quiet(done.stderr) and "DemoState (ge" in done.stdout and "VM103" in done.stderr


# -- temporary files -------------------------------------------------------------------------------


def test_no_temporary_folder(
    vmgen: Run, spec: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    done = vmgen("build", "--no-cargo")
    assert done.status == 2 and "Traceback" not in done.errors
    assert re.findall(r"^\w+\[(VM\d+)\]", done.errors, re.M) == ["VM424"]
    assert "No such file or directory" in done.errors and not (tmp_path / "generated").exists()


def test_no_room_for_temporary_files(spec: str, tmp_path: Path) -> None:
    """Files of at most 2,000 bytes stand for a disk that gets full in the middle of one."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    done = subprocess.run(
        [sys.executable, "-B", "-m", "vmgen", "build", "--no-cargo"],
        cwd=tmp_path,
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2 and quiet(done.stderr), done.stderr
    assert re.findall(r"^\w+\[(VM\d+)\]", done.stderr, re.M) == ["VM424"]
    assert not (tmp_path / "generated").exists()


def test_no_memory(vmgen: Run, spec: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def greedy(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("vmgen.spec.read.read_specs", greedy)
    done = vmgen("plan", spec)
    assert done.status == 2 and "error[VM426]: no memory is left" in done.errors


@pytest.mark.parametrize("file", ["specs/odd", None])
def test_what_the_system_refuses(
    file: str | None, vmgen: Run, spec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where no step foresees it."""

    def refused(*_: object) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO), file)

    monkeypatch.setattr("vmgen.spec.read.read_specs", refused)
    done = vmgen("plan", spec)
    assert done.status == 2 and "error[VM426]: Input/output error" in done.errors
    assert f"--> {file or 'vmgen'}\n" in done.errors


# -- cargo's folder --------------------------------------------------------------------------------


@pytest.mark.parametrize("made", ["file", "link to nowhere", "link to itself"])
def test_what_is_no_target_folder(
    made: str, vmgen: Run, spec: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """cargo itself, which only says it: an error of the system's."""
    monkeypatch.delenv("CARGO_BUILD_BUILD_DIR")
    assert vmgen("build", "--no-cargo").status == 0
    target = tmp_path / "generated" / "11" / "target"
    if made == "file":
        target.write_text("")
    else:
        target.symlink_to("nowhere" if "nowhere" in made else "target")
    done = vmgen("build")
    assert done.status == 2
    assert re.findall(r"^\w+\[(VM\d+)\]", done.errors, re.M) == ["VM420"]


def test_a_lock_that_is_a_folder(vmgen: Run, spec: str, tmp_path: Path) -> None:
    assert vmgen("build", "--no-cargo").status == 0
    (tmp_path / "generated" / "11" / "Cargo.lock").mkdir()
    done = vmgen("build")
    assert done.status == 2 and "error[VM420]" in done.errors and "VM402" not in done.errors
