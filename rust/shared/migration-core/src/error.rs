// SPDX-License-Identifier: GPL-2.0-or-later

//! Errors of callbacks.

use std::{error, fmt, io};

use common_core::Errno;

/// The data is not what the device can be in; C code sees `-EINVAL`.
#[derive(Debug)]
pub struct InvalidError;

impl error::Error for InvalidError {}

impl fmt::Display for InvalidError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("invalid data in migration stream")
    }
}

impl From<InvalidError> for Errno {
    fn from(_: InvalidError) -> Self {
        io::ErrorKind::InvalidInput.into()
    }
}
