// SPDX-License-Identifier: GPL-2.0-or-later

//! Snapshot and restore as the mail proposes them, and [`Migratable`].
//!
//! Facts: reference/seed-mail.txt; reference/qemu-rust-api.md, sections 1 and
//! 2.2.

use std::{
    cell::RefCell,
    ops::{Deref, DerefMut},
    ptr,
    sync::Mutex,
};

use bql::{BqlCell, BqlRefCell};
use common::Zeroable;

use crate::{
    bindings, vmstate_fields_ref, vmstate_of, InvalidError, MigrationPriority, VMState,
    VMStateDescription, VMStateDescriptionBuilder, VMStateField,
};

/// Types that are converted before they are saved, and after they are loaded.
pub trait ToMigrationState {
    /// What goes into the stream.
    type Migrated: Default + VMState;

    /// Copy the state to the heap.
    fn to_migration_state(&self) -> Result<Box<Self::Migrated>, InvalidError>;

    /// Take over what was loaded.
    fn restore_migrated_state_mut(
        &mut self,
        source: &Self::Migrated,
        version_id: u8,
    ) -> Result<(), InvalidError>;
}

/// Types whose state can be replaced through a shared reference.
pub trait ToMigrationStateShared: ToMigrationState {
    /// Take over what was loaded.
    fn restore_migrated_state(
        &self,
        source: &Self::Migrated,
        version_id: u8,
    ) -> Result<(), InvalidError>;
}

impl<T: ToMigrationState> ToMigrationState for Mutex<T> {
    type Migrated = T::Migrated;

    fn to_migration_state(&self) -> Result<Box<Self::Migrated>, InvalidError> {
        self.lock().unwrap().to_migration_state()
    }

    fn restore_migrated_state_mut(
        &mut self,
        source: &Self::Migrated,
        version_id: u8,
    ) -> Result<(), InvalidError> {
        self.get_mut()
            .unwrap()
            .restore_migrated_state_mut(source, version_id)
    }
}

impl<T: ToMigrationState> ToMigrationStateShared for Mutex<T> {
    fn restore_migrated_state(
        &self,
        source: &Self::Migrated,
        version_id: u8,
    ) -> Result<(), InvalidError> {
        self.lock()
            .unwrap()
            .restore_migrated_state_mut(source, version_id)
    }
}

/// Both cells have the same methods.
macro_rules! impl_for_cell {
    ($cell:ident) => {
        impl<T: ToMigrationState> ToMigrationState for $cell<T> {
            type Migrated = T::Migrated;

            fn to_migration_state(&self) -> Result<Box<Self::Migrated>, InvalidError> {
                self.borrow().to_migration_state()
            }

            fn restore_migrated_state_mut(
                &mut self,
                source: &Self::Migrated,
                version_id: u8,
            ) -> Result<(), InvalidError> {
                self.get_mut()
                    .restore_migrated_state_mut(source, version_id)
            }
        }

        impl<T: ToMigrationState> ToMigrationStateShared for $cell<T> {
            fn restore_migrated_state(
                &self,
                source: &Self::Migrated,
                version_id: u8,
            ) -> Result<(), InvalidError> {
                self.borrow_mut()
                    .restore_migrated_state_mut(source, version_id)
            }
        }
    };
}

impl_for_cell!(RefCell);
impl_for_cell!(BqlRefCell);

/// State that is converted before it is saved, and after it is loaded.
pub struct Migratable<T: ToMigrationStateShared> {
    runtime_state: T,
    /// What the C code sees, while it saves or loads; else null.
    migration_state: BqlCell<*mut T::Migrated>,
}

// SAFETY: the pointer is used by the hooks only, which have the big QEMU lock
unsafe impl<T: ToMigrationStateShared + Send> Send for Migratable<T> {}
// SAFETY: as above
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
            runtime_state,
            migration_state: BqlCell::new(ptr::null_mut()),
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
        self.migration_state.set(Box::into_raw(Box::default()));
        Ok(())
    }

    fn post_load(&self, version_id: u8) -> Result<(), InvalidError> {
        let state = self.take_state();
        self.runtime_state
            .restore_migrated_state(&state, version_id)
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

impl<T: 'static + ToMigrationStateShared> Migratable<T> {
    /// The mail's `T::VMSD`.  A mirror that is no struct has none; then the
    /// versions are 1.
    const MIRROR: (u8, u8, MigrationPriority) = {
        let base = <T::Migrated as VMState>::BASE;
        if base.flags.0 & bindings::VMStateFlags::VMS_STRUCT.0 != 0 {
            // SAFETY: says the flag; descriptions are static
            let vmsd = unsafe { *base.vmsd };
            (
                vmsd.version_id as u8,
                vmsd.minimum_version_id as u8,
                vmsd.priority,
            )
        } else {
            (1, 1, MigrationPriority::MIG_PRI_DEFAULT)
        }
    };

    const FIELDS: &'static [VMStateField] = vmstate_fields_ref! {
        vmstate_of!(Migratable<T>, migration_state),
    };

    /// The mail gives no name.  Without one QEMU would crash on every save with
    /// a JSON description; this is the name that the code got when it was fixed.
    const VMSD: &'static VMStateDescription<Self> = &VMStateDescriptionBuilder::<Self>::new()
        .name(c"migratable-wrapper")
        .version_id(Self::MIRROR.0)
        .minimum_version_id(Self::MIRROR.1)
        .priority(Self::MIRROR.2)
        .pre_load(&Self::pre_load)
        .post_load(&Self::post_load)
        .pre_save(&Self::pre_save)
        .post_save(&Self::post_save)
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
