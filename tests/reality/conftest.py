# SPDX-License-Identifier: GPL-2.0-or-later
"""What tests against a real QEMU share."""

from __future__ import annotations

import os
import warnings
from pathlib import Path

import pytest

from tests.reality.qemu import binaries


@pytest.fixture(scope="session")
def emulators() -> dict[str, Path]:
    """Real QEMU by architecture. Without it nothing here passes; `binaries.verdict` says how."""
    said = ""
    if binaries.missing() and not _without_qemu():
        said = binaries.install()
    absent = binaries.missing()
    if absent:
        text = (
            f"real QEMU is missing: {', '.join(absent)}. Install it (`.ci/install-qemu` as root, or"
            " the packages qemu-system-arm and qemu-system-x86 by hand); on your own machine, not"
            f" on CI and not as root, {binaries.WAIVER}=1 goes without these tests.\n{said}"
        )
        if not _without_qemu():
            pytest.fail(text, pytrace=False)
        warnings.warn(f"NOT TESTED against real QEMU: {', '.join(absent)}", stacklevel=2)
        pytest.skip(text)
    found = {arch: path for arch in binaries.ARCHES if (path := binaries.find(arch))}
    for path in found.values():
        version = binaries.version(path)
        if not version.startswith(f"{binaries.RECORDED}."):
            table = f"tests/reality/qemu/table.py was recorded with {binaries.RECORDED}"
            text = f"{path.name} is {version}: {table}"
            warnings.warn(text, stacklevel=2)
    return found


def _without_qemu() -> bool:
    return binaries.verdict(["qemu"], os.environ, binaries.is_root()) == "skip"
