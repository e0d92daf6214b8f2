# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: single values in cells that cannot hold them, or cannot be converted."""

from vmgen.spec import (
    Array,
    Atomic,
    Bitmap,
    BqlCell,
    BqlRefCell,
    Clock,
    Custom,
    Device,
    Duration,
    Enum,
    Equal,
    Migratable,
    Mutex,
    NonZero,
    Option,
    Parent,
    Property,
    Timer,
    field,
    i64,
    u8,
    u16,
    u32,
    usize,
)


class Mode(Enum, repr=u8):
    A = 0
    B = 1


class Narrow(Enum, bits=1):
    A = 0
    B = 1


class Base(Parent, name="Base"):
    number: u32


class Cells(Device, name="cells", version_id=2, minimum_version_id=1):
    option: Migratable[Mutex[Option[u32]]] = field(none=-1, wire=i64)
    nonzero: Migratable[BqlRefCell[NonZero[u8]]] = 1
    duration: Migratable[Mutex[Duration]] = field(unit="ns")
    narrow: BqlCell[Narrow]
    locked: Migratable[Mutex[Narrow]]
    width: Migratable[Mutex[Mode]] = field(wire=u32)
    atomic: BqlCell[Atomic[u32]]
    equal: Mutex[Equal[u8]]
    timer: Migratable[BqlRefCell[Timer]]
    bare: Migratable[Mode]
    odd: Migratable[Timer]
    size: Migratable[Mutex[usize]]
    parent: BqlRefCell[Base]
    bits: BqlCell[Bitmap[8]]
    buffer: Mutex[Array[u8, 4]]
    colour: BqlCell[Custom["Colour"]]
    unsaid: BqlCell[Option[u16]]
    both: Array[BqlCell[Option[u16]], 2] = field(flag="both_valid")
    unit: BqlRefCell[Duration]
    seen: BqlCell[u8] = field(lt=4)
    range: BqlCell[Option[u8]] = field(none=3, le=300)
    wide: Mutex[u32] = field(wire=u16)
    masked: Mutex[u8] = field(mask=3)
    counting: Mutex[u8]
    counted: Array[BqlCell[u8], 4] = field(count="counting")
    mode: BqlCell[Mode] = 7
    mode_migration: BqlCell[u8]
    inputs: Array[Clock, 2]
    inputs0: Property[bool]
