# SPDX-License-Identifier: GPL-2.0-or-later
"""Crates of the test's own specs, written for the compiler to look at."""

from __future__ import annotations

from pathlib import Path

from fuzz import trees
from vmgen.diagnostics import Diagnostics
from vmgen.model.nodes import Device
from vmgen.plan import DIALECTS, plan_device
from vmgen.render import render_crate, render_workspace
from vmgen.render.crate import crate_folder
from vmgen.render.workspace import support_folder
from vmgen.spec.read import read_specs
from vmgen.write import finish, format_files

SPECS = Path(__file__).with_name("specs")


def device(name: str) -> Device:
    """The device of one of the specs."""
    diagnostics = Diagnostics()
    found = read_specs([SPECS / f"{name}.py"], diagnostics)
    diagnostics.raise_if_failed()
    return found[0]


def crate_files(node: Device) -> dict[str, str]:
    """The text of all files of a crate but its wire tests, by path in the workspace."""
    dialect = DIALECTS["11"]
    rendered = [
        file
        for file in render_crate(plan_device(node, dialect, Diagnostics()), [])
        if "/tests/" not in file.path
    ]
    texts = format_files({file.path: file.text for file in rendered}, support_folder(dialect))
    return {file.path: finish(file, texts[file.path]).text for file in rendered}


def write_workspace(root: Path, node: Device, files: dict[str, str]) -> None:
    """A workspace with this one crate, and links to the Rust side."""
    dialect = DIALECTS["11"]
    manifest = render_workspace({crate_folder(node): {}}, dialect)
    trees.write_workspace(root, [finish(manifest, manifest.text)], dialect)
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
