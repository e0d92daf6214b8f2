# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: a number that nobody could work out."""

from vmgen.spec import BqlCell, Device, field, u32


class Dev(Device, name="dev"):
    level: BqlCell[u32] = field(maximum=1 << 10**2**31)
