# SPDX-License-Identifier: GPL-2.0-or-later
"""A device that no board has: its parent has a state, of which nothing travels."""

from vmgen.spec import (
    BqlCell,
    BqlRefCell,
    Device,
    Migratable,
    ParentField,
    Registers,
    SSIPeripheral,
    field,
    u8,
    u32,
)


class FlashRegisters(Registers, name="wireparent/regs"):
    """As those of an SSI flash."""

    address: u32
    needed_bytes: u8 = field(le=4)


class WireParentState(Device, name="wireparent"):
    """Selected or not: the C device does not say."""

    regs: Migratable[BqlRefCell[FlashRegisters]]
    parent_obj: ParentField[SSIPeripheral] = field(migrate=False)
    late: BqlCell[u8] = 1
