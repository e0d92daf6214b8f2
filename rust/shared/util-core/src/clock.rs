// SPDX-License-Identifier: GPL-2.0-or-later

//! The clocks of timers.

use vmstate_engine::clock::{self, QEMUClockType};

/// A clock.
pub struct ClockType {
    id: QEMUClockType,
}

impl ClockType {
    /// Time, in nanoseconds.
    pub fn get_ns(&self) -> u64 {
        // as C does
        clock::get_ns(self.id) as u64
    }
}

/// What C code calls a clock.
pub const fn id(clock: &ClockType) -> QEMUClockType {
    clock.id
}

/// Stands still when the machine does.
pub const CLOCK_VIRTUAL: ClockType = ClockType {
    id: QEMUClockType::QEMU_CLOCK_VIRTUAL,
};

/// As many as there are.
pub const NANOSECONDS_PER_SECOND: u64 = 1_000_000_000;
