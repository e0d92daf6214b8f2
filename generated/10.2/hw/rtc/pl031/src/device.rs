// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `PL031State`.

use std::ffi::CStr;

use bql::{BqlCell, BqlRefCell};
use common::uninit_field_mut;
use hwcore::{
    DeviceImpl, DeviceState, InterruptSource, ResetType, ResettablePhasesImpl, SysBusDevice,
    SysBusDeviceImpl, SysBusDeviceMethods,
};
use migration::{Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};
use system::{hwaddr, MemoryRegion, MemoryRegionOps, MemoryRegionOpsBuilder};
use util::timer::{CLOCK_VIRTUAL, NANOSECONDS_PER_SECOND};

use crate::{migration::VMSTATE_PL031, registers::PL031Registers};

/// The clock.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct PL031State {
    parent_obj: ParentField<SysBusDevice>,
    pub iomem: MemoryRegion,
    pub regs: Migratable<BqlRefCell<PL031Registers>>,
    pub irq: InterruptSource,
    #[property(rename = "migrate-tick-offset", default = true)]
    pub migrate_tick_offset: bool,
    pub tick_offset: BqlCell<u32>,
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in
// `regs`; it sits in a `BqlCell`, which asserts that the big QEMU lock is held.
// The compiler no longer looks at the other fields: one that is added must be
// `Sync`.
unsafe impl Sync for PL031State {}

qom_isa!(PL031State: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for PL031State {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_PL031;
}

impl ObjectImpl for PL031State {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for PL031State {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_PL031);
}

impl ResettablePhasesImpl for PL031State {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for PL031State {}

impl PL031State {
    unsafe fn init(mut this: ParentInit<Self>) {
        static IOMEM_OPS: MemoryRegionOps<PL031State> = MemoryRegionOpsBuilder::<PL031State>::new()
            .read(&PL031State::iomem_read)
            .write(&PL031State::iomem_write)
            .little_endian()
            .impl_sizes(4, 4)
            .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, iomem),
            &IOMEM_OPS,
            "pl031",
            0x1000,
        );
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, irq).write(Default::default());
        uninit_field_mut!(*this, tick_offset).write(BqlCell::new(0));
    }

    fn post_init(&self) {
        self.init_mmio(&self.iomem);
        self.init_irq(&self.irq);
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = PL031Registers::default();
        self.tick_offset.set(0);
    }

    /// What the guest reads as the time, in s. The clock is that of the virtual
    /// machine.
    fn count(&self) -> u32 {
        self.tick_offset.get().wrapping_add(seconds())
    }

    /// A read by the guest.
    fn iomem_read(&self, offset: hwaddr, _size: u32) -> u64 {
        u64::from(self.regs.borrow().read(offset, self.count()))
    }

    /// A write by the guest.
    fn iomem_write(&self, offset: hwaddr, value: u64, _size: u32) {
        let value = value as u32;
        if offset == LOAD {
            self.tick_offset.set(value.wrapping_sub(seconds()));
        }
        let (count, tick_offset) = (self.count(), self.tick_offset.get());
        let level = {
            let mut regs = self.regs.borrow_mut();
            regs.tick_offset_vmstate = tick_offset;
            regs.write(offset, value, count)
        };
        self.irq.set(level);
    }
}

const DATA: hwaddr = 0x00;
const MATCH: hwaddr = 0x04;
const LOAD: hwaddr = 0x08;
const CONTROL: hwaddr = 0x0c;
const MASK: hwaddr = 0x10;
const RAW_STATUS: hwaddr = 0x14;
const STATUS: hwaddr = 0x18;
const CLEAR: hwaddr = 0x1c;

/// Of the virtual clock.
fn seconds() -> u32 {
    (CLOCK_VIRTUAL.get_ns() / NANOSECONDS_PER_SECOND) as u32
}

impl PL031Registers {
    fn read(&self, offset: hwaddr, count: u32) -> u32 {
        match offset {
            DATA => count,
            MATCH => self.match_register,
            LOAD => self.load_register,
            CONTROL => 1,
            MASK => self.interrupt_mask,
            RAW_STATUS => self.interrupt_status,
            STATUS => self.interrupt_status & self.interrupt_mask,
            _ => 0,
        }
    }

    /// The level of the interrupt then. A match is seen when one of both sides
    /// is written.
    fn write(&mut self, offset: hwaddr, value: u32, count: u32) -> bool {
        match offset {
            MATCH => self.match_register = value,
            LOAD => self.load_register = value,
            MASK => self.interrupt_mask = value & 1,
            CLEAR => self.interrupt_status &= !value,
            _ => {}
        }
        if matches!(offset, MATCH | LOAD) && self.match_register == count {
            self.interrupt_status = 1;
        }
        self.interrupt_status & self.interrupt_mask != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_match_is_an_interrupt_until_it_is_cleared() {
        let mut regs = PL031Registers::default();
        assert!(!regs.write(MASK, 1, 6));
        assert!(!regs.write(MATCH, 7, 6));
        assert!(regs.write(LOAD, 7, 7));
        assert_eq!((regs.read(RAW_STATUS, 7), regs.read(STATUS, 7)), (1, 1));
        assert!(!regs.write(MASK, 0, 7));
        assert_eq!((regs.read(RAW_STATUS, 7), regs.read(STATUS, 7)), (1, 0));
        assert!(!regs.write(CLEAR, 1, 7));
        assert_eq!(regs.read(RAW_STATUS, 7), 0);
    }
}
