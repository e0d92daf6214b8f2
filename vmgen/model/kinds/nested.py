# SPDX-License-Identifier: GPL-2.0-or-later
"""Structs: registers inside registers, and those of the device itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vmgen.model.kinds.named import Named
from vmgen.model.kinds.saying import Fault

if TYPE_CHECKING:
    from vmgen.model.nodes import Device, Struct
    from vmgen.model.walk import Site


class StructKind(Named):
    """A struct of the device, with a description of its own."""

    def struct(self, device: Device) -> Struct:
        """It."""
        return device.struct(self.name)

    def in_registers(self, site: Site) -> Fault | None:
        """A parent is the device's."""
        fault = super().in_registers(site)
        if fault is None and self.struct(site.device).path:
            return Fault("a parent's state is the device's: `ParentField[...]`")
        return fault
