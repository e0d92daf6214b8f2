// SPDX-License-Identifier: GPL-2.0-or-later

//! The JSON description of what was saved.
//!
//! Facts: reference/vmstate-wire.md, section 13, with the two oddities of
//! 10.2.2 that it names.

use std::ffi::CStr;

use crate::{
    bindings::{VMStateDescription, VMStateField, VMStateFlags},
    error::{Error, ErrorClass},
    field::{intersect, END},
    json::Json as _,
    json::JsonWriter,
    layout::{self, Elements},
};

/// Where the description is written, if at all.
pub type Json<'a> = Option<&'a mut JsonWriter>;

/// Begin the members of a description.
pub fn start_vmsd(
    json: &mut JsonWriter,
    vmsd: &VMStateDescription,
    version: i32,
) -> Result<(), Error> {
    if vmsd.name.is_null() {
        return Err(Error::crash(
            ErrorClass::NullName,
            "the name of a description is NULL and goes into the JSON",
        ));
    }
    json.str("vmsd_name", &layout::text(vmsd.name));
    json.int("version", version);
    json.start_array("fields");
    Ok(())
}

/// Whether one entry may stand for all elements of an array.
///
/// # Safety
///
/// The field must be of a well-formed description.
unsafe fn can_compress(field: &VMStateField) -> bool {
    if field.field_exists.is_some() {
        return false;
    }
    if !intersect(field.flags, VMStateFlags::VMS_STRUCT) {
        return true;
    }
    // SAFETY: says the flag
    unsafe {
        field.vmsd.as_ref().is_none_or(|vmsd| {
            vmsd.subsections.is_null() && layout::fields(vmsd).iter().all(|f| can_compress(f))
        })
    }
}

/// Name of a field, made unique in its list.
fn unique_name(fields: &[VMStateField], index: usize) -> String {
    let name = layout::text(fields[index].name);
    let same = |field: &VMStateField| layout::text(field.name) == name;
    if fields.iter().filter(|field| same(field)).count() < 2 {
        return name;
    }
    let occurrence = fields[..index].iter().filter(|field| same(field)).count();
    format!("{name}[{occurrence}]")
}

/// Name of the type of an element.
///
/// # Safety
///
/// The field must be of a well-formed description.
unsafe fn type_name(field: &VMStateField) -> String {
    if intersect(field.flags, VMStateFlags::VMS_STRUCT) {
        return "struct".to_string();
    }
    if intersect(field.flags, VMStateFlags::VMS_VSTRUCT) {
        return "vstruct".to_string();
    }
    // SAFETY: promised by the caller
    let info = unsafe { field.info.as_ref() };
    info.filter(|info| !info.name.is_null()).map_or_else(
        || "unknown".to_string(),
        // SAFETY: names in tables are static strings
        |info| {
            unsafe { CStr::from_ptr(info.name) }
                .to_string_lossy()
                .into_owned()
        },
    )
}

/// Progress through the elements of one field.
pub struct FieldEntries {
    name: String,
    compress: bool,
    /// An entry was written that stands for the elements up to the next
    /// change between null and not null.
    done: bool,
    previous_null: bool,
    run: usize,
}

impl FieldEntries {
    /// Begin with the field that has this index.
    ///
    /// # Safety
    ///
    /// The fields must be of a well-formed description.
    pub unsafe fn new(fields: &[VMStateField], index: usize) -> Self {
        Self {
            name: unique_name(fields, index),
            // SAFETY: promised by the caller
            compress: unsafe { can_compress(&fields[index]) },
            done: false,
            previous_null: false,
            run: 0,
        }
    }

    /// Begin the entry of an element, unless an earlier one stands for it.
    ///
    /// # Safety
    ///
    /// `elements` must have been made from `field`.
    pub unsafe fn start(
        &mut self,
        json: Json<'_>,
        field: &VMStateField,
        effective: &VMStateField,
        elements: &Elements,
        index: usize,
    ) {
        let Some(json) = json else {
            return;
        };
        let count = usize::try_from(elements.count).unwrap_or(0);
        self.run = count - index;
        // SAFETY: the indexes are below the count
        let is_null = |i| unsafe { elements.get(field, i).1 };
        if intersect(field.flags, VMStateFlags::VMS_ARRAY_OF_POINTER)
            && is_null(index) != self.previous_null
        {
            self.previous_null = !self.previous_null;
            self.done = false;
            let end = (index + 1..count).find(|i| is_null(*i) != self.previous_null);
            self.run = end.unwrap_or(count) - index;
        }
        if self.done {
            return;
        }
        json.start_object(None);
        json.str("name", &self.name);
        // the nullptr entry that stands in for a field has no predicate
        let compress = self.compress || !std::ptr::eq(field, effective);
        if self.run > 1 {
            if compress {
                json.int("array_len", self.run as u64);
            } else {
                json.int("index", index as u64);
            }
        }
        // SAFETY: of a well-formed description
        json.str("type", &unsafe { type_name(effective) });
        if intersect(effective.flags, VMStateFlags::VMS_STRUCT) {
            json.start_object(Some("struct"));
        }
    }

    /// Where the parts of the current element are described.
    pub fn nested<'a>(&self, json: &'a mut Json<'_>) -> Json<'a> {
        json.as_deref_mut().filter(|_| !self.done)
    }

    /// End the entry of an element that took `size` bytes.
    pub fn end(&mut self, json: Json<'_>, effective: &VMStateField, size: usize) {
        let Some(json) = json.filter(|_| !self.done) else {
            return;
        };
        if intersect(effective.flags, VMStateFlags::VMS_STRUCT) {
            json.end_object();
        }
        json.int("size", size as u64);
        json.end_object();
        self.done = self.compress;
    }
}

/// What takes the place of a field for an element that is a null pointer.
pub fn null_field(field: &VMStateField) -> VMStateField {
    VMStateField {
        name: field.name,
        size: 1,
        num: 1,
        info: &raw const crate::infos::vmstate_info_nullptr,
        flags: VMStateFlags::VMS_SINGLE,
        ..END
    }
}
