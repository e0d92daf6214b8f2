# SPDX-License-Identifier: GPL-2.0-or-later
"""Packs the stand-in crates whole, and what else vmgen reads that is no Python.

The dialects in `rust/` share crates by links, and hatchling follows a link once only: every dialect
but the first would lack what the first one has. Here each file is named, at every place it has.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

# An installed vmgen finds its templates and its Rust side inside the package.
PLACES = {"wheel": "vmgen/_data/", "sdist": ""}
FOLDERS = ("qemu", "rust", "templates")
BUILD_OUTPUT = ("target", "__pycache__")


class CustomBuildHook(BuildHookInterface):  # type: ignore[type-arg]
    """hatchling calls it before it packs."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the files of `FOLDERS`; an editable install uses the checkout's."""
        if version == "editable":
            return
        root = Path(self.root)
        for name in FOLDERS:
            for file in _files(root / name):
                place = PLACES[self.target_name] + file.relative_to(root).as_posix()
                build_data["force_include"][str(file)] = place


def _files(folder: Path) -> list[Path]:
    found = []
    for where, folders, names in os.walk(folder, followlinks=True):
        folders[:] = sorted(set(folders).difference(BUILD_OUTPUT))
        found += [Path(where, name) for name in sorted(names)]
    return found
