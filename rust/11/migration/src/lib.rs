// SPDX-License-Identifier: GPL-2.0-or-later

//! Crate `migration` of dialect 11 (QEMU 11.0 and 11.1).
//!
//! What differs from 10.2: [`Migratable`] has a named description and is
//! `Sync`; a description without a name does not compile (feature
//! `mandatory-name` of migration-core); `util::timer::Timer` implements
//! [`ToMigrationState`] (in crate util); there is a [`prelude`].
//!
//! ```compile_fail,E0080
//! # use migration::prelude::*;
//! const NAMELESS: VMStateDescription<u8> = VMStateDescriptionBuilder::<u8>::new().build();
//! ```
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

pub mod prelude {
    //! What device crates import as a whole.

    pub use crate::{
        impl_vmstate_forward, impl_vmstate_struct, vmstate_fields, vmstate_of, vmstate_subsections,
        vmstate_unused, vmstate_validate, Migratable, ToMigrationState, VMState,
        VMStateDescription, VMStateDescriptionBuilder,
    };
}
