# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: names that the emitted code, bilge, QEMU or Rust have already."""

from vmgen.spec import (
    Bits,
    BqlCell,
    BqlRefCell,
    Custom,
    Device,
    Migratable,
    Property,
    Registers,
    Wire,
    bits,
    computed,
    derived,
    field,
    method,
    subsection,
    u8,
    u32,
)


class Object(Registers, name="dev/object"):
    a: u32


class Vec(Registers, name="dev/vec"):
    value: u8
    refused: u8 = field(lt=9, wire=u32)
    clone: Wire[u32] = computed()
    check_restored: u32 = derived()
    mode: Custom["String"] = field(wire=u32)
    extra: u32 = subsection("dev/vec/extra", needed=method("snapshot_migration_state"))


class Flags(Bits, repr=u8):
    value: bool
    into: bool
    _reserved: bits[6]


class Regs(Registers, name="dev/regs"):
    flags: Flags


class DeviceState(Device, name="dev", crate="qom", category="core"):
    object: Migratable[BqlRefCell[Object]]
    vec: Migratable[BqlRefCell[Vec]]
    regs: Migratable[BqlRefCell[Regs]]
    parent_obj: BqlCell[u32]
    x: Property[u32] = field(rename="realized")
    y: BqlCell[u32] = subsection("dev/y", needed=method("init_mmio"))
