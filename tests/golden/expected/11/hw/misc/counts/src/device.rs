// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `CountState`.

use std::ffi::CStr;

use bql::prelude::*;
use common::prelude::*;
use hwcore::prelude::*;
use migration::prelude::*;
use qom::prelude::*;
use system::prelude::*;

use crate::{migration::VMSTATE_COUNTS, registers::PartRegisters};

/// The device.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct CountState {
    parent_obj: ParentField<SysBusDevice>,
    pub parts: Migratable<BqlRefCell<PartRegisters>>,
}

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
