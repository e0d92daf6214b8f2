// SPDX-License-Identifier: GPL-2.0-or-later

//! Creation and destruction of objects.

use std::{
    alloc::{alloc_zeroed, dealloc, handle_alloc_error, Layout},
    any::TypeId,
    ffi::{c_void, CStr},
    mem::MaybeUninit,
    ptr::{self, NonNull},
    sync::atomic::Ordering,
};

use super::{
    class::{class_of, ObjectClass},
    init::ParentInit,
    object::{Object, ObjectImpl, ObjectType},
    owned::Owned,
};

/// Types that objects can be created of.
///
/// QEMU registers types at start-up instead.
///
/// # Safety
///
/// The information must be that of the type.
pub unsafe trait Instance: ObjectType {
    /// How to create and destroy objects.
    fn instance_type_info() -> TypeInfo;
}

// SAFETY: the type is #[repr(C)] and starts with its parent, as `ObjectType` asks
unsafe impl<T: ObjectImpl> Instance for T {
    fn instance_type_info() -> TypeInfo {
        TypeInfo::of_impl::<Self>()
    }
}

/// How to create and destroy objects of a type.
#[derive(Clone, Copy)]
pub struct TypeInfo {
    pub(super) id: TypeId,
    pub(super) name: &'static CStr,
    is_abstract: bool,
    parent: Option<fn() -> Self>,
    layout: Layout,
    pub(super) class: Layout,
    pub(super) class_init: unsafe fn(*mut c_void),
    class_base_init: unsafe fn(*mut c_void),
    instance_init: unsafe fn(*mut c_void),
    instance_post_init: unsafe fn(*mut c_void),
    finalize: unsafe fn(*mut c_void),
}

unsafe fn nothing(_object: *mut c_void) {}

unsafe fn drop_object<T>(object: *mut c_void) {
    // SAFETY: the last owner of a T calls this
    unsafe {
        ptr::drop_in_place(object.cast::<T>());
    }
}

unsafe fn class_init<T: ObjectImpl>(class: *mut c_void) {
    // SAFETY: called for the class of T
    T::CLASS_INIT(unsafe { &mut *class.cast() });
}

unsafe fn class_base_init<T: ObjectImpl>(class: *mut c_void) {
    if let Some(init) = T::CLASS_BASE_INIT {
        // SAFETY: called for the class of T or of a derived type
        unsafe {
            init(class.cast(), ptr::null());
        }
    }
}

unsafe fn instance_init<T: ObjectImpl>(object: *mut c_void) {
    if let Some(init) = T::INSTANCE_INIT {
        // SAFETY: called for an object of T or of a derived type, whose parent
        // is initialised
        unsafe {
            init(ParentInit::new(&mut *object.cast::<MaybeUninit<T>>()));
        }
    }
}

unsafe fn instance_post_init<T: ObjectImpl>(object: *mut c_void) {
    if let Some(init) = T::INSTANCE_POST_INIT {
        // SAFETY: called for an initialised T
        init(unsafe { &*object.cast() });
    }
}

impl TypeInfo {
    /// For a type that has no parent and nothing to initialise.
    pub fn of_root<T: ObjectType>() -> Self {
        Self {
            id: TypeId::of::<T>(),
            name: T::TYPE_NAME,
            is_abstract: false,
            parent: None,
            layout: Layout::new::<T>(),
            class: Layout::new::<T::Class>(),
            class_init: nothing,
            class_base_init: nothing,
            instance_init: nothing,
            instance_post_init: nothing,
            finalize: drop_object::<T>,
        }
    }

    /// For a type whose parent is not declared by [`ObjectImpl`], with what
    /// initialises its fields.
    pub fn of_native<T: ObjectType, P: Instance>(init: unsafe fn(*mut c_void)) -> Self {
        Self {
            parent: Some(P::instance_type_info),
            instance_init: init,
            ..Self::of_root::<T>()
        }
    }

    /// For a type that implements [`ObjectImpl`].
    pub fn of_impl<T: ObjectImpl>() -> Self {
        Self {
            is_abstract: T::ABSTRACT,
            parent: Some(T::ParentType::instance_type_info),
            class_init: class_init::<T>,
            class_base_init: class_base_init::<T>,
            instance_init: instance_init::<T>,
            instance_post_init: instance_post_init::<T>,
            ..Self::of_root::<T>()
        }
    }

    pub(super) fn parent(&self) -> Option<Self> {
        self.parent.map(|parent| parent())
    }

    /// Whether the type, or one that it is derived from, has a name.
    pub fn is_a(&self, name: &CStr) -> bool {
        self.name == name || self.parent().is_some_and(|parent| parent.is_a(name))
    }

    /// # Safety
    ///
    /// `class` must be that of the type or of a derived one.
    pub(super) unsafe fn class_base_init_all(&self, class: *mut ObjectClass) {
        // SAFETY: promised by the caller
        unsafe {
            if let Some(parent) = self.parent() {
                parent.class_base_init_all(class);
            }
            (self.class_base_init)(class.cast());
        }
    }

    /// Parents first.
    ///
    /// # Safety
    ///
    /// `object` must be zeroed memory for an object, except for the start.
    unsafe fn init(&self, object: *mut c_void) {
        // SAFETY: promised by the caller
        unsafe {
            if let Some(parent) = self.parent() {
                parent.init(object);
            }
            (self.instance_init)(object);
        }
    }

    /// Parents first, as QEMU does since 10.1.
    ///
    /// # Safety
    ///
    /// `object` must be initialised.
    unsafe fn post_init(&self, object: *mut c_void) {
        // SAFETY: promised by the caller
        unsafe {
            if let Some(parent) = self.parent() {
                parent.post_init(object);
            }
            (self.instance_post_init)(object);
        }
    }

    /// Derived types first.
    ///
    /// # Safety
    ///
    /// `object` must be initialised and have no owner.
    unsafe fn drop_all(&self, object: *mut c_void) {
        // SAFETY: promised by the caller; a parent is not dropped together with
        // the derived type, see ParentField
        unsafe {
            (self.finalize)(object);
            if let Some(parent) = self.parent() {
                parent.drop_all(object);
            }
        }
    }
}

/// Create an object.
pub fn create<T: Instance>() -> Owned<T> {
    let info = T::instance_type_info();
    assert!(!info.is_abstract, "{:?} is abstract", info.name);
    let class = class_of(&info);
    // SAFETY: an object has at least the size of Object
    let memory = unsafe { alloc_zeroed(info.layout) };
    if memory.is_null() {
        handle_alloc_error(info.layout);
    }
    // SAFETY: every object starts with an Object, for which zero is valid
    unsafe {
        let object = &*memory.cast::<Object>();
        object.class.store(class, Ordering::Relaxed);
        object.references.store(1, Ordering::Relaxed);
        crate::hw::apply_defaults(&info, memory.cast(), class);
        info.init(memory.cast());
        info.post_init(memory.cast());
        Owned::from_raw(NonNull::new_unchecked(memory.cast::<T>()).as_ptr())
    }
}

/// Destroy an object.
///
/// # Safety
///
/// The object must have no owner.
pub unsafe fn destroy(object: *mut Object) {
    // SAFETY: promised by the caller
    unsafe {
        let info = (*object).type_info();
        info.drop_all(object.cast());
        dealloc(object.cast(), info.layout);
    }
}
