# SPDX-License-Identifier: GPL-2.0-or-later
"""What is wrong with a model in any dialect: every fault is noted, none stops the next."""

from __future__ import annotations

from collections.abc import Sequence

from vmgen.diagnostics import Diagnostics
from vmgen.model.check.kinds import check_kinds
from vmgen.model.check.names import check_names
from vmgen.model.check.rules import check_rules
from vmgen.model.check.shapes import check_shapes
from vmgen.model.check.subsections import check_subsections
from vmgen.model.check.values import check_values
from vmgen.model.check.versions import check_versions
from vmgen.model.nodes import Device

__all__ = ["check_device", "check_project"]


def check_device(device: Device, diagnostics: Diagnostics) -> None:
    """Check one device."""
    checks = (
        check_names,
        check_subsections,
        check_shapes,
        check_values,
        check_kinds,
        check_versions,
        check_rules,
    )
    for check in checks:
        check(device, diagnostics)


def check_project(devices: Sequence[Device], diagnostics: Diagnostics) -> None:
    """Check what only all devices together show: two of them in one crate."""
    seen: dict[str, Device] = {}
    for device in devices:
        first = seen.setdefault(device.crate, device)
        if first is not device:
            message = f"crate `{device.crate}` is already that of `{first.name}` ({first.position})"
            mend = "Give one of them another `crate=`: one device is one crate."
            diagnostics.add("VM112", device.where("crate"), message, mend=mend)
