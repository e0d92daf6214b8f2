// SPDX-License-Identifier: GPL-2.0-or-later

//! Where the elements of a field are in memory.
//!
//! Facts: reference/vmstate-wire.md, section 6.

use std::{
    alloc::{alloc_zeroed, dealloc, Layout},
    ffi::{c_void, CStr},
};

use crate::{
    bindings::{VMStateDescription, VMStateField, VMStateFlags},
    error::{Error, ErrorClass},
    field::intersect,
};

/// Alignment of arrays that a load allocates, as malloc would give.
const ALIGNMENT: usize = 16;

/// Bits of [`VMStateField::start`] for the room.
const ROOM_BITS: u32 = usize::BITS / 2;

/// Value of [`VMStateField::start`] for an array with room for `room` elements
/// whose size is really `stride` (0 for "not known").
///
/// QEMU has neither; it would access memory outside of the array.
///
/// # Panics
///
/// If a number is out of proportion.
pub const fn pack_extent(room: usize, stride: usize) -> usize {
    assert!(room >> ROOM_BITS == 0 && stride >> ROOM_BITS == 0);
    room | (stride << ROOM_BITS)
}

/// Number of elements there is room for; 0 if not known.
pub const fn room(field: &VMStateField) -> usize {
    field.start & ((1 << ROOM_BITS) - 1)
}

/// Real size of an element; 0 if not known.
pub const fn true_stride(field: &VMStateField) -> usize {
    field.start >> ROOM_BITS
}

/// A name for messages.
pub fn text(name: *const std::ffi::c_char) -> String {
    if name.is_null() {
        return "(null)".to_string();
    }
    // SAFETY: names in tables are static strings
    unsafe { CStr::from_ptr(name) }
        .to_string_lossy()
        .into_owned()
}

/// `VMSD/field`, for messages.
pub fn place(vmsd: &VMStateDescription, field: &VMStateField) -> String {
    format!("{}/{}", text(vmsd.name), text(field.name))
}

/// The fields of a description, without the end mark.
///
/// # Safety
///
/// The description must be well-formed.
pub unsafe fn fields(vmsd: &VMStateDescription) -> &[VMStateField] {
    if vmsd.fields.is_null() {
        return &[];
    }
    let mut count = 0;
    // SAFETY: a list ends with the end mark
    unsafe {
        while !intersect((*vmsd.fields.add(count)).flags, VMStateFlags::VMS_END) {
            count += 1;
        }
        std::slice::from_raw_parts(vmsd.fields, count)
    }
}

/// The subsections of a description.
///
/// # Safety
///
/// The description must be well-formed.
pub unsafe fn subsections(vmsd: &VMStateDescription) -> impl Iterator<Item = &VMStateDescription> {
    let mut next = vmsd.subsections;
    std::iter::from_fn(move || {
        if next.is_null() {
            return None;
        }
        // SAFETY: a list ends with a null pointer
        unsafe {
            let subsection = (*next).as_ref()?;
            next = next.add(1);
            Some(subsection)
        }
    })
}

/// Whether a field is there, in an object of this version.
///
/// # Safety
///
/// `opaque` must be an object that the field is for.
pub unsafe fn exists(field: &VMStateField, opaque: *mut c_void, version: i32) -> bool {
    field.field_exists.map_or_else(
        || field.version_id <= version,
        // SAFETY: the predicate is for this kind of object
        |predicate| unsafe { predicate(opaque, version) },
    )
}

/// The elements of a field.
pub struct Elements {
    /// The first one, or the first pointer to one.
    pub first: *mut c_void,
    /// How many there are; may be negative.
    pub count: i32,
    /// Distance between them, and what codecs get as size.
    pub size: usize,
}

impl Elements {
    /// Find out where the elements of a field are, from the object as it is
    /// now; pointers are not followed yet.
    ///
    /// # Safety
    ///
    /// `opaque` must be an object that the field is for.
    pub unsafe fn of(field: &VMStateField, opaque: *mut c_void) -> Result<Self, Error> {
        // SAFETY: promised by the caller
        let (count, size) = unsafe { (count_of(field, opaque), size_of_element(field, opaque)?) };
        let room = room(field);
        if room != 0 && usize::try_from(count).is_ok_and(|count| count > room) {
            return Err(Error::crash(
                ErrorClass::Overrun,
                format_args!("{count} elements in an array of {room}"),
            ));
        }
        let stride = true_stride(field);
        if stride != 0 && stride != size && count > 1 {
            return Err(Error::crash(
                ErrorClass::WrongStride,
                format_args!("the elements have size {stride}, the description says {size}"),
            ));
        }
        Ok(Self {
            first: opaque.wrapping_byte_add(field.offset),
            count,
            size,
        })
    }

