// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `WireParentState`.

use std::ffi::CStr;

use bql::{BqlCell, BqlRefCell};
use common::uninit_field_mut;
use hwcore::{DeviceImpl, DeviceState, ResetType, ResettablePhasesImpl};
use migration::{Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};

use crate::{migration::VMSTATE_WIREPARENT, parent::SSIPeripheral, registers::FlashRegisters};

/// Selected or not: the C device does not say.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct WireParentState {
    parent_obj: ParentField<SSIPeripheral>,
    pub regs: Migratable<BqlRefCell<FlashRegisters>>,
    pub late: BqlCell<u8>,
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in
// `regs`; it sits in a `BqlCell`, which asserts that the big QEMU lock is held.
// The compiler no longer looks at the other fields: one that is added must be
// `Sync`.
unsafe impl Sync for WireParentState {}

qom_isa!(WireParentState: SSIPeripheral, DeviceState, Object);

unsafe impl ObjectType for WireParentState {
    type Class = <SSIPeripheral as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_WIREPARENT;
}

impl ObjectImpl for WireParentState {
    type ParentType = SSIPeripheral;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for WireParentState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_WIREPARENT);
}

impl ResettablePhasesImpl for WireParentState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl WireParentState {
    unsafe fn init(mut this: ParentInit<Self>) {
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, late).write(BqlCell::new(1));
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = FlashRegisters::default();
        self.late.set(1);
    }
}
