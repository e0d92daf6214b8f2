# SPDX-License-Identifier: GPL-2.0-or-later
"""A project with two specs, and what vmgen says in it with and without a memo."""

from __future__ import annotations

import contextlib
import io
import os
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import ROOT
from vmgen import __main__, cli
from vmgen.diagnostics import report
from vmgen.memo.answer import ask

SPEC = '''# SPDX-License-Identifier: GPL-2.0-or-later
"""A device."""

from vmgen.spec import BqlCell, Device, u8
{imports}

class {name}State(Device, name="{lower}", version_id=1, category="misc"):
    """A device."""

    level: BqlCell[u8] = {value}
'''

COMMON = '''# SPDX-License-Identifier: GPL-2.0-or-later
"""What specs share."""

DEPTH = 7
'''


def spec(name: str, value: object = 1, imports: str = "") -> str:
    """A spec with one device of one field."""
    return SPEC.format(name=name, lower=name.lower(), value=value, imports=imports)


class Said(NamedTuple):
    status: int
    output: str
    errors: str
    at_once: bool
    """Whether nothing was worked out for it."""


def run(*arguments: str) -> Said:
    """Run a command in the working folder."""
    worked, real = [], cli.run

    def noted(*given: object) -> None:
        worked.append(True)
        real(*given)  # type: ignore[arg-type]

    report._lines.cache_clear()  # a process of its own would have read nothing yet
    output, errors, status = io.TextIOWrapper(io.BytesIO(), "utf-8"), io.StringIO(), 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["vmgen", *arguments])
        patch.setattr(cli, "run", noted)
        with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
            try:
                __main__.main()
            except SystemExit as stop:
                status = int(stop.code or 0)
    output.seek(0)
    return Said(status, output.read(), errors.getvalue(), not worked)


def forget(*arguments: str) -> None:
    """Remove the memo of a command."""
    question = ask(list(arguments))
    assert question is not None
    Path(question.file).unlink(missing_ok=True)


class Project(NamedTuple):
    """Everything that a build looks at, in folders of its own."""

    project: Path
    packages: Path
    """A folder of installed packages."""
    early: Path
    """The first folder of the PATH; it has no programs."""
    tools: Path
    """Behind it: a cargo that finds nothing wrong, and says in `calls` that it was asked."""
    rustup: Path

    @property
    def calls(self) -> Path:
        return self.tools / "calls"

    @property
    def tree(self) -> Path:
        return self.project / "generated" / "11"

    def crate(self, name: str) -> Path:
        return self.tree / "hw" / "misc" / name


def program(command: str) -> str:
    """A cargo that does this, and finds nothing wrong."""
    finished = '{"reason": "build-finished", "success": true}'
    return f"#!/bin/sh\n{command}\necho '{finished}'\n"


def make(folder: Path, patch: pytest.MonkeyPatch) -> Project:
    """The project, with the process in it; nothing is built."""
    made = Project(*(folder / name for name in Project._fields))
    for path in made:
        path.mkdir()
    (made.packages / "thing-1.dist-info").mkdir()
    real = Path(os.environ.get("RUSTUP_HOME") or Path.home() / ".rustup")
    if (real / "settings.toml").is_file():
        (made.rustup / "settings.toml").write_text((real / "settings.toml").read_text())
        (made.rustup / "toolchains").symlink_to(real / "toolchains")
    (made.project / "pyproject.toml").write_text(f'[tool.vmgen]\nstand-ins = "{ROOT / "rust"}"\n')
    (made.project / "specs").mkdir()
    (made.project / "specs" / "_common.py").write_text(COMMON)
    (made.project / "specs" / "one.py").write_text(spec("One"))
    imports = "from _common import DEPTH\n"
    (made.project / "specs" / "two.py").write_text(spec("Two", "DEPTH", imports))
    patch.chdir(made.project)
    patch.syspath_prepend(str(made.packages))
    patch.setenv("XDG_CACHE_HOME", str(folder / "cache"))
    patch.setenv("RUSTUP_HOME", str(made.rustup))
    for name in ("cargo", "rustc", "cargo-clippy", "clippy-driver"):
        (made.tools / name).write_text(program(f"echo {name} >> {made.calls}"))
        (made.tools / name).chmod(0o755)
    patch.setenv("PATH", f"{made.early}:{made.tools}:{os.environ['PATH']}")
    patch.setattr("vmgen.memo.disk.MARGIN", 0)  # a test cannot wait until times are old
    return made
