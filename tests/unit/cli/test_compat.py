# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen compat`: what it prints in each form, and its exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tests.unit.compat.pairs import PLAIN, spec
from vmgen.cli.compat import compat
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


@pytest.mark.parametrize(
    "words", [(), ("old.py",), ("old.py", "new.py", "more"), ("old.py", "new.py", "--format", "x")]
)
def test_wrong_use(words: tuple[str, ...], folder: Path) -> None:
    assert run(*words).exit_code == 2
