// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `CountState`.

use std::ffi::CStr;

use bql::BqlRefCell;
use common::uninit_field_mut;
use hwcore::{
    DeviceImpl, DeviceState, ResetType, ResettablePhasesImpl, SysBusDevice, SysBusDeviceImpl,
};
use migration::{Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};

use crate::{migration::VMSTATE_COUNTS, registers::PartRegisters};

/// The device.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct CountState {
    parent_obj: ParentField<SysBusDevice>,
    pub parts: Migratable<BqlRefCell<PartRegisters>>,
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in `parts`; it sits
// in a `BqlCell`, which asserts that the big QEMU lock is held. The compiler no longer looks at
// the other fields: one that is added must be `Sync`.
unsafe impl Sync for CountState {}

qom_isa!(CountState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for CountState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_COUNTS;
}

impl ObjectImpl for CountState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for CountState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_COUNTS);
}

impl ResettablePhasesImpl for CountState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for CountState {}

impl CountState {
    unsafe fn init(mut this: ParentInit<Self>) {
        uninit_field_mut!(*this, parts).write(Migratable::default());
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.parts.borrow_mut() = PartRegisters::default();
    }
}
