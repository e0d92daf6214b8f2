// SPDX-License-Identifier: GPL-2.0-or-later

//! Golden vectors: sections of a device that load and are saved back, and
//! others that are refused.

use std::{collections::BTreeMap, ffi::CStr};

use bql_core::BqlCell;
use migration_core::{
    engine::{self, Error},
    VMStateDescription,
};
use util_core::error::take_reports;

use super::{reset, set_property};
use crate::{
    hw::device::DeviceState,
    qom::{Instance, IsA, ObjectClassMethods, Owned},
};

/// The vectors of a device, and what a test has to know of it.
///
/// A line of the text is name, version, flags of the device, verdict, body, and
/// what is saved if that is not the body, with `; ` between them.  The verdict
/// is `ok` or the class of the error.  In what is saved `??` is any byte, and
/// `..` at the end any more: there the code of the device's author decides.
pub struct Vectors<T: 'static> {
    description: &'static VMStateDescription<T>,
    text: &'static str,
    flags: BTreeMap<&'static str, Setter<T>>,
    registers: Vec<fn(&T) -> String>,
    author_refuses: bool,
}

type Setter<T> = Box<dyn Fn(&T, u64)>;

/// A line of the text.
struct Vector {
    name: &'static str,
    version: u32,
    flags: Vec<(&'static str, u64)>,
    verdict: &'static str,
    /// Whether a refusal leaves everything as it was, so that no star is behind
    /// the verdict.  QEMU does not roll back: a section that is a few bytes
    /// short takes them from the footer behind it, and is refused only then.
    unchanged: bool,
    body: Vec<u8>,
    saved: &'static str,
}

impl<T: IsA<DeviceState> + ObjectClassMethods + Instance> Vectors<T> {
    /// The vectors of a text.
    pub fn of(description: &'static VMStateDescription<T>, text: &'static str) -> Self {
        Vectors {
            description,
            text,
            flags: BTreeMap::new(),
            registers: Vec::new(),
            author_refuses: false,
        }
    }

    /// A flag of the vectors is a property of the device.
    #[must_use]
    pub fn property(mut self, flag: &'static str, name: &'static CStr) -> Self {
        let set = move |device: &T, value| {
            assert!(set_property(device, name, value), "no property {name:?}");
        };
        self.flags.insert(flag, Box::new(set));
        self
    }

    /// A flag of the vectors is a cell of the device.
    #[must_use]
    pub fn cell<V: Number>(mut self, flag: &'static str, cell: fn(&T) -> &BqlCell<V>) -> Self {
        let set = move |device: &T, value| cell(device).set(V::of(value));
        self.flags.insert(flag, Box::new(set));
        self
    }

    /// Registers behind `Migratable`, as text.  Those stay as they are if a
    /// section is refused; cells that QEMU writes into keep what arrived before.
    #[must_use]
    pub fn registers(mut self, shown: fn(&T) -> String) -> Self {
        self.registers.push(shown);
        self
    }

    /// The code of the device's author may refuse any section, but for that of
    /// a device that was reset.
    #[must_use]
    pub fn author_refuses(mut self) -> Self {
        self.author_refuses = true;
        self
    }

    /// Load the vectors that are `ok`, so many, save each, and load that again.
    pub fn accepted(&self, count: usize) {
        let vectors = self.parsed(|vector| vector.verdict == "ok");
        assert_eq!(vectors.len(), count, "accepted vectors");
        for vector in vectors {
            let (device, result) = self.load(&vector, vector.version, &vector.body);
            if let Err(error) = result {
                let authors = self.author_refuses && vector.name != "reset";
                let refused = authors && error.class.name() == "POST_LOAD";
                assert!(refused, "{}: {error}", vector.name);
                continue;
            }
            let saved = engine::save(self.description, &*device).unwrap();
            let wanted = vector.saved;
            let name = vector.name;
            assert!(
                is_as(&saved, wanted),
                "{name}: saved {}, not {wanted}",
                hex(&saved)
            );
            let version = self.description.as_ref().version_id.try_into().unwrap();
            let (_, again) = self.load(&vector, version, &saved);
            again.unwrap_or_else(|error| panic!("{name}, loaded again: {error}"));
        }
    }

