# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec."""

from vmgen.spec import (
    Array,
    BqlRefCell,
    Device,
    Fifo,
    Migratable,
    Registers,
    Wire,
    computed,
    field,
    free,
    length,
    slots,
    u8,
    u64,
)


class Regs(Registers, name="dev/regs"):
    ring: Fifo[u8, 4]
    ring_free: Wire[u8] = free("ring")
    ring_length: Wire[u8] = length("ring")
    ring_data: Wire[Array[u8, 4]] = slots("ring", count="ring_length")
    other: Fifo[u8, 4] = field(form="linear")
    other_length: Wire[u8] = length("other")
    other_data: Wire[Array[u8, 4]] = slots("other", count="ring_length")
    late: Fifo[u8, 4] = field(form="linear")
    late_data: Wire[Array[u8, 4]] = slots("late", count="late_length")
    late_length: Wire[u8] = length("late")
    wide: Fifo[u8, 4] = field(form="linear")
    wide_length: Wire[u64] = length("wide")
    wide_data: Wire[Array[u8, 4]] = slots("wide", count="wide_length")
    sum: Wire[Array[u8, 4]] = computed(count="ring_length")


class Dev(Device, name="dev"):
    regs: Migratable[BqlRefCell[Regs]]
