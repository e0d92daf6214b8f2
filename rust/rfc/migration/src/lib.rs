// SPDX-License-Identifier: GPL-2.0-or-later

//! Crate `migration` of dialect rfc: the proposal of 6 September 2025, completed
//! so that it compiles.
//!
//! What differs from 10.2 is all in [`migratable`]: a snapshot returns a box, a
//! restore gets a reference, the description of [`Migratable`] takes its version
//! from that of the mirror, and scalars and arrays have no [`ToMigrationState`],
//! nor is there a derive macro.  README.md of the dialect lists how each slip of
//! the mail was settled.
//!
//! Facts: reference/seed-mail.txt; reference/qemu-rust-api.md, section 2.2.
//! [`engine`] is not in QEMU.

pub mod migratable;
pub mod vmstate;

pub use migration_core::{
    bindings, call_func_with_field, engine, impl_vmstate_c_struct, impl_vmstate_forward,
    impl_vmstate_pointer, impl_vmstate_struct, impl_vmstate_transparent, vmstate_exist_fn,
    vmstate_fields, vmstate_fields_ref, vmstate_of, vmstate_subsections, vmstate_unused,
    vmstate_validate,
};

pub use migratable::*;
pub use vmstate::*;
