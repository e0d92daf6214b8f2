// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `TimedState`.

use std::{ffi::CStr, pin::Pin};

use bql::prelude::*;
use common::prelude::*;
use hwcore::prelude::*;
use migration::prelude::*;
use qom::prelude::*;
use util::prelude::*;

use crate::{
    migration::VMSTATE_TIMED,
    parent::I2CSlave,
    registers::{Alarm, TimedRegisters},
};

/// The device.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct TimedState {
    pub parent_obj: ParentField<I2CSlave>,
    pub regs: Migratable<BqlRefCell<TimedRegisters>>,
    pub boxes: [Migratable<BqlRefCell<Alarm>>; 2],
    pub timer: Timer,
    pub timers: [Timer; 2],
    #[property(rename = "number", default = 1)]
    pub number: u32,
    pub levels: [BqlCell<u16>; 4],
    pub active: BqlCell<u8>,
    pub spare: [Timer; 3],
    pub irq: InterruptSource,
    pub outer: BqlCell<u32>,
    pub inner: BqlCell<u16>,
    pub always: BqlCell<bool>,
}

qom_isa!(TimedState: I2CSlave, DeviceState, Object);

unsafe impl ObjectType for TimedState {
    type Class = <I2CSlave as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_TIMED;
}

impl ObjectImpl for TimedState {
    type ParentType = I2CSlave;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for TimedState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_TIMED);
    const REALIZE: Option<fn(&Self) -> util::Result<()>> = Some(Self::realize);
}

impl ResettablePhasesImpl for TimedState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl TimedState {
    unsafe fn init(mut this: ParentInit<Self>) {
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, boxes).write(Default::default());
        uninit_field_mut!(*this, levels).write(Default::default());
        uninit_field_mut!(*this, active).write(BqlCell::new(0));
        uninit_field_mut!(*this, irq).write(Default::default());
        uninit_field_mut!(*this, outer).write(BqlCell::new(0));
        uninit_field_mut!(*this, inner).write(BqlCell::new(0));
        uninit_field_mut!(*this, always).write(BqlCell::new(false));
        // SAFETY: initialised below, before anything can use it.
        uninit_field_mut!(*this, timer).write(unsafe { Timer::new() });
        // SAFETY: initialised below, before anything can use it.
        uninit_field_mut!(*this, timers).write([const { unsafe { Timer::new() } }; 2]);
        // SAFETY: initialised below, before anything can use it.
        uninit_field_mut!(*this, spare).write([const { unsafe { Timer::new() } }; 3]);

        let this = this.as_mut_ptr();
        Timer::init_full(
            // SAFETY: all is written, and QOM objects are not moved.
            unsafe { Pin::new_unchecked(&mut *this) },
            None,
            CLOCK_VIRTUAL,
            Timer::NS,
            0,
            Self::regs_alarm_timer_expired,
            |state| &mut state.regs.get_mut().alarm.timer,
        );
        for index in 0..2 {
            Timer::init_full(
                // SAFETY: all is written, and QOM objects are not moved.
                unsafe { Pin::new_unchecked(&mut *this) },
                None,
                CLOCK_VIRTUAL,
                Timer::NS,
                0,
                Self::regs_alarms_timer_expired,
                move |state| &mut state.regs.get_mut().alarms[index].timer,
            );
        }
        Timer::init_full(
            // SAFETY: all is written, and QOM objects are not moved.
            unsafe { Pin::new_unchecked(&mut *this) },
            None,
            CLOCK_VIRTUAL,
            Timer::NS,
            0,
            Self::regs_plain_timer_expired,
            |state| &mut state.regs.get_mut().plain.timer,
        );
        Timer::init_full(
            // SAFETY: all is written, and QOM objects are not moved.
            unsafe { Pin::new_unchecked(&mut *this) },
            None,
            CLOCK_VIRTUAL,
            Timer::NS,
            0,
            Self::regs_wakeup_expired,
            |state| &mut state.regs.get_mut().wakeup,
        );
        for index in 0..2 {
            Timer::init_full(
                // SAFETY: all is written, and QOM objects are not moved.
                unsafe { Pin::new_unchecked(&mut *this) },
                None,
                CLOCK_VIRTUAL,
                Timer::NS,
                0,
                Self::regs_pair_expired,
                move |state| &mut state.regs.get_mut().pair[index],
            );
        }
        Timer::init_full(
            // SAFETY: all is written, and QOM objects are not moved.
            unsafe { Pin::new_unchecked(&mut *this) },
            None,
            CLOCK_VIRTUAL,
            Timer::NS,
            0,
            Self::regs_late_expired,
            |state| &mut state.regs.get_mut().late,
        );
        for index in 0..2 {
            Timer::init_full(
                // SAFETY: all is written, and QOM objects are not moved.
                unsafe { Pin::new_unchecked(&mut *this) },
                None,
                CLOCK_VIRTUAL,
                Timer::NS,
                0,
                Self::boxes_timer_expired,
                move |state| &mut state.boxes[index].get_mut().timer,
            );
        }
        Timer::init_full(
            // SAFETY: all is written, and QOM objects are not moved.
            unsafe { Pin::new_unchecked(&mut *this) },
            None,
            CLOCK_VIRTUAL,
            Timer::NS,
            0,
            Self::timer_expired,
            |state| &mut state.timer,
        );
        for index in 0..2 {
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
        for index in 0..3 {
            Timer::init_full(
                // SAFETY: all is written, and QOM objects are not moved.
                unsafe { Pin::new_unchecked(&mut *this) },
                None,
                CLOCK_VIRTUAL,
                Timer::NS,
                0,
                Self::spare_expired,
                move |state| &mut state.spare[index],
            );
        }
    }

    fn post_init(&self) {
        self.init_gpio_out(std::slice::from_ref(&self.irq));
    }

    fn realize(&self) -> util::Result<()> {
        self.check_properties()
    }

    fn reset_hold(&self, _type: ResetType) {
        self.regs.borrow_mut().reset();
        self.timer.delete();
        self.active.set(0);
        self.outer.set(0);
        self.inner.set(0);
        self.always.set(false);
        for item in &self.boxes {
            item.borrow_mut().reset();
        }
        for item in &self.timers {
            item.delete();
        }
        for item in &self.levels {
            item.set(0);
        }
        for item in &self.spare {
            item.delete();
        }
    }

    fn regs_alarm_timer_expired(&self) {}

    fn regs_alarms_timer_expired(&self) {}

    fn regs_plain_timer_expired(&self) {}

    fn regs_wakeup_expired(&self) {}

    fn regs_pair_expired(&self) {}

    fn regs_late_expired(&self) {}

    fn boxes_timer_expired(&self) {}

    fn timer_expired(&self) {}

    fn timers_expired(&self) {}

    fn spare_expired(&self) {}
}
