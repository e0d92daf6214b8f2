// SPDX-License-Identifier: GPL-2.0-or-later

//! Error numbers, as C functions return them.

use std::{convert::Infallible, ffi::c_int, io};

/// An error number (positive).
pub struct Errno(pub u16);

/// Linux's numbers for the errors that have a kind in Rust, most common first.
const NUMBERS: [(io::ErrorKind, u16); 14] = [
    (io::ErrorKind::InvalidInput, 22),
    (io::ErrorKind::NotFound, 2),
    (io::ErrorKind::PermissionDenied, 13),
    (io::ErrorKind::AlreadyExists, 17),
    (io::ErrorKind::WouldBlock, 11),
    (io::ErrorKind::OutOfMemory, 12),
    (io::ErrorKind::BrokenPipe, 32),
    (io::ErrorKind::Interrupted, 4),
    (io::ErrorKind::TimedOut, 110),
    (io::ErrorKind::AddrInUse, 98),
    (io::ErrorKind::AddrNotAvailable, 99),
    (io::ErrorKind::ConnectionRefused, 111),
    (io::ErrorKind::ConnectionReset, 104),
    (io::ErrorKind::NotConnected, 107),
];

/// What becomes of an error for which there is no number.
const EIO: u16 = 5;

impl From<Infallible> for Errno {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

impl From<io::ErrorKind> for Errno {
    fn from(kind: io::ErrorKind) -> Self {
        let number = NUMBERS.iter().find(|(known, _)| *known == kind);
        Self(number.map_or(EIO, |(_, number)| *number))
    }
}

impl From<io::Error> for Errno {
    fn from(error: io::Error) -> Self {
        let raw = error.raw_os_error().and_then(|raw| raw.try_into().ok());
        raw.map_or_else(|| error.kind().into(), Self)
    }
}

impl From<Errno> for io::Error {
    fn from(errno: Errno) -> Self {
        Self::from_raw_os_error(errno.0.into())
    }
}

/// The C convention for functions that only succeed or fail: 0 or `-errno`.
pub fn into_neg_errno<E: Into<Errno>>(result: Result<(), E>) -> c_int {
    match result {
        Ok(()) => 0,
        Err(error) => -c_int::from(error.into().0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(Errno::from(io::ErrorKind::InvalidInput).0, 22);
        assert_eq!(Errno::from(io::Error::from_raw_os_error(2)).0, 2);
        assert_eq!(into_neg_errno::<Errno>(Ok(())), 0);
        assert_eq!(into_neg_errno(Err(Errno(5))), -5);
    }
}
