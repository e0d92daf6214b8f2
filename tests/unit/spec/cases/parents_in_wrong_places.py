# SPDX-License-Identifier: GPL-2.0-or-later
"""Parents where none can be."""

from vmgen.spec import (
    BqlCell,
    BqlRefCell,
    Device,
    I2CSlave,
    Migratable,
    Parent,
    ParentField,
    Registers,
    SSIPeripheral,
    field,
    subsection,
    u8,
)


class Bounded(Parent, name="bounded"):
    slot: u8 = field(lt=4)


class Regs(Registers, name="dev/regs"):
    parent: I2CSlave


class Dev(Device, name="dev", parent="DeviceState"):
    bus: ParentField[I2CSlave]
    parent_obj: ParentField[SSIPeripheral]
    cell: BqlRefCell[I2CSlave]
    regs: Migratable[BqlRefCell[Regs]]
    wrapped: Migratable[BqlRefCell[I2CSlave]]
    late: ParentField[Regs] = subsection("dev/late")


class Other(Device, name="other", parent="I2CSlave", crate="other"):
    a: BqlCell[u8]


class Silent(Device, name="silent", crate="silent"):
    parent_obj: ParentField[I2CSlave] = field(migrate=False)
    a: BqlCell[u8]


class Third(Device, name="third", crate="third"):
    parent_obj: ParentField[Bounded]
