// SPDX-License-Identifier: GPL-2.0-or-later

//! Classes: one struct per type of objects.

use std::{
    alloc::{alloc_zeroed, handle_alloc_error, Layout},
    any::TypeId,
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use super::{
    instance::TypeInfo,
    object::{Object, ObjectImpl},
};

/// Start of every class.
///
/// Class structs begin as zeroed memory, so all their fields must be valid
/// then.
#[repr(C)]
pub struct ObjectClass {
    info: Option<&'static TypeInfo>,
    unparent: Option<unsafe fn(*mut Object)>,
}

impl ObjectClass {
    /// The type that the class is of.
    pub(super) fn info(&self) -> &'static TypeInfo {
        self.info.expect("class is initialised")
    }
}

unsafe fn unparent<T: ObjectImpl>(object: *mut Object) {
    if let Some(unparent) = T::UNPARENT {
        // SAFETY: the function is in the class of T
        unparent(unsafe { &*object.cast() });
    }
}

/// What `class_init` does for [`ObjectClass`].
pub fn object_class_init<T: ObjectImpl>(class: &mut ObjectClass) {
    if T::UNPARENT.is_some() {
        class.unparent = Some(unparent::<T>);
    }
}

#[cfg(feature = "inherent-class-init")]
impl ObjectClass {
    /// Fill in the class of a type that is implemented in Rust.
    pub fn class_init<T: ObjectImpl>(&mut self) {
        object_class_init::<T>(self);
    }
}

/// Initialisation of [`ObjectClass`].
#[cfg(not(feature = "inherent-class-init"))]
pub trait ObjectClassExt {
    /// Fill in the class of a type that is implemented in Rust.
    fn class_init<T: ObjectImpl>(&mut self);
}

#[cfg(not(feature = "inherent-class-init"))]
impl ObjectClassExt for ObjectClass {
    fn class_init<T: ObjectImpl>(&mut self) {
        object_class_init::<T>(self);
    }
}

/// The classes that were needed so far, as addresses.
static CLASSES: Mutex<Option<HashMap<TypeId, usize>>> = Mutex::new(None);

fn find(id: TypeId) -> Option<usize> {
    let classes = CLASSES.lock().unwrap_or_else(PoisonError::into_inner);
    classes.as_ref()?.get(&id).copied()
}

/// The class of a type; it is made when it is needed for the first time.
pub fn class_of(info: &TypeInfo) -> *mut ObjectClass {
    if let Some(class) = find(info.id) {
        return class as *mut ObjectClass;
    }
    let class = initialize(info) as usize;
    // another thread may have made one as well; then that is leaked
    let mut classes = CLASSES.lock().unwrap_or_else(PoisonError::into_inner);
    let all = classes.get_or_insert_default();
    let winner = *all.entry(info.id).or_insert(class);
    drop(classes);
    winner as *mut ObjectClass
}

fn initialize(info: &TypeInfo) -> *mut ObjectClass {
    let parent = info
        .parent()
        .map(|parent| (class_of(&parent), parent.class));
    let layout: Layout = info.class;
    // SAFETY: the size is at least that of an ObjectClass
    let memory = unsafe { alloc_zeroed(layout) };
    if memory.is_null() {
        handle_alloc_error(layout);
    }
    let class = memory.cast::<ObjectClass>();
    // SAFETY: class structs start with that of the parent, and zero is valid
    unsafe {
        if let Some((parent_class, parent_layout)) = parent {
            assert!(layout.size() >= parent_layout.size());
            parent_class
                .cast::<u8>()
                .copy_to_nonoverlapping(memory, parent_layout.size());
        }
        (*class).info = Some(Box::leak(Box::new(*info)));
        info.class_base_init_all(class);
        (info.class_init)(class.cast());
    }
    class
}
