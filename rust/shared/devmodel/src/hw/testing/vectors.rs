// SPDX-License-Identifier: GPL-2.0-or-later

//! Golden vectors: sections of a device that load and are saved back, and
//! others that are refused.

use std::{cell::OnceCell, collections::BTreeMap, ffi::CStr};

use bql_core::BqlCell;
use migration_core::{
    bindings::VMStateFlags,
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
/// Where nothing is saved, as the section is not needed, stands `-`.
///
/// Bytes are hex; long ones are words with blanks between them, of which
/// `hex*n` is n times the bytes, and `@at+n` n bytes of the first body.
pub struct Vectors<T: 'static> {
    description: &'static VMStateDescription<T>,
    text: &'static str,
    first: OnceCell<Vec<u8>>,
    flags: BTreeMap<&'static str, Setter<T>>,
    answers: BTreeMap<&'static str, fn(&T) -> bool>,
    registers: Vec<fn(&T) -> String>,
    author_refuses: bool,
    rules_look_back: bool,
}

type Setter<T> = Box<dyn Fn(&T, &str)>;

/// A line of the text.
struct Vector {
    name: &'static str,
    version: u32,
    flags: Vec<(&'static str, &'static str)>,
    verdict: &'static str,
    /// Whether a refusal leaves everything as it was, so that no star is behind
    /// the verdict.  QEMU does not roll back: a section that is a few bytes
    /// short takes them from the footer behind it, and is refused only then.
    unchanged: bool,
    body: &'static str,
    saved: &'static str,
}

impl<T: IsA<DeviceState> + ObjectClassMethods + Instance> Vectors<T> {
    /// The vectors of a text.
    pub fn of(description: &'static VMStateDescription<T>, text: &'static str) -> Self {
        Vectors {
            description,
            text,
            first: OnceCell::new(),
            flags: BTreeMap::new(),
            answers: BTreeMap::new(),
            registers: Vec::new(),
            author_refuses: false,
            rules_look_back: false,
        }
    }

    /// A flag of the vectors is a property of the device.
    #[must_use]
    pub fn property(mut self, flag: &'static str, name: &'static CStr) -> Self {
        let set = move |device: &T, value: &str| {
            let known = set_property(device, name, number(value));
            assert!(known, "no property {name:?}");
        };
        self.flags.insert(flag, Box::new(set));
        self
    }

    /// A flag of the vectors is a cell of the device.
    #[must_use]
    pub fn cell<V: Number>(mut self, flag: &'static str, cell: fn(&T) -> &BqlCell<V>) -> Self {
        let set = move |device: &T, value: &str| cell(device).set(V::of(number(value)));
        self.flags.insert(flag, Box::new(set));
        self
    }

    /// A flag of the vectors is an array of cells, with a digit for each.
    #[must_use]
    pub fn cells(mut self, flag: &'static str, cells: fn(&T) -> &[BqlCell<bool>]) -> Self {
        let set = move |device: &T, value: &str| {
            for (cell, digit) in cells(device).iter().zip(value.bytes()) {
                cell.set(digit == b'1');
            }
        };
        self.flags.insert(flag, Box::new(set));
        self
    }

    /// A flag of the vectors is a value of the device that is not in a `BqlCell`.
    #[must_use]
    pub fn set<V: Number>(mut self, flag: &'static str, set: fn(&T, V)) -> Self {
        let set = move |device: &T, value: &str| set(device, V::of(number(value)));
        self.flags.insert(flag, Box::new(set));
        self
    }

