// SPDX-License-Identifier: GPL-2.0-or-later

//! Writer of one line of JSON, with QEMU's spacing.
//!
//! Facts: reference/vmstate-wire.md, section 13.

use std::fmt::Write;

/// JSON that is being written.
#[derive(Debug, Default)]
pub struct JsonWriter {
    text: String,
    /// Whether the innermost object or list has no member yet.
    first: bool,
}

impl JsonWriter {
    fn member(&mut self, name: Option<&str>) {
        if !self.first && !self.text.is_empty() {
            self.text.push_str(", ");
        }
        self.first = false;
        if let Some(name) = name {
            self.quote(name);
            self.text.push_str(": ");
        }
    }

    fn quote(&mut self, text: &str) {
        self.text.push('"');
        for c in text.chars() {
            match c {
                '"' | '\\' => {
                    self.text.push('\\');
                    self.text.push(c);
                }
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                '\t' => self.text.push_str("\\t"),
                c if (' '..='~').contains(&c) => self.text.push(c),
                c => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        // writing to a string does not fail
                        let _ = write!(self.text, "\\u{unit:04X}");
                    }
                }
            }
        }
        self.text.push('"');
    }

    fn open(&mut self, name: Option<&str>, bracket: char) {
        self.member(name);
        self.text.push(bracket);
        self.first = true;
    }

    fn close(&mut self, bracket: char) {
        self.text.push(bracket);
        self.first = false;
    }

    /// Begin an object, as a member with a name or of a list.
    pub fn start_object(&mut self, name: Option<&str>) {
        self.open(name, '{');
    }

    /// End the innermost object.
    pub fn end_object(&mut self) {
        self.close('}');
    }

    /// Begin a list.
    pub fn start_array(&mut self, name: &str) {
        self.open(Some(name), '[');
    }

    /// End the innermost list.
    pub fn end_array(&mut self) {
        self.close(']');
    }

    /// Write a number.
    pub fn int(&mut self, name: &str, value: impl Into<i128>) {
        self.member(Some(name));
        // writing to a string does not fail
        let _ = write!(self.text, "{}", value.into());
    }

    /// Write a string.
    pub fn str(&mut self, name: &str, value: &str) {
        self.member(Some(name));
        self.quote(value);
    }

    /// The text.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }
}
