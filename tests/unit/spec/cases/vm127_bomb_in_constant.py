# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: a number that nobody could work out."""

from vmgen.spec import Array, BqlCell, Device, u8


def power(base):
    base **= base
    return base


LENGTH = power(10**9)


class Dev(Device, name="dev"):
    level: Array[BqlCell[u8], LENGTH]