    /// Load the vectors that are refused, so many.
    pub fn refused(&self, count: usize) {
        let vectors = self.parsed(|vector| vector.verdict != "ok");
        assert_eq!(vectors.len(), count, "refused vectors");
        for vector in vectors {
            take_reports();
            let name = vector.name;
            let (device, result) = self.load(&vector, vector.version, &vector.body);
            let error = result.expect_err(name);
            let class = error.class.name();
            if !(self.author_refuses && class == "POST_LOAD") {
                assert_eq!(class, vector.verdict, "{name}: {error}");
                if class == "POST_LOAD" {
                    self.is_reported(name);
                }
            }
            if vector.unchanged {
                let untouched = self.device(&vector.flags);
                assert_eq!(self.shown(&device), self.shown(&untouched), "{name}");
            }
        }
    }

    /// An operator has to see whose section it was.
    fn is_reported(&self, vector: &str) {
        // SAFETY: descriptions of devices have names, and those are static
        let section = unsafe { CStr::from_ptr(self.description.as_ref().name) };
        let begin = format!("{}: ", section.to_string_lossy());
        let reports = take_reports();
        let names_it = reports.iter().any(|text| text.starts_with(&begin));
        assert!(names_it, "{vector}: {reports:?}");
    }

    fn parsed(&self, wanted: fn(&Vector) -> bool) -> Vec<Vector> {
        bql_core::start_test();
        self.text
            .lines()
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(Vector::parse)
            .filter(wanted)
            .collect()
    }

    fn device(&self, flags: &[(&'static str, u64)]) -> Owned<T> {
        let device = T::new();
        reset(&*device);
        for (flag, value) in flags {
            let set = self.flags.get(flag);
            set.unwrap_or_else(|| panic!("no flag {flag}"))(&device, *value);
        }
        device
    }

    /// Load a section into a new device.
    fn load(&self, vector: &Vector, version: u32, body: &[u8]) -> (Owned<T>, Result<(), Error>) {
        let device = self.device(&vector.flags);
        let result = engine::load(self.description, &*device, version, body);
        (device, result)
    }

    fn shown(&self, device: &T) -> Vec<String> {
        self.registers.iter().map(|shown| shown(device)).collect()
    }
}

impl Vector {
    fn parse(line: &'static str) -> Self {
        let columns: Vec<&str> = line.split("; ").collect();
        Self {
            name: columns[0],
            version: columns[1].parse().unwrap(),
            flags: columns[2]
                .split_whitespace()
                .map(|flag| flag.split_once('=').unwrap())
                .map(|(name, value)| (name, value.parse().unwrap()))
                .collect(),
            verdict: columns[3].trim_end_matches('*'),
            unchanged: !columns[3].ends_with('*'),
            body: bytes(columns[4]),
            saved: columns.get(5).unwrap_or(&columns[4]),
        }
    }
}

/// What a cell can have.
pub trait Number: 'static {
    /// The number of a vector.
    fn of(value: u64) -> Self;
}

impl Number for bool {
    fn of(value: u64) -> Self {
        value != 0
    }
}

macro_rules! numbers {
    ($($name:ty)*) => {
        $(impl Number for $name {
            fn of(value: u64) -> Self {
                value.try_into().unwrap()
            }
        })*
    };
}

numbers!(u8 u16 u32 u64 i8 i16 i32 i64 usize);

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
        .collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether these bytes are as a vector has them, where they are certain.
fn is_as(saved: &[u8], pattern: &str) -> bool {
    let (known, open) = match pattern.strip_suffix("..") {
        Some(known) => (known, true),
        None => (pattern, false),
    };
    let same = |(at, byte): (usize, &u8)| {
        let wanted = known.get(2 * at..2 * at + 2);
        wanted.is_none_or(|hex| hex == "??" || hex == format!("{byte:02x}"))
    };
    let length = known.len() / 2;
    (saved.len() == length || open && saved.len() > length) && saved.iter().enumerate().all(same)
}
