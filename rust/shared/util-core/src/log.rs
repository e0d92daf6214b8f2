// SPDX-License-Identifier: GPL-2.0-or-later

//! Messages of devices.

use std::{cell::RefCell, collections::VecDeque, fmt};

/// Kind of a message.
#[repr(u32)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Log {
    Unimp = 1 << 10,
    GuestError = 1 << 11,
}

/// Messages that are kept for a test to look at.
const KEPT: usize = 64;

thread_local! {
    static MESSAGES: RefCell<VecDeque<(Log, String)>> = const { RefCell::new(VecDeque::new()) };
}

/// Log a line; what the macro calls.
pub fn log_line(mask: Log, message: fmt::Arguments<'_>) {
    MESSAGES.with_borrow_mut(|messages| {
        if messages.len() == KEPT {
            messages.pop_front();
        }
        messages.push_back((mask, message.to_string()));
    });
}

/// The last lines that this thread has logged; they are forgotten.
///
/// QEMU has no such function; it is for tests.
pub fn take_messages() -> Vec<(Log, String)> {
    MESSAGES.with_borrow_mut(|messages| messages.drain(..).collect())
}

/// Log a line of a kind.
///
/// ```
/// # use util_core::{log::{self, Log}, log_mask_ln};
/// let offset = 8;
/// log_mask_ln!(Log::GuestError, "bad offset {offset:#x}");
/// assert_eq!(log::take_messages(), [(Log::GuestError, "bad offset 0x8".to_string())]);
/// ```
#[macro_export]
macro_rules! log_mask_ln {
    ($mask:expr, $format:tt $($args:tt)*) => {{
        let mask: $crate::log::Log = $mask;
        $crate::log::log_line(mask, ::core::format_args!($format $($args)*));
    }};
}
