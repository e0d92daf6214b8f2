// SPDX-License-Identifier: GPL-2.0-or-later

//! The C types of a table, with the names and fields that bindgen gives them.
//!
//! Facts: reference/qemu-rust-api.md, section 2.10; meaning of the fields:
//! reference/vmstate-wire.md, sections 5 to 7.

use std::{
    ffi::{c_char, c_int, c_uint, c_void},
    ops::{BitAnd, BitOr},
};

use common_core::Zeroable;

pub use crate::{
    infos::*,
    json::JsonWriter as JSONWriter,
    stream::QEMUFile,
    timer::{QEMUTimer, QEMUTimerListGroup},
};

/// Set of the `VMS_` flags.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct VMStateFlags(pub c_uint);

impl VMStateFlags {
    /// Documentation only.
    pub const VMS_SINGLE: Self = Self(0x1);
    /// The member is a pointer to the element(s).
    pub const VMS_POINTER: Self = Self(0x2);
    /// `num` elements.
    pub const VMS_ARRAY: Self = Self(0x4);
    /// The element is described by `vmsd`.
    pub const VMS_STRUCT: Self = Self(0x8);
    /// As many elements as the i32 at `num_offset` says.
    pub const VMS_VARRAY_INT32: Self = Self(0x10);
    /// Documentation only.
    pub const VMS_BUFFER: Self = Self(0x20);
    /// The elements are pointers.
    pub const VMS_ARRAY_OF_POINTER: Self = Self(0x40);
    /// As many elements as the u16 at `num_offset` says.
    pub const VMS_VARRAY_UINT16: Self = Self(0x80);
    /// The size is the i32 at `size_offset`.
    pub const VMS_VBUFFER: Self = Self(0x100);
    /// The size of a `VMS_VBUFFER` is multiplied by `size`.
    pub const VMS_MULTIPLY: Self = Self(0x200);
    /// As many elements as the u8 at `num_offset` says.
    pub const VMS_VARRAY_UINT8: Self = Self(0x400);
    /// As many elements as the u32 at `num_offset` says.
    pub const VMS_VARRAY_UINT32: Self = Self(0x800);
    /// It is an error if the field does not exist.
    pub const VMS_MUST_EXIST: Self = Self(0x1000);
    /// Memory for a `VMS_POINTER` is allocated on load.
    pub const VMS_ALLOC: Self = Self(0x2000);
    /// The number of elements is multiplied by `num`.
    pub const VMS_MULTIPLY_ELEMENTS: Self = Self(0x4000);
    /// Like `VMS_STRUCT`, with version `struct_version_id`.
    pub const VMS_VSTRUCT: Self = Self(0x8000);
    /// End of the list.
    pub const VMS_END: Self = Self(0x10000);
}

impl BitOr for VMStateFlags {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl BitAnd for VMStateFlags {
    type Output = Self;

    fn bitand(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }
}

/// Order of the sections of a stream; higher values go first.
#[repr(transparent)]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MigrationPriority(pub c_uint);

impl MigrationPriority {
    pub const MIG_PRI_UNINITIALIZED: Self = Self(0);
    pub const MIG_PRI_LOW: Self = Self(1);
    pub const MIG_PRI_DEFAULT: Self = Self(2);
    pub const MIG_PRI_IOMMU: Self = Self(3);
    pub const MIG_PRI_PCI_BUS: Self = Self(4);
    pub const MIG_PRI_VIRTIO_MEM: Self = Self(5);
    pub const MIG_PRI_APIC: Self = Self(6);
    pub const MIG_PRI_GICV3_ITS: Self = Self(7);
    pub const MIG_PRI_GICV3: Self = Self(8);
}

/// Codec of one kind of element.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct VMStateInfo {
    pub name: *const c_char,
    pub get: Option<
        unsafe extern "C" fn(
            f: *mut QEMUFile,
            pv: *mut c_void,
            size: usize,
            field: *const VMStateField,
        ) -> c_int,
    >,
    pub put: Option<
        unsafe extern "C" fn(
            f: *mut QEMUFile,
            pv: *mut c_void,
            size: usize,
            field: *const VMStateField,
            vmdesc: *mut JSONWriter,
        ) -> c_int,
    >,
}

// SAFETY: a table, whose pointers are to static data
unsafe impl Sync for VMStateInfo {}
// SAFETY: as above
unsafe impl Send for VMStateInfo {}

/// One entry of a description.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct VMStateField {
    pub name: *const c_char,
    pub err_hint: *const c_char,
    pub offset: usize,
    pub size: usize,
    /// No use in QEMU.  Here: what only the compiler knows about the field, so
    /// that the engine can stop where QEMU would leave the object; see
    /// [`pack_extent`](crate::pack_extent).
    pub start: usize,
    pub num: c_int,
    pub num_offset: usize,
    pub size_offset: usize,
    pub info: *const VMStateInfo,
    pub flags: VMStateFlags,
    pub vmsd: *const VMStateDescription,
    pub version_id: c_int,
    pub struct_version_id: c_int,
    pub field_exists: Option<unsafe extern "C" fn(opaque: *mut c_void, version_id: c_int) -> bool>,
}

// SAFETY: as for VMStateInfo
unsafe impl Sync for VMStateField {}
// SAFETY: as for VMStateInfo
unsafe impl Send for VMStateField {}
// SAFETY: null pointers, zeroes and no functions
unsafe impl Zeroable for VMStateField {}

impl Default for VMStateField {
    fn default() -> Self {
        Self::ZERO
    }
}

/// Description of an object, or of a part of it that travels on its own.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct VMStateDescription {
    pub name: *const c_char,
    pub unmigratable: bool,
    pub early_setup: bool,
    pub version_id: c_int,
    pub minimum_version_id: c_int,
    pub priority: MigrationPriority,
    pub pre_load: Option<unsafe extern "C" fn(opaque: *mut c_void) -> c_int>,
    pub pre_load_errp:
        Option<unsafe extern "C" fn(opaque: *mut c_void, errp: *mut *mut c_void) -> bool>,
    pub post_load: Option<unsafe extern "C" fn(opaque: *mut c_void, version_id: c_int) -> c_int>,
    pub post_load_errp: Option<
        unsafe extern "C" fn(
            opaque: *mut c_void,
            version_id: c_int,
            errp: *mut *mut c_void,
        ) -> bool,
    >,
    pub pre_save: Option<unsafe extern "C" fn(opaque: *mut c_void) -> c_int>,
    pub pre_save_errp:
        Option<unsafe extern "C" fn(opaque: *mut c_void, errp: *mut *mut c_void) -> bool>,
    pub post_save: Option<unsafe extern "C" fn(opaque: *mut c_void) -> c_int>,
    pub needed: Option<unsafe extern "C" fn(opaque: *mut c_void) -> bool>,
    pub dev_unplug_pending: Option<unsafe extern "C" fn(opaque: *mut c_void) -> bool>,
    pub fields: *const VMStateField,
    pub subsections: *const *const VMStateDescription,
}

// SAFETY: as for VMStateInfo
unsafe impl Sync for VMStateDescription {}
// SAFETY: as for VMStateInfo
unsafe impl Send for VMStateDescription {}
// SAFETY: null pointers, zeroes and no functions
unsafe impl Zeroable for VMStateDescription {}

impl Default for VMStateDescription {
    fn default() -> Self {
        Self::ZERO
    }
}
