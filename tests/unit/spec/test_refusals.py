# SPDX-License-Identifier: GPL-2.0-or-later
"""Each case is a small wrong spec with the whole message that it must end in beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT, Golden
from vmgen.diagnostics import CODES, Diagnostics, VmgenError
from vmgen.diagnostics.report import render_all
from vmgen.plan import DIALECTS, plan_device
from vmgen.spec.read import read_specs

CASES = Path(__file__).with_name("cases")
FILES = sorted(CASES.glob("[!_]*.py"))


@pytest.fixture(autouse=True)
def _at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    """Messages name files as seen from the working folder."""
    monkeypatch.chdir(ROOT)


def refusal(path: Path) -> tuple[str, set[str]]:
    """The message that a spec ends in, and the codes in it."""
    diagnostics = Diagnostics()
    try:
        devices = read_specs([path], diagnostics)
        diagnostics.raise_if_failed()
        for device in devices:
            for dialect in DIALECTS.values():
                plan_device(device, dialect, diagnostics)
    except VmgenError:
        pass
    text = render_all(diagnostics).replace(f"{CASES.relative_to(ROOT)}/", "")
    return f"{text}\n", {item.code for item in diagnostics}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_refused(file: Path, golden: Golden) -> None:
    text, codes = refusal(file)
    expected = re.match(r"vm\d+", file.stem)
    if expected:
        assert expected.group().upper() in codes
    golden(file.with_suffix(".txt"), text)


def test_every_code_of_specs_has_a_case() -> None:
    """A code without a case may never fire.

    VM4xx are about tools and files: tests/unit/write. What a build finds in older crates is in
    tests/unit/history, and what is found between two layouts, VM7xx, in tests/unit/compat.
    """
    shown = {code for file in FILES for code in refusal(file)[1]}
    wanted = {code for code in CODES if code[:3] not in ("VM4", "VM6", "VM7")} - {"VM135", "VM136"}
    wanted.add("VM601")  # the mark that an import leaves; the others are its own
    assert wanted == shown


# A warning stops nothing, and one dialect's fault not the others.
WARNS = {
    "vm128_unused_class",
    "vm134_minimum_inside",
    "vm145_subsection_before_the_end",
    "vm146_subsection_of_nested_name",
    "vm147_subsection_may_be_taken",
    "vm205_mutex_deadlock",
    "vm206_dialect_cannot",
    "vm209_parent_not_bound",
}


@pytest.mark.parametrize(
    "file", [file for file in FILES if file.stem not in WARNS], ids=lambda file: file.stem
)
def test_nothing_is_written(file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from vmgen import cli

    monkeypatch.setattr("sys.argv", ["vmgen", "build", str(file), "-o", str(tmp_path / "out")])
    with pytest.raises(SystemExit) as stop:
        cli.run()
    assert stop.value.code == 2
    assert list(tmp_path.iterdir()) == []


def test_errors_of_several_files_come_together() -> None:
    chosen = [CASES / "vm104_unknown_type.py", CASES / "vm130_minimum_above_version.py"]
    diagnostics = Diagnostics()
    read_specs(chosen, diagnostics)
    assert {item.code for item in diagnostics} == {"VM104", "VM112", "VM130"}


def test_explain_knows_every_rule() -> None:
    from vmgen.cli.explain import explain

    for code in CODES:
        result = CliRunner().invoke(explain, [code])
        assert result.exit_code == 0 and code in result.output
