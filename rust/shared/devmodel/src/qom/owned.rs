// SPDX-License-Identifier: GPL-2.0-or-later

//! [`Owned`]: a counted reference to an object.

use std::{
    fmt,
    ops::Deref,
    ptr::NonNull,
    sync::atomic::{AtomicU32, Ordering},
};

use super::{
    cast::{IsA, ObjectDeref},
    instance,
    object::{Object, ObjectType},
};

/// A reference to an object that keeps it alive.
#[repr(transparent)]
pub struct Owned<T: ObjectType>(NonNull<T>);

// SAFETY: as for Arc
unsafe impl<T: ObjectType + Send + Sync> Send for Owned<T> {}
// SAFETY: as for Arc
unsafe impl<T: ObjectType + Send + Sync> Sync for Owned<T> {}

impl<T: ObjectType> Owned<T> {
    /// Take over a reference that C code has counted.
    ///
    /// # Safety
    ///
    /// There must be one that nobody else gives back.
    pub unsafe fn from_raw(object: *const T) -> Self {
        // SAFETY: promised by the caller
        Self(unsafe { NonNull::new_unchecked(object.cast_mut()) })
    }

    /// Hand the reference over to C code.
    pub fn into_raw(self) -> *mut T {
        let object = self.0.as_ptr();
        std::mem::forget(self);
        object
    }

    /// Count another reference.
    ///
    /// # Safety
    ///
    /// The object must be one that is counted.
    #[must_use]
    pub unsafe fn from(object: &T) -> Self {
        // SAFETY: every object starts with an Object
        let start = unsafe { &*std::ptr::from_ref(object).cast::<Object>() };
        start.references.fetch_add(1, Ordering::Relaxed);
        Self(NonNull::from(object))
    }

    fn references(&self) -> &AtomicU32 {
        // SAFETY: every object starts with an Object
        unsafe { &(*self.0.as_ptr().cast::<Object>()).references }
    }
}

impl<T: ObjectType> Clone for Owned<T> {
    fn clone(&self) -> Self {
        self.references().fetch_add(1, Ordering::Relaxed);
        Self(self.0)
    }
}

impl<T: ObjectType> Deref for Owned<T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: the object is alive
        unsafe { self.0.as_ref() }
    }
}

impl<T: ObjectType> ObjectDeref for Owned<T> {}

impl<T: IsA<Object>> fmt::Debug for Owned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Owned({:?} at {:p})", T::TYPE_NAME, self.0)
    }
}

impl<T: ObjectType> Drop for Owned<T> {
    fn drop(&mut self) {
        assert!(bql_core::is_locked());
        if self.references().fetch_sub(1, Ordering::AcqRel) == 1 {
            // SAFETY: this was the last reference
            unsafe {
                instance::destroy(self.0.as_ptr().cast());
            }
        }
    }
}