    /// A flag of the vectors is what a method of the author's says: a vector
    /// with another answer is not about this device.
    #[must_use]
    pub fn method(mut self, flag: &'static str, says: fn(&T) -> bool) -> Self {
        self.answers.insert(flag, says);
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

    /// A rule compares what arrives with what is there: of what another section
    /// has left, it may refuse the next.
    #[must_use]
    pub fn rules_look_back(mut self) -> Self {
        self.rules_look_back = true;
        self
    }

    /// Load the vectors that are `ok`, so many, save each, and load that again;
    /// also into devices that are not as after a reset.
    pub fn accepted(&self, count: usize) {
        let vectors = self.parsed(|vector| vector.verdict == "ok");
        assert_eq!(vectors.len(), count, "accepted vectors");
        let (mut before, mut about) = (None, 0);
        for vector in &vectors {
            let (device, result) = self.load(vector, vector.version, &self.body(vector));
            if !self.is_about(vector, &device) {
                continue;
            }
            about += 1;
            if let Err(error) = result {
                let authors = self.author_refuses && vector.name != "reset";
                let refused = authors && error.class.name() == "POST_LOAD";
                assert!(refused, "{}: {error}", vector.name);
                continue;
            }
            let (saved, shown) = (self.saved(vector, &device, ""), self.shown(&device));
            if let Some(saved) = saved {
                let (_, again) = self.load(vector, self.version(), &saved);
                again.unwrap_or_else(|error| panic!("{}, loaded again: {error}", vector.name));
            }
            if self.into(&device, vector, vector) {
                self.saved(vector, &device, ", loaded twice");
            }
            if let Some(before) = before.replace(vector) {
                self.leaves_nothing(before, vector, &shown);
            }
        }
        assert!(about > 0, "no vector is about this device");
    }

    /// What a device saves after a vector, which must be what that says.
    fn saved(&self, vector: &Vector, device: &T, how: &str) -> Option<Vec<u8>> {
        let (name, wanted) = (vector.name, vector.saved);
        match engine::save(self.description, device) {
            Err(error) if error.class.name() == "NOT_NEEDED" => {
                let right = matches!(wanted, "-" | "..");
                assert!(right, "{name}{how}: saved nothing, not {wanted}");
                None
            }
            result => {
                let saved = result.unwrap();
                assert!(
                    wanted != "-" && self.is_as(&saved, wanted),
                    "{name}{how}: saved {}, not {wanted}",
                    hex(&saved)
                );
                Some(saved)
            }
        }
    }

    /// Registers behind `Migratable` are what arrived, whatever they were.  (A
    /// field of the device itself stays as it was where a section lacks it.)
    fn leaves_nothing(&self, before: &Vector, vector: &Vector, shown: &[String]) {
        let mut subsections = self.subsections();
        if vector.version != self.version()
            || subsections.any(|sent| sent(&self.body(before)) && !sent(&self.body(vector)))
        {
            return; // it may lack all of such registers
        }
        let device = self.device(&vector.flags);
        if engine::load(
            self.description,
            &*device,
            before.version,
            &self.body(before),
        )
        .is_ok()
        {
            let loaded = self.into(&device, vector, before);
            let after = self.shown(&device);
            assert!(
                after == shown || !loaded || self.lacks(&device),
                "{}, after {}: {after:?}, not {shown:?}",
                vector.name,
                before.name
            );
        }
    }

    /// Whether a section of the device has not all registers that there may be.
    fn lacks(&self, device: &T) -> bool {
        let version = self.description.as_ref().version_id;
        let opaque = std::ptr::from_ref(device).cast_mut().cast();
        let structs = VMStateFlags::VMS_STRUCT | VMStateFlags::VMS_VSTRUCT;
        let mut there = BTreeMap::new();
        let mut next = self.description.as_ref().fields;
        // SAFETY: a list ends with the end mark, and its tests are for the device
        unsafe {
            while (*next).flags.0 & VMStateFlags::VMS_END.0 == 0 {
                let field = &*next;
                if field.flags.0 & structs.0 != 0 {
                    let exists = field
                        .field_exists
                        .map_or(field.version_id <= version, |test| test(opaque, version));
                    *there.entry(field.offset).or_insert(false) |= exists;
                }
                next = next.add(1);
            }
        }
        there.values().any(|exists| !exists)
    }

    /// Load a section into a device that has loaded another; whether it is
    /// taken, where a rule may refuse it.
    fn into(&self, device: &T, vector: &Vector, before: &Vector) -> bool {
        let body = self.body(vector);
        let result = engine::load(self.description, device, vector.version, &body);
        if !self.is_about(vector, device) {
            return false;
        }
        if let Err(error) = &result {
            let refused = self.rules_look_back && error.class.name() == "POST_LOAD";
            assert!(refused, "{}, after {}: {error}", vector.name, before.name);
        }
        result.is_ok()
    }

    /// Whether a body may have a subsection of the device itself, for each.
    fn subsections(&self) -> impl Iterator<Item = impl Fn(&[u8]) -> bool> {
        let mut next = self.description.as_ref().subsections;
        std::iter::from_fn(move || {
            // SAFETY: a list of static descriptions, which ends with a null pointer
            let name = unsafe {
                let inner = next.as_ref()?.as_ref()?;
                next = next.add(1);
                CStr::from_ptr(inner.name).to_bytes()
            };
            let header = [&[5, u8::try_from(name.len()).unwrap()], name].concat();
            Some(move |body: &[u8]| body.windows(header.len()).any(|part| part == header))
        })
    }

    /// The version of sections that are written now.
    fn version(&self) -> u32 {
        self.description.as_ref().version_id.try_into().unwrap()
    }

    /// Load the vectors that are refused, so many.
    pub fn refused(&self, count: usize) {
        let vectors = self.parsed(|vector| vector.verdict != "ok");
        assert_eq!(vectors.len(), count, "refused vectors");
        for vector in vectors {
            take_reports();
            let name = vector.name;
            let (device, result) = self.load(&vector, vector.version, &self.body(&vector));
            if !self.is_about(&vector, &device) {
                continue;
            }
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
        self.lines().filter(wanted).collect()
    }

    fn lines(&self) -> impl Iterator<Item = Vector> {
        let lines = self.text.lines();
        lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(Vector::parse)
    }

    /// The first body, of which others have parts.
    fn first(&self) -> &[u8] {
        self.first.get_or_init(|| {
            let first = self.lines().next().map_or("", |vector| vector.body);
            certain(&expanded(first, &[]))
        })
    }

    fn body(&self, vector: &Vector) -> Vec<u8> {
        certain(&expanded(vector.body, self.first()))
    }

    /// Whether these bytes are as a vector has them, where they are certain.
    fn is_as(&self, saved: &[u8], pattern: &str) -> bool {
        let (known, open) = match pattern.strip_suffix("..") {
            Some(known) => (known, true),
            None => (pattern, false),
        };
        let known = expanded(known, self.first());
        (saved.len() == known.len() || open && saved.len() > known.len())
            && known
                .iter()
                .zip(saved)
                .all(|(known, saved)| known.is_none_or(|known| known == *saved))
    }

    fn device(&self, flags: &[(&'static str, &'static str)]) -> Owned<T> {
        let device = T::new();
        reset(&*device);
        for (flag, value) in flags {
            if self.answers.contains_key(flag) {
                continue;
            }
            let set = self.flags.get(flag);
            set.unwrap_or_else(|| panic!("no flag {flag}"))(&device, value);
        }
        device
    }

    /// Whether the author's methods say what a vector takes for granted, asked
    /// of the device with what has arrived.
    fn is_about(&self, vector: &Vector, device: &T) -> bool {
        let wanted = |flag| {
            vector
                .flags
                .iter()
                .any(|&(name, value)| name == flag && number(value) != 0)
        };
        let mut answers = self.answers.iter();
        answers.all(|(flag, says)| says(device) == wanted(*flag))
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
                .collect(),
            verdict: columns[3].trim_end_matches('*'),
            unchanged: !columns[3].ends_with('*'),
            body: columns[4],
            saved: columns.get(5).unwrap_or(&columns[4]),
        }
    }
}

/// The number that a flag is.
fn number(text: &str) -> u64 {
    text.parse().unwrap()
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

/// The bytes of a text, as far as they are certain; `first` is what it refers
/// to.
fn expanded(text: &str, first: &[u8]) -> Vec<Option<u8>> {
    let mut found = Vec::new();
    for word in text.split_whitespace() {
        if let Some(part) = word.strip_prefix('@') {
            let (at, count) = part.split_once('+').unwrap();
            let (at, count): (usize, usize) = (at.parse().unwrap(), count.parse().unwrap());
            found.extend(first[at..at + count].iter().copied().map(Some));
            continue;
        }
        let (hex, times) = word.split_once('*').unwrap_or((word, "1"));
        let bytes: Vec<Option<u8>> = (0..hex.len())
            .step_by(2)
            .map(|at| byte(&hex[at..at + 2]))
            .collect();
        for _ in 0..times.parse().unwrap() {
            found.extend_from_slice(&bytes);
        }
    }
    found
}

/// A byte, or any.
fn byte(hex: &str) -> Option<u8> {
    (hex != "??").then(|| u8::from_str_radix(hex, 16).unwrap())
}

/// The bytes of a body, which are all certain.
fn certain(bytes: &[Option<u8>]) -> Vec<u8> {
    bytes.iter().map(|byte| byte.unwrap()).collect()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::{certain, expanded};

    #[test]
    fn long_texts() {
        let first = certain(&expanded("00*3 0102*2 ff", &[]));
        assert_eq!(first, [0, 0, 0, 1, 2, 1, 2, 0xff]);
        assert_eq!(
            certain(&expanded("@2+3 aa @7+1", &first)),
            [0, 1, 2, 0xaa, 0xff]
        );
        assert_eq!(expanded("??*2 0a", &first), [None, None, Some(10)]);
        assert!(expanded("", &first).is_empty());
    }
}
