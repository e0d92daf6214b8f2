// SPDX-License-Identifier: GPL-2.0-or-later

//! [`BqlCell`]: a [`Cell`](std::cell::Cell) under the big QEMU lock.

use std::{cell::UnsafeCell, cmp::Ordering, fmt, mem};

/// A value that is read and replaced as a whole.
#[repr(transparent)]
pub struct BqlCell<T> {
    value: UnsafeCell<T>,
}

// SAFETY: every access asserts the lock, so it is as if the value was handed
// from thread to thread
unsafe impl<T: Send> Send for BqlCell<T> {}
// SAFETY: as above
unsafe impl<T: Send> Sync for BqlCell<T> {}

impl<T> BqlCell<T> {
    /// Wrap a value.
    pub const fn new(value: T) -> Self {
        Self {
            value: UnsafeCell::new(value),
        }
    }

    /// Replace the value.
    pub fn set(&self, value: T) {
        self.replace(value);
    }

    /// Replace the value and return the old one.
    ///
    /// # Panics
    ///
    /// If the lock is not held.
    pub fn replace(&self, value: T) -> T {
        assert!(crate::is_locked());
        // SAFETY: the lock is held and no reference to the value is ever
        // handed out
        unsafe { mem::replace(&mut *self.value.get(), value) }
    }

    /// Unwrap the value.
    pub fn into_inner(self) -> T {
        assert!(crate::is_locked());
        self.value.into_inner()
    }

    /// Pointer to the value; what it is used for is not checked.
    pub const fn as_ptr(&self) -> *mut T {
        self.value.get()
    }
}

impl<T: Copy> BqlCell<T> {
    /// A copy of the value.
    ///
    /// # Panics
    ///
    /// If the lock is not held.
    pub fn get(&self) -> T {
        assert!(crate::is_locked());
        // SAFETY: as in replace()
        unsafe { *self.value.get() }
    }
}

impl<T: Default> BqlCell<T> {
    /// Take the value and leave the default.
    pub fn take(&self) -> T {
        self.replace(T::default())
    }
}

impl<T: Copy> Clone for BqlCell<T> {
    fn clone(&self) -> Self {
        Self::new(self.get())
    }
}

impl<T: Default> Default for BqlCell<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for BqlCell<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

impl<T: Copy + fmt::Debug> fmt::Debug for BqlCell<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

impl<T: Copy + PartialEq> PartialEq for BqlCell<T> {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl<T: Copy + Eq> Eq for BqlCell<T> {}

impl<T: Copy + PartialOrd> PartialOrd for BqlCell<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        self.get().partial_cmp(&other.get())
    }
}

impl<T: Copy + Ord> Ord for BqlCell<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.get().cmp(&other.get())
    }
}
