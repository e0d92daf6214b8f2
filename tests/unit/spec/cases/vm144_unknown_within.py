# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import BqlCell, Device, subsection, u8


class Dev(Device, name="dev"):
    a: BqlCell[u8]
    b: BqlCell[u8] = subsection("dev/b")
    c: BqlCell[u8] = subsection("dev/b/c", within="dev/bb")
    d: BqlCell[u8] = subsection("dev/b/d")
    e: BqlCell[u8] = subsection("dev/e", within="dev/b")
