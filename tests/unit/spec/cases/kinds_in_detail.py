# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: each kind of field with what it cannot hold, take or be reset to."""

from vmgen.spec import (
    Array,
    Bits,
    BqlRefCell,
    Custom,
    Device,
    Duration,
    Enum,
    Fifo,
    Migratable,
    Mirror,
    Registers,
    Wire,
    bits,
    computed,
    field,
    length,
    oldest,
    slots,
    u8,
    u16,
    u32,
    usize,
)


class Flags(Bits, repr=u8):
    on: bool
    rest: bits[7]


class Mode(Enum, repr=u8):
    A = 0


class Author(Mirror, name="dev/author"):
    number: u32


class Inner(Registers, name="dev/inner"):
    inner: u8


class Times(Registers, name="dev/times"):
    wide: Duration = field(unit="ns", wire=u16)
    reset: Duration = field(unit="ns", default=True)


class Authors(Registers, name="dev/authors"):
    inside: Custom["Colour", Author]
    reset: Custom["Tone"] = field(wire=u32, default=Mode.A)


class Computed(Registers, name="dev/computed"):
    a: u8
    row: Wire[Array[u8, 3]] = computed(default=[1, 2])
    flag: Wire[bool] = computed(default=1)
    wide: Wire[u8] = computed(default=256)
    plain: u8 = computed()
    word: Wire[usize] = computed()


class Queues(Registers, name="dev/queues"):
    one: Fifo[u8, 4] = field(default=3)
    one_slots: Wire[u8] = slots("one")
    one_length: Wire[u8] = length("one")
    one_oldest: Wire[u8] = oldest("one")


class Ends(Registers, name="dev/ends"):
    two: Fifo[u8, 4]
    two_slots: Wire[Array[u8, 4]] = slots("two")
    two_length: Wire[u8] = length("two")
    two_oldest: Wire[u8] = oldest("two")
    two_again: Wire[u8] = oldest("two")
    three: Fifo[u8, 4]
    three_slots: Wire[Array[u16, 4]] = slots("three")
    three_length: Wire[u8] = length("three")
    three_oldest: Wire[u8] = oldest("three")


class Resets(Registers, name="dev/resets"):
    flags: Flags = field(default=256)
    inner: Inner = field(default=1)
    word: u32 = field(wire=usize)
    whole: Inner = field(wire=u32)


class Dev(Device, name="dev"):
    times: Migratable[BqlRefCell[Times]]
    authors: Migratable[BqlRefCell[Authors]]
    computed: Migratable[BqlRefCell[Computed]]
    queues: Migratable[BqlRefCell[Queues]]
    ends: Migratable[BqlRefCell[Ends]]
    resets: Migratable[BqlRefCell[Resets]]
    kept: u8 = field(rename="other", migrate=False)
