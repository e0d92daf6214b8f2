// SPDX-License-Identifier: GPL-2.0-or-later

//! Save and load of objects by tables of [`VMStateField`].
//!
//! This is the part of QEMU that the Rust crates reach through C functions.
//! It is written from reference/vmstate-wire.md (sections are given in each
//! module) and follows it also where QEMU crashes: there it returns an error of
//! a class of its own ([`ErrorClass::is_crash`]).
//!
//! The functions of this crate work on raw pointers; `migration::engine` has
//! the ones for typed descriptions, which is what tests use.
//!
//! Left out: linked lists and trees (`qtailq`, `qlist`, `gtree`), `tmp` and
//! `fd`, which no Rust table can express.

pub mod bindings;
pub mod clock;
mod describe;
mod error;
mod field;
pub mod infos;
mod json;
mod layout;
mod load;
mod save;
mod section;
mod stream;
pub mod timer;

pub use bindings::{
    MigrationPriority, VMStateDescription, VMStateField, VMStateFlags, VMStateInfo,
};
pub use error::{Error, ErrorClass};
pub use field::{intersect, END};
pub use json::{Json, JsonWriter};
pub use layout::{pack_extent, release_array, room, true_stride};
pub use load::load_body;
pub use save::save_body;
pub use section::{load_section, save_section, save_section_described, SECTION_ID};
pub use stream::{QEMUFile, Stream};
