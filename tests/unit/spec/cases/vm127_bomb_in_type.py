# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: a number that nobody could work out."""

from vmgen.spec import Array, BqlCell, Device, u8


class Dev(Device, name="dev"):
    level: Array[BqlCell[u8], 2**2**64 - 1]
    more: "Array[BqlCell[u8], len([0] * 10**10)]"
