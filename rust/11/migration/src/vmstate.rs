// SPDX-License-Identifier: GPL-2.0-or-later

//! Descriptions, and the types and macros that make them.

pub use core::convert::Infallible;

pub use migration_core::{
    bindings::{MigrationPriority, VMStateField},
    vmstate::{
        vmstate_base, vmstate_varray_flag, InvalidError, VMState, VMStateDescription,
        VMStateDescriptionBuilder, VMStateSubsections,
    },
};

/// `VMState` and `ToMigrationState` of a `bilge` type, as the integer that it
/// is made of.
///
/// As in QEMU, the expansion names the crates `common` and `bilge` of the user.
#[macro_export]
macro_rules! impl_vmstate_bitsized {
    ($type:ty) => {
        const _: () = {
            type Int = <$type as ::bilge::prelude::Bitsized>::ArbitraryInt;
            type Underlying = <Int as ::bilge::prelude::Number>::UnderlyingType;

            // SAFETY: the type is an integer for C
            unsafe impl $crate::vmstate::VMState for $type {
                const BASE: $crate::bindings::VMStateField =
                    <Underlying as $crate::vmstate::VMState>::BASE;
                const VARRAY_FLAG: $crate::bindings::VMStateFlags =
                    <Underlying as $crate::vmstate::VMState>::VARRAY_FLAG;
            }

            impl $crate::migratable::ToMigrationState for $type {
                type Migrated = Underlying;

                fn snapshot_migration_state(
                    &self,
                    target: &mut Underlying,
                ) -> ::core::result::Result<(), $crate::InvalidError> {
                    *target = Underlying::from(*self);
                    ::core::result::Result::Ok(())
                }

                fn restore_migrated_state_mut(
                    &mut self,
                    source: Underlying,
                    _version_id: u8,
                ) -> ::core::result::Result<(), $crate::InvalidError> {
                    *self = <$type>::from(source);
                    ::core::result::Result::Ok(())
                }
            }
        };
    };
}
