// SPDX-License-Identifier: GPL-2.0-or-later

//! Writer of one line of JSON, with QEMU's spacing.
//!
//! Facts: reference/vmstate-wire.md, section 13.

use std::fmt::Write;

/// JSON that is being written; a device knows it by pointers only.
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
}

/// What the engine does with it.
pub trait Json: Sized {
    /// Nothing yet.
    fn begin() -> Self;

    /// Begin an object, as a member with a name or of a list.
    fn start_object(&mut self, name: Option<&str>);

    /// End the innermost object.
    fn end_object(&mut self);

    /// Begin a list.
    fn start_array(&mut self, name: &str);

    /// End the innermost list.
    fn end_array(&mut self);

    /// Write a number.
    fn int(&mut self, name: &str, value: impl Into<i128>);

    /// Write a string.
    fn str(&mut self, name: &str, value: &str);

    /// The text.
    #[must_use]
    fn into_text(self) -> String;
}

impl Json for JsonWriter {
    fn begin() -> Self {
        Self {
            text: String::new(),
            first: false,
        }
    }

    fn start_object(&mut self, name: Option<&str>) {
        self.open(name, '{');
    }

    fn end_object(&mut self) {
        self.close('}');
    }

    fn start_array(&mut self, name: &str) {
        self.open(Some(name), '[');
    }

    fn end_array(&mut self) {
        self.close(']');
    }

    fn int(&mut self, name: &str, value: impl Into<i128>) {
        self.member(Some(name));
        // writing to a string does not fail
        let _ = write!(self.text, "{}", value.into());
    }

    fn str(&mut self, name: &str, value: &str) {
        self.member(Some(name));
        self.quote(value);
    }

    fn into_text(self) -> String {
        self.text
    }
}
