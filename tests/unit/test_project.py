# SPDX-License-Identifier: GPL-2.0-or-later
"""What the project as a whole promises: licences said, tools pinned, types shipped."""

from __future__ import annotations

import subprocess
import tomllib

from tests.conftest import ROOT

LICENSE = "# SPDX-License-Identifier: GPL-2.0-or-later"


def python_files() -> list[str]:
    """The project's Python files: those that git knows or could know."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "*.py"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.splitlines() if (ROOT / name).is_file()]


def test_every_python_file_says_its_license() -> None:
    files = python_files()
    assert len(files) > 200
    heads = {name: (ROOT / name).read_bytes().split(b"\n", 2)[:2] for name in files}
    assert [name for name, head in heads.items() if LICENSE.encode() not in head] == []


def test_license_text_is_there() -> None:
    text = (ROOT / "COPYING").read_text(encoding="utf-8")
    assert "GNU GENERAL PUBLIC LICENSE" in text and "Version 2, June 1991" in text


def test_tools_are_pinned() -> None:
    """A tool's new version must not turn a green commit red."""
    table = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    tools = [*table["project"]["optional-dependencies"]["dev"], *table["build-system"]["requires"]]
    assert [tool for tool in tools if "==" not in tool] == []


def test_package_is_typed() -> None:
    assert (ROOT / "vmgen" / "py.typed").is_file()
