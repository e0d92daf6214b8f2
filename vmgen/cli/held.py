# SPDX-License-Identifier: GPL-2.0-or-later
"""Builds and the locks: what breaks a locked layout is refused, unless that is approved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from vmgen.cli.common import Settings
from vmgen.diagnostics import Diagnostics
from vmgen.model.nodes import Device


def hold(devices: Sequence[Device], settings: Settings, diagnostics: Diagnostics) -> None:
    """Hold these devices against all locks; `VmgenError` if one is broken."""
    if not (devices and settings.locks.is_dir()):
        return
    from vmgen.compat.approvals import read_approvals
    from vmgen.compat.locks import broken

    approved = read_approvals(settings.approvals, date.today(), diagnostics)
    broken(devices, settings.locks, approved, diagnostics)
    diagnostics.raise_if_failed()
