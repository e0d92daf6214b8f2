// SPDX-License-Identifier: GPL-2.0-or-later

//! Save of an object.
//!
//! Facts: reference/vmstate-wire.md, section 8.

use std::ffi::{c_int, c_void, CStr};

use crate::{
    bindings::{VMStateDescription, VMStateField, VMStateFlags},
    describe::{self, FieldEntries, Json},
    error::{Error, ErrorClass},
    field::intersect,
    json::Json as _,
    layout::{self, Elements},
    stream::QEMUFile,
    stream::Stream as _,
};

/// Mark in front of a subsection.
pub const SUBSECTION: u8 = 5;

/// Longest name of a subsection.
const MAX_NAME: usize = 255;

/// Save an object by a description: fields and subsections, with no header.
///
/// # Safety
///
/// The description must be well-formed and `opaque` an object of its kind.
pub unsafe fn save_body(
    f: &mut QEMUFile,
    vmsd: &VMStateDescription,
    opaque: *mut c_void,
    json: Json<'_>,
) -> Result<(), Error> {
    // SAFETY: promised by the caller
    unsafe { save_version(f, vmsd, opaque, json, vmsd.version_id) }
}

/// As [`save_body`], for a version that the caller chooses.
///
/// # Safety
///
/// As for [`save_body`].
unsafe fn save_version(
    f: &mut QEMUFile,
    vmsd: &VMStateDescription,
    opaque: *mut c_void,
    mut json: Json<'_>,
    version: i32,
) -> Result<(), Error> {
    // SAFETY: promised by the caller
    unsafe {
        pre_save(vmsd, opaque)?;
        let mut result = save_fields(f, vmsd, opaque, &mut json, version);
        if result.is_ok() {
            result = save_subsections(f, vmsd, opaque, json);
        }
        // also after an error, but then its own result does not matter
        let code = vmsd.post_save.map_or(0, |post_save| post_save(opaque));
        if result.is_ok() && code != 0 {
            let message = format!("post-save failed: {}", layout::text(vmsd.name));
            return Err(Error::new(ErrorClass::PostSave, code, message));
        }
        result
    }
}

/// # Safety
///
/// As for [`save_body`].
unsafe fn pre_save(vmsd: &VMStateDescription, opaque: *mut c_void) -> Result<(), Error> {
    // SAFETY: the hooks are for this kind of object
    let code = unsafe {
        match (vmsd.pre_save_errp, vmsd.pre_save) {
            (Some(hook), _) if hook(opaque, &mut std::ptr::null_mut()) => 0,
            (Some(_), _) => -22,
            (None, Some(hook)) => hook(opaque),
            (None, None) => 0,
        }
    };
    if code == 0 {
        return Ok(());
    }
    let message = format!("pre-save failed: {}", layout::text(vmsd.name));
    Err(Error::new(ErrorClass::PreSave, code, message))
}

/// # Safety
///
/// As for [`save_body`].
unsafe fn save_fields(
    f: &mut QEMUFile,
    vmsd: &VMStateDescription,
    opaque: *mut c_void,
    json: &mut Json<'_>,
    version: i32,
) -> Result<(), Error> {
    if let Some(json) = json {
        describe::start_vmsd(json, vmsd, version)?;
    }
    // SAFETY: promised by the caller
    unsafe {
        let fields = layout::fields(vmsd);
        for (index, field) in fields.iter().enumerate() {
            if layout::exists(field, opaque, version) {
                let entries = FieldEntries::new(fields, index);
                save_field(f, field, opaque, json, entries)
                    .map_err(|error| in_field(error, vmsd, field))?;
            } else if intersect(field.flags, VMStateFlags::VMS_MUST_EXIST) {
                return Err(Error::crash(
                    ErrorClass::SaveValidation,
                    format_args!(
                        "Output state validation failed: {}",
                        layout::place(vmsd, field)
                    ),
                ));
            }
        }
    }
    if let Some(json) = json {
        json.end_array();
    }
    Ok(())
}

/// What becomes of an error in an element of a field.
fn in_field(error: Error, vmsd: &VMStateDescription, field: &VMStateField) -> Error {
    let place = layout::place(vmsd, field);
    if error.class.is_crash() {
        return error.prepend(place);
    }
    let place = format!("Save of field {place} failed");
    let nested = VMStateFlags::VMS_STRUCT | VMStateFlags::VMS_VSTRUCT;
    if intersect(field.flags, nested) {
        // the nested description has set the error, and now it is set again
        return Error::crash(ErrorClass::NestedSave, error.prepend(place).message);
    }
    error.prepend(place)
}

