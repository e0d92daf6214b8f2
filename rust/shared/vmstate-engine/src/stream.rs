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
///
/// A device knows it by pointers only: what can be done with it is [`Stream`].
pub struct QEMUFile {
    data: Vec<u8>,
    position: usize,
    error: c_int,
    trap: Option<Error>,
    notes: Vec<String>,
}

/// What codecs and the engine do with a stream.
pub trait Stream: Sized {
    /// A stream that is to be read.
    #[must_use]
    fn reader(data: Vec<u8>) -> Self;

    /// An empty stream that is to be written.
    #[must_use]
    fn writer() -> Self;

    /// The bytes of the stream.
    #[must_use]
    fn into_data(self) -> Vec<u8>;

    /// Number of bytes read so far.
    fn position(&self) -> usize;

    /// Number of bytes written so far.
    fn written(&self) -> usize;

    /// Number of bytes that are still to be read.
    fn remaining(&self) -> usize;

    /// The error that the stream is in: 0, or a negative error number.
    fn error(&self) -> c_int;

    /// Report what QEMU would do in a way that a C return code cannot.  The
    /// engine looks at it after each element.
    fn set_trap(&mut self, trap: Error);

    /// What [`set_trap`](Self::set_trap) was called with.
    fn take_trap(&mut self) -> Option<Error>;

    /// Record a message of the kind that QEMU prints next to an error.
    fn note(&mut self, text: String);

    /// The recorded messages, put behind a text.
    fn with_notes(&mut self, text: String) -> String;

    /// Append bytes.
    fn put_bytes(&mut self, bytes: &[u8]);

    /// Append zero bytes.
    fn put_zeroes(&mut self, count: usize);

    /// Read the next byte; past the end it is 0 and the stream is in error.
    fn get_byte(&mut self) -> u8;

    /// Read a fixed number of bytes; those past the end are 0.
    fn get_array<const N: usize>(&mut self) -> [u8; N];

    /// Take up to `count` bytes; if there are fewer, the stream is in error.
    fn get_bytes(&mut self, count: usize) -> &[u8];

    /// Look at bytes that are not consumed.
    ///
    /// In QEMU a look-ahead past the end of the *file* sets an error; a section
    /// is never the end of the file, so it does not here.
    fn peek(&self, offset: usize, count: usize) -> Option<&[u8]>;

    /// Pass over bytes that were looked at.
    fn skip(&mut self, count: usize);
}

impl Stream for QEMUFile {
    fn reader(data: Vec<u8>) -> Self {
        Self {
            data,
            position: 0,
            error: 0,
            trap: None,
            notes: Vec::new(),
        }
    }

    fn writer() -> Self {
        Self::reader(Vec::new())
    }

    fn into_data(self) -> Vec<u8> {
        self.data
    }

    fn position(&self) -> usize {
        self.position
    }

    fn written(&self) -> usize {
        self.data.len()
    }

    fn remaining(&self) -> usize {
        self.data.len() - self.position
    }

    fn error(&self) -> c_int {
        self.error
    }

    fn set_trap(&mut self, trap: Error) {
        self.trap.get_or_insert(trap);
    }

    fn take_trap(&mut self) -> Option<Error> {
        self.trap.take()
    }

    fn note(&mut self, text: String) {
        self.notes.push(text);
    }

    fn with_notes(&mut self, text: String) -> String {
        self.notes.drain(..).fold(text, |mut all, note| {
            all.push_str("; ");
            all.push_str(&note);
            all
        })
    }

    fn put_bytes(&mut self, bytes: &[u8]) {
        self.data.extend_from_slice(bytes);
    }

    fn put_zeroes(&mut self, count: usize) {
        self.data.resize(self.data.len() + count, 0);
    }

    fn get_byte(&mut self) -> u8 {
        let byte = self.data.get(self.position).copied();
        if byte.is_some() {
            self.position += 1;
        } else {
            self.error = -EIO;
        }
        byte.unwrap_or(0)
    }

    fn get_array<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.get_byte())
    }

    fn get_bytes(&mut self, count: usize) -> &[u8] {
        let available = count.min(self.remaining());
        if available < count {
            self.error = -EIO;
        }
        let start = self.position;
        self.position += available;
        &self.data[start..self.position]
    }

    fn peek(&self, offset: usize, count: usize) -> Option<&[u8]> {
        let start = self.position.checked_add(offset)?;
        self.data.get(start..start.checked_add(count)?)
    }

    fn skip(&mut self, count: usize) {
        self.position += count.min(self.remaining());
    }
}
