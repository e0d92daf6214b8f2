// SPDX-License-Identifier: GPL-2.0-or-later

//! Errors with a message for the user.

use std::{borrow::Cow, cell::RefCell, collections::VecDeque, error, fmt};

use crate::bindings;

/// Result of functions that users see the errors of.
pub type Result<T> = std::result::Result<T, Error>;

/// An error with a message, a cause, or both.
#[derive(Debug)]
pub struct Error {
    message: Option<Cow<'static, str>>,
    cause: Option<Box<dyn error::Error + Send + Sync>>,
}

impl Error {
    fn new(
        message: Option<Cow<'static, str>>,
        cause: Option<Box<dyn error::Error + Send + Sync>>,
    ) -> Self {
        Self { message, cause }
    }

    /// An error that is a message.
    #[must_use]
    pub fn msg(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(Some(message.into()), None)
    }

    /// An error that is a message, from `format_args!`.
    #[must_use]
    pub fn format(message: fmt::Arguments<'_>) -> Self {
        Self::new(Some(message.to_string().into()), None)
    }

    /// An error that has a cause and a message in front of it.
    #[must_use]
    pub fn with_error(
        message: impl Into<Cow<'static, str>>,
        cause: impl error::Error + Send + Sync + 'static,
    ) -> Self {
        Self::new(Some(message.into()), Some(Box::new(cause)))
    }

    /// Put the error where C code looks for one, as `error_propagate` does.
    ///
    /// # Safety
    ///
    /// `errp` is null, or points to a null pointer.
    pub unsafe fn propagate(self, errp: *mut *mut bindings::Error) {
        if errp.is_null() {
            return;
        }
        // SAFETY: the caller's
        unsafe {
            assert!((*errp).is_null(), "an error is there already");
            *errp = Box::into_raw(Box::new(bindings::Error(self)));
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.message, &self.cause) {
            (Some(message), Some(cause)) => write!(f, "{message}: {cause}"),
            (Some(message), None) => f.write_str(message),
            (None, Some(cause)) => cause.fmt(f),
            (None, None) => f.write_str("unknown error"),
        }
    }
}

/// What C code has left in an `errp`, as the result of what it did.
///
/// # Safety
///
/// The error is null, or one that [`Error::propagate`] made and nobody else takes.
pub unsafe fn taken(error: *mut bindings::Error) -> Result<()> {
    if error.is_null() {
        return Ok(());
    }
    // SAFETY: the caller's
    Err(unsafe { Box::from_raw(error) }.0)
}

/// Reports that are kept for a test to look at.
const KEPT: usize = 64;

thread_local! {
    static REPORTS: RefCell<VecDeque<String>> = const { RefCell::new(VecDeque::new()) };
}

/// What `error_report_err` does here, where QEMU has it on standard error or the monitor.
pub(crate) fn report(error: &Error) {
    REPORTS.with_borrow_mut(|reports| {
        if reports.len() == KEPT {
            reports.pop_front();
        }
        reports.push_back(error.to_string());
    });
}

/// The last reports of this thread; they are forgotten.
///
/// QEMU has no such function; it is for tests.
pub fn take_reports() -> Vec<String> {
    REPORTS.with_borrow_mut(|reports| reports.drain(..).collect())
}

/// Results that end the program.
pub trait ResultExt {
    /// Type of the result when it is not an error.
    type OkType;

    /// The result, or the end of the program (here: a panic).
    fn unwrap_fatal(self) -> Self::OkType;
}

impl<T> ResultExt for Result<T> {
    type OkType = T;

    #[track_caller]
    fn unwrap_fatal(self) -> T {
        self.unwrap_or_else(|error| panic!("fatal error: {error}"))
    }
}

/// Return an error from the function unless a condition holds.
///
/// Only a message with arguments behind it is formatted, as in QEMU.
///
/// ```
/// # use util_core::{ensure, Result};
/// fn realize(channels: u32) -> Result<()> {
///     ensure!(channels < 10, "too many channels: {}", channels);
///     ensure!(channels != 0, "{channels} is too few");
///     Ok(())
/// }
/// assert!(realize(3).is_ok());
/// assert_eq!(realize(10).unwrap_err().to_string(), "too many channels: 10");
/// assert_eq!(realize(0).unwrap_err().to_string(), "{channels} is too few");
/// ```
#[macro_export]
macro_rules! ensure {
    ($condition:expr, $format:literal, $($args:tt)*) => {
        if !$condition {
            let error = $crate::Error::format(::core::format_args!($format, $($args)*));
            return ::core::result::Result::Err(error);
        }
    };
    ($condition:expr, $message:expr $(,)?) => {
        if !$condition {
            return ::core::result::Result::Err($crate::Error::msg($message));
        }
    };
}
