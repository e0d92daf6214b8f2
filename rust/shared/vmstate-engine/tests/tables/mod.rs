// SPDX-License-Identifier: GPL-2.0-or-later

//! The worked examples of reference/vmstate-wire.md, section 16, as tables.
//!
//! Not there: E5 (lists), E8 (a whole stream), E9 (no more than a struct).
#![allow(dead_code, reason = "not all tests use all tables")]

use std::{cell::Cell, ffi::c_void, ptr::null_mut};

use migration_core::{
    bindings::{self, VMStateField, VMStateFlags},
    impl_vmstate_struct, vmstate_fields, vmstate_of, vmstate_subsections, vmstate_unused,
    vmstate_validate, VMState, VMStateDescription, VMStateDescriptionBuilder,
};

/// What the macros name `common`, as in a device crate.
pub use common_core as common;

pub const fn or(a: VMStateFlags, b: VMStateFlags) -> VMStateFlags {
    VMStateFlags(a.0 | b.0)
}

/// Another codec for the type of a field.
pub const fn with_info(field: VMStateField, info: *const bindings::VMStateInfo) -> VMStateField {
    VMStateField { info, ..field }
}

/// A byte array as one element.
pub const fn buffer(field: VMStateField) -> VMStateField {
    VMStateField {
        info: &raw const bindings::vmstate_info_buffer,
        size: field.num as usize,
        num: 0,
        flags: VMStateFlags::VMS_BUFFER,
        ..field
    }
}

// E1: scalars

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Demo {
    pub on: bool,
    pub t: i8,
    pub id: u16,
    pub d: i32,
    pub w: u64,
    pub mac: [u8; 6],
    pub f: u64,
    pub arr: [i16; 2],
    pub eq: u32,
}

pub const DEMO: VMStateDescription<Demo> = VMStateDescriptionBuilder::<Demo>::new()
    .name(c"demo")
    .version_id(1)
    .minimum_version_id(1)
    .fields(vmstate_fields! {
        vmstate_of!(Demo, on),
        vmstate_of!(Demo, t),
        vmstate_of!(Demo, id),
        vmstate_of!(Demo, d),
        vmstate_of!(Demo, w),
        buffer(vmstate_of!(Demo, mac)),
        with_info(vmstate_of!(Demo, f), &raw const bindings::vmstate_info_cpudouble),
        vmstate_of!(Demo, arr),
        vmstate_unused!(2),
        VMStateField {
            err_hint: c"check the size".as_ptr(),
            ..with_info(vmstate_of!(Demo, eq), &raw const bindings::vmstate_info_uint32_equal)
        },
    })
    .build();

pub const DEMO_VALUE: Demo = Demo {
    on: true,
    t: -2,
    id: 0xbeef,
    d: -100,
    w: 0x0123_4567_89ab_cdef,
    mac: [0x52, 0x54, 0, 0x12, 0x34, 0x56],
    f: 1,
    arr: [1, -1],
    eq: 9,
};

// E2: nested struct with a subsection in the middle

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct In {
    pub x: u32,
    pub y: u8,
    /// Not in the example: whether the subsection is sent.
    pub no_extra: bool,
}

const IN_EXTRA: VMStateDescription<In> = VMStateDescriptionBuilder::<In>::new()
    .name(c"in/extra")
    .version_id(7)
    .minimum_version_id(2)
    .needed(&|this: &In| !this.no_extra)
    .fields(vmstate_fields! { vmstate_of!(In, y) })
    .build();

impl_vmstate_struct!(
    In,
    VMStateDescriptionBuilder::<In>::new()
        .name(c"in")
        .version_id(4)
        .minimum_version_id(1)
        .fields(vmstate_fields! {
            vmstate_of!(In, x),
            vmstate_of!(In, y).with_version_id(4),
        })
        .subsections(vmstate_subsections! { IN_EXTRA })
        .build()
);

pub const IN_VALUE: In = In {
    x: 0x2233_4455,
    y: 0x66,
    no_extra: false,
};

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Out {
    pub a: u8,
    pub inner: In,
    pub b: u16,
}

/// The name `in` is a keyword of Rust.
const fn named(field: VMStateField, name: &'static std::ffi::CStr) -> VMStateField {
    VMStateField {
        name: name.as_ptr(),
        ..field
    }
}

pub const OUT: VMStateDescription<Out> = VMStateDescriptionBuilder::<Out>::new()
    .name(c"out")
    .version_id(2)
    .minimum_version_id(1)
    .fields(vmstate_fields! {
        vmstate_of!(Out, a),
        named(vmstate_of!(Out, inner), c"in"),
        vmstate_of!(Out, b).with_version_id(2),
    })
    .build();

pub const OUT_VALUE: Out = Out {
    a: 0x11,
    inner: IN_VALUE,
    b: 0x7788,
};

