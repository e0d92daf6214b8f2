# SPDX-License-Identifier: GPL-2.0-or-later
"""Marks of an import: what somebody has to find out before a crate can be made."""

from __future__ import annotations

from vmgen.diagnostics import Diagnostics
from vmgen.model.kinds import Incomplete
from vmgen.model.nodes import Device
from vmgen.model.walk import owners


def check_marks(device: Device, diagnostics: Diagnostics) -> None:
    """A finding for each."""
    for owner in owners(device):
        for field in owner.all_fields:
            if isinstance(field.kind, Incomplete):
                message = f"`{field.name}` is not known yet: {field.kind.text}"
                diagnostics.add("VM601", field.where("type"), message)
