# SPDX-License-Identifier: GPL-2.0-or-later
"""Every spec in docs/language.md is one, and vmgen makes of it what the page shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

import vmgen.spec
from tests.conftest import ROOT, Golden
from vmgen.cli.plan import plan as plan_command
from vmgen.diagnostics import Diagnostics
from vmgen.diagnostics.report import render_all
from vmgen.plan import DIALECTS, plan_device
from vmgen.render import crate as render
from vmgen.render.workspace import support_folder
from vmgen.spec.read import read_specs
from vmgen.write import format_files

PAGE = ROOT / "docs" / "language.md"
TEXT = PAGE.read_text(encoding="utf-8")
# A spec, the plan that is printed for it, and lines of the Rust that it becomes.
SHOWN = re.compile(
    r"```python\n(?P<spec>.*?)```\n\n"
    r"```console\n\$ vmgen plan specs/(?P<name>\w+)\.py\n(?P<plan>.*?)```\n"
    r"(?P<rust>(?:(?!```python).)*)",
    re.DOTALL,
)
EXAMPLES = {match["name"]: match for match in SHOWN.finditer(TEXT)}
ARC = {"fields"}


def written(name: str, folder: Path) -> Path:
    """The spec as a file below `specs/`, so that messages call it that."""
    path = folder / "specs" / f"{name}.py"
    path.parent.mkdir()
    path.write_text(EXAMPLES[name]["spec"], encoding="utf-8")
    return path


def test_every_spec_of_the_page_is_shown_with_its_plan() -> None:
    assert len(EXAMPLES) == TEXT.count("```python") == TEXT.count("$ vmgen plan")


@pytest.mark.parametrize("name", EXAMPLES)
def test_spec_is_accepted(name: str, tmp_path: Path) -> None:
    diagnostics = Diagnostics()
    (device,) = read_specs([written(name, tmp_path)], diagnostics)
    for dialect in DIALECTS.values():
        if dialect.arc_migrates or name not in ARC:
            plan_device(device, dialect, diagnostics)
    known = {"VM205"} if name in ARC else set()
    assert {item.code for item in diagnostics} <= known, render_all(diagnostics)


def test_plans_are_real_output(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: Golden
) -> None:
    def filled(match: re.Match[str]) -> str:
        name = match["name"]
        folder = tmp_path / name
        folder.mkdir()
        monkeypatch.chdir(folder)
        path = written(name, folder).relative_to(folder)
        result = CliRunner().invoke(plan_command, [str(path), "--dialect", "11"])
        assert result.exit_code == 0, result.output
        head = f"```python\n{match['spec']}```\n\n```console\n$ vmgen plan specs/{name}.py\n"
        return f"{head}{result.stdout}```\n{match['rust']}"

    golden(PAGE, SHOWN.sub(filled, TEXT))


@pytest.mark.parametrize("name", [name for name in EXAMPLES if "```rust" in EXAMPLES[name]["rust"]])
def test_rust_is_what_is_emitted(name: str, tmp_path: Path) -> None:
    diagnostics = Diagnostics()
    (device,) = read_specs([written(name, tmp_path)], diagnostics)
    dialect = DIALECTS["11"]
    files = render.render_crate(plan_device(device, dialect, diagnostics), [])
    made = {file.path: file.text for file in files if file.path.endswith("migration.rs")}
    (text,) = format_files(made, support_folder(dialect)).values()
    emitted = {line.strip() for line in text.splitlines()}
    for shown in re.findall(r"```rust\n(.*?)```", EXAMPLES[name]["rust"], re.DOTALL):
        for line in shown.splitlines():
            assert line.strip() in emitted, line


def test_every_word_is_explained() -> None:
    """Outside the examples: a word that is only used in one is not explained."""
    prose = re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL)
    missing = [
        word for word in vmgen.spec.__all__ if not re.search(rf"`[^`]*\b{word}\b[^`]*`", prose)
    ]
    assert not missing
