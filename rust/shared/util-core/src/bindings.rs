// SPDX-License-Identifier: GPL-2.0-or-later

//! The functions of C that device crates call.

use crate::error;

/// An error of C's.
#[derive(Debug)]
pub struct Error(pub(crate) error::Error);

/// Tell the user about an error, and free it.
///
/// ```
/// # use util_core::{bindings, error};
/// let mut report = std::ptr::null_mut();
/// // SAFETY: what `propagate` leaves in `report` is reported, which frees it, once.
/// unsafe {
///     error::Error::msg("no such thing").propagate(&mut report);
///     bindings::error_report_err(report);
/// }
/// assert_eq!(error::take_reports(), ["no such thing"]);
/// ```
///
/// # Safety
///
/// `error` was made by [`error::Error::propagate`], and is not used afterwards.
pub unsafe fn error_report_err(error: *mut Error) {
    // SAFETY: the caller's
    let error = unsafe { Box::from_raw(error) };
    error::report(&error.0);
}
