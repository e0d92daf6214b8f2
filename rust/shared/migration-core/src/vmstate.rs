// SPDX-License-Identifier: GPL-2.0-or-later

//! Types that can be fields of a description, and what the macros call.
//!
//! Facts: reference/qemu-rust-api.md, sections 2.2 and 2.4.

use std::{
    ffi::{c_int, c_void},
    marker::PhantomData,
};

use common_core::FnCall;
use vmstate_engine::{VMStateField, VMStateFlags};

pub use crate::{
    builder::VMStateDescriptionBuilder,
    description::{VMStateDescription, VMStateSubsections},
    error::InvalidError,
    vmstate_impls::with_wrapper_size,
};

/// Types that C code can save and load.
///
/// # Safety
///
/// `BASE` and `VARRAY_FLAG` must describe the type.
pub unsafe trait VMState {
    /// A field of this type, without name and offset.
    const BASE: VMStateField;

    /// How the type counts the elements of an array, if it can.
    const VARRAY_FLAG: VMStateFlags = {
        panic!("invalid type for variable-sized array");
    };
}

/// [`VMState::VARRAY_FLAG`] of a type that a value tells.
pub const fn vmstate_varray_flag<T: VMState>(_: PhantomData<T>) -> VMStateFlags {
    T::VARRAY_FLAG
}

/// [`VMState::BASE`] of a type that a value tells.
pub const fn vmstate_base<T: VMState>(_: PhantomData<T>) -> VMStateField {
    T::BASE
}

/// The type of a field, from a function that borrows the field.
pub const fn type_of_field<S, F>(_: fn(&S) -> &F) -> PhantomData<F> {
    PhantomData
}

/// Type of [`VMStateField::field_exists`].
pub type ExistFn = unsafe extern "C" fn(opaque: *mut c_void, version_id: c_int) -> bool;

/// The predicate of a field, as C code calls it.
///
/// # Safety
///
/// As for a function of C: `opaque` is a `T`.
unsafe extern "C" fn exist_cb<T, F: for<'a> FnCall<(&'a T, u8), bool>>(
    opaque: *mut c_void,
    version_id: c_int,
) -> bool {
    // SAFETY: promised by the caller
    let this = unsafe { &*opaque.cast::<T>() };
    F::call((this, u8::try_from(version_id).unwrap()))
}

/// Make a predicate out of a function.
pub const fn exist_fn<T, F: for<'a> FnCall<(&'a T, u8), bool>>(_: &F) -> Option<ExistFn> {
    if F::IS_SOME {
        Some(exist_cb::<T, F>)
    } else {
        None
    }
}
