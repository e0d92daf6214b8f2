// SPDX-License-Identifier: GPL-2.0-or-later

//! Objects that are being initialised.

use std::{
    mem::MaybeUninit,
    ops::{Deref, DerefMut},
};

use super::{
    cast::IsA,
    object::{ObjectImpl, ObjectType},
};

/// An object whose parent is initialised, and whose other fields are not.
pub struct ParentInit<'a, T>(&'a mut MaybeUninit<T>);

impl<'a, T> ParentInit<'a, T> {
    /// Begin the initialisation of the fields.
    ///
    /// # Safety
    ///
    /// The part of the object that is its parent must be initialised.
    pub unsafe fn new(object: &'a mut MaybeUninit<T>) -> Self {
        ParentInit(object)
    }
}

impl<T: ObjectImpl> ParentInit<'_, T> {
    /// The initialised part of the object.
    ///
    /// # Safety
    ///
    /// What is done with it must not look at the rest of the object.
    pub const unsafe fn upcast<U: ObjectType>(&self) -> &U
    where
        T::ParentType: IsA<U>,
    {
        // SAFETY: promised to new()
        unsafe { &*self.0.as_ptr().cast() }
    }
}

impl<T> Deref for ParentInit<'_, T> {
    type Target = MaybeUninit<T>;

    fn deref(&self) -> &MaybeUninit<T> {
        self.0
    }
}

impl<T> DerefMut for ParentInit<'_, T> {
    fn deref_mut(&mut self) -> &mut MaybeUninit<T> {
        self.0
    }
}
