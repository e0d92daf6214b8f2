// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `RingState`.

use std::ffi::CStr;

use bql::BqlRefCell;
use common::uninit_field_mut;
use hwcore::{
    DeviceImpl, DeviceState, ResetType, ResettablePhasesImpl, SysBusDevice, SysBusDeviceImpl,
};
use migration::{Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};

use crate::{
    migration::VMSTATE_RINGS,
    registers::{QueueRegisters, RingRegisters},
};

/// The device.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct RingState {
    parent_obj: ParentField<SysBusDevice>,
    pub regs: Migratable<BqlRefCell<RingRegisters>>,
    pub queues: Migratable<BqlRefCell<QueueRegisters>>,
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in
// `regs`, `queues`; it sits in a `BqlCell`, which asserts that the big QEMU
// lock is held. The compiler no longer looks at the other fields: one that is
// added must be `Sync`.
unsafe impl Sync for RingState {}

qom_isa!(RingState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for RingState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_RINGS;
}

impl ObjectImpl for RingState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for RingState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_RINGS);
}

impl ResettablePhasesImpl for RingState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for RingState {}

impl RingState {
    unsafe fn init(mut this: ParentInit<Self>) {
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, queues).write(Migratable::default());
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = RingRegisters::default();
        *self.queues.borrow_mut() = QueueRegisters::default();
    }
}
