// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `ConditionState`.

use std::{ffi::CStr, pin::Pin, sync::Mutex};

use bql::{BqlCell, BqlRefCell};
use common::uninit_field_mut;
use hwcore::{
    DeviceImpl, DeviceState, ResetType, ResettablePhasesImpl, SysBusDevice, SysBusDeviceImpl,
};
use migration::{InvalidError, Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};
use util::timer::{Timer, CLOCK_VIRTUAL};

use crate::{
    migration::VMSTATE_CONDITIONS,
    registers::{CoreRegisters, Queue},
};

/// The device.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct ConditionState {
    parent_obj: ParentField<SysBusDevice>,
    pub core: Migratable<BqlRefCell<CoreRegisters>>,
    pub queue: Migratable<Mutex<Queue>>,
    pub boxes: [Migratable<BqlRefCell<CoreRegisters>>; 2],
    pub level: BqlCell<u8>,
    pub levels: [BqlCell<u8>; 2],
    pub most: BqlCell<u8>,
    #[property(rename = "lines", default = 4)]
    pub lines: u16,
    #[property(rename = "features", default = 0xffff)]
    pub features: u32,
    pub timer: Timer,
    pub spare: BqlCell<u8>,
}

qom_isa!(ConditionState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for ConditionState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_CONDITIONS;
}

impl ObjectImpl for ConditionState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for ConditionState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_CONDITIONS);
    const REALIZE: Option<fn(&Self) -> util::Result<()>> = Some(Self::realize);
}

impl ResettablePhasesImpl for ConditionState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for ConditionState {}

impl ConditionState {
    unsafe fn init(mut this: ParentInit<Self>) {
        uninit_field_mut!(*this, core).write(Migratable::default());
        uninit_field_mut!(*this, queue).write(Migratable::default());
        uninit_field_mut!(*this, boxes).write(Default::default());
        uninit_field_mut!(*this, level).write(BqlCell::new(3));
        uninit_field_mut!(*this, levels).write([0, 9].map(BqlCell::new));
        uninit_field_mut!(*this, most).write(BqlCell::new(8));
        uninit_field_mut!(*this, spare).write(BqlCell::new(0));
        // SAFETY: initialised below, before anything can use it.
        uninit_field_mut!(*this, timer).write(unsafe { Timer::new() });

        let this = this.as_mut_ptr();
        // SAFETY: all is written, and QOM objects are not moved.
        unsafe { Pin::new_unchecked(&mut (*this).timer) }.init_full(
            None,
            CLOCK_VIRTUAL,
            Timer::NS,
            0,
            Self::timer_expired,
            // SAFETY: as above.
            unsafe { &*this },
        );
    }

    fn realize(&self) -> util::Result<()> {
        self.check_properties()
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.core.borrow_mut() = CoreRegisters::default();
        *self.queue.lock().unwrap() = Queue::default();
        self.level.set(3);
        self.most.set(8);
        self.timer.delete();
        self.spare.set(0);
        for item in &self.boxes {
            *item.borrow_mut() = CoreRegisters::default();
        }
        for (item, value) in self.levels.iter().zip([0, 9]) {
            item.set(value);
        }
    }

    /// Looks at what arrived, and takes it into use.
    pub fn post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        Ok(())
    }

    fn timer_expired(&self) {}
}
