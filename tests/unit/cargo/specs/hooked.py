# SPDX-License-Identifier: GPL-2.0-or-later
"""A device with everything that its author has to write in device.rs."""

from vmgen.spec import (
    BqlCell,
    BqlRefCell,
    Custom,
    Device,
    Enum,
    MemoryRegion,
    Migratable,
    Registers,
    Wire,
    computed,
    derived,
    field,
    i32,
    method,
    subsection,
    u8,
    u16,
    u32,
)


class Speed(Enum, repr=u8):
    """Of the line."""

    SLOW = 0
    FAST = 1


class HookedRegisters(Registers, name="hooked/regs", check=True):
    """Registers."""

    control: u32
    position: u8 = field(lt=16, wire=i32)
    speed: Speed = field(rename="spd")
    mode: Custom["Mode"] = field(wire=u32)
    status: Wire[u16] = computed()
    level: u32 = derived()


class HookedState(Device, name="hooked", pre_save=True, post_load=True):
    """The device."""

    iomem: MemoryRegion[0x100, "little"]
    regs: Migratable[BqlRefCell[HookedRegisters]]
    extra: BqlCell[u32] = subsection("hooked/extra", needed=method("extra_needed"))
