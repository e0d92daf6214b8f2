// SPDX-License-Identifier: GPL-2.0-or-later

//! Timers of dialect 10.2.
//!
//! Facts: reference/qemu-rust-api.md, section 3.1.  In dialect 11 they know
//! more: `modify_ns`, `expire_time_ns`, `ToMigrationState`.

use std::{
    ffi::{c_int, c_void},
    pin::Pin,
};

use common_core::{FnCall, Opaque, Zeroable};
use migration_core::{
    bindings::{self, QEMUTimer, VMStateField, VMStateFlags},
    VMState,
};

pub use util_core::clock::{ClockType, CLOCK_VIRTUAL, NANOSECONDS_PER_SECOND};
pub use vmstate_engine::timer::QEMUTimerListGroup as TimerListGroup;
use vmstate_engine::timer::Ticking as _;

/// A function that is called at a time.
#[repr(transparent)]
pub struct Timer(Opaque<QEMUTimer>);

// SAFETY: QEMU locks its lists of timers, and so does the engine
unsafe impl Send for Timer {}
// SAFETY: as above
unsafe impl Sync for Timer {}

impl Timer {
    /// Unit of a timer in milliseconds.
    pub const MS: u32 = 1_000_000;
    /// Unit of a timer in microseconds.
    pub const US: u32 = 1_000;
    /// Unit of a timer in nanoseconds.
    pub const NS: u32 = 1;

    /// A timer that is not initialised.
    ///
    /// # Safety
    ///
    /// It must be initialised before it is used.
    pub const unsafe fn new() -> Self {
        // SAFETY: promised by the caller
        Self(unsafe { Opaque::zeroed() })
    }

    /// Initialise the timer, with a function that gets `opaque`.
    pub fn init_full<'timer, 'opaque: 'timer, T, F>(
        self: Pin<&'timer mut Self>,
        _timer_list_group: Option<&TimerListGroup>,
        clk_type: ClockType,
        scale: u32,
        _attributes: u32,
        _cb: F,
        opaque: &'opaque T,
    ) where
        F: for<'a> FnCall<(&'a T,)>,
    {
        unsafe extern "C" fn timer_cb<T, F: for<'a> FnCall<(&'a T,)>>(opaque: *mut c_void) {
            // SAFETY: the timer was initialised with a T
            F::call((unsafe { &*opaque.cast::<T>() },));
        }

        let object: *const T = opaque;
        // SAFETY: the timer is pinned, and `opaque` lives at least as long
        unsafe {
            self.timer().init(
                util_core::clock::id(&clk_type),
                scale as c_int,
                timer_cb::<T, F>,
                object.cast_mut().cast(),
            );
        }
    }

    fn timer(&self) -> &QEMUTimer {
        // SAFETY: zeroed memory is valid as well
        unsafe { &*self.0.as_ptr() }
    }

    /// Make the timer expire at a time in its own unit.
    pub fn modify(&self, expire_time: u64) {
        self.timer().modify(expire_time);
    }

    /// Stop the timer.
    pub fn delete(&self) {
        self.timer().delete();
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        self.timer().deinit();
    }
}

// SAFETY: the codec is for the struct that is wrapped
unsafe impl VMState for Timer {
    const BASE: VMStateField = VMStateField {
        size: size_of::<Self>(),
        info: &raw const bindings::vmstate_info_timer,
        flags: VMStateFlags::VMS_SINGLE,
        ..VMStateField::ZERO
    };
}
