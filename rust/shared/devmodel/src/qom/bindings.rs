// SPDX-License-Identifier: GPL-2.0-or-later

//! What C declares of types of objects, as far as device crates name it.

use std::ffi::c_char;

/// What C registers of a type.
#[repr(C)]
pub struct TypeInfo {
    /// The type's own name.
    pub name: *const c_char,
    /// A list that ends with one without a name.
    pub interfaces: *const InterfaceInfo,
}

/// An interface of a type.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct InterfaceInfo {
    /// Its name.
    pub type_: *const c_char,
}

/// Register a type; here nothing needs it to be.
///
/// # Safety
///
/// The names in it are of types that there are.
pub unsafe fn type_register_static(_info: *const TypeInfo) {}
