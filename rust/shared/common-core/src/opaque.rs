// SPDX-License-Identifier: GPL-2.0-or-later

//! Data that C code owns.

use std::{cell::UnsafeCell, fmt, marker::PhantomPinned, mem::MaybeUninit};

/// A value that Rust only sees through pointers.
///
/// It may change at any time, may be uninitialised, and must not move.
#[repr(transparent)]
pub struct Opaque<T> {
    value: UnsafeCell<MaybeUninit<T>>,
    /// Makes the type `!Unpin`.
    _pin: PhantomPinned,
}

impl<T> Opaque<T> {
    /// A value that is to be initialised in place.
    ///
    /// # Safety
    ///
    /// Nothing may be done with it before it is pinned and initialised.
    pub const unsafe fn uninit() -> Self {
        Self {
            value: UnsafeCell::new(MaybeUninit::uninit()),
            _pin: PhantomPinned,
        }
    }

    /// A value whose bytes are zero.
    ///
    /// # Safety
    ///
    /// As for [`uninit`](Self::uninit), unless zero is a valid value of `T`.
    pub const unsafe fn zeroed() -> Self {
        Self {
            value: UnsafeCell::new(MaybeUninit::zeroed()),
            _pin: PhantomPinned,
        }
    }

    /// Pointer to the value, for reading and writing.
    pub const fn as_mut_ptr(&self) -> *mut T {
        self.value.get().cast()
    }

    /// Pointer to the value, for reading.
    pub const fn as_ptr(&self) -> *const T {
        self.as_mut_ptr().cast_const()
    }

    /// Pointer to the value, for C functions that take any object.
    pub const fn as_void_ptr(&self) -> *mut std::ffi::c_void {
        self.as_mut_ptr().cast()
    }
}

impl<T> fmt::Debug for Opaque<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opaque({:p})", self.as_ptr())
    }
}

/// Types that wrap a struct of C's; `derive(Wrapper)` implements it.
///
/// # Safety
///
/// The type must have the memory layout of what it wraps.
pub unsafe trait Wrapper {
    /// The struct of C's.
    type Wrapped;
}

// SAFETY: it is transparent
unsafe impl<T> Wrapper for Opaque<T> {
    type Wrapped = T;
}
