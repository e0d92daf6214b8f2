# SPDX-License-Identifier: GPL-2.0-or-later
"""What an import did not understand stops every build."""

from vmgen.spec import Array, BqlRefCell, Device, Incomplete, Migratable, Registers, subsection, u8


class Regs(Registers, name="dev/regs"):
    known: u8
    format: Incomplete["VM613: an info `priv` of C's own (dev.c:12:5)"]
    length: Incomplete["VM618: `length`: how many bytes it has is not known", Array[u8, 4]]
    unread: Incomplete[3]


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
    more: Incomplete["VM617: `more`: no section has shown it (dump.json: dev.more)"] = subsection(
        "dev/more"
    )