/// # Safety
///
/// `opaque` must be an object that the field is for.
unsafe fn save_field(
    f: &mut QEMUFile,
    field: &VMStateField,
    opaque: *mut c_void,
    json: &mut Json<'_>,
    mut entries: FieldEntries,
) -> Result<(), Error> {
    // SAFETY: promised by the caller
    unsafe {
        let mut elements = Elements::of(field, opaque)?;
        elements.follow(field)?;
        let null_field = describe::null_field(field);
        for index in 0..usize::try_from(elements.count).unwrap_or(0) {
            let (element, is_null) = elements.get(field, index);
            let effective = if is_null { &null_field } else { field };
            let before = f.written();
            entries.start(json.as_deref_mut(), field, effective, &elements, index);
            save_element(f, effective, element, elements.size, entries.nested(json))?;
            entries.end(json.as_deref_mut(), effective, f.written() - before);
        }
    }
    Ok(())
}

/// # Safety
///
/// `element` must be of the kind that the field is for.
unsafe fn save_element(
    f: &mut QEMUFile,
    field: &VMStateField,
    element: *mut c_void,
    size: usize,
    json: Json<'_>,
) -> Result<(), Error> {
    let bad_table = || Error::crash(ErrorClass::BadTable, "field without description or codec");
    // SAFETY: promised by the caller
    unsafe {
        if intersect(field.flags, VMStateFlags::VMS_STRUCT) {
            let vmsd = field.vmsd.as_ref().ok_or_else(bad_table)?;
            return save_body(f, vmsd, element, json);
        }
        if intersect(field.flags, VMStateFlags::VMS_VSTRUCT) {
            let vmsd = field.vmsd.as_ref().ok_or_else(bad_table)?;
            return save_version(f, vmsd, element, json, field.struct_version_id);
        }
        let info = field.info.as_ref().ok_or_else(bad_table)?;
        let put = info.put.ok_or_else(bad_table)?;
        let json = json.map_or(std::ptr::null_mut(), std::ptr::from_mut);
        check_put(f, |f| put(f, element, size, field, json))
    }
}

fn check_put(f: &mut QEMUFile, put: impl FnOnce(&mut QEMUFile) -> c_int) -> Result<(), Error> {
    let code = put(f);
    if let Some(trap) = f.take_trap() {
        return Err(trap);
    }
    if code == 0 {
        return Ok(());
    }
    let message = f.with_notes(format!("ret: {code}"));
    Err(Error::new(ErrorClass::SaveElement, code, message))
}

/// # Safety
///
/// As for [`save_body`].
unsafe fn save_subsections(
    f: &mut QEMUFile,
    vmsd: &VMStateDescription,
    opaque: *mut c_void,
    mut json: Json<'_>,
) -> Result<(), Error> {
    let mut any = false;
    // SAFETY: promised by the caller
    unsafe {
        for subsection in layout::subsections(vmsd) {
            if !subsection.needed.is_none_or(|needed| needed(opaque)) {
                continue;
            }
            if let Some(json) = json.as_deref_mut() {
                if !any {
                    json.start_array("subsections");
                }
                json.start_object(None);
            }
            any = true;
            save_header(f, subsection)?;
            save_body(f, subsection, opaque, json.as_deref_mut())?;
            if let Some(json) = json.as_deref_mut() {
                json.end_object();
            }
        }
    }
    if let Some(json) = json.filter(|_| any) {
        json.end_array();
    }
    Ok(())
}

/// # Safety
///
/// As for [`save_body`].
unsafe fn save_header(f: &mut QEMUFile, subsection: &VMStateDescription) -> Result<(), Error> {
    if subsection.name.is_null() {
        return Err(Error::crash(
            ErrorClass::NullName,
            "the name of a subsection is NULL",
        ));
    }
    // SAFETY: names in tables are static strings
    let name = unsafe { CStr::from_ptr(subsection.name) }.to_bytes();
    let length = u8::try_from(name.len()).map_err(|_| {
        Error::crash(
            ErrorClass::BadTable,
            format_args!("name of a subsection longer than {MAX_NAME} bytes"),
        )
    })?;
    f.put_bytes(&[SUBSECTION, length]);
    f.put_bytes(name);
    f.put_bytes(&subsection.version_id.to_be_bytes());
    Ok(())
}
