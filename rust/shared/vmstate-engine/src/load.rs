// SPDX-License-Identifier: GPL-2.0-or-later

//! Load of an object.
//!
//! Facts: reference/vmstate-wire.md, sections 9 to 11.

use std::ffi::{c_int, c_void, CStr};

use crate::{
    bindings::{VMStateDescription, VMStateField, VMStateFlags},
    describe,
    error::{Error, ErrorClass},
    field::intersect,
    layout::{self, Elements},
    save::SUBSECTION,
    stream::Stream as _,
    stream::{QEMUFile, EIO},
};

const ENOENT: c_int = 2;
const EINVAL: c_int = 22;

/// Load an object by a description: fields and subsections, with no header.
///
/// Returns what `post_load` returned, which may be positive.
///
/// # Safety
///
/// The description must be well-formed and `opaque` an object of its kind.
pub unsafe fn load_body(
    f: &mut QEMUFile,
    vmsd: &VMStateDescription,
    opaque: *mut c_void,
    version: i32,
) -> Result<c_int, Error> {
    check_version(vmsd, version)?;
    // SAFETY: promised by the caller
    unsafe {
        pre_load(vmsd, opaque)?;
        for field in layout::fields(vmsd) {
            if layout::exists(field, opaque, version) {
                load_field(f, field, opaque).map_err(|error| {
                    error.prepend(format_args!(
                        "Failed to load {}",
                        layout::place(vmsd, field)
                    ))
                })?;
            } else if intersect(field.flags, VMStateFlags::VMS_MUST_EXIST) {
                let place = layout::place(vmsd, field);
                let message = format!("Input validation failed: {place} version_id: {version}");
                return Err(Error::new(ErrorClass::ValidationFailed, -1, message));
            }
        }
        load_subsections(f, vmsd, opaque)?;
        post_load(vmsd, opaque, version)
    }
}

fn check_version(vmsd: &VMStateDescription, version: i32) -> Result<(), Error> {
    let name = layout::text(vmsd.name);
    let (class, problem, limit) = if version > vmsd.version_id {
        (
            ErrorClass::TooNew,
            "new for local version_id",
            vmsd.version_id,
        )
    } else if version < vmsd.minimum_version_id {
        (
            ErrorClass::TooOld,
            "old for local minimum version_id",
            vmsd.minimum_version_id,
        )
    } else {
        return Ok(());
    };
    let message = format!("{name}: incoming version_id {version} is too {problem} {limit}");
    Err(Error::new(class, -EINVAL, message))
}

fn hook_error(class: ErrorClass, vmsd: &VMStateDescription, version: i32, code: c_int) -> Error {
    let hook = if class == ErrorClass::PreLoad {
        "pre"
    } else {
        "post"
    };
    let name = layout::text(vmsd.name);
    let minimum = vmsd.minimum_version_id;
    let message = format!(
        "{hook} load hook failed for: {name}, version_id: {version}, minimum_version: {minimum}, \
         ret: {code}"
    );
    Error::new(class, code, message)
}

/// # Safety
///
/// As for [`load_body`].
unsafe fn pre_load(vmsd: &VMStateDescription, opaque: *mut c_void) -> Result<(), Error> {
    // SAFETY: the hooks are for this kind of object
    let code = unsafe {
        match (vmsd.pre_load_errp, vmsd.pre_load) {
            (Some(hook), _) if hook(opaque, &mut std::ptr::null_mut()) => 0,
            (Some(_), _) => -EINVAL,
            (None, Some(hook)) => hook(opaque),
            (None, None) => 0,
        }
    };
    if code == 0 {
        return Ok(());
    }
    Err(hook_error(ErrorClass::PreLoad, vmsd, vmsd.version_id, code))
}

/// # Safety
///
/// As for [`load_body`].
unsafe fn post_load(
    vmsd: &VMStateDescription,
    opaque: *mut c_void,
    version: i32,
) -> Result<c_int, Error> {
    // SAFETY: the hooks are for this kind of object
    let code = unsafe {
        match (vmsd.post_load_errp, vmsd.post_load) {
            (Some(hook), _) if hook(opaque, version, &mut std::ptr::null_mut()) => 0,
            (Some(_), _) => -EINVAL,
            (None, Some(hook)) => hook(opaque, version),
            (None, None) => 0,
        }
    };
    if code < 0 {
        return Err(hook_error(ErrorClass::PostLoad, vmsd, version, code));
    }
    Ok(code)
}

