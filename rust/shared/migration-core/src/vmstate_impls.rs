// SPDX-License-Identifier: GPL-2.0-or-later

//! [`VMState`] of scalars, wrappers, pointers and arrays.
//!
//! Facts: reference/qemu-rust-api.md, section 2.4.

use std::{
    cell::{Cell, UnsafeCell},
    mem::ManuallyDrop,
    pin::Pin,
    ptr::NonNull,
};

use bql_core::{BqlCell, BqlRefCell};
use common_core::{Opaque, Zeroable};
use vmstate_engine::{bindings, VMStateField, VMStateFlags};

use crate::{impl_vmstate_pointer, impl_vmstate_transparent, vmstate::VMState};

macro_rules! impl_vmstate_scalar {
    ($info:ident, $type:ty $(, $varray_flag:ident)?) => {
        // SAFETY: the codec is that of the type
        unsafe impl VMState for $type {
            const BASE: VMStateField = VMStateField {
                size: size_of::<$type>(),
                info: &raw const bindings::$info,
                flags: VMStateFlags::VMS_SINGLE,
                ..VMStateField::ZERO
            };
            $(const VARRAY_FLAG: VMStateFlags = VMStateFlags::$varray_flag;)?
        }
    };
}

impl_vmstate_scalar!(vmstate_info_bool, bool);
impl_vmstate_scalar!(vmstate_info_int8, i8);
impl_vmstate_scalar!(vmstate_info_int16, i16);
impl_vmstate_scalar!(vmstate_info_int32, i32);
impl_vmstate_scalar!(vmstate_info_int64, i64);
impl_vmstate_scalar!(vmstate_info_uint8, u8, VMS_VARRAY_UINT8);
impl_vmstate_scalar!(vmstate_info_uint16, u16, VMS_VARRAY_UINT16);
impl_vmstate_scalar!(vmstate_info_uint32, u32, VMS_VARRAY_UINT32);
impl_vmstate_scalar!(vmstate_info_uint64, u64);

/// The field of a type that wraps another one: the size becomes that of the
/// wrapper.
///
/// If the inner type is an array, this makes the size of its *elements* wrong,
/// in QEMU as well.  The engine is told the real one, so that it can refuse.
pub const fn with_wrapper_size(mut field: VMStateField, size: usize) -> VMStateField {
    if field.flags.0 & VMStateFlags::VMS_ARRAY.0 != 0 && vmstate_engine::true_stride(&field) == 0 {
        field.start = vmstate_engine::pack_extent(vmstate_engine::room(&field), field.size);
    }
    field.size = size;
    field
}

impl_vmstate_transparent!(BqlCell<T> where T: VMState);
impl_vmstate_transparent!(BqlRefCell<T> where T: VMState);
impl_vmstate_transparent!(Cell<T> where T: VMState);
impl_vmstate_transparent!(ManuallyDrop<T> where T: VMState);
impl_vmstate_transparent!(Opaque<T> where T: VMState);
impl_vmstate_transparent!(Pin<T> where T: VMState);
impl_vmstate_transparent!(UnsafeCell<T> where T: VMState);

impl_vmstate_pointer!(*const T where T: VMState);
impl_vmstate_pointer!(*mut T where T: VMState);
impl_vmstate_pointer!(NonNull<T> where T: VMState);
impl_vmstate_pointer!(Box<T> where T: VMState);

// SAFETY: the elements of an array are next to each other
unsafe impl<T: VMState, const N: usize> VMState for [T; N] {
    const BASE: VMStateField = T::BASE.with_array_flag(N);
}
