// SPDX-License-Identifier: GPL-2.0-or-later

//! [`VMStateDescription`] of a Rust type.
//!
//! Facts: reference/qemu-rust-api.md, section 2.8.

use std::marker::PhantomData;

use vmstate_engine::bindings;

/// Description of a `T`, as C code uses it.
#[repr(transparent)]
pub struct VMStateDescription<T>(bindings::VMStateDescription, PhantomData<fn(&T)>);

// SAFETY: a table; the callbacks in it take a &T, maybe on another thread.
// As in QEMU, a static of it therefore wants T: Sync.
unsafe impl<T: Sync> Sync for VMStateDescription<T> {}

impl<T> VMStateDescription<T> {
    /// Used by the builder.
    pub(crate) const fn new(raw: bindings::VMStateDescription) -> Self {
        Self(raw, PhantomData)
    }

    /// A copy of the C struct.
    pub const fn get(&self) -> bindings::VMStateDescription {
        self.0
    }

    /// The C struct.
    pub const fn as_ref(&self) -> &bindings::VMStateDescription {
        &self.0
    }
}

/// List of subsections, with `None` at the end; made by
/// [`vmstate_subsections!`](crate::vmstate_subsections).
pub type VMStateSubsections = &'static [Option<&'static bindings::VMStateDescription>];
