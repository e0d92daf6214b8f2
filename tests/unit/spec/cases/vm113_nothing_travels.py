# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: a device without a state."""

from vmgen.spec import Device, Property


class Dev(Device, name="dev"):
    chosen: Property[bool]
