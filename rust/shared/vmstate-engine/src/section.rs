// SPDX-License-Identifier: GPL-2.0-or-later

//! Save and load of a whole section, without its header.
//!
//! Facts: reference/vmstate-wire.md, section 2 (framing), section 4 (version of
//! a section) and the end of section 9 (footer).

use std::ffi::{c_int, c_void};

use crate::{
    bindings::VMStateDescription,
    error::{Error, ErrorClass},
    json::Json as _,
    json::JsonWriter,
    layout, load,
    save::save_body,
    stream::QEMUFile,
    stream::Stream as _,
};

/// Number of the one section there is.
pub const SECTION_ID: u32 = 42;

const FOOTER: u8 = 0x7e;
const EINVAL: c_int = 22;

/// Save an object as a section; the result is the body of the section.
///
/// # Safety
///
/// The description must be well-formed and `opaque` an object of its kind.
pub unsafe fn save_section(
    vmsd: &VMStateDescription,
    opaque: *mut c_void,
) -> Result<Vec<u8>, Error> {
    // SAFETY: promised by the caller
    unsafe {
        check(vmsd)?;
        check_needed(vmsd, opaque)?;
        let mut f = QEMUFile::writer();
        save_body(&mut f, vmsd, opaque, None)?;
        Ok(f.into_data())
    }
}

/// As [`save_section`], with the description of what was saved: the object
/// that `devices` in the trailer of a stream has for the section, from
/// `vmsd_name` on.
///
/// # Safety
///
/// As for [`save_section`].
pub unsafe fn save_section_described(
    vmsd: &VMStateDescription,
    opaque: *mut c_void,
) -> Result<(Vec<u8>, String), Error> {
    // SAFETY: promised by the caller
    unsafe {
        check(vmsd)?;
        check_needed(vmsd, opaque)?;
        let mut f = QEMUFile::writer();
        let mut json = JsonWriter::begin();
        json.start_object(None);
        save_body(&mut f, vmsd, opaque, Some(&mut json))?;
        json.end_object();
        Ok((f.into_data(), json.into_text()))
    }
}

/// Load an object from the body of a section.
///
/// What follows the body is the footer of the section.  A description that does
/// not consume exactly the body is refused; if it wants more, it reads the
/// footer as data, as it would in QEMU.
///
/// # Safety
///
/// As for [`save_section`].
pub unsafe fn load_section(
    vmsd: &VMStateDescription,
    opaque: *mut c_void,
    version: u32,
    body: &[u8],
) -> Result<(), Error> {
    check(vmsd)?;
    let name = layout::text(vmsd.name);
    let local = u32::try_from(vmsd.version_id).unwrap_or(0);
    if version > local {
        let message = format!("unsupported version {version} for '{name}' v{local}");
        return Err(Error::new(ErrorClass::SectionTooNew, -EINVAL, message));
    }
    let mut data = body.to_vec();
    data.push(FOOTER);
    data.extend_from_slice(&SECTION_ID.to_be_bytes());
    let mut f = QEMUFile::reader(data);
    // not above version_id, which is an i32
    let version = i32::try_from(version).unwrap_or(0);
    // SAFETY: promised by the caller
    unsafe { load::load_body(&mut f, vmsd, opaque, version) }?;
    check_footer(f, &name, body.len())
}

fn check_footer(mut f: QEMUFile, name: &str, length: usize) -> Result<(), Error> {
    let consumed = f.position();
    let problem = if f.get_byte() != FOOTER {
        "Missing section footer"
    } else if f.get_array() != SECTION_ID.to_be_bytes() {
        "Mismatched section id in footer"
    } else if consumed != length {
        // data that happens to look like the footer
        "Data after the section footer"
    } else {
        return Ok(());
    };
    let message = format!("{problem} for {name}: {consumed} of {length} bytes were consumed");
    Err(Error::new(ErrorClass::Footer, -EINVAL, message))
}

/// What QEMU checks, or needs, when the description is registered.
fn check(vmsd: &VMStateDescription) -> Result<(), Error> {
    if vmsd.name.is_null() {
        return Err(Error::crash(
            ErrorClass::NullName,
            "the name of the section is NULL",
        ));
    }
    if vmsd.unmigratable {
        let message = format!("{} is not migratable", layout::text(vmsd.name));
        return Err(Error::new(ErrorClass::Unmigratable, -EINVAL, message));
    }
    Ok(())
}

/// # Safety
///
/// As for [`save_section`].
unsafe fn check_needed(vmsd: &VMStateDescription, opaque: *mut c_void) -> Result<(), Error> {
    // SAFETY: the hook is for this kind of object
    if vmsd.needed.is_none_or(|needed| unsafe { needed(opaque) }) {
        return Ok(());
    }
    let message = format!("section {} is not needed", layout::text(vmsd.name));
    Err(Error::new(ErrorClass::NotNeeded, 0, message))
}
