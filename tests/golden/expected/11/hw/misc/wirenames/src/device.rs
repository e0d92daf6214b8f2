// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `WireNamesState`.

use std::{ffi::CStr, pin::Pin};

use bql::prelude::*;
use common::prelude::*;
use hwcore::prelude::*;
use migration::{prelude::*, VMStateField};
use qom::prelude::*;
use system::prelude::*;
use util::prelude::*;

use crate::{
    migration::{WireNamesRegistersMigration, VMSTATE_WIRENAMES},
    registers::{Channel, WireNamesRegisters},
};

/// The device.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct WireNamesState {
    parent_obj: ParentField<SysBusDevice>,
    pub regs: Migratable<BqlRefCell<WireNamesRegisters>>,
    pub level: BqlCell<u32>,
    pub boxes: [Migratable<BqlRefCell<Channel>>; 2],
    pub wakeup: Timer,
    #[property(rename = "used", default = true)]
    pub used: bool,
    pub more: BqlCell<u8>,
    pub speed: BqlCell<u32>,
    pub fast: BqlCell<bool>,
}

qom_isa!(WireNamesState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for WireNamesState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_WIRENAMES;
}

impl ObjectImpl for WireNamesState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for WireNamesState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_WIRENAMES);
}

impl ResettablePhasesImpl for WireNamesState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for WireNamesState {}

impl WireNamesState {
    unsafe fn init(mut this: ParentInit<Self>) {
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, level).write(BqlCell::new(0));
        uninit_field_mut!(*this, boxes).write(Default::default());
        uninit_field_mut!(*this, more).write(BqlCell::new(0));
        uninit_field_mut!(*this, speed).write(BqlCell::new(9));
        uninit_field_mut!(*this, fast).write(BqlCell::new(false));
        // SAFETY: initialised below, before anything can use it.
        uninit_field_mut!(*this, wakeup).write(unsafe { Timer::new() });

        let this = this.as_mut_ptr();
        Timer::init_full(
            // SAFETY: all is written, and QOM objects are not moved.
            unsafe { Pin::new_unchecked(&mut *this) },
            None,
            CLOCK_VIRTUAL,
            Timer::NS,
            0,
            Self::wakeup_expired,
            |state| &mut state.wakeup,
        );
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = WireNamesRegisters::default();
        self.level.set(0);
        self.wakeup.delete();
        self.more.set(0);
        self.speed.set(9);
        self.fast.set(false);
        for item in &self.boxes {
            *item.borrow_mut() = Channel::default();
        }
    }

    fn wakeup_expired(&self) {}
}

impl WireNamesRegistersMigration {
    /// How `core` travels: 4 bytes (registers of the core).
    ///
    /// As it is, `field` carries them unread. Code that must know what they
    /// mean gives it another `info`.
    pub(crate) const fn core_field(field: VMStateField) -> VMStateField {
        field
    }
}
