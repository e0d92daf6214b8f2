// SPDX-License-Identifier: GPL-2.0-or-later

//! Save and load of typed objects, for tests.
//!
//! A QEMU tree has no such module: there, C code does this.  Each dialect has it
//! as `migration::engine`.

use std::ffi::c_void;

use vmstate_engine::bindings;
pub use vmstate_engine::{clock, timer, Error, ErrorClass, SECTION_ID};

use crate::{description::VMStateDescription, vmstate::VMState};

fn opaque<T>(object: &T) -> *mut c_void {
    std::ptr::from_ref(object).cast_mut().cast()
}

/// Save an object as QEMU saves a section, without JSON description
/// (`suppress-vmdesc=on`); the result is the body of the section.
pub fn save<T>(vmsd: &VMStateDescription<T>, object: &T) -> Result<Vec<u8>, Error> {
    // SAFETY: the description is for a T
    unsafe { vmstate_engine::save_section(vmsd.as_ref(), opaque(object)) }
}

/// Save an object with its JSON description, which is QEMU's default.
///
/// The description is the object of the section in `devices`, from `vmsd_name`
/// on.
pub fn save_described<T>(
    vmsd: &VMStateDescription<T>,
    object: &T,
) -> Result<(Vec<u8>, String), Error> {
    // SAFETY: the description is for a T
    unsafe { vmstate_engine::save_section_described(vmsd.as_ref(), opaque(object)) }
}

/// Load an object from the body of a section of version `version_id`.
///
/// As in QEMU, the object is written to although the reference is shared.  The
/// compiler does not know that for a field outside of cells (and of structs that
/// have one): with optimisation it may show the old value.  Use [`load_mut`]
/// for a struct that has no cell at all.
///
/// After an error the object has what was loaded until then.
pub fn load<T>(
    vmsd: &VMStateDescription<T>,
    object: &T,
    version_id: u32,
    body: &[u8],
) -> Result<(), Error> {
    // SAFETY: the description is for a T
    unsafe { vmstate_engine::load_section(vmsd.as_ref(), opaque(object), version_id, body) }
}

/// As [`load`], for an object that nobody else can see.
pub fn load_mut<T>(
    vmsd: &VMStateDescription<T>,
    object: &mut T,
    version_id: u32,
    body: &[u8],
) -> Result<(), Error> {
    let object: *mut T = object;
    // SAFETY: the description is for a T
    unsafe { vmstate_engine::load_section(vmsd.as_ref(), object.cast(), version_id, body) }
}

/// The description of a type that has `VMState` by one.
///
/// For tests of a mirror struct: with [`save_struct`] and [`load_struct`].
pub fn struct_vmsd<T: VMState>() -> Option<&'static bindings::VMStateDescription> {
    // SAFETY: BASE is for the type, and descriptions are static
    unsafe { T::BASE.vmsd.as_ref() }
}

fn struct_vmsd_or_error<T: VMState>() -> Result<&'static bindings::VMStateDescription, Error> {
    struct_vmsd::<T>()
        .ok_or_else(|| Error::crash(ErrorClass::BadTable, "the type has no description"))
}

/// Save a struct that is usually nested as if it were a section.
pub fn save_struct<T: VMState>(object: &T) -> Result<Vec<u8>, Error> {
    let vmsd = struct_vmsd_or_error::<T>()?;
    // SAFETY: the description is for a T
    unsafe { vmstate_engine::save_section(vmsd, opaque(object)) }
}

/// Load a struct that is usually nested as if it were a section.
pub fn load_struct<T: VMState>(object: &mut T, version_id: u32, body: &[u8]) -> Result<(), Error> {
    let vmsd = struct_vmsd_or_error::<T>()?;
    let object: *mut T = object;
    // SAFETY: the description is for a T
    unsafe { vmstate_engine::load_section(vmsd, object.cast(), version_id, body) }
}
