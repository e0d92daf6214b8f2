# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec for one dialect, in which numbers do not convert themselves."""

from vmgen.spec import Device, Migratable, Mutex, u32


class Dev(Device, name="dev"):
    count: Migratable[Mutex[u32]]
