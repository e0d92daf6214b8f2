// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `PitState`.

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

use crate::{migration::VMSTATE_I8254, registers::PitRegisters};

/// The timer.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct PitState {
    parent_obj: ParentField<SysBusDevice>,
    pub ioports: MemoryRegion,
    /// Of channel 0: the HPET may take its interrupt over.
    pub irq_disabled: BqlCell<u32>,
    pub regs: Migratable<BqlRefCell<PitRegisters>>,
    /// When channel 0 changes its output next; C's stream has it a second time.
    pub irq_transition_time: BqlCell<i64>,
    pub irq: InterruptSource,
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in
// `regs`; it sits in a `BqlCell`, which asserts that the big QEMU lock is held.
// The compiler no longer looks at the other fields: one that is added must be
// `Sync`.
unsafe impl Sync for PitState {}

qom_isa!(PitState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for PitState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_I8254;
}

impl ObjectImpl for PitState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for PitState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_I8254);
}

impl ResettablePhasesImpl for PitState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for PitState {}

impl PitState {
    unsafe fn init(mut this: ParentInit<Self>) {
        static IOPORTS_OPS: MemoryRegionOps<PitState> = MemoryRegionOpsBuilder::<PitState>::new()
            .read(&PitState::ioports_read)
            .write(&PitState::ioports_write)
            .little_endian()
            .impl_sizes(4, 4)
            .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, ioports),
            &IOPORTS_OPS,
            "i8254",
            0x4,
        );
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, irq_disabled).write(BqlCell::new(0));
        uninit_field_mut!(*this, irq_transition_time).write(BqlCell::new(0));
        uninit_field_mut!(*this, irq).write(Default::default());
    }

    fn post_init(&self) {
        self.init_mmio(&self.ioports);
        self.init_irq(&self.irq);
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = PitRegisters::default();
        self.irq_disabled.set(0);
        self.irq_transition_time.set(0);
    }

    /// A read by the guest.
    fn ioports_read(&self, _offset: hwaddr, _size: u32) -> u64 {
        0
    }

    /// A write by the guest.
    fn ioports_write(&self, _offset: hwaddr, _value: u64, _size: u32) {}
}
