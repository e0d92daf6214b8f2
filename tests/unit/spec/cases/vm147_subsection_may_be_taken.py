# SPDX-License-Identifier: GPL-2.0-or-later
"""A spec with a warning."""

from vmgen.spec import CHANGED, BqlCell, Device, subsection, u32


class Dev(Device, name="dev"):
    a: BqlCell[u32]
    m: BqlCell[u32] = subsection("dev/m", needed=CHANGED)
    x: BqlCell[u32] = subsection("dev/x", needed=CHANGED)
    secure: BqlCell[u32] = subsection("dev/m-security", needed=CHANGED)
