"""A wrong spec."""

from vmgen.spec import Array, BqlRefCell, Device, Migratable, Registers, u8


class Regs(Registers, name="dev/regs"):
    a: Array[Array[u8, 2], 3]


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