    /// Follow the pointer that the member is, if it is one.
    ///
    /// # Safety
    ///
    /// `self` must have been made from the field and an object.
    pub unsafe fn follow(&mut self, field: &VMStateField) -> Result<(), Error> {
        if !intersect(field.flags, VMStateFlags::VMS_POINTER) {
            return Ok(());
        }
        // SAFETY: says the flag
        self.first = unsafe { self.first.cast::<*mut c_void>().read() };
        if self.first.is_null() && self.count != 0 && self.size != 0 {
            return Err(Error::crash(ErrorClass::NullPointer, "null pointer"));
        }
        Ok(())
    }

    /// The element with a number, and whether it is a null pointer.
    ///
    /// # Safety
    ///
    /// `self` must have been made from the field, and `index` be below `count`.
    pub unsafe fn get(&self, field: &VMStateField, index: usize) -> (*mut c_void, bool) {
        let mut element = self.first.wrapping_byte_add(self.size.wrapping_mul(index));
        if intersect(field.flags, VMStateFlags::VMS_ARRAY_OF_POINTER) {
            // SAFETY: says the flag
            element = unsafe { element.cast::<*mut c_void>().read() };
        }
        (element, element.is_null() && self.size != 0)
    }
}

/// # Safety
///
/// `opaque` must be an object that the field is for.
unsafe fn count_of(field: &VMStateField, opaque: *mut c_void) -> i32 {
    let counter = opaque.wrapping_byte_add(field.num_offset);
    // SAFETY: the flag says what is at num_offset
    let count = unsafe {
        if intersect(field.flags, VMStateFlags::VMS_ARRAY) {
            field.num
        } else if intersect(field.flags, VMStateFlags::VMS_VARRAY_INT32) {
            counter.cast::<i32>().read_unaligned()
        } else if intersect(field.flags, VMStateFlags::VMS_VARRAY_UINT32) {
            // C takes it as an int, too
            counter.cast::<i32>().read_unaligned()
        } else if intersect(field.flags, VMStateFlags::VMS_VARRAY_UINT16) {
            counter.cast::<u16>().read_unaligned().into()
        } else if intersect(field.flags, VMStateFlags::VMS_VARRAY_UINT8) {
            counter.cast::<u8>().read().into()
        } else {
            1
        }
    };
    if intersect(field.flags, VMStateFlags::VMS_MULTIPLY_ELEMENTS) {
        count.wrapping_mul(field.num)
    } else {
        count
    }
}

/// # Safety
///
/// `opaque` must be an object that the field is for.
unsafe fn size_of_element(field: &VMStateField, opaque: *mut c_void) -> Result<usize, Error> {
    if !intersect(field.flags, VMStateFlags::VMS_VBUFFER) {
        return Ok(field.size);
    }
    let member = opaque.wrapping_byte_add(field.size_offset);
    // SAFETY: says the flag
    let size = unsafe { member.cast::<i32>().read_unaligned() };
    let factor = if intersect(field.flags, VMStateFlags::VMS_MULTIPLY) {
        field.size
    } else {
        1
    };
    usize::try_from(size)
        .ok()
        .and_then(|size| size.checked_mul(factor))
        .ok_or_else(|| {
            Error::crash(
                ErrorClass::Overrun,
                format_args!("buffer of size {size} * {factor}"),
            )
        })
}

fn array_layout(size: usize, count: usize) -> Option<Layout> {
    let bytes = size.checked_mul(count)?;
    Layout::from_size_align(bytes, ALIGNMENT).ok()
}

/// Allocate the array of a field with `VMS_ALLOC` and store the pointer to it.
///
/// `limit` is the number of bytes that are left in the stream: a count that
/// they cannot fill is refused before anything is allocated.
///
/// # Safety
///
/// `elements` must have been made from the field and not been followed.
pub unsafe fn allocate(
    field: &VMStateField,
    elements: &Elements,
    limit: usize,
) -> Result<(), Error> {
    let wanted = VMStateFlags::VMS_POINTER | VMStateFlags::VMS_ALLOC;
    let Ok(count) = usize::try_from(elements.count) else {
        return Ok(());
    };
    if field.flags & wanted != wanted || count == 0 || elements.size == 0 {
        return Ok(());
    }
    let short = || {
        Error::new(
            ErrorClass::ShortStream,
            -crate::stream::EIO,
            format!("{count} elements and {limit} bytes"),
        )
    };
    if count > limit {
        return Err(short());
    }
    let layout = array_layout(elements.size, count).ok_or_else(short)?;
    // SAFETY: the size is not 0; the flag says that the member is a pointer.
    // QEMU leaves the memory uninitialised, which Rust could not read.
    unsafe {
        let memory = alloc_zeroed(layout);
        if memory.is_null() {
            return Err(short());
        }
        elements.first.cast::<*mut u8>().write(memory);
    }
    Ok(())
}

/// Free an array of `count` elements of `size` bytes that was allocated by a
/// field with `VMS_ALLOC`.
///
/// # Safety
///
/// The array must have been allocated so, and not have been freed.
pub unsafe fn release_array(array: *mut c_void, size: usize, count: usize) {
    if let Some(layout) = array_layout(size, count).filter(|layout| layout.size() != 0) {
        // SAFETY: promised by the caller
        unsafe {
            dealloc(array.cast(), layout);
        }
    }
}
