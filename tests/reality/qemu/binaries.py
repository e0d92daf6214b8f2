# SPDX-License-Identifier: GPL-2.0-or-later
"""Finding `qemu-system-*`; a run without them is never silent."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

ROOT = Path(__file__).resolve().parents[3]
INSTALLER = ROOT / ".ci" / "install-qemu"
WAIVER = "VMGEN_WITHOUT_QEMU"
ARCHES = ("arm", "x86_64")
RECORDED = "7.2"
"""The QEMU that `table` was recorded with."""

Verdict = Literal["run", "skip", "fail"]


def find(arch: str) -> Path | None:
    """The system emulator of this architecture, None if it is not on the PATH."""
    found = shutil.which(f"qemu-system-{arch}")
    return Path(found) if found else None


def missing() -> list[str]:
    """Emulators that are not there."""
    return [f"qemu-system-{arch}" for arch in ARCHES if find(arch) is None]


def install() -> str:
    """Run the installer; what it printed. It does nothing where nothing is missing."""
    result = subprocess.run(
        [INSTALLER], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    return result.stdout


def verdict(absent: list[str], environment: Mapping[str, str], root: bool) -> Verdict:
    """What to do when these emulators are still absent after the installer has run.

    Only a developer who is not root, not on CI, and who asked for it goes without.
    """
    if not absent:
        return "run"
    on_ci = environment.get("CI", "").lower() in ("true", "1")
    waived = environment.get(WAIVER) == "1" and not on_ci and not root
    return "skip" if waived else "fail"


def is_root() -> bool:
    """Whether this process could install packages."""
    return os.geteuid() == 0


def version(binary: Path) -> str:
    """`7.2.22`, as the emulator says it."""
    command = [str(binary), "--version"]
    text = subprocess.run(command, capture_output=True, text=True, check=True, timeout=300).stdout
    return text.partition("version ")[2].split()[0]
