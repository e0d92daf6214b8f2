// SPDX-License-Identifier: GPL-2.0-or-later

//! From a type to the types it is derived from, and back.

use std::ops::Deref;

use super::object::{as_object, Object, ObjectType};

/// Types that are derived from another one, or are it.
///
/// # Safety
///
/// The struct must start with a `P`.
pub unsafe trait IsA<P: ObjectType>: ObjectType {}

// SAFETY: it is the type itself
unsafe impl<T: ObjectType> IsA<T> for T {}

/// Things that methods of objects can be called on: `&T` and `Owned<T>`.
pub trait ObjectDeref: Deref
where
    Self::Target: ObjectType,
{
}

impl<T: ObjectType> ObjectDeref for &T {}

/// Casts of references to objects.
pub trait ObjectCast<'a>: ObjectDeref + Copy
where
    Self::Target: ObjectType,
{
    /// The reference, with its own lifetime.
    fn source(self) -> &'a Self::Target;

    /// To a type that this one is derived from.
    fn upcast<U: ObjectType>(self) -> &'a U
    where
        Self::Target: IsA<U>,
    {
        // SAFETY: says the bound
        unsafe { self.unsafe_cast() }
    }

    /// To a type that is derived from this one, if the object is of it.
    fn downcast<U: IsA<Self::Target>>(self) -> Option<&'a U>
    where
        Self::Target: IsA<Object>,
    {
        self.dynamic_cast()
    }

    /// To any type, if the object is of it.
    fn dynamic_cast<U: ObjectType>(self) -> Option<&'a U>
    where
        Self::Target: IsA<Object>,
    {
        let info = as_object(self.source()).type_info();
        // SAFETY: the object is of a type with this name
        info.is_a(U::TYPE_NAME)
            .then(|| unsafe { self.unsafe_cast() })
    }

    /// To any type.
    ///
    /// # Safety
    ///
    /// The object must be of the type.
    unsafe fn unsafe_cast<U: ObjectType>(self) -> &'a U {
        // SAFETY: promised by the caller
        unsafe { &*std::ptr::from_ref(self.source()).cast() }
    }
}

impl<'a, T: ObjectType> ObjectCast<'a> for &'a T {
    fn source(self) -> &'a T {
        self
    }
}
