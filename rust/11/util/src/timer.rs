// SPDX-License-Identifier: GPL-2.0-or-later

//! Timers of dialect 11.
//!
//! Facts: reference/qemu-rust-api.md, section 3.1, and section 2.3 for the
//! conversion, which 10.2 does not have.

use std::{
    ffi::{c_int, c_void},
    pin::Pin,
};

use common_core::{FnCall, Opaque, Zeroable};
use migration_core::{
    bindings::{self, QEMUTimer, VMStateField, VMStateFlags},
    state::{ToMigrationState, ToMigrationStateShared},
    InvalidError, VMState,
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

    /// Initialise the timer that is a field of `opaque`, with a function that
    /// gets `opaque`.
    pub fn init_full<T, F: for<'a> FnCall<(&'a T,)>>(
        opaque: Pin<&mut T>,
        _timer_list_group: Option<&TimerListGroup>,
        clk_type: ClockType,
        scale: u32,
        _attributes: u32,
        _cb: F,
        field: impl FnOnce(&mut T) -> &mut Self,
    ) {
        unsafe extern "C" fn timer_cb<T, F: for<'a> FnCall<(&'a T,)>>(opaque: *mut c_void) {
            // SAFETY: the timer was initialised with a T
            F::call((unsafe { &*opaque.cast::<T>() },));
        }

        // SAFETY: the object is pinned, and only a pointer to it is kept
        unsafe {
            let object: *mut T = Pin::get_unchecked_mut(opaque);
            let timer = &*field(&mut *object).0.as_ptr();
            timer.init(
                util_core::clock::id(&clk_type),
                scale as c_int,
                timer_cb::<T, F>,
                object.cast(),
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

    /// Make the timer expire at a time in nanoseconds.
    pub fn modify_ns(&self, expire_time: u64) {
        // C takes it as a signed number
        self.timer().modify_ns(expire_time as i64);
    }

    /// When the timer expires, in nanoseconds, if it is pending.
    pub fn expire_time_ns(&self) -> Option<i64> {
        self.timer().expire_time_ns()
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

impl ToMigrationState for Timer {
    type Migrated = i64;

    fn snapshot_migration_state(&self, target: &mut i64) -> Result<(), InvalidError> {
        *target = self.expire_time_ns().unwrap_or(-1);
        Ok(())
    }

    fn restore_migrated_state_mut(
        &mut self,
        source: i64,
        version_id: u8,
    ) -> Result<(), InvalidError> {
        self.restore_migrated_state(source, version_id)
    }
}

impl ToMigrationStateShared for Timer {
    fn restore_migrated_state(&self, source: i64, _version_id: u8) -> Result<(), InvalidError> {
        match u64::try_from(source) {
            Ok(expire_time) => self.modify_ns(expire_time),
            Err(_) => self.delete(),
        }
        Ok(())
    }
}
