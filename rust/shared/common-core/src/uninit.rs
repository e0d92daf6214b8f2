// SPDX-License-Identifier: GPL-2.0-or-later

//! Initialisation of a struct field by field.

use std::{
    mem::MaybeUninit,
    ops::{Deref, DerefMut},
};

/// A field of a struct that is not initialised yet.
///
/// Made by [`uninit_field_mut!`](crate::uninit_field_mut); behaves like a
/// mutable reference to a [`MaybeUninit`] of the field, and knows the struct.
pub struct MaybeUninitField<'a, T, U> {
    parent: &'a mut MaybeUninit<T>,
    field: *mut U,
}

impl<'a, T, U> MaybeUninitField<'a, T, U> {
    /// Put together a struct and a pointer to one of its fields.
    ///
    /// # Safety
    ///
    /// `field` must point into `parent`.
    pub unsafe fn new(parent: &'a mut MaybeUninit<T>, field: *mut U) -> Self {
        Self { parent, field }
    }

    /// Pointer to the whole struct.
    pub fn parent(&self) -> *const T {
        self.parent.as_ptr()
    }

    /// Pointer to the whole struct, for writing.
    pub fn parent_mut(&mut self) -> *mut T {
        self.parent.as_mut_ptr()
    }
}

impl<T, U> Deref for MaybeUninitField<'_, T, U> {
    type Target = MaybeUninit<U>;

    fn deref(&self) -> &MaybeUninit<U> {
        // SAFETY: promised to new(); MaybeUninit has no validity rules
        unsafe { &*self.field.cast() }
    }
}

impl<T, U> DerefMut for MaybeUninitField<'_, T, U> {
    fn deref_mut(&mut self) -> &mut MaybeUninit<U> {
        // SAFETY: as above, and `parent` is borrowed mutably
        unsafe { &mut *self.field.cast() }
    }
}

/// The [`MaybeUninitField`] for a field of a `MaybeUninit` place.
///
/// ```
/// # use std::mem::MaybeUninit;
/// # use common_core::uninit_field_mut;
/// struct Pair(u8, [u16; 2]);
/// let mut pair = MaybeUninit::<Pair>::zeroed();
/// uninit_field_mut!(pair, 0).write(1);
/// uninit_field_mut!(pair, 1[1]).write(2);
/// let pair = unsafe { pair.assume_init() };
/// assert_eq!((pair.0, pair.1), (1, [0, 2]));
/// ```
#[macro_export]
macro_rules! uninit_field_mut {
    ($container:expr, $($field:tt)+) => {{
        let container__: &mut ::core::mem::MaybeUninit<_> = &mut $container;
        // SAFETY: the pointer is to a field of the container
        unsafe {
            let field__ = &raw mut (*container__.as_mut_ptr()).$($field)+;
            $crate::MaybeUninitField::new(container__, field__)
        }
    }};
}
