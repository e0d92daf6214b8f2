// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `MboxState`.

use std::{ffi::CStr, sync::Mutex};

use common::uninit_field_mut;
use hwcore::{
    DeviceImpl, DeviceState, InterruptSource, ResetType, ResettablePhasesImpl, SysBusDevice,
    SysBusDeviceImpl, SysBusDeviceMethods,
};
use migration::{Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};
use system::{hwaddr, MemoryRegion, MemoryRegionOps, MemoryRegionOpsBuilder};

use crate::{migration::VMSTATE_BCM2835_MBOX, registers::MboxRegisters};

/// The mailboxes.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct MboxState {
    parent_obj: ParentField<SysBusDevice>,
    pub iomem: MemoryRegion,
    pub regs: Migratable<Mutex<MboxRegisters>>,
    pub arm_irq: InterruptSource,
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in
// `regs`; it sits in a `BqlCell`, which asserts that the big QEMU lock is held.
// The compiler no longer looks at the other fields: one that is added must be
// `Sync`.
unsafe impl Sync for MboxState {}

qom_isa!(MboxState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for MboxState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_BCM2835_MBOX;
}

impl ObjectImpl for MboxState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for MboxState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_BCM2835_MBOX);
}

impl ResettablePhasesImpl for MboxState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for MboxState {}

impl MboxState {
    unsafe fn init(mut this: ParentInit<Self>) {
        static IOMEM_OPS: MemoryRegionOps<MboxState> = MemoryRegionOpsBuilder::<MboxState>::new()
            .read(&MboxState::iomem_read)
            .write(&MboxState::iomem_write)
            .little_endian()
            .impl_sizes(4, 4)
            .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, iomem),
            &IOMEM_OPS,
            "bcm2835-mbox",
            0x400,
        );
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, arm_irq).write(Default::default());
    }

    fn post_init(&self) {
        self.init_mmio(&self.iomem);
        self.init_irq(&self.arm_irq);
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.lock().unwrap() = MboxRegisters::default();
    }

    /// A read by the guest.
    fn iomem_read(&self, _offset: hwaddr, _size: u32) -> u64 {
        0
    }

    /// A write by the guest.
    fn iomem_write(&self, _offset: hwaddr, _value: u64, _size: u32) {}
}
