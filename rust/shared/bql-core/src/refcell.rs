// SPDX-License-Identifier: GPL-2.0-or-later

//! [`BqlRefCell`]: a [`RefCell`](std::cell::RefCell) under the big QEMU lock.

use std::{
    cell::{Cell, UnsafeCell},
    fmt,
    ops::{Deref, DerefMut},
};

/// A value that is borrowed, with the borrow rules checked at run time.
///
/// The value comes first so that a description of it fits the whole cell. It has
/// no `Debug`, as QEMU's: one that can be borrowed has nothing to say always.
#[repr(C)]
pub struct BqlRefCell<T> {
    value: UnsafeCell<T>,
    /// Number of readers, or -1 when there is a writer.
    borrows: Cell<isize>,
}

// SAFETY: every access asserts the lock
unsafe impl<T: Send> Send for BqlRefCell<T> {}
// SAFETY: every access asserts the lock, and it cannot be released during a
// borrow
unsafe impl<T> Sync for BqlRefCell<T> {}

impl<T> BqlRefCell<T> {
    /// Wrap a value.
    pub const fn new(value: T) -> Self {
        Self {
            value: UnsafeCell::new(value),
            borrows: Cell::new(0),
        }
    }

    /// Borrow the value for reading.
    ///
    /// # Panics
    ///
    /// If the lock is not held, or the value is borrowed for writing.
    pub fn borrow(&self) -> BqlRef<'_, T> {
        assert!(crate::is_locked());
        let borrows = self.borrows.get();
        assert!(borrows >= 0, "already mutably borrowed");
        self.borrows.set(borrows + 1);
        crate::block_unlock(true);
        BqlRef { cell: self }
    }

    /// Borrow the value for writing.
    ///
    /// # Panics
    ///
    /// If the lock is not held, or the value is borrowed.
    pub fn borrow_mut(&self) -> BqlRefMut<'_, T> {
        assert!(crate::is_locked());
        assert_eq!(self.borrows.get(), 0, "already borrowed");
        self.borrows.set(-1);
        crate::block_unlock(true);
        BqlRefMut { cell: self }
    }

    /// The value, of a cell that nobody else can see.
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }

    /// Pointer to the value; what it is used for is not checked.
    pub const fn as_ptr(&self) -> *mut T {
        self.value.get()
    }
}

impl<T: Default> Default for BqlRefCell<T> {
    fn default() -> Self {
        Self::new(T::default())
    }
}

impl<T> From<T> for BqlRefCell<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

/// Result of [`BqlRefCell::borrow`].
pub struct BqlRef<'a, T> {
    cell: &'a BqlRefCell<T>,
}

impl<T> Deref for BqlRef<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: there is no writer while `self` exists
        unsafe { &*self.cell.value.get() }
    }
}

impl<T> Drop for BqlRef<'_, T> {
    fn drop(&mut self) {
        self.cell.borrows.set(self.cell.borrows.get() - 1);
        crate::block_unlock(false);
    }
}

impl<T: fmt::Debug> fmt::Debug for BqlRef<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// Result of [`BqlRefCell::borrow_mut`].
pub struct BqlRefMut<'a, T> {
    cell: &'a BqlRefCell<T>,
}

impl<T> Deref for BqlRefMut<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: nobody else has borrowed the value while `self` exists
        unsafe { &*self.cell.value.get() }
    }
}

impl<T> DerefMut for BqlRefMut<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: as above
        unsafe { &mut *self.cell.value.get() }
    }
}

impl<T> Drop for BqlRefMut<'_, T> {
    fn drop(&mut self) {
        self.cell.borrows.set(0);
        crate::block_unlock(false);
    }
}

impl<T: fmt::Debug> fmt::Debug for BqlRefMut<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}
