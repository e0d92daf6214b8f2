// SPDX-License-Identifier: GPL-2.0-or-later

//! Clocks between devices.
//!
//! Facts: reference/qemu-rust-api.md, section 3.1.  The description is that of
//! C's clocks: the period in units of 2^-32 ns, and a subsection for a clock
//! whose output is multiplied or divided.

use std::{
    ffi::{c_uint, c_void, CStr},
    mem::offset_of,
    sync::atomic::{AtomicU32, AtomicU64, Ordering},
    sync::Mutex,
};

use migration_core::{
    bindings, bindings::VMStateField, impl_vmstate_c_struct, vmstate_fields, vmstate_subsections,
    InvalidError, VMState, VMStateDescription, VMStateDescriptionBuilder,
};

use crate::qom::{Instance, Object, ObjectClassMethods, ObjectType, Owned, ParentField, TypeInfo};

/// What has happened to a clock.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClockEvent(pub c_uint);

#[allow(non_upper_case_globals, reason = "the names that bindgen takes from C")]
impl ClockEvent {
    /// The period has changed.
    pub const ClockUpdate: Self = Self(1);
    /// The period is about to change.
    pub const ClockPreUpdate: Self = Self(2);
}

type Callback = (unsafe fn(*mut c_void, ClockEvent), usize, ClockEvent);

/// A clock.
#[repr(C)]
pub struct Clock {
    parent_obj: ParentField<Object>,
    period: AtomicU64,
    multiplier: AtomicU32,
    divider: AtomicU32,
    callback: Mutex<Option<Callback>>,
}

// SAFETY: starts with its parent
unsafe impl ObjectType for Clock {
    type Class = crate::qom::ObjectClass;
    const TYPE_NAME: &'static CStr = c"clock";
}

// SAFETY: the information is that of the type
unsafe impl Instance for Clock {
    fn instance_type_info() -> TypeInfo {
        unsafe fn init(object: *mut c_void) {
            let clock = object.cast::<Clock>();
            // SAFETY: called for a new Clock
            unsafe {
                (&raw mut (*clock).multiplier).write(AtomicU32::new(1));
                (&raw mut (*clock).divider).write(AtomicU32::new(1));
                (&raw mut (*clock).callback).write(Mutex::new(None));
            }
        }
        TypeInfo::of_native::<Self, Object>(init)
    }
}

crate::qom_isa!(Clock: Object);

impl Clock {
    /// Period of a clock that ticks once in a second.
    pub const PERIOD_1SEC: u64 = 1_000_000_000 << 32;

    /// Period of a clock that ticks once in so many nanoseconds.
    pub const fn period_from_ns(ns: u64) -> u64 {
        ns * Self::PERIOD_1SEC / 1_000_000_000
    }

    /// Period of a clock with a frequency.
    pub const fn period_from_hz(hz: u64) -> u64 {
        match Self::PERIOD_1SEC.checked_div(hz) {
            Some(period) => period,
            None => 0,
        }
    }

    /// Frequency of a clock with a period.
    pub const fn period_to_hz(period: u64) -> u64 {
        match Self::PERIOD_1SEC.checked_div(period) {
            Some(hz) => hz,
            None => 0,
        }
    }

    /// The period of the clock.
    pub fn period(&self) -> u64 {
        self.period.load(Ordering::Relaxed)
    }

    /// The frequency of the clock.
    pub fn hz(&self) -> u64 {
        Self::period_to_hz(self.period())
    }

    pub(super) fn create() -> Owned<Self> {
        Self::new()
    }

    pub(super) fn set_callback(
        &self,
        function: unsafe fn(*mut c_void, ClockEvent),
        opaque: *mut c_void,
        events: ClockEvent,
    ) {
        *self.callback.lock().unwrap() = Some((function, opaque as usize, events));
    }

    /// Change the period and tell the device that has the clock as input.
    pub(super) fn set_period(&self, period: u64) {
        if self.period.swap(period, Ordering::Relaxed) == period {
            return;
        }
        let callback = *self.callback.lock().unwrap();
        if let Some((function, opaque, ClockEvent::ClockUpdate)) = callback {
            // SAFETY: the device owns the clock, so it is alive
            unsafe {
                function(opaque as *mut c_void, ClockEvent::ClockUpdate);
            }
        }
    }

    pub(super) fn set_muldiv(&self, multiplier: u32, divider: u32) {
        self.multiplier.store(multiplier, Ordering::Relaxed);
        self.divider.store(divider, Ordering::Relaxed);
    }

    fn muldiv_needed(&self) -> bool {
        self.multiplier.load(Ordering::Relaxed) != 1 || self.divider.load(Ordering::Relaxed) != 1
    }

    fn pre_load(&self) -> Result<(), InvalidError> {
        self.set_muldiv(1, 1);
        Ok(())
    }
}

const fn field<T: VMState>(name: &'static CStr, offset: usize) -> VMStateField {
    VMStateField {
        name: name.as_ptr(),
        offset,
        ..T::BASE
    }
}

const VMSTATE_MULDIV: VMStateDescription<Clock> = VMStateDescriptionBuilder::<Clock>::new()
    .name(c"clock/muldiv")
    .version_id(1)
    .minimum_version_id(1)
    .needed(&Clock::muldiv_needed)
    .fields(vmstate_fields! {
        field::<u32>(c"multiplier", offset_of!(Clock, multiplier)),
        field::<u32>(c"divider", offset_of!(Clock, divider)),
    })
    .build();

/// The description of a clock.
#[allow(
    non_upper_case_globals,
    reason = "the name that bindgen takes from the C static"
)]
pub static vmstate_clock: bindings::VMStateDescription = VMStateDescriptionBuilder::<Clock>::new()
    .name(c"clock")
    .version_id(0)
    .minimum_version_id(0)
    .pre_load(&Clock::pre_load)
    .fields(vmstate_fields! {
        field::<u64>(c"period", offset_of!(Clock, period)),
    })
    .subsections(vmstate_subsections! { VMSTATE_MULDIV })
    .build()
    .get();

impl_vmstate_c_struct!(Clock, vmstate_clock);