/// # Safety
///
/// `opaque` must be an object that the field is for.
unsafe fn load_field(
    f: &mut QEMUFile,
    field: &VMStateField,
    opaque: *mut c_void,
) -> Result<(), Error> {
    // SAFETY: promised by the caller
    unsafe {
        let mut elements = Elements::of(field, opaque)?;
        layout::allocate(field, &elements, f.remaining())?;
        elements.follow(field)?;
        let null_field = describe::null_field(field);
        for index in 0..usize::try_from(elements.count).unwrap_or(0) {
            let (element, is_null) = elements.get(field, index);
            let effective = if is_null { &null_field } else { field };
            load_element(f, effective, element, elements.size)?;
            if f.error() < 0 {
                let message = format!("unexpected end of data at byte {}", f.position());
                return Err(Error::new(ErrorClass::ShortStream, f.error(), message));
            }
        }
    }
    Ok(())
}

/// # Safety
///
/// `element` must be of the kind that the field is for.
unsafe fn load_element(
    f: &mut QEMUFile,
    field: &VMStateField,
    element: *mut c_void,
    size: usize,
) -> Result<(), Error> {
    let bad_table = || Error::crash(ErrorClass::BadTable, "field without description or codec");
    // SAFETY: promised by the caller
    unsafe {
        // a positive result of a nested post_load is forgotten
        if intersect(field.flags, VMStateFlags::VMS_STRUCT) {
            let vmsd = field.vmsd.as_ref().ok_or_else(bad_table)?;
            return load_body(f, vmsd, element, vmsd.version_id).map(drop);
        }
        if intersect(field.flags, VMStateFlags::VMS_VSTRUCT) {
            let vmsd = field.vmsd.as_ref().ok_or_else(bad_table)?;
            return load_body(f, vmsd, element, field.struct_version_id).map(drop);
        }
        let info = field.info.as_ref().ok_or_else(bad_table)?;
        let get = info.get.ok_or_else(bad_table)?;
        check_get(f, |f| get(f, element, size, field))
    }
}

fn check_get(f: &mut QEMUFile, get: impl FnOnce(&mut QEMUFile) -> c_int) -> Result<(), Error> {
    let code = get(f);
    if let Some(trap) = f.take_trap() {
        return Err(trap);
    }
    if code >= 0 {
        return Ok(());
    }
    let class = if f.error() == code && code == -EIO {
        ErrorClass::ShortStream
    } else {
        ErrorClass::Element
    };
    let message = f.with_notes(format!("ret: {code}"));
    Err(Error::new(class, code, message))
}

/// # Safety
///
/// As for [`load_body`].
unsafe fn load_subsections(
    f: &mut QEMUFile,
    vmsd: &VMStateDescription,
    opaque: *mut c_void,
) -> Result<(), Error> {
    while f.peek(0, 1) == Some(&[SUBSECTION]) {
        if vmsd.name.is_null() {
            return Err(Error::crash(
                ErrorClass::NullName,
                "the next byte is 5 and the name of the description is NULL",
            ));
        }
        // SAFETY: names in tables are static strings
        let own = unsafe { CStr::from_ptr(vmsd.name) }.to_bytes();
        let Some(name) = subsection_name(f, own) else {
            return Ok(());
        };
        let text = String::from_utf8_lossy(c_string(&name)).into_owned();
        let parent = layout::text(vmsd.name);
        // SAFETY: promised by the caller
        let subsection = unsafe { layout::subsections(vmsd) }.find(|subsection| {
            // SAFETY: names in tables are static strings
            !subsection.name.is_null()
                && unsafe { CStr::from_ptr(subsection.name) }.to_bytes() == c_string(&name)
        });
        let Some(subsection) = subsection else {
            let message = format!("VM subsection '{text}' in '{parent}' does not exist");
            return Err(Error::new(ErrorClass::UnknownSubsection, -ENOENT, message));
        };
        f.skip(2 + name.len());
        // only the low 8 bits count
        let version = i32::from(f.get_array::<4>()[3]);
        // SAFETY: subsections are of the same object
        let code = unsafe { load_body(f, subsection, opaque, version) };
        let place = format!("Loading VM subsection '{text}' in '{parent}' failed");
        let code = code.map_err(|error| error.prepend(&place))?;
        if code != 0 {
            let error = hook_error(ErrorClass::PostLoad, subsection, version, code);
            return Err(error.prepend(place));
        }
    }
    Ok(())
}

/// The name of the subsection that comes next, if it starts with our own.
fn subsection_name(f: &QEMUFile, own: &[u8]) -> Option<Vec<u8>> {
    let length = usize::from(f.peek(1, 1)?[0]);
    if length < own.len() + 1 {
        return None;
    }
    let name = f.peek(2, length)?;
    c_string(name).starts_with(own).then(|| name.to_vec())
}

/// What a C function that compares strings sees.
fn c_string(bytes: &[u8]) -> &[u8] {
    bytes.split(|byte| *byte == 0).next().unwrap_or(bytes)
}
