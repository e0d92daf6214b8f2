// SPDX-License-Identifier: GPL-2.0-or-later

//! [`Object`], and what types of objects say about themselves.

use std::{
    borrow::Cow,
    ffi::{c_void, CStr},
    fmt,
    mem::ManuallyDrop,
    ops::{Deref, DerefMut},
    sync::atomic::{AtomicPtr, AtomicU32, Ordering},
};

use migration_core::{impl_vmstate_pointer, impl_vmstate_transparent};

use super::{
    bindings,
    cast::{IsA, ObjectDeref},
    class::ObjectClass,
    init::ParentInit,
    instance::{self, Instance, TypeInfo},
    owned::Owned,
};

/// Types of objects.
///
/// # Safety
///
/// The struct must start with that of its parent, and the class struct with
/// that of the parent's class.
pub unsafe trait ObjectType: Sized + 'static {
    /// Type of the class struct.
    type Class;

    /// Name of the type.
    const TYPE_NAME: &'static CStr;
}

/// Interfaces; only the name is here.
///
/// # Safety
///
/// As for [`ObjectType`].
pub unsafe trait InterfaceType: Sized {
    /// Name of the type.
    const TYPE_NAME: &'static CStr;
}

/// Types of objects that are implemented in Rust.
pub trait ObjectImpl: ObjectType + IsA<Object> {
    /// The type that this one is derived from.
    type ParentType: Instance;

    /// Whether there are only objects of derived types.
    const ABSTRACT: bool = false;

    /// Initialise the fields.  The parent is initialised already, the other
    /// memory is zeroed.
    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = None;

    /// Finish the initialisation, after that of derived types.
    const INSTANCE_POST_INIT: Option<fn(&Self)> = None;

    /// Initialise the class of this type and those of derived types.
    const CLASS_BASE_INIT: Option<
        unsafe extern "C" fn(klass: *mut ObjectClass, data: *const c_void),
    > = None;

    /// What is registered when QEMU starts.
    const TYPE_INFO: bindings::TypeInfo = bindings::TypeInfo {
        name: Self::TYPE_NAME.as_ptr(),
        interfaces: std::ptr::null(),
    };

    /// Take the object out of the tree of objects.
    const UNPARENT: Option<fn(&Self)> = None;

    /// Initialise the class.
    const CLASS_INIT: fn(&mut Self::Class);
}

/// Start of every object.
#[repr(C)]
pub struct Object {
    pub(super) class: AtomicPtr<ObjectClass>,
    pub(super) references: AtomicU32,
}

// SAFETY: it has no parent
unsafe impl ObjectType for Object {
    type Class = ObjectClass;
    const TYPE_NAME: &'static CStr = c"object";
}

// SAFETY: as above
unsafe impl Instance for Object {
    fn instance_type_info() -> TypeInfo {
        TypeInfo::of_root::<Self>()
    }
}

impl Object {
    pub(super) fn class(&self) -> *mut ObjectClass {
        self.class.load(Ordering::Relaxed)
    }

    /// The type of the object.
    pub(super) fn type_info(&self) -> &'static TypeInfo {
        // SAFETY: set before anybody sees the object
        unsafe { (*self.class()).info() }
    }
}

/// The part of a struct that is its parent.
///
/// The parent type drops it, not the derived one.
#[repr(transparent)]
pub struct ParentField<T: ObjectType>(ManuallyDrop<T>);

impl<T: ObjectType> Deref for ParentField<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: ObjectType> DerefMut for ParentField<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T: fmt::Debug + ObjectType> fmt::Debug for ParentField<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl_vmstate_transparent!(ParentField<T> where T: VMState + ObjectType);
impl_vmstate_pointer!(Owned<T> where T: VMState + ObjectType);

/// What can be done with a type of objects.
pub trait ObjectClassMethods: IsA<Object> {
    /// Create an object.
    fn new() -> Owned<Self>
    where
        Self: Instance,
    {
        instance::create::<Self>()
    }
}

impl<T: IsA<Object>> ObjectClassMethods for T {}

/// What can be done with objects.
pub trait ObjectMethods: ObjectDeref
where
    Self::Target: IsA<Object>,
{
    /// Name of the type of the object.
    fn typename(&self) -> Cow<'_, str> {
        as_object::<Self::Target>(self)
            .type_info()
            .name
            .to_string_lossy()
    }

    /// The class of the object.
    fn get_class(&self) -> &'static <Self::Target as ObjectType>::Class {
        let class = as_object::<Self::Target>(self).class();
        // SAFETY: the object is a Self::Target; classes are never freed
        unsafe { &*class.cast() }
    }

    /// Write the name of the type and the address of the object.
    fn debug_fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let object: *const Self::Target = &**self;
        f.debug_tuple(&self.typename()).field(&object).finish()
    }
}

impl<R: ObjectDeref> ObjectMethods for R where R::Target: IsA<Object> {}

/// The start of an object.
pub fn as_object<T: IsA<Object>>(object: &T) -> &Object {
    // SAFETY: says the trait
    unsafe { &*std::ptr::from_ref(object).cast() }
}
