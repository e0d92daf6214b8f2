// SPDX-License-Identifier: GPL-2.0-or-later

//! Properties of devices.
//!
//! Facts: reference/qemu-rust-api.md, section 4 (`#[property]`).

use std::ffi::{c_void, CStr};

use super::{class::DeviceClass, device::DeviceState};
use crate::qom::{ObjectClass, ObjectType, TypeInfo};

/// How a property is stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PropertyKind {
    /// An integer or bool of so many bytes.
    Bytes(usize),
    /// A bit of an integer of so many bytes.
    Bit(usize),
}

/// A property of a device; made by `derive(Device)`.
#[derive(Clone, Copy, Debug)]
pub struct Property {
    pub name: &'static CStr,
    pub kind: PropertyKind,
    pub offset: usize,
    pub bit: u8,
    pub default: Option<u64>,
}

/// Types that fields with `#[property]` can have.
///
/// # Safety
///
/// The kind must fit the type.
pub unsafe trait QDevProp {
    /// How the type is stored.
    const KIND: PropertyKind;

    /// How a bit of the type is stored.
    const BIT_KIND: PropertyKind = panic!("invalid type for bit property");
}

macro_rules! impl_qdev_prop {
    ($($type:ty $(, $bit:ident)?;)*) => {
        $(
            // SAFETY: the size is that of the type
            unsafe impl QDevProp for $type {
                const KIND: PropertyKind = PropertyKind::Bytes(size_of::<$type>());
                $(const BIT_KIND: PropertyKind = PropertyKind::$bit(size_of::<$type>());)?
            }
        )*
    };
}

impl_qdev_prop! {
    bool;
    u8;
    u16;
    u32, Bit;
    u64, Bit;
    usize;
    i32;
    i64;
}

impl Property {
    /// Set the property of an object.
    ///
    /// # Safety
    ///
    /// The property must be one of the object.
    pub unsafe fn set(&self, object: *mut c_void, value: u64) {
        let field = object.wrapping_byte_add(self.offset).cast::<u8>();
        let (size, number) = match self.kind {
            PropertyKind::Bytes(size) => (size, value),
            PropertyKind::Bit(size) => {
                let mut bytes = [0; 8];
                // SAFETY: promised by the caller
                unsafe {
                    field.copy_to_nonoverlapping(bytes.as_mut_ptr(), size);
                }
                let mask = 1 << self.bit;
                let others = u64::from_le_bytes(bytes) & !mask;
                (size, if value == 0 { others } else { others | mask })
            }
        };
        // SAFETY: promised by the caller.  Little endian, as the rest of this
        // crate that looks at single bytes
        unsafe {
            field.copy_from_nonoverlapping(number.to_le_bytes().as_ptr(), size);
        }
    }
}

/// Give the properties of a new object their default values.
///
/// # Safety
///
/// `object` must be zeroed memory for an object of the type.
pub unsafe fn apply_defaults(info: &TypeInfo, object: *mut c_void, class: *mut ObjectClass) {
    if !info.is_a(DeviceState::TYPE_NAME) {
        return;
    }
    // SAFETY: the class of a device starts with a DeviceClass
    let class = unsafe { &*class.cast::<DeviceClass>() };
    for property in class.properties() {
        if let Some(default) = property.default {
            // SAFETY: the list is for this type
            unsafe {
                property.set(object, default);
            }
        }
    }
}
