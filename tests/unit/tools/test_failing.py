# SPDX-License-Identifier: GPL-2.0-or-later
"""A tool that is none, or fails in any way: one message, and none that blames vmgen or the spec."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from tests.unit.cli.command import Done, Run
from tests.unit.tools.fakes import HEAD, WAYS, fake, only_these
from vmgen.diagnostics import VmgenError
from vmgen.tools.run import run_tool

NO_PROGRAM = ("a folder", "no x bit", "a wrong format", "a link to nowhere")
NOT_OF_RUSTC = ("spoils its files", "says odd messages", "writes without an end")
HANGS = [way for way in WAYS if "hangs" in way]


def expected(tool: str, way: str) -> str:
    """The rule for it."""
    if way in (*NO_PROGRAM, "its interpreter is gone"):
        return "VM401"
    if way in HANGS:
        return "VM423"
    if tool == "rustfmt" or way not in ("says nothing and fails", "says garbage and fails"):
        return "VM421" if tool == "cargo" and way == "says odd messages" else "VM422"
    return "VM421"


def settings(tmp_path: Path, way: str, tool: str, short: float) -> None:
    """A short time for the tool if it hangs; all the others have theirs."""
    limits = {"rustfmt": 600.0, "cargo": 600.0} | ({tool: short} if way in HANGS else {})
    lines = [f"{name}-timeout = {seconds}" for name, seconds in limits.items()]
    (tmp_path / "pyproject.toml").write_text("\n".join(["[tool.vmgen]", *lines, ""]))


def one_message(done: Done, code: str, name: str) -> None:
    assert re.findall(r"^\w+\[(VM\d+)\]", done.errors, re.M) == [code], done.errors
    assert "Traceback" not in done.errors + done.output
    assert name in done.errors
    assert done.status == (2 if code == "VM421" else 3)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("tool", ["rustfmt", "cargo"])
def test_a_tool_that_fails(
    tool: str, way: str, vmgen: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vmgen.tools.run.MOST_OUTPUT", 1 << 20)
    assert vmgen("new", "demo").status == 0
    settings(tmp_path, way, tool, 0.5)
    fake(tmp_path / "bin", tool, way)
    only_these(tmp_path / "bin", monkeypatch, *{"rustfmt"} - {tool})
    done = vmgen("build", "specs")
    one_message(done, expected(tool, way), tool)
    assert (tmp_path / "generated").exists() == (tool == "cargo")


@pytest.mark.parametrize("way", [way for way in WAYS if way not in NOT_OF_RUSTC])
def test_rustc_that_fails(
    way: str, vmgen: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is cargo's tool, and not what vmgen starts: that it is ended, too, is more to ask."""
    assert vmgen("new", "demo").status == 0
    settings(tmp_path, way, "cargo", 5)
    rustc = fake(tmp_path / "bin", "rustc", way)
    mark = tmp_path / "pids"
    if way == "hangs":
        note = f"import os; print(os.getpid(), file=open({str(mark)!r}, 'a'))"
        rustc.write_text(f"{HEAD}{note}\n{rustc.read_text().removeprefix(HEAD)}")
    monkeypatch.setenv("RUSTC", str(rustc))
    done = vmgen("build", "specs")
    code = expected("rustfmt", way)  # it does what is asked, or not: cargo looks at the rest
    one_message(done, code, "cargo" if code == "VM423" else "rustc")
    for pid in mark.read_text().split() if way == "hangs" else ():
        deadline = time.monotonic() + 600  # it dies when it is next run
        while _alive(int(pid)) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not _alive(int(pid))


def _alive(pid: int) -> bool:
    """Whether a process is there and has not ended."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in "ZX"


@pytest.mark.parametrize("tool", ["rustfmt", "cargo"])
@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "true", '"9"', "[]", "1e9"])
def test_a_limit_that_is_none(value: str, tool: str, vmgen: Run, tmp_path: Path) -> None:
    assert vmgen("new", "demo").status == 0
    (tmp_path / "pyproject.toml").write_text(f"[tool.vmgen]\n{tool}-timeout = {value}\n")
    done = vmgen("build", "--no-cargo")
    assert done.status == 2 and f"error[VM106]: `{tool}-timeout` is " in done.errors


def test_three_trees_say_it_once(
    vmgen: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert vmgen("new", "demo").status == 0
    fake(tmp_path / "bin", "cargo", "says nothing and fails")
    only_these(tmp_path / "bin", monkeypatch, "rustfmt")
    one_message(vmgen("build", "--dialect", "all", "specs"), "VM421", "cargo")


def test_a_runner_that_cannot_be_written(vmgen: Run, tmp_path: Path) -> None:
    assert vmgen("new", "demo").status == 0
    assert vmgen("build", "--no-cargo", "specs").status == 0
    (tmp_path / "stream").write_bytes(b"")
    (tmp_path / "generated" / "11" / "target").write_text("no folder")
    done = vmgen("verify", "stream")
    assert done.status == 2 and "error[VM420]: the runner cannot be written: " in done.errors


def test_a_folder_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(VmgenError) as error:
        run_tool("cargo", ["--version"], 60, cwd=tmp_path / "gone")
    (item,) = error.value.diagnostics
    assert item.code == "VM420" and item.position.file == str(tmp_path / "gone")


@pytest.mark.parametrize("way", WAYS)
def test_the_runner(way: str, vmgen: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The program of `verify` is cargo's work, too."""
    monkeypatch.setattr("vmgen.tools.run.MOST_OUTPUT", 1 << 20)
    assert vmgen("new", "demo").status == 0
    settings(tmp_path, way, "cargo", 0.5)
    assert vmgen("build", "--no-cargo", "specs").status == 0
    fake(tmp_path / "bin", "cargo", way)
    only_these(tmp_path / "bin", monkeypatch, "rustfmt")
    (tmp_path / "stream").write_bytes(b"")
    done = vmgen("verify", "stream")
    assert "Traceback" not in done.errors and "VM499" not in done.errors
    (code,) = re.findall(r"^\w+\[(VM\d+)\]", done.errors, re.M)
    failed = "VM402"  # cargo's own words are in it
    assert code == {"VM421": failed}.get(expected("cargo", way), expected("cargo", way))
