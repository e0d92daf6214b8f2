// SPDX-License-Identifier: GPL-2.0-or-later

//! Crate `migration` of dialect 10.2.
//!
//! What differs from 11: the description of [`Migratable`] has no name, and
//! [`Migratable`] is not `Sync`.  These are defects of the release, and real
//! here.  Then, a description may have no name; `util::timer::Timer` does not
//! implement [`ToMigrationState`]; there is no prelude.
//!
//! Facts: reference/qemu-rust-api.md, section 2.  [`engine`] is not in QEMU.

pub mod migratable;
pub mod vmstate;

pub use migration_core::{bindings, engine};

pub use migratable::*;
pub use vmstate::*;
