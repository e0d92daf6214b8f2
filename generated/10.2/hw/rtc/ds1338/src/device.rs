// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `DS1338State`.

use std::ffi::CStr;

use bql::{BqlCell, BqlRefCell};
use common::uninit_field_mut;
use hwcore::{DeviceImpl, DeviceState, ResetType, ResettablePhasesImpl};
use migration::{Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};

use crate::{migration::VMSTATE_DS1338, parent::I2CSlave, registers::DS1338Registers};

/// The clock.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct DS1338State {
    pub parent_obj: ParentField<I2CSlave>,
    /// Of the guest's time to the host's, in s.
    pub offset: BqlCell<i64>,
    pub wday_offset: BqlCell<u8>,
    pub regs: Migratable<BqlRefCell<DS1338Registers>>,
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in
// `regs`; it sits in a `BqlCell`, which asserts that the big QEMU lock is held.
// The compiler no longer looks at the other fields: one that is added must be
// `Sync`.
unsafe impl Sync for DS1338State {}

qom_isa!(DS1338State: I2CSlave, DeviceState, Object);

unsafe impl ObjectType for DS1338State {
    type Class = <I2CSlave as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_DS1338;
}

impl ObjectImpl for DS1338State {
    type ParentType = I2CSlave;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for DS1338State {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_DS1338);
}

impl ResettablePhasesImpl for DS1338State {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl DS1338State {
    unsafe fn init(mut this: ParentInit<Self>) {
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, offset).write(BqlCell::new(0));
        uninit_field_mut!(*this, wday_offset).write(BqlCell::new(0));
    }

    fn reset_hold(&self, _type: ResetType) {
        self.offset.set(0);
        self.wday_offset.set(0);
        *self.regs.borrow_mut() = DS1338Registers::default();
    }
}
