// SPDX-License-Identifier: GPL-2.0-or-later

//! Clocks that only move when a test says so.
//!
//! Each thread has its own, so that tests can run at the same time.

use std::cell::Cell;

/// Which clock.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(non_camel_case_types, reason = "the names that bindgen takes from C")]
pub enum QEMUClockType {
    QEMU_CLOCK_REALTIME = 0,
    QEMU_CLOCK_VIRTUAL = 1,
    QEMU_CLOCK_HOST = 2,
    QEMU_CLOCK_VIRTUAL_RT = 3,
}

thread_local! {
    static NANOSECONDS: [Cell<i64>; 4] = const {
        [Cell::new(0), Cell::new(0), Cell::new(0), Cell::new(0)]
    };
}

/// Time of a clock, in nanoseconds.
pub fn get_ns(clock: QEMUClockType) -> i64 {
    NANOSECONDS.with(|all| all[clock as usize].get())
}

/// Set a clock; no timer runs, see [`crate::timer::run_expired`].
pub fn set_ns(clock: QEMUClockType, nanoseconds: i64) {
    NANOSECONDS.with(|all| all[clock as usize].set(nanoseconds));
}

/// Time of `CLOCK_VIRTUAL`, in nanoseconds.
pub fn virtual_ns() -> i64 {
    get_ns(QEMUClockType::QEMU_CLOCK_VIRTUAL)
}

/// Set `CLOCK_VIRTUAL`.
pub fn set_virtual_ns(nanoseconds: i64) {
    set_ns(QEMUClockType::QEMU_CLOCK_VIRTUAL, nanoseconds);
}
