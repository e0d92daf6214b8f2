// SPDX-License-Identifier: GPL-2.0-or-later

//! Descriptions, and the types and macros that make them.

pub use core::convert::Infallible;

pub use migration_core::{
    bindings::{MigrationPriority, VMStateField},
    call_func_with_field, impl_vmstate_c_struct, impl_vmstate_forward, impl_vmstate_pointer,
    impl_vmstate_struct, impl_vmstate_transparent,
    vmstate::*,
    vmstate_exist_fn, vmstate_fields, vmstate_fields_ref, vmstate_of, vmstate_subsections,
    vmstate_unused, vmstate_validate,
};

/// `VMState` and `ToMigrationState` of a `bilge` type, as the integer that it
/// is made of.
///
/// As in QEMU, the expansion names the crates `common` and `bilge` of the user.
#[macro_export]
macro_rules! impl_vmstate_bitsized {
    ($type:ty) => {
        // SAFETY: the type is an integer for C
        unsafe impl $crate::vmstate::VMState for $type {
            const BASE: $crate::bindings::VMStateField =
                                <<<$type as ::bilge::prelude::Bitsized>::ArbitraryInt
                                    as ::bilge::prelude::Number>::UnderlyingType
                                    as $crate::vmstate::VMState>::BASE;
            const VARRAY_FLAG: $crate::bindings::VMStateFlags =
                                <<<$type as ::bilge::prelude::Bitsized>::ArbitraryInt
                                    as ::bilge::prelude::Number>::UnderlyingType
                                    as $crate::vmstate::VMState>::VARRAY_FLAG;
        }

        impl $crate::migratable::ToMigrationState for $type {
            type Migrated =
                                <<$type as ::bilge::prelude::Bitsized>::ArbitraryInt
                                    as ::bilge::prelude::Number>::UnderlyingType;

            fn snapshot_migration_state(
                &self,
                target: &mut Self::Migrated,
            ) -> ::core::result::Result<(), $crate::InvalidError> {
                *target = Self::Migrated::from(*self);
                ::core::result::Result::Ok(())
            }

            fn restore_migrated_state_mut(
                &mut self,
                source: Self::Migrated,
                _version_id: u8,
            ) -> ::core::result::Result<(), $crate::InvalidError> {
                *self = Self::from(source);
                ::core::result::Result::Ok(())
            }
        }
    };
}
