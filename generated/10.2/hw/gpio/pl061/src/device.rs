// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `PL061State`.

use std::ffi::CStr;

use bql::BqlRefCell;
use common::uninit_field_mut;
use hwcore::{
    DeviceImpl, DeviceState, InterruptSource, ResetType, ResettablePhasesImpl, SysBusDevice,
    SysBusDeviceImpl, SysBusDeviceMethods,
};
use migration::{Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};
use system::{hwaddr, MemoryRegion, MemoryRegionOps, MemoryRegionOpsBuilder};

use crate::{migration::VMSTATE_PL061, registers::PL061Registers};

/// Eight general purpose lines.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct PL061State {
    parent_obj: ParentField<SysBusDevice>,
    pub iomem: MemoryRegion,
    pub regs: Migratable<BqlRefCell<PL061Registers>>,
    pub irq: InterruptSource,
    pub outputs: [InterruptSource; 8],
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in
// `regs`; it sits in a `BqlCell`, which asserts that the big QEMU lock is held.
// The compiler no longer looks at the other fields: one that is added must be
// `Sync`.
unsafe impl Sync for PL061State {}

qom_isa!(PL061State: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for PL061State {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_PL061;
}

impl ObjectImpl for PL061State {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for PL061State {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_PL061);
}

impl ResettablePhasesImpl for PL061State {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for PL061State {}

impl PL061State {
    unsafe fn init(mut this: ParentInit<Self>) {
        static IOMEM_OPS: MemoryRegionOps<PL061State> = MemoryRegionOpsBuilder::<PL061State>::new()
            .read(&PL061State::iomem_read)
            .write(&PL061State::iomem_write)
            .little_endian()
            .impl_sizes(4, 4)
            .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, iomem),
            &IOMEM_OPS,
            "pl061",
            0x1000,
        );
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, irq).write(Default::default());
        uninit_field_mut!(*this, outputs).write(Default::default());
    }

    fn post_init(&self) {
        self.init_mmio(&self.iomem);
        self.init_irq(&self.irq);
        for irq in &self.outputs {
            self.init_irq(irq);
        }
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = PL061Registers::default();
    }

    /// A read by the guest.
    fn iomem_read(&self, _offset: hwaddr, _size: u32) -> u64 {
        0
    }

    /// A write by the guest.
    fn iomem_write(&self, _offset: hwaddr, _value: u64, _size: u32) {}
}
