// SPDX-License-Identifier: GPL-2.0-or-later

//! Interrupt lines.
//!
//! Facts: reference/qemu-rust-api.md, section 3.

use std::{
    ffi::{c_int, c_void, CStr},
    marker::PhantomData,
    ptr,
    sync::atomic::{AtomicI32, Ordering},
};

use bql_core::BqlCell;

use crate::qom::{Instance, Object, ObjectType, Owned, ParentField, TypeInfo};

/// The end of a line at which it arrives.
#[repr(C)]
pub struct IRQState {
    parent_obj: ParentField<Object>,
    level: AtomicI32,
}

// SAFETY: starts with its parent
unsafe impl ObjectType for IRQState {
    type Class = crate::qom::ObjectClass;
    const TYPE_NAME: &'static CStr = c"irq";
}

// SAFETY: the information is that of the type
unsafe impl Instance for IRQState {
    fn instance_type_info() -> TypeInfo {
        unsafe fn init(_object: *mut c_void) {}
        TypeInfo::of_native::<Self, Object>(init)
    }
}

crate::qom_isa!(IRQState: Object);

impl IRQState {
    pub(super) fn level(&self) -> i32 {
        self.level.load(Ordering::Relaxed)
    }
}

/// The end of a line that a device sets.
///
/// All-zero memory is a line that is not connected.
#[repr(C)]
pub struct InterruptSource<T = bool>
where
    c_int: From<T>,
{
    target: BqlCell<*mut IRQState>,
    /// What was set last; QEMU does not know it.
    level: AtomicI32,
    _values: PhantomData<T>,
}

// SAFETY: the pointer is read and written with the big QEMU lock
unsafe impl<T> Sync for InterruptSource<T> where c_int: From<T> {}

impl InterruptSource<bool> {
    /// Set the line to 0.
    pub fn lower(&self) {
        self.set(false);
    }

    /// Set the line to 1 and back.
    pub fn pulse(&self) {
        self.set(true);
        self.set(false);
    }

    /// Set the line to 1.
    pub fn raise(&self) {
        self.set(true);
    }
}

impl<T> InterruptSource<T>
where
    c_int: From<T>,
{
    /// Set the line.
    pub fn set(&self, level: T) {
        let level = c_int::from(level);
        self.level.store(level, Ordering::Relaxed);
        // SAFETY: connect() keeps a reference
        if let Some(target) = unsafe { self.target.get().as_ref() } {
            target.level.store(level, Ordering::Relaxed);
        }
    }

    pub(crate) fn level(&self) -> i32 {
        self.level.load(Ordering::Relaxed)
    }

    /// Connect the line; the other end then lives as long as the program.
    pub(crate) fn connect(&self, target: &Owned<IRQState>) {
        self.target.set(target.clone().into_raw());
    }
}

impl Default for InterruptSource {
    fn default() -> Self {
        Self {
            target: BqlCell::new(ptr::null_mut()),
            level: AtomicI32::new(0),
            _values: PhantomData,
        }
    }
}
