// SPDX-License-Identifier: GPL-2.0-or-later

//! [`Migratable`]: from the hooks of C to snapshot and restore.
//!
//! Facts: reference/qemu-rust-api.md, section 2.5.

use std::{
    fmt,
    ops::{Deref, DerefMut},
    ptr,
};

use bql::BqlCell;
use common::Zeroable;

pub use migration_core::state::{ToMigrationState, ToMigrationStateShared};
/// Not part of the module in QEMU, but found at the root of the crate.
pub use qemu_macros::ToMigrationState;

use crate::{
    bindings, vmstate_fields_ref, vmstate_of, InvalidError, VMState, VMStateDescription,
    VMStateDescriptionBuilder, VMStateField,
};

/// State that is converted before it is saved, and after it is loaded.
///
/// As `Sync` as the state, but not `Send`:
///
/// ```
/// # use std::sync::Mutex;
/// fn assert_sync<T: Sync>() {}
/// assert_sync::<migration::Migratable<Mutex<u8>>>();
/// ```
///
/// ```compile_fail,E0277
/// # use std::sync::Mutex;
/// fn assert_send<T: Send>() {}
/// assert_send::<migration::Migratable<Mutex<u8>>>();
/// ```
#[repr(C)]
pub struct Migratable<T: ToMigrationStateShared> {
    /// What the C code sees, while it saves or loads; else null.
    migration_state: BqlCell<*mut T::Migrated>,
    runtime_state: T,
}

// SAFETY: the pointer is used by the hooks only, which have the big QEMU lock
unsafe impl<T: ToMigrationStateShared + Sync> Sync for Migratable<T> {}

impl<T: ToMigrationStateShared> Deref for Migratable<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.runtime_state
    }
}

impl<T: ToMigrationStateShared> DerefMut for Migratable<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.runtime_state
    }
}

impl<T: ToMigrationStateShared> Migratable<T> {
    /// Wrap state.
    pub fn new(runtime_state: T) -> Self {
        Self {
            migration_state: BqlCell::new(ptr::null_mut()),
            runtime_state,
        }
    }

    fn pre_save(&self) -> Result<(), InvalidError> {
        let state = self.runtime_state.to_migration_state()?;
        self.migration_state.set(Box::into_raw(state));
        Ok(())
    }

    fn post_save(&self) -> Result<(), InvalidError> {
        drop(self.take_state());
        Ok(())
    }

    fn pre_load(&self) -> Result<(), InvalidError> {
        // what a failed load has left is leaked, as in QEMU
        self.migration_state.set(Box::into_raw(Box::default()));
        Ok(())
    }

    fn post_load(&self, version_id: u8) -> Result<(), InvalidError> {
        let state = self.take_state();
        self.runtime_state
            .restore_migrated_state(*state, version_id)
    }

    fn take_state(&self) -> Box<T::Migrated> {
        let state = self.migration_state.replace(ptr::null_mut());
        assert!(!state.is_null());
        // SAFETY: comes from a box, and nobody else has it
        unsafe { Box::from_raw(state) }
    }
}

impl<T: ToMigrationStateShared + Default> Default for Migratable<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T: ToMigrationStateShared + fmt::Debug> fmt::Debug for Migratable<T>
where
    T::Migrated: fmt::Debug,
{
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Migratable")
            .field("migration_state", &self.migration_state)
            .field("runtime_state", &self.runtime_state)
            .finish()
    }
}

impl<T: 'static + ToMigrationStateShared> Migratable<T> {
    const FIELDS: &'static [VMStateField] = vmstate_fields_ref! {
        vmstate_of!(Migratable<T>, migration_state),
    };

    const VMSD: &'static VMStateDescription<Self> = &VMStateDescriptionBuilder::<Self>::new()
        .name(c"migratable-wrapper")
        .version_id(1)
        .minimum_version_id(1)
        .pre_save(&Self::pre_save)
        .pre_load(&Self::pre_load)
        .post_save(&Self::post_save)
        .post_load(&Self::post_load)
        .fields(Self::FIELDS)
        .build();
}

// SAFETY: the description is for the type
unsafe impl<T: 'static + ToMigrationStateShared> VMState for Migratable<T> {
    const BASE: VMStateField = VMStateField {
        vmsd: Self::VMSD.as_ref(),
        size: size_of::<Self>(),
        flags: bindings::VMStateFlags::VMS_STRUCT,
        ..Zeroable::ZERO
    };
}