// E3: array of pointers

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pt {
    pub key: u32,
    pub val: u32,
}

impl_vmstate_struct!(
    Pt,
    VMStateDescriptionBuilder::<Pt>::new()
        .name(c"pt")
        .version_id(1)
        .fields(vmstate_fields! {
            vmstate_of!(Pt, key),
            vmstate_of!(Pt, val),
        })
        .build()
);

#[repr(C)]
pub struct Ptrs {
    pub p: [*mut Pt; 5],
    pub tail: u8,
}

pub const PTRS: VMStateDescription<Ptrs> = VMStateDescriptionBuilder::<Ptrs>::new()
    .name(c"ptrs")
    .version_id(1)
    .fields(vmstate_fields! {
        vmstate_of!(Ptrs, p),
        vmstate_of!(Ptrs, tail),
    })
    .build();

impl Ptrs {
    /// Point to these; `None` is a null pointer.
    pub fn new(points: &mut [Option<Pt>; 5], tail: u8) -> Self {
        let p = points.each_mut().map(|point| {
            let point = point.as_mut();
            point.map_or(null_mut(), std::ptr::from_mut)
        });
        Self { p, tail }
    }
}

pub const fn pt(key: u32, val: u32) -> Option<Pt> {
    Some(Pt { key, val })
}

// E4: run-time lengths

#[repr(C)]
pub struct Lengths {
    pub n: u32,
    pub v: *mut u16,
    pub len: i32,
    pub buf_len: i32,
    pub buf: *mut u8,
    pub bits: i32,
    pub bmp: *mut u64,
    pub fixed: [u8; 4],
    pub two: [u32; 6],
    pub arr16: [u16; 6],
    pub lim: i32,
    pub b: bool,
}

impl Lengths {
    pub fn new() -> Self {
        Self {
            n: 0,
            v: null_mut(),
            len: 0,
            buf_len: 0,
            buf: null_mut(),
            bits: 0,
            bmp: null_mut(),
            fixed: [0; 4],
            two: [0; 6],
            arr16: [0; 6],
            lim: 0,
            b: false,
        }
    }
}

pub const LENGTHS: VMStateDescription<Lengths> = VMStateDescriptionBuilder::<Lengths>::new()
    .name(c"lengths")
    .version_id(1)
    .minimum_version_id(1)
    .fields(vmstate_fields! {
        vmstate_of!(Lengths, n),
        vmstate_validate!(Lengths, c"n fits", |this: &Lengths, _: u8| this.n <= 4),
        VMStateField {
            num_offset: std::mem::offset_of!(Lengths, n),
            flags: or(
                VMStateFlags::VMS_VARRAY_UINT32,
                or(VMStateFlags::VMS_POINTER, VMStateFlags::VMS_ALLOC),
            ),
            ..vmstate_of!(Lengths, v)
        },
        vmstate_of!(Lengths, len),
        VMStateField {
            size_offset: std::mem::offset_of!(Lengths, buf_len),
            info: &raw const bindings::vmstate_info_buffer,
            flags: or(VMStateFlags::VMS_VBUFFER, VMStateFlags::VMS_POINTER),
            ..vmstate_of!(Lengths, buf)
        },
        VMStateField {
            size_offset: std::mem::offset_of!(Lengths, bits),
            info: &raw const bindings::vmstate_info_bitmap,
            flags: or(VMStateFlags::VMS_VBUFFER, VMStateFlags::VMS_POINTER),
            ..vmstate_of!(Lengths, bmp)
        },
        vmstate_unused!(3),
        buffer(vmstate_of!(Lengths, fixed)),
        vmstate_of!(Lengths, two),
        VMStateField {
            offset: std::mem::offset_of!(Lengths, arr16) + 2 * size_of::<u16>(),
            num: 3,
            ..vmstate_of!(Lengths, arr16)
        },
        with_info(vmstate_of!(Lengths, lim), &raw const bindings::vmstate_info_int32_le),
        vmstate_of!(Lengths, b),
    })
    .build();

// E6: VSTRUCT

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Vout {
    pub inner: In,
    pub a: u8,
}

pub const VOUT: VMStateDescription<Vout> = VMStateDescriptionBuilder::<Vout>::new()
    .name(c"vout")
    .version_id(1)
    .fields(vmstate_fields! {
        VMStateField {
            flags: VMStateFlags::VMS_VSTRUCT,
            struct_version_id: 3,
            ..named(vmstate_of!(Vout, inner), c"in")
        },
        vmstate_of!(Vout, a),
    })
    .build();

// E7: nested subsections

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dev {
    pub key: u8,
    pub val: u8,
}

