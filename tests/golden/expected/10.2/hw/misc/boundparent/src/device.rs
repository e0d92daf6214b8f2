// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `BoundParentState`.

use std::ffi::CStr;

use bql::{BqlCell, BqlRefCell};
use common::uninit_field_mut;
use hwcore::{DeviceImpl, DeviceState, ResetType, ResettablePhasesImpl};
use migration::{Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};

use crate::{migration::VMSTATE_BOUNDPARENT, parent::WidgetDevice, registers::BoundRegisters};

/// The parent's state comes last, as that of C's tmp105 does.
#[repr(C)]
#[derive(hwcore::Device)]
pub struct BoundParentState {
    pub parent_obj: ParentField<WidgetDevice>,
    pub regs: Migratable<BqlRefCell<BoundRegisters>>,
    pub count: BqlCell<u8>,
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in
// `regs`; it sits in a `BqlCell`, which asserts that the big QEMU lock is held.
// The compiler no longer looks at the other fields: one that is added must be
// `Sync`.
unsafe impl Sync for BoundParentState {}

// In place of `derive(qom::Object)`, which knows no interfaces.
util::module_init! {
    MODULE_INIT_QOM => unsafe {
        qom::type_register_static(&WidgetDevice::type_info::<BoundParentState>());
    }
}

qom_isa!(BoundParentState: WidgetDevice, DeviceState, Object);

unsafe impl ObjectType for BoundParentState {
    type Class = <WidgetDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_BOUNDPARENT;
}

impl ObjectImpl for BoundParentState {
    type ParentType = WidgetDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for BoundParentState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_BOUNDPARENT);
}

impl ResettablePhasesImpl for BoundParentState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl BoundParentState {
    unsafe fn init(mut this: ParentInit<Self>) {
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, count).write(BqlCell::new(0));
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = BoundRegisters::default();
        self.count.set(0);
    }
}
