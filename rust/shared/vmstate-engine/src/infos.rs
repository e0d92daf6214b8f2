// SPDX-License-Identifier: GPL-2.0-or-later

//! The codecs.
//!
//! Facts: reference/vmstate-wire.md, section 12.
#![allow(
    non_upper_case_globals,
    reason = "the names that bindgen takes from C statics"
)]

use std::ffi::{c_int, c_void, CStr};

use crate::{
    bindings::{JSONWriter, VMStateField, VMStateInfo},
    error::{Error, ErrorClass},
    layout,
    stream::Stream as _,
    stream::{QEMUFile, EIO},
    timer::{QEMUTimer, Ticking as _},
};

const EINVAL: c_int = 22;

/// What stands for a null pointer in an array of pointers.
const NULL_MARK: u8 = 0x30;

/// A codec made of two functions on references.
///
/// The functions get the place of the element in memory, its size, and the
/// field.
macro_rules! info {
    ($(#[$attr:meta])* $static:ident = $name:expr, $get:expr, $put:expr) => {
        $(#[$attr])*
        pub static $static: VMStateInfo = {
            unsafe extern "C" fn get(
                f: *mut QEMUFile,
                pv: *mut c_void,
                size: usize,
                field: *const VMStateField,
            ) -> c_int {
                // SAFETY: the engine passes valid pointers
                unsafe { $get(&mut *f, pv.cast(), size, &*field) }
            }
            unsafe extern "C" fn put(
                f: *mut QEMUFile,
                pv: *mut c_void,
                size: usize,
                _field: *const VMStateField,
                _vmdesc: *mut JSONWriter,
            ) -> c_int {
                // SAFETY: the engine passes valid pointers
                unsafe {
                    $put(&mut *f, pv.cast(), size);
                }
                0
            }
            const NAME: &CStr = $name;
            VMStateInfo {
                name: NAME.as_ptr(),
                get: Some(get),
                put: Some(put),
            }
        };
    };
}

/// A codec of an integer, which has the same type in memory and on the wire.
macro_rules! integer_info {
    ($static:ident, $name:expr, $type:ty) => {
        info!(
            #[doc = concat!("`", stringify!($type), "`.")]
            $static = $name,
            |f: &mut QEMUFile, pv: *mut $type, _: usize, _: &VMStateField| {
                pv.write_unaligned(<$type>::from_be_bytes(f.get_array()));
                0
            },
            |f: &mut QEMUFile, pv: *mut $type, _: usize| {
                f.put_bytes(&pv.read_unaligned().to_be_bytes());
            }
        );
    };
}

/// A codec of an integer that must already have the value that is loaded.
macro_rules! equal_info {
    ($static:ident, $name:expr, $type:ty) => {
        info!(
            #[doc = concat!("`", stringify!($type), "` that must be equal on both sides.")]
            $static = $name,
            |f: &mut QEMUFile, pv: *mut $type, _: usize, field: &VMStateField| {
                let incoming = <$type>::from_be_bytes(f.get_array());
                check_equal(f, field, incoming, pv.read_unaligned())
            },
            |f: &mut QEMUFile, pv: *mut $type, _: usize| {
                f.put_bytes(&pv.read_unaligned().to_be_bytes());
            }
        );
    };
}

fn check_equal<T: PartialEq + std::fmt::LowerHex>(
    f: &mut QEMUFile,
    field: &VMStateField,
    incoming: T,
    local: T,
) -> c_int {
    if incoming == local {
        return 0;
    }
    f.note(format!("{incoming:x} != {local:x}"));
    if !field.err_hint.is_null() {
        f.note(layout::text(field.err_hint));
    }
    -EINVAL
}

integer_info!(vmstate_info_int8, c"int8", i8);
integer_info!(vmstate_info_int16, c"int16", i16);
integer_info!(vmstate_info_int32, c"int32", i32);
integer_info!(vmstate_info_int64, c"int64", i64);
integer_info!(vmstate_info_uint8, c"uint8", u8);
integer_info!(vmstate_info_uint16, c"uint16", u16);
integer_info!(vmstate_info_uint32, c"uint32", u32);
integer_info!(vmstate_info_uint64, c"uint64", u64);
// two halves of the bits of a double, upper one first
integer_info!(vmstate_info_cpudouble, c"CPU_Double_U", u64);
equal_info!(vmstate_info_uint8_equal, c"uint8 equal", u8);
equal_info!(vmstate_info_uint16_equal, c"uint16 equal", u16);
equal_info!(vmstate_info_uint32_equal, c"uint32 equal", u32);
equal_info!(vmstate_info_int32_equal, c"int32 equal", i32);
// the name is C's
equal_info!(vmstate_info_uint64_equal, c"int64 equal", u64);

info!(
    /// `bool`; any byte but 0 is true.
    vmstate_info_bool = c"bool",
    |f: &mut QEMUFile, pv: *mut bool, _: usize, _: &VMStateField| {
        pv.write(f.get_byte() != 0);
        0
    },
    |f: &mut QEMUFile, pv: *mut bool, _: usize| f.put_bytes(&[u8::from(pv.read())])
);

info!(
    /// `i32` that must not be negative, nor larger than the value in memory.
    vmstate_info_int32_le = c"int32 le",
    |f: &mut QEMUFile, pv: *mut i32, _: usize, field: &VMStateField| {
        let incoming = i32::from_be_bytes(f.get_array());
        let limit = pv.read_unaligned();
        if (0..=limit).contains(&incoming) {
            pv.write_unaligned(incoming);
            return 0;
        }
        f.note(format!("Invalid value {incoming} expecting positive value <= {limit}"));
        if !field.err_hint.is_null() {
            f.note(layout::text(field.err_hint));
        }
        -EINVAL
    },
    |f: &mut QEMUFile, pv: *mut i32, _: usize| {
        f.put_bytes(&pv.read_unaligned().to_be_bytes());
    }
);

info!(
    /// Mark for a null pointer.
    vmstate_info_nullptr = c"nullptr",
    |f: &mut QEMUFile, _: *mut c_void, _: usize, _: &VMStateField| {
        if f.get_byte() == NULL_MARK {
            return 0;
        }
        f.note("vmstate: get_nullptr expected VMS_NULLPTR_MARKER".to_string());
        -EINVAL
    },
    |f: &mut QEMUFile, _: *mut c_void, _: usize| f.put_bytes(&[NULL_MARK])
);

info!(
    /// Timer: when it expires in nanoseconds, -1 if it is not pending.
    vmstate_info_timer = c"timer",
    |f: &mut QEMUFile, pv: *mut QEMUTimer, _: usize, _: &VMStateField| {
        let expire_time = i64::from_be_bytes(f.get_array());
        load_timer(f, &*pv, expire_time);
        0
    },
    |f: &mut QEMUFile, pv: *mut QEMUTimer, _: usize| {
        f.put_bytes(&(*pv).expire_time_ns().unwrap_or(-1).to_be_bytes());
    }
);

fn load_timer(f: &mut QEMUFile, timer: &QEMUTimer, expire_time: i64) {
    if expire_time == -1 {
        timer.delete();
    } else if timer.is_initialized() {
        timer.modify_ns(expire_time);
    } else {
        f.set_trap(Error::crash(
            ErrorClass::UninitTimer,
            "timer that was not initialised",
        ));
    }
}

info!(
    /// Bytes as they are.
    vmstate_info_buffer = c"buffer",
    |f: &mut QEMUFile, pv: *mut u8, size: usize, _: &VMStateField| {
        let bytes = f.get_bytes(size);
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), pv, bytes.len());
        0
    },
    |f: &mut QEMUFile, pv: *mut u8, size: usize| {
        if size != 0 {
            f.put_bytes(std::slice::from_raw_parts(pv, size));
        }
    }
);

info!(
    /// Bytes that mean nothing.
    vmstate_info_unused_buffer = c"unused_buffer",
    |f: &mut QEMUFile, _: *mut c_void, size: usize, _: &VMStateField| {
        f.get_bytes(size);
        0
    },
    |f: &mut QEMUFile, _: *mut c_void, size: usize| f.put_zeroes(size)
);

/// Bits in one word of a bitmap.
const WORD_BITS: usize = 64;

info!(
    /// Bits in words of 64; the size of the element is a number of bits.
    vmstate_info_bitmap = c"bitmap",
    |f: &mut QEMUFile, pv: *mut u64, size: usize, _: &VMStateField| {
        for word in 0..size.div_ceil(WORD_BITS) {
            if f.remaining() == 0 {
                f.get_byte();
                return -EIO;
            }
            pv.add(word).write(u64::from_be_bytes(f.get_array()));
        }
        0
    },
    |f: &mut QEMUFile, pv: *mut u64, size: usize| {
        for word in 0..size.div_ceil(WORD_BITS) {
            f.put_bytes(&pv.add(word).read().to_be_bytes());
        }
    }
);
