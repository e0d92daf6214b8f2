// SPDX-License-Identifier: GPL-2.0-or-later

//! The stream that codecs read from and write to.
//!
//! Facts: reference/vmstate-wire.md, section 1 (encoding), sections 9 and 10
//! (end of the data, look-ahead).

use std::ffi::c_int;

use crate::error::Error;

/// Error number of a stream that ends too early.
pub const EIO: c_int = 5;

/// A stream, either of data to be loaded or of data that was saved.
#[derive(Debug, Default)]
pub struct QEMUFile {
    data: Vec<u8>,
    position: usize,
    error: c_int,
    trap: Option<Error>,
    notes: Vec<String>,
}

impl QEMUFile {
    /// A stream that is to be read.
    #[must_use]
    pub fn reader(data: Vec<u8>) -> Self {
        Self {
            data,
            ..Self::default()
        }
    }

    /// An empty stream that is to be written.
    #[must_use]
    pub fn writer() -> Self {
        Self::default()
    }

    /// The bytes of the stream.
    #[must_use]
    pub fn into_data(self) -> Vec<u8> {
        self.data
    }

    /// Number of bytes read so far.
    pub fn position(&self) -> usize {
        self.position
    }

    /// Number of bytes written so far.
    pub fn written(&self) -> usize {
        self.data.len()
    }

    /// Number of bytes that are still to be read.
    pub fn remaining(&self) -> usize {
        self.data.len() - self.position
    }

    /// The error that the stream is in: 0, or a negative error number.
    pub fn error(&self) -> c_int {
        self.error
    }

    /// Report what QEMU would do in a way that a C return code cannot.  The
    /// engine looks at it after each element.
    pub fn set_trap(&mut self, trap: Error) {
        self.trap.get_or_insert(trap);
    }

    /// What [`set_trap`](Self::set_trap) was called with.
    pub fn take_trap(&mut self) -> Option<Error> {
        self.trap.take()
    }

    /// Record a message of the kind that QEMU prints next to an error.
    pub fn note(&mut self, text: String) {
        self.notes.push(text);
    }

    /// The recorded messages, put behind a text.
    pub fn with_notes(&mut self, text: String) -> String {
        self.notes.drain(..).fold(text, |mut all, note| {
            all.push_str("; ");
            all.push_str(&note);
            all
        })
    }

    /// Append bytes.
    pub fn put_bytes(&mut self, bytes: &[u8]) {
        self.data.extend_from_slice(bytes);
    }

    /// Append zero bytes.
    pub fn put_zeroes(&mut self, count: usize) {
        self.data.resize(self.data.len() + count, 0);
    }

    /// Read the next byte; past the end it is 0 and the stream is in error.
    pub fn get_byte(&mut self) -> u8 {
        let byte = self.data.get(self.position).copied();
        if byte.is_some() {
            self.position += 1;
        } else {
            self.error = -EIO;
        }
        byte.unwrap_or(0)
    }

    /// Read a fixed number of bytes; those past the end are 0.
    pub fn get_array<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.get_byte())
    }

    /// Take up to `count` bytes; if there are fewer, the stream is in error.
    pub fn get_bytes(&mut self, count: usize) -> &[u8] {
        let available = count.min(self.remaining());
        if available < count {
            self.error = -EIO;
        }
        let start = self.position;
        self.position += available;
        &self.data[start..self.position]
    }

    /// Look at bytes that are not consumed.
    ///
    /// In QEMU a look-ahead past the end of the *file* sets an error; a section
    /// is never the end of the file, so it does not here.
    pub fn peek(&self, offset: usize, count: usize) -> Option<&[u8]> {
        let start = self.position.checked_add(offset)?;
        self.data.get(start..start.checked_add(count)?)
    }

    /// Pass over bytes that were looked at.
    pub fn skip(&mut self, count: usize) {
        self.position += count.min(self.remaining());
    }
}
