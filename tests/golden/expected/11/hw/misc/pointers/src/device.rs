// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `PointersState`.

use std::{ffi::CStr, pin::Pin};

use bql::prelude::*;
use common::prelude::*;
use hwcore::{prelude::*, ClockEvent};
use migration::prelude::*;
use qom::prelude::*;
use system::prelude::*;
use util::prelude::*;

use crate::{
    migration::{ElementPointer, VMSTATE_POINTERS},
    registers::{Channel, Latch, Mode},
};

/// The device.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct PointersState {
    parent_obj: ParentField<SysBusDevice>,
    pub fitted: [BqlCell<bool>; 4],
    pub wired: [BqlCell<bool>; 3],
    #[property(rename = "lines", default = 3)]
    pub lines: u8,
    pub levels: [BqlCell<u16>; 4],
    /// Where QEMU finds what of `levels` is there.
    pub levels_pointers: [ElementPointer<BqlCell<u16>>; 4],
    pub timers: [Timer; 4],
    /// Where QEMU finds what of `timers` is there.
    pub timers_pointers: [ElementPointer<Timer>; 4],
    pub channels: [Migratable<BqlRefCell<Channel>>; 4],
    /// Where QEMU finds what of `channels` is there.
    pub channels_pointers: [ElementPointer<Migratable<BqlRefCell<Channel>>>; 4],
    pub latches: [BqlRefCell<Latch>; 3],
    /// Where QEMU finds what of `latches` is there.
    pub latches_pointers: [ElementPointer<BqlRefCell<Latch>>; 3],
    pub inputs: [Owned<Clock>; 3],
    /// Where QEMU finds what of `inputs` is there.
    pub inputs_pointers: [ElementPointer<Clock>; 3],
    pub modes: [BqlCell<Mode>; 4],
    /// What of `modes` is in the migration stream.
    pub modes_migration: [BqlCell<u32>; 4],
    /// Where QEMU finds what of `modes` is there.
    pub modes_pointers: [ElementPointer<BqlCell<u32>>; 4],
    pub limits: [BqlCell<Option<u8>>; 3],
    /// What of `limits` is in the migration stream.
    pub limits_migration: [BqlCell<i32>; 3],
    /// Where QEMU finds what of `limits` is there.
    pub limits_pointers: [ElementPointer<BqlCell<i32>>; 3],
    pub seen: [Migratable<BqlRefCell<Mode>>; 3],
    /// Where QEMU finds what of `seen` is there.
    pub seen_pointers: [ElementPointer<Migratable<BqlRefCell<Mode>>>; 3],
    pub end: BqlCell<u8>,
    pub more: [BqlCell<u8>; 4],
    /// Where QEMU finds what of `more` is there.
    pub more_pointers: [ElementPointer<BqlCell<u8>>; 4],
}

qom_isa!(PointersState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for PointersState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_POINTERS;
}

impl ObjectImpl for PointersState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for PointersState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_POINTERS);
    const REALIZE: Option<fn(&Self) -> util::Result<()>> = Some(Self::realize);
}

impl ResettablePhasesImpl for PointersState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for PointersState {}

impl PointersState {
    unsafe fn init(mut this: ParentInit<Self>) {
        let inputs = std::array::from_fn(|index| {
            DeviceState::init_clock_in(
                &mut this,
                &format!("inputs{index}"),
                &Self::inputs_update,
                ClockEvent::ClockUpdate,
            )
        });
        uninit_field_mut!(*this, inputs).write(inputs);
        uninit_field_mut!(*this, fitted).write([true, false, true, true].map(BqlCell::new));
        uninit_field_mut!(*this, wired).write(Default::default());
        uninit_field_mut!(*this, levels).write(std::array::from_fn(|_| BqlCell::new(7)));
        uninit_field_mut!(*this, channels).write(Default::default());
        uninit_field_mut!(*this, latches).write(Default::default());
        uninit_field_mut!(*this, modes).write(Default::default());
        uninit_field_mut!(*this, modes_migration).write(Default::default());
        uninit_field_mut!(*this, limits).write(Default::default());
        uninit_field_mut!(*this, limits_migration).write(Default::default());
        uninit_field_mut!(*this, seen).write(Default::default());
        uninit_field_mut!(*this, end).write(BqlCell::new(0));
        uninit_field_mut!(*this, more).write(Default::default());
        // SAFETY: initialised below, before anything can use it.
        uninit_field_mut!(*this, timers).write([const { unsafe { Timer::new() } }; 4]);
        uninit_field_mut!(*this, levels_pointers).write(Default::default());
        uninit_field_mut!(*this, timers_pointers).write(Default::default());
        uninit_field_mut!(*this, channels_pointers).write(Default::default());
        uninit_field_mut!(*this, latches_pointers).write(Default::default());
        uninit_field_mut!(*this, inputs_pointers).write(Default::default());
        uninit_field_mut!(*this, modes_pointers).write(Default::default());
        uninit_field_mut!(*this, limits_pointers).write(Default::default());
        uninit_field_mut!(*this, seen_pointers).write(Default::default());
        uninit_field_mut!(*this, more_pointers).write(Default::default());

        let this = this.as_mut_ptr();
        for index in 0..4 {
            Timer::init_full(
                // SAFETY: all is written, and QOM objects are not moved.
                unsafe { Pin::new_unchecked(&mut *this) },
                None,
                CLOCK_VIRTUAL,
                Timer::NS,
                0,
                Self::timers_expired,
                move |state| &mut state.timers[index],
            );
        }
    }

    fn realize(&self) -> util::Result<()> {
        self.check_properties()
    }

    fn reset_hold(&self, _type: ResetType) {
        self.end.set(0);
        for item in &self.levels {
            item.set(7);
        }
        for item in &self.timers {
            item.delete();
        }
        for item in &self.channels {
            *item.borrow_mut() = Channel::default();
        }
        for item in &self.latches {
            *item.borrow_mut() = Latch::default();
        }
        for item in &self.modes {
            item.set(Mode::OFF);
        }
        for item in &self.limits {
            item.set(None);
        }
        for item in &self.seen {
            *item.borrow_mut() = Mode::OFF;
        }
        for item in &self.more {
            item.set(0);
        }
    }

    fn inputs_update(&self, _event: ClockEvent) {}

    fn timers_expired(&self) {}
}
