// SPDX-License-Identifier: GPL-2.0-or-later

//! Why a save or a load did not succeed.
//!
//! Facts: reference/vmstate-wire.md, section 19; the classes from
//! [`ErrorClass::NullName`] on are ours, for what stops QEMU itself.

use std::{ffi::c_int, fmt};

/// Kind of an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorClass {
    /// Load: version of the section above that of the description.
    SectionTooNew,
    /// Load: version of a subsection or struct above that of the description.
    TooNew,
    /// Load: version below `minimum_version_id`.
    TooOld,
    /// Load: a subsection that starts like ours and is not known.
    UnknownSubsection,
    /// Load: `pre_load` failed.
    PreLoad,
    /// Load: `post_load` failed.
    PostLoad,
    /// Load: the codec of an element refused the data.
    Element,
    /// Load: a field with `VMS_MUST_EXIST` does not exist.
    ValidationFailed,
    /// Load: end of the data.
    ShortStream,
    /// Load: the section does not end where its data ends.
    Footer,
    /// Load and save: the description says `unmigratable`.
    Unmigratable,
    /// Save: `needed` of the section says no, so that nothing would be sent.
    NotNeeded,
    /// Save: `pre_save` of the section (or of a subsection of it) failed.
    PreSave,
    /// Save: `post_save` failed.
    PostSave,
    /// Save: the codec of an element failed.
    SaveElement,

    /// QEMU would crash: it reads the name of a description that has none.
    NullName,
    /// QEMU would abort: the error of a *nested* description (usually that its
    /// `pre_save` failed) is reported twice, which is an assertion failure.
    NestedSave,
    /// QEMU would abort: a field with `VMS_MUST_EXIST` does not exist on save.
    SaveValidation,
    /// QEMU would abort: null pointer in a `VMS_POINTER` field.
    NullPointer,
    /// QEMU would access memory that does not belong to the array, because the
    /// count is larger than it.
    Overrun,
    /// QEMU would access memory that does not belong to the array, because the
    /// description has a wrong size of the elements.
    WrongStride,
    /// QEMU would crash: a timer is loaded that was never initialised.
    UninitTimer,
    /// QEMU would crash or not start: the table is not well-formed.
    BadTable,
}

impl ErrorClass {
    /// The name of the class in reference/vmstate-wire.md, section 19, where
    /// it has one.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SectionTooNew => "SECTION_TOO_NEW",
            Self::TooNew => "TOO_NEW",
            Self::TooOld => "TOO_OLD",
            Self::UnknownSubsection => "UNKNOWN_SUBSECTION",
            Self::PreLoad => "PRE_LOAD",
            Self::PostLoad => "POST_LOAD",
            Self::Element => "ELEMENT",
            Self::ValidationFailed => "VALIDATION_FAILED",
            Self::ShortStream => "SHORT_STREAM",
            Self::Footer => "FOOTER",
            Self::Unmigratable => "UNMIGRATABLE",
            Self::NotNeeded => "NOT_NEEDED",
            Self::PreSave => "PRE_SAVE",
            Self::PostSave => "POST_SAVE",
            Self::SaveElement => "SAVE_ELEMENT",
            Self::NullName => "NULL_NAME",
            Self::NestedSave => "NESTED_SAVE",
            Self::SaveValidation => "SAVE_VALIDATION",
            Self::NullPointer => "NULL_POINTER",
            Self::Overrun => "OVERRUN",
            Self::WrongStride => "WRONG_STRIDE",
            Self::UninitTimer => "UNINIT_TIMER",
            Self::BadTable => "BAD_TABLE",
        }
    }

    /// Whether QEMU would not report an error but crash, abort, or corrupt its
    /// memory.
    pub const fn is_crash(self) -> bool {
        matches!(
            self,
            Self::NullName
                | Self::NestedSave
                | Self::SaveValidation
                | Self::NullPointer
                | Self::Overrun
                | Self::WrongStride
                | Self::UninitTimer
                | Self::BadTable
        )
    }
}

impl fmt::Display for ErrorClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// Why a save or a load did not succeed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// What went wrong.
    pub class: ErrorClass,
    /// What the C function would return (0 if it would not return).
    pub code: c_int,
    /// What QEMU would report, outermost description first.
    pub message: String,
}

impl Error {
    /// Put an error together.
    #[must_use]
    pub fn new(class: ErrorClass, code: c_int, message: impl Into<String>) -> Self {
        Self {
            class,
            code,
            message: message.into(),
        }
    }

    /// An error that QEMU would not survive.
    #[must_use]
    pub fn crash(class: ErrorClass, message: impl fmt::Display) -> Self {
        debug_assert!(class.is_crash());
        Self::new(class, 0, format!("QEMU would crash here: {message}"))
    }

    /// The same error, with the place where it happened put in front.
    #[must_use]
    pub fn prepend(mut self, place: impl fmt::Display) -> Self {
        self.message = format!("{place}: {}", self.message);
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.class, self.code, self.message)
    }
}

impl std::error::Error for Error {}
