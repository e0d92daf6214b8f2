# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: types where they cannot stand, and types with nothing in them."""

from vmgen.spec import (
    Arc,
    Array,
    Atomic,
    Bits,
    BqlCell,
    BqlRefCell,
    Clock,
    Custom,
    Device,
    Duration,
    Enum,
    InterruptSource,
    Migratable,
    Mirror,
    Mutex,
    NonZero,
    Parent,
    ParentField,
    Registers,
    Timer,
    Wire,
    bits,
    computed,
    field,
    i8,
    u8,
    u32,
    usize,
)


class Mode(Enum, repr=u8):
    A = 0
    B = 1


class Narrow(Enum, bits=1):
    A = 0
    B = 1


class Wide(Enum, bits=9):
    A = 0


class Signed(Bits, repr=i8):
    rest: bits[8]


class Odd(Bits, repr=u8):
    rest: u8


class Nothing(Bits, repr=u8):
    pass


class Author(Mirror, name="dev/author"):
    time: Duration = field(unit="ns")
    number: Atomic[u32]
    mode: Mode


class Base(Parent, name="Base"):
    number: u32


class OnWire(Registers, name="dev/wire"):
    number: Wire[u32] = computed()


class Regs(Registers, name="dev/regs"):
    clock: Clock
    lines: InterruptSource
    narrow: Narrow
    wide: Wide
    signed: Signed
    odd: Odd
    nothing: Nothing
    base: Base


class Dev(Device, name="dev", parent="DeviceState"):
    loose: NonZero[u8]
    shared: Arc[Mutex[Regs]]
    cell: Migratable[BqlCell[u8]]
    bare: Migratable[u8]
    size: BqlCell[usize]
    wire: Migratable[BqlRefCell[OnWire]]
    author: Migratable[Custom["Colour", Author]]
    parent_obj: ParentField[Regs]
