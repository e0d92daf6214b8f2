// SPDX-License-Identifier: GPL-2.0-or-later

//! [`VMStateDescriptionBuilder`].
//!
//! Facts: reference/qemu-rust-api.md, section 2.8.

use std::{
    ffi::{c_int, c_void, CStr},
    marker::PhantomData,
};

use common_core::{errno::into_neg_errno, Errno, FnCall, Zeroable};
use vmstate_engine::{bindings, MigrationPriority, VMStateField, VMStateFlags};

use crate::description::{VMStateDescription, VMStateSubsections};

/// Puts a [`VMStateDescription`] together, in a constant.
pub struct VMStateDescriptionBuilder<T> {
    vmsd: bindings::VMStateDescription,
    /// Kept apart because 1.83 cannot compare pointers in constants.
    has_name: bool,
    _for: PhantomData<fn(&T)>,
}

/// # Safety
///
/// As for a function of C: `opaque` is a `T`.
unsafe extern "C" fn hook_cb<T, F: for<'a> FnCall<(&'a T,), Result<(), impl Into<Errno>>>>(
    opaque: *mut c_void,
) -> c_int {
    // SAFETY: promised by the caller
    into_neg_errno(F::call((unsafe { &*opaque.cast::<T>() },)))
}

/// # Safety
///
/// As for a function of C: `opaque` is a `T`.
unsafe extern "C" fn post_load_cb<
    T,
    F: for<'a> FnCall<(&'a T, u8), Result<(), impl Into<Errno>>>,
>(
    opaque: *mut c_void,
    version_id: c_int,
) -> c_int {
    // SAFETY: promised by the caller
    let this = unsafe { &*opaque.cast::<T>() };
    into_neg_errno(F::call((this, u8::try_from(version_id).unwrap())))
}

/// # Safety
///
/// As for a function of C: `opaque` is a `T`.
unsafe extern "C" fn bool_cb<T, F: for<'a> FnCall<(&'a T,), bool>>(opaque: *mut c_void) -> bool {
    // SAFETY: promised by the caller
    F::call((unsafe { &*opaque.cast::<T>() },))
}

impl<T> VMStateDescriptionBuilder<T> {
    /// A description with nothing in it.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            vmsd: bindings::VMStateDescription::ZERO,
            has_name: false,
            _for: PhantomData,
        }
    }

    /// Set the name.
    #[must_use]
    pub const fn name(mut self, name: &CStr) -> Self {
        self.vmsd.name = name.as_ptr();
        self.has_name = true;
        self
    }

    /// Say that an object of this kind prevents migration.
    #[must_use]
    pub const fn unmigratable(mut self) -> Self {
        self.vmsd.unmigratable = true;
        self
    }

    /// Say that the section goes in front of RAM.
    #[must_use]
    pub const fn early_setup(mut self) -> Self {
        self.vmsd.early_setup = true;
        self
    }

    /// Set the version of what is saved.
    #[must_use]
    pub const fn version_id(mut self, version: u8) -> Self {
        self.vmsd.version_id = version as c_int;
        self
    }

    /// Set the oldest version that can be loaded.
    #[must_use]
    pub const fn minimum_version_id(mut self, version: u8) -> Self {
        self.vmsd.minimum_version_id = version as c_int;
        self
    }

    /// Set the place of the section in the stream.
    #[must_use]
    pub const fn priority(mut self, priority: MigrationPriority) -> Self {
        self.vmsd.priority = priority;
        self
    }

    /// Set the callback that runs before anything is loaded.
    #[must_use]
    pub const fn pre_load<F: for<'a> FnCall<(&'a T,), Result<(), impl Into<Errno>>>>(
        mut self,
        _f: &F,
    ) -> Self {
        self.vmsd.pre_load = if F::IS_SOME {
            Some(hook_cb::<T, F>)
        } else {
            None
        };
        self
    }

    /// Set the callback that runs when everything is loaded.
    #[must_use]
    pub const fn post_load<F: for<'a> FnCall<(&'a T, u8), Result<(), impl Into<Errno>>>>(
        mut self,
        _f: &F,
    ) -> Self {
        self.vmsd.post_load = if F::IS_SOME {
            Some(post_load_cb::<T, F>)
        } else {
            None
        };
        self
    }

    /// Set the callback that runs before anything is saved.
    #[must_use]
    pub const fn pre_save<F: for<'a> FnCall<(&'a T,), Result<(), impl Into<Errno>>>>(
        mut self,
        _f: &F,
    ) -> Self {
        self.vmsd.pre_save = if F::IS_SOME {
            Some(hook_cb::<T, F>)
        } else {
            None
        };
        self
    }

    /// Set the callback that runs when everything is saved.
    #[must_use]
    pub const fn post_save<F: for<'a> FnCall<(&'a T,), Result<(), impl Into<Errno>>>>(
        mut self,
        _f: &F,
    ) -> Self {
        self.vmsd.post_save = if F::IS_SOME {
            Some(hook_cb::<T, F>)
        } else {
            None
        };
        self
    }

    /// Set the question whether the (sub)section is to be saved.
    #[must_use]
    pub const fn needed<F: for<'a> FnCall<(&'a T,), bool>>(mut self, _f: &F) -> Self {
        self.vmsd.needed = if F::IS_SOME {
            Some(bool_cb::<T, F>)
        } else {
            None
        };
        self
    }

    /// Set the question whether the device is about to be unplugged.
    #[must_use]
    pub const fn unplug_pending<F: for<'a> FnCall<(&'a T,), bool>>(mut self, _f: &F) -> Self {
        self.vmsd.dev_unplug_pending = if F::IS_SOME {
            Some(bool_cb::<T, F>)
        } else {
            None
        };
        self
    }

    /// Set the fields, made by [`vmstate_fields!`](crate::vmstate_fields).
    ///
    /// # Panics
    ///
    /// If the list has no end mark.
    #[must_use]
    pub const fn fields(mut self, fields: &'static [VMStateField]) -> Self {
        assert!(
            fields[fields.len() - 1].flags.0 == VMStateFlags::VMS_END.0,
            "fields are not terminated, use vmstate_fields!"
        );
        self.vmsd.fields = fields.as_ptr();
        self
    }

    /// Set the subsections, made by
    /// [`vmstate_subsections!`](crate::vmstate_subsections).
    ///
    /// # Panics
    ///
    /// If the list has no end mark.
    #[must_use]
    pub const fn subsections(mut self, subsections: &'static VMStateSubsections) -> Self {
        assert!(
            subsections[subsections.len() - 1].is_none(),
            "subsections are not terminated, use vmstate_subsections!"
        );
        let subsections: *const Option<&bindings::VMStateDescription> = subsections.as_ptr();
        // a reference or nothing is a pointer
        self.vmsd.subsections = subsections.cast();
        self
    }

    /// The description.
    ///
    /// # Panics
    ///
    /// In dialect 11, if there is no name.
    #[must_use]
    pub const fn build(self) -> VMStateDescription<T> {
        #[cfg(feature = "mandatory-name")]
        assert!(self.has_name, "VMStateDescription requires a name field!");
        let _ = self.has_name;
        VMStateDescription::new(self.vmsd)
    }
}

impl<T> Default for VMStateDescriptionBuilder<T> {
    fn default() -> Self {
        Self::new()
    }
}
