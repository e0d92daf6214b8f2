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

pub use migration_core::{
    bindings, call_func_with_field, engine, impl_vmstate_c_struct, impl_vmstate_forward,
    impl_vmstate_pointer, impl_vmstate_struct, impl_vmstate_transparent, vmstate_exist_fn,
    vmstate_fields, vmstate_fields_ref, vmstate_of, vmstate_subsections, vmstate_unused,
    vmstate_validate,
};

pub use migratable::*;
pub use vmstate::*;
