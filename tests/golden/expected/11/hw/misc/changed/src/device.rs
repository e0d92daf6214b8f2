// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `ChangedState`.

use std::ffi::CStr;

use bql::prelude::*;
use common::prelude::*;
use hwcore::prelude::*;
use migration::prelude::*;
use qom::prelude::*;

use crate::{migration::VMSTATE_CHANGED, parent::ISADevice, registers::CoreRegisters};

/// The device.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct ChangedState {
    parent_obj: ParentField<ISADevice>,
    pub core: Migratable<BqlRefCell<CoreRegisters>>,
    pub cells: [BqlCell<u8>; 3],
    pub flags: [BqlCell<bool>; 2],
    pub several: [BqlCell<u16>; 2],
    pub one: BqlCell<u8>,
}

qom_isa!(ChangedState: ISADevice, DeviceState, Object);

unsafe impl ObjectType for ChangedState {
    type Class = <ISADevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_CHANGED;
}

impl ObjectImpl for ChangedState {
    type ParentType = ISADevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for ChangedState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_CHANGED);
}

impl ResettablePhasesImpl for ChangedState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl ChangedState {
    unsafe fn init(mut this: ParentInit<Self>) {
        uninit_field_mut!(*this, core).write(Migratable::default());
        uninit_field_mut!(*this, cells).write(Default::default());
        uninit_field_mut!(*this, flags).write(std::array::from_fn(|_| BqlCell::new(true)));
        uninit_field_mut!(*this, several).write([1, 2].map(BqlCell::new));
        uninit_field_mut!(*this, one).write(BqlCell::new(0));
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.core.borrow_mut() = CoreRegisters::default();
        self.one.set(0);
        for item in &self.cells {
            item.set(0);
        }
        for item in &self.flags {
            item.set(true);
        }
        for (item, value) in self.several.iter().zip([1, 2]) {
            item.set(value);
        }
    }
}
