# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: two words that are none."""

from vmgen.spec import (
    BqlCell,
    Devise,
    field,
    u8,
    u33,
)


class Dev(Devise, name="dev"):
    a: BqlCell[u8]
