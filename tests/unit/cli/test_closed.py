# SPDX-License-Identifier: GPL-2.0-or-later
"""Folders that cannot be written, and outputs that are links: one message, or a build as ever.

Root may write whatever the modes say, so folders are mounted read-only, in a namespace of the
command's own. Where that cannot be done the tests fail: they would pass for nothing.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.install.places import isolation
from tests.unit.cli.command import Run

BUILD = (sys.executable, "-B", "-m", "vmgen", "build", "--no-cargo", "-o", "out")


@pytest.fixture(autouse=True)
def spec(vmgen: Run) -> None:
    assert vmgen("new", "demo").status == 0


def closed(folder: Path, at: Path, *before: str) -> subprocess.CompletedProcess[str]:
    """A build, for which a folder is read-only."""
    assert isolation(), "no read-only folder can be had: needs `unshare --mount`"
    # The working folder is entered again, below what was mounted.
    command = [*isolation(), str(folder), "sh", "-c", 'cd "$0" && exec env "$@"', str(at)]
    result = subprocess.run(
        [*command, *before, *BUILD], cwd=at, capture_output=True, text=True, check=False
    )
    assert not re.search("Traceback|VM499", result.stderr), result.stderr
    return result


def codes(result: subprocess.CompletedProcess[str]) -> list[str]:
    return re.findall(r"^error\[(VM\d+)\]", result.stderr, re.M)


@pytest.mark.parametrize("built", [False, True], ids=["empty", "built"])
def test_an_output_that_cannot_be_written(built: bool, vmgen: Run, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    if built:
        assert vmgen("build", "--no-cargo", "-o", "out").status == 0
        file = tmp_path / "specs" / "demo.py"
        file.write_text(file.read_text().replace("u32", "u16"))
    before = sorted(out.rglob("*"))
    result = closed(out, tmp_path)
    assert result.returncode == 2 and len(codes(result)) == 1, result.stderr
    assert codes(result) == ["VM405"] and "cannot write: Read-only file system" in result.stderr
    assert "--> out\n" in result.stderr and ".vmgen" not in result.stderr
    assert "build into another one with `--output`" in result.stderr
    assert sorted(out.rglob("*")) == before


def test_a_project_that_cannot_be_written(tmp_path: Path) -> None:
    result = closed(tmp_path, tmp_path)
    assert result.returncode == 2 and codes(result) == ["VM405"], result.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("variable", ["TMPDIR", "XDG_CACHE_HOME"])
def test_a_folder_that_a_build_can_do_without(variable: str, tmp_path: Path) -> None:
    """Another one is taken for temporary files; without a cache nothing is remembered."""
    folder = tmp_path / "closed"
    folder.mkdir()
    result = closed(folder, tmp_path, f"{variable}={folder}")
    assert result.returncode == 0, result.stderr
    assert (tmp_path / "out" / "11" / "Cargo.toml").is_file() and not list(folder.iterdir())


@pytest.mark.parametrize("target", ["nowhere", "out"], ids=["dangling", "to itself"])
@pytest.mark.parametrize("below", ["", "/crates"], ids=["itself", "below"])
def test_an_output_that_is_a_link_to_nowhere(
    below: str, target: str, vmgen: Run, tmp_path: Path
) -> None:
    link = tmp_path / "out"
    link.symlink_to(target)
    result = vmgen("build", "--no-cargo", "-o", f"out{below}")
    assert result.status == 2 and "Traceback" not in result.errors
    found = re.findall(r"^error\[(VM\d+)\]", result.errors, re.M)
    assert found == ["VM405"], result.errors
    assert (
        f"this link leads nowhere, to `{target}`" in result.errors and "--> out\n" in result.errors
    )
    assert link.is_symlink() and not (tmp_path / "nowhere").exists()


def test_an_output_that_is_a_file(vmgen: Run, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine")
    result = vmgen("build", "--no-cargo", "-o", "out")
    assert result.status == 2 and re.findall(r"^error\[(VM\d+)\]", result.errors, re.M) == ["VM405"]
    assert "a file has this name, and a folder belongs here" in result.errors
    assert (tmp_path / "out").read_text() == "mine"


def test_an_output_path_with_links(vmgen: Run, tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "one").symlink_to("real")
    (tmp_path / "two").symlink_to("one")
    assert vmgen("build", "--no-cargo", "-o", "two/out").status == 0
    assert (tmp_path / "real" / "out" / "11" / "Cargo.toml").is_file()
    for output in ("two/out", "one/out", "real/out"):
        again = vmgen("build", "--no-cargo", "-o", output, "--check")
        assert again.status == 0, again.output
    assert (tmp_path / "two").is_symlink() and (tmp_path / "one").is_symlink()
