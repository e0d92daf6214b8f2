// SPDX-License-Identifier: GPL-2.0-or-later

//! Messages of devices.

use std::{
    cell::RefCell,
    collections::VecDeque,
    fmt::{self, Write as _},
};

/// Kind of a message.
#[repr(u32)]
pub enum Log {
    Unimp = 1 << 10,
    GuestError = 1 << 11,
}

/// Messages that are kept for a test to look at.
const KEPT: usize = 64;

thread_local! {
    static MESSAGES: RefCell<VecDeque<(u32, String)>> = const { RefCell::new(VecDeque::new()) };
}

/// A log that takes one piece of a formatted message, as the one of QEMU 10.2
/// does: its writer says that nothing was written, which ends the message.
#[derive(Default)]
struct Writer(Option<String>);

impl fmt::Write for Writer {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        self.0 = Some(piece.to_string());
        Err(fmt::Error)
    }
}

/// Log a line; what the macro calls.
pub fn log_line(mask: Log, message: fmt::Arguments<'_>) {
    let mut log = Writer::default();
    _ = log.write_fmt(message);
    let Some(line) = log.0 else { return };
    MESSAGES.with_borrow_mut(|messages| {
        if messages.len() == KEPT {
            messages.pop_front();
        }
        messages.push_back((mask as u32, line));
    });
}

/// The last lines that this thread has logged, with the bit of their kind; they are forgotten.
///
/// QEMU has no such function; it is for tests.
pub fn take_messages() -> Vec<(u32, String)> {
    MESSAGES.with_borrow_mut(|messages| messages.drain(..).collect())
}

/// Log a line of a kind. A message with arguments is cut off as QEMU's.
///
/// ```
/// # use util_core::{log::{self, Log}, log_mask_ln};
/// log_mask_ln!(Log::GuestError, "bad offset");
/// let kind = Log::GuestError as u32;
/// assert_eq!(log::take_messages(), [(kind, "bad offset\n".to_string())]);
///
/// // No more than the first piece arrives, not even the end of the line.
/// let offset = 8;
/// log_mask_ln!(Log::GuestError, "offset {offset:#x} is bad");
/// assert_eq!(log::take_messages(), [(kind, "offset ".to_string())]);
/// ```
#[macro_export]
macro_rules! log_mask_ln {
    ($mask:expr, $format:tt $($args:tt)*) => {{
        let mask: $crate::log::Log = $mask;
        $crate::log::log_line(mask, ::core::format_args!(
            "{}\n",
            ::core::format_args!($format $($args)*),
        ));
    }};
}
