# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen compat`: what it prints in each form, and its exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.unit.compat.pairs import PLAIN, spec
from tests.unit.compat.test_sides import DUMP, SPEC
from tests.unit.stream.stream_builder import StreamBuilder, field, u8, vmsd
from vmgen.cli.compat import compat
from vmgen.cli.release import release
from vmgen.diagnostics.codes.vm7xx import RULES


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "old.py").write_text(spec(PLAIN))
    (tmp_path / "same.py").write_text(spec(PLAIN))
    (tmp_path / "new.py").write_text(spec(f"{PLAIN}\nc: u8"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(compat, words)


def test_text(folder: Path) -> None:
    result = run("old.py", "new.py")
    assert result.exit_code == 1
    assert "dev: old -> new shifted, new -> old shifted" in result.output
    assert "--> new.py:14:5" in result.output
    assert "byte 0x6 of version 1 is the first that is misread" in result.output
    assert "fingerprint: " in result.output


def test_nothing_differs(folder: Path) -> None:
    result = run("old.py", "same.py")
    assert (result.exit_code, result.output) == (
        0,
        "1 device; old -> new: 1 ok; new -> old: 1 ok\n",
    )


def test_json(folder: Path) -> None:
    result = run("old.py", "new.py", "--format", "json")
    (device,) = json.loads(result.output)["devices"]
    assert device["outcomes"] == {"old -> new": "shifted", "new -> old": "shifted"}
    first = device["findings"][0]
    assert (first["rule"], first["code"], first["path"]) == (
        "FIELD_ADDED_UNGATED",
        "VM721",
        "regs.c",
    )
    assert (first["offset"], first["version"], first["line"]) == (6, 1, 14)


def test_github(folder: Path) -> None:
    lines = run("old.py", "new.py", "--format", "github").output.splitlines()
    assert lines[0].startswith("::error file=new.py,title=VM721 FIELD_ADDED_UNGATED,line=14,col=5,")
    assert "%0A" in lines[0]


def test_sarif(folder: Path) -> None:
    """The members that SARIF 2.1.0 requires, and that what refers to others does."""
    log = json.loads(run("old.py", "new.py", "--format", "sarif").output)
    assert log["version"] == "2.1.0" and log["$schema"].endswith("sarif-2.1.0.json")
    (run_,) = log["runs"]
    driver = run_["tool"]["driver"]
    assert driver["name"] == "vmgen"
    assert all(rule["id"] and rule["help"]["text"] for rule in driver["rules"])
    assert run_["results"]
    for result in run_["results"]:
        assert driver["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] in ("none", "note", "warning", "error")
        assert result["message"]["text"] and result["partialFingerprints"]["vmgen/v1"]
        (location,) = result["locations"]
        place = location["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "new.py"
        region = place["region"]
        assert region["startLine"] >= 1 and region["endColumn"] > region["startColumn"] >= 1


def test_rules(folder: Path) -> None:
    result = run("--list-rules")
    assert result.exit_code == 0
    assert len(result.output.splitlines()) == len(RULES)


@pytest.fixture
def locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Of a release with a device `one`, which has a level at version 3."""
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs" / "one.py").write_text(SPEC)
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(release, ["1.0"]).exit_code == 0
    return Path("locks/1.0")


@pytest.mark.parametrize("name", ["", "one.lock"])
@pytest.mark.parametrize(("size", "status"), [(1, 0), (4, 1)])
def test_a_lock_against_a_dump(name: str, size: int, status: int, locks: Path) -> None:
    Path("dump.json").write_text(json.dumps(DUMP).replace('"size": 1', f'"size": {size}'))
    for sides in ((str(locks / name), "dump.json"), ("dump.json", str(locks / name))):
        result = run(*sides, "--format", "json")
        (device,) = json.loads(result.output)["devices"]
        assert (result.exit_code, device["device"]) == (status, "one")


@pytest.mark.parametrize("name", ["", "one.lock"])
@pytest.mark.parametrize(("version", "verdict"), [(3, "undecided"), (4, "refused")])
def test_a_state_against_a_lock(name: str, version: int, verdict: str, locks: Path) -> None:
    level = {**vmsd("one", 3, field("level", "uint8", 1)), "version": version}
    StreamBuilder().full("one", u8(7), level, version=version).write(Path("state"))
    result = run("state", str(locks / name), "--format", "json")
    assert json.loads(result.stdout)["verdict"] == verdict


@pytest.mark.parametrize(
    "words", [(), ("old.py",), ("old.py", "new.py", "more"), ("old.py", "new.py", "--format", "x")]
)
def test_wrong_use(words: tuple[str, ...], folder: Path) -> None:
    assert run(*words).exit_code == 2
