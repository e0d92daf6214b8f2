// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `WireHooksState`.

use std::ffi::CStr;

use bql::BqlCell;
use common::uninit_field_mut;
use hwcore::{
    DeviceImpl, DeviceState, ResetType, ResettablePhasesImpl, SysBusDevice, SysBusDeviceImpl,
};
use migration::{InvalidError, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};

use crate::migration::VMSTATE_WIREHOOKS;

/// What QEMU calls with the whole device.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct WireHooksState {
    parent_obj: ParentField<SysBusDevice>,
    pub level: BqlCell<u32>,
    pub speed: BqlCell<u32>,
}

qom_isa!(WireHooksState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for WireHooksState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_WIREHOOKS;
}

impl ObjectImpl for WireHooksState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for WireHooksState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_WIREHOOKS);
}

impl ResettablePhasesImpl for WireHooksState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for WireHooksState {}

impl WireHooksState {
    unsafe fn init(mut this: ParentInit<Self>) {
        uninit_field_mut!(*this, level).write(BqlCell::new(0));
        uninit_field_mut!(*this, speed).write(BqlCell::new(0));
    }

    fn reset_hold(&self, _type: ResetType) {
        self.level.set(0);
        self.speed.set(0);
    }

    /// Brings what travels up to date.
    pub fn pre_save(&self) -> Result<(), InvalidError> {
        Ok(())
    }

    /// Takes back what `pre_save` did, whether all of it was saved or not.
    pub fn post_save(&self) -> Result<(), InvalidError> {
        Ok(())
    }

    /// Prepares for what arrives: what no stream has stays as this leaves it.
    pub fn pre_load(&self) -> Result<(), InvalidError> {
        Ok(())
    }

    /// Looks at what arrived, and takes it into use.
    pub fn post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        Ok(())
    }

    /// Whether the guest still has to let go of the device before the machine
    /// can migrate.
    pub fn unplug_pending(&self) -> bool {
        false
    }

    /// Whether the section `wirehooks` is sent.
    pub fn wanted(&self) -> bool {
        todo!("say when the section is sent")
    }
}
