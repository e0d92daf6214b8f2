# SPDX-License-Identifier: GPL-2.0-or-later
"""What C calls a parent: of that the crate makes a Rust type, where QEMU's Rust has none."""

from __future__ import annotations

from vmgen.values import Frozen


class Binding(Frozen):
    """What C calls a parent for which the crate makes the Rust type itself."""

    header: str
    """That declares it all, as C includes it: "hw/i2c/i2c.h"."""
    state: str
    """The struct of an object."""
    klass: str
    """The struct of its class; `DeviceClass` where it has none of its own."""
    type_name: str
    """QOM's name of it."""
    vmstate: str = ""
    """The static with its description; empty where C has none."""
    interface: str = ""
    """QOM's name of an interface without which C takes no device with this parent."""

    @property
    def own_class(self) -> bool:
        """Whether C has a struct for its class."""
        return self.klass != "DeviceClass"