const DEV_A: VMStateDescription<Dev> = VMStateDescriptionBuilder::<Dev>::new()
    .name(c"dev/a")
    .version_id(1)
    .fields(vmstate_fields! { vmstate_of!(Dev, key) })
    .build();

const DEV_Z_Q: VMStateDescription<Dev> = VMStateDescriptionBuilder::<Dev>::new()
    .name(c"dev/z/q")
    .version_id(9)
    .fields(vmstate_fields! { vmstate_of!(Dev, val) })
    .build();

const DEV_Z: VMStateDescription<Dev> = VMStateDescriptionBuilder::<Dev>::new()
    .name(c"dev/z")
    .version_id(2)
    .fields(vmstate_fields! { vmstate_of!(Dev, key) })
    .subsections(vmstate_subsections! { DEV_Z_Q })
    .build();

pub const DEV: VMStateDescription<Dev> = VMStateDescriptionBuilder::<Dev>::new()
    .name(c"dev")
    .version_id(5)
    .fields(vmstate_fields! { vmstate_of!(Dev, val) })
    .subsections(vmstate_subsections! { DEV_A, DEV_Z })
    .build();

// E10: a temporary struct around the parent, by a codec of our own

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Parent {
    pub a: u32,
    pub b: u32,
    pub d: u64,
    pub f: u64,
}

#[repr(C)]
struct Tmp {
    parent: *mut Parent,
    diff: Cell<i64>,
}

impl Tmp {
    fn pre_save(&self) -> Result<(), migration_core::InvalidError> {
        // SAFETY: the parent is being saved
        let parent = unsafe { *self.parent };
        self.diff.set(i64::from(parent.b) - i64::from(parent.a));
        Ok(())
    }

    fn post_load(&self, _version_id: u8) -> Result<(), migration_core::InvalidError> {
        // SAFETY: the parent is being loaded
        unsafe {
            (*self.parent).b = (i64::from((*self.parent).a) + self.diff.get()) as u32;
        }
        Ok(())
    }
}

static PARENT_F: bindings::VMStateDescription = VMStateDescriptionBuilder::<Parent>::new()
    .name(c"parent-f")
    .fields(vmstate_fields! { vmstate_of!(Parent, f) })
    .build()
    .get();

static TMP: bindings::VMStateDescription = VMStateDescriptionBuilder::<Tmp>::new()
    .name(c"tmp")
    .pre_save(&Tmp::pre_save)
    .post_load(&Tmp::post_load)
    .fields(vmstate_fields! {
        vmstate_of!(Tmp, diff),
        VMStateField {
            name: c"parent".as_ptr(),
            vmsd: &raw const PARENT_F,
            size: size_of::<Parent>(),
            flags: or(VMStateFlags::VMS_STRUCT, VMStateFlags::VMS_POINTER),
            ..migration_core::END
        },
    })
    .build()
    .get();

unsafe extern "C" fn get_tmp(
    f: *mut bindings::QEMUFile,
    pv: *mut c_void,
    _size: usize,
    field: *const VMStateField,
) -> i32 {
    let mut tmp = Tmp {
        parent: pv.cast(),
        diff: Cell::new(0),
    };
    // SAFETY: the engine passes valid pointers
    let result = unsafe {
        vmstate_engine::load_body(
            &mut *f,
            &*(*field).vmsd,
            (&raw mut tmp).cast(),
            (*field).version_id,
        )
    };
    result.map_or_else(|error| error.code, |_| 0)
}

unsafe extern "C" fn put_tmp(
    f: *mut bindings::QEMUFile,
    pv: *mut c_void,
    _size: usize,
    field: *const VMStateField,
    vmdesc: *mut bindings::JSONWriter,
) -> i32 {
    let mut tmp = Tmp {
        parent: pv.cast(),
        diff: Cell::new(0),
    };
    // SAFETY: the engine passes valid pointers
    let result = unsafe {
        vmstate_engine::save_body(
            &mut *f,
            &*(*field).vmsd,
            (&raw mut tmp).cast(),
            vmdesc.as_mut(),
        )
    };
    result.map_or_else(|error| error.code, |()| 0)
}

static INFO_TMP: bindings::VMStateInfo = bindings::VMStateInfo {
    name: c"tmp".as_ptr(),
    get: Some(get_tmp),
    put: Some(put_tmp),
};

pub const PARENT: VMStateDescription<Parent> = VMStateDescriptionBuilder::<Parent>::new()
    .name(c"parent")
    .fields(vmstate_fields! {
        vmstate_of!(Parent, a),
        vmstate_of!(Parent, d),
        VMStateField {
            name: c"tmp".as_ptr(),
            info: &raw const INFO_TMP,
            vmsd: &raw const TMP,
            size: size_of::<Tmp>(),
            ..<u8 as VMState>::BASE
        },
    })
    .build();
