# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlCell, Device, field, u32


class Dev(Device, name="dev"):
    a: BqlCell[u32] = field(since=-1)
