// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `GoldfishState`.

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

use crate::{migration::VMSTATE_GOLDFISH_RTC, registers::GoldfishRegisters};

/// The clock.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct GoldfishState {
    parent_obj: ParentField<SysBusDevice>,
    pub iomem: MemoryRegion,
    pub regs: Migratable<BqlRefCell<GoldfishRegisters>>,
    pub tick_offset: BqlCell<u64>,
    pub irq: InterruptSource,
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in
// `regs`; it sits in a `BqlCell`, which asserts that the big QEMU lock is held.
// The compiler no longer looks at the other fields: one that is added must be
// `Sync`.
unsafe impl Sync for GoldfishState {}

qom_isa!(GoldfishState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for GoldfishState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_GOLDFISH_RTC;
}

impl ObjectImpl for GoldfishState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for GoldfishState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_GOLDFISH_RTC);
}

impl ResettablePhasesImpl for GoldfishState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for GoldfishState {}

impl GoldfishState {
    unsafe fn init(mut this: ParentInit<Self>) {
        static IOMEM_OPS: MemoryRegionOps<GoldfishState> =
            MemoryRegionOpsBuilder::<GoldfishState>::new()
                .read(&GoldfishState::iomem_read)
                .write(&GoldfishState::iomem_write)
                .little_endian()
                .impl_sizes(4, 4)
                .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, iomem),
            &IOMEM_OPS,
            "goldfish_rtc",
            0x24,
        );
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, tick_offset).write(BqlCell::new(0));
        uninit_field_mut!(*this, irq).write(Default::default());
    }

    fn post_init(&self) {
        self.init_mmio(&self.iomem);
        self.init_irq(&self.irq);
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = GoldfishRegisters::default();
        self.tick_offset.set(0);
    }

    /// A read by the guest.
    fn iomem_read(&self, _offset: hwaddr, _size: u32) -> u64 {
        0
    }

    /// A write by the guest.
    fn iomem_write(&self, _offset: hwaddr, _value: u64, _size: u32) {}
}
