# SPDX-License-Identifier: GPL-2.0-or-later
"""What vmgen makes of a few lines of a spec: its findings, and the text of the crate."""

from __future__ import annotations

from pathlib import Path

from vmgen.diagnostics import Diagnostics
from vmgen.model.nodes import Device
from vmgen.plan import DIALECTS, plan_device
from vmgen.render import render_crate
from vmgen.spec.read import read_specs

HEAD = '"""A spec."""\n\nfrom vmgen.spec import *\n\n\n'


def read(folder: Path, text: str, dialect: str = "11") -> tuple[Device, Diagnostics]:
    """The device of a spec without its head, and what `vmgen plan` finds in it."""
    (folder / "dev.py").write_text(HEAD + text, encoding="utf-8")
    found = Diagnostics()
    (device,) = read_specs([folder / "dev.py"], found)
    found.raise_if_failed()
    plan_device(device, DIALECTS[dialect], found)
    return device, found


def emitted(folder: Path, text: str, file: str = "migration.rs", dialect: str = "11") -> str:
    """One file of the crate, before rustfmt; with the golden vectors left out."""
    device, found = read(folder, text)
    assert not found.failed, [str(item) for item in found]
    plan = plan_device(device, DIALECTS[dialect], found)
    return next(made.text for made in render_crate(plan, []) if made.path.endswith(f"/{file}"))


def block(text: str, head: str) -> str:
    """The item of an emitted file that begins with a line, to its closing brace."""
    lines = text.split("\n")
    start = next((at for at, line in enumerate(lines) if line.startswith(head)), None)
    if start is None:
        return ""
    end = next(at for at in range(start, len(lines)) if lines[at] in ("}", ");"))
    return "\n".join(lines[start : end + 1])
