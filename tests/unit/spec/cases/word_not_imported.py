# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: a word that is used, and not imported."""

from vmgen.spec import BqlCell, Device, u8


class Dev(Device, name="dev"):
    a: BqlCell[u8] = field(default=3)
