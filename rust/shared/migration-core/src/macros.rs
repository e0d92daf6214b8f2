// SPDX-License-Identifier: GPL-2.0-or-later

//! The macros that descriptions are written with.
//!
//! Facts: reference/qemu-rust-api.md, section 2.7 (grammar) and section 2.1
//! (which crates a user must depend on).

/// Call a constant function with the type of a field, as a `PhantomData`.
#[macro_export]
macro_rules! call_func_with_field {
    ($func:expr, $struct:ty, $($field:tt).+) => {
        $func($crate::vmstate::type_of_field(|this: &$struct| &this.$($field).+))
    };
}

/// The predicate of a field as C code calls it; `$test_fn` is a function item
/// or a closure that captures nothing, `Fn(&$struct, u8) -> bool`.
#[macro_export]
macro_rules! vmstate_exist_fn {
    ($struct:ty, $test_fn:expr) => {
        $crate::vmstate::exist_fn::<$struct, _>(&$test_fn)
    };
}

/// The [`VMStateField`](crate::bindings::VMStateField) for a field of a struct.
///
/// ```
/// # use migration_core::{vmstate_of, bindings::VMStateField};
/// struct S {
///     len: u8,
///     data: [u16; 4],
///     x: u32,
/// }
/// const X: VMStateField = vmstate_of!(S, x).with_version_id(2);
/// const DATA: VMStateField = vmstate_of!(S, data[0 .. len]);
/// const PAIRS: VMStateField = vmstate_of!(S, data[0 .. len * 2]);
/// const SOME: VMStateField = vmstate_of!(S, x, |s: &S, _version: u8| s.len > 0);
/// ```
///
/// What QEMU cannot do does not compile, such as an array of arrays:
///
/// ```compile_fail,E0080
/// # use migration_core::{vmstate_of, bindings::VMStateField};
/// struct S {
///     matrix: [[u8; 2]; 2],
/// }
/// const MATRIX: VMStateField = vmstate_of!(S, matrix);
/// ```
///
/// or a counter that is neither `u8` nor `u16` nor `u32`:
///
/// ```compile_fail,E0080
/// # use migration_core::{vmstate_of, bindings::VMStateField};
/// struct S {
///     len: i32,
///     data: [u8; 2],
/// }
/// const DATA: VMStateField = vmstate_of!(S, data[0 .. len]);
/// ```
#[macro_export]
macro_rules! vmstate_of {
    (
        $struct:ty,
        $($field:ident).+ $([0 .. $($num:ident).+ $(* $factor:expr)?])? $(, $test_fn:expr)?
        $(,)?
    ) => {
        $crate::bindings::VMStateField {
            name: ::core::concat!(::core::stringify!($($field).+), "\0")
                .as_ptr()
                .cast::<::core::ffi::c_char>(),
            offset: ::core::mem::offset_of!($struct, $($field).+),
            $(num_offset: ::core::mem::offset_of!($struct, $($num).+),)?
            $(field_exists: $crate::vmstate_exist_fn!($struct, $test_fn),)?
            ..$crate::call_func_with_field!(
                $crate::vmstate::vmstate_base,
                $struct,
                $($field).+
            )$(.with_varray_flag($crate::call_func_with_field!(
                $crate::vmstate::vmstate_varray_flag,
                $struct,
                $($num).+
            ))$(.with_varray_multiply($factor))?)?
        }
    };
}

/// A list of fields with the end mark, as a reference.
#[macro_export]
macro_rules! vmstate_fields_ref {
    ($($field:expr),+ $(,)?) => {
        &[$($field,)+ $crate::END]
    };
}

/// A list of fields with the end mark, in a static.
#[macro_export]
macro_rules! vmstate_fields {
    ($($field:expr),+ $(,)?) => {{
        static _FIELDS: &[$crate::bindings::VMStateField] =
            $crate::vmstate_fields_ref!($($field),+);
        _FIELDS
    }};
}

/// A list of subsections, for the builder.
#[macro_export]
macro_rules! vmstate_subsections {
    ($($subsection:expr),+ $(,)?) => {{
        static _SUBSECTIONS: $crate::vmstate::VMStateSubsections = &[
            $({
                static _SUBSECTION: $crate::bindings::VMStateDescription = $subsection.get();
                ::core::option::Option::Some(&_SUBSECTION)
            },)+
            ::core::option::Option::None,
        ];
        &_SUBSECTIONS
    }};
}

/// Bytes that are in the stream and nowhere else.
#[macro_export]
macro_rules! vmstate_unused {
    ($size:expr) => {
        $crate::bindings::VMStateField {
            name: c"unused".as_ptr(),
            size: $size,
            info: &raw const $crate::bindings::vmstate_info_unused_buffer,
            flags: $crate::bindings::VMStateFlags::VMS_BUFFER,
            ..<$crate::bindings::VMStateField as $crate::common::Zeroable>::ZERO
        }
    };
}

/// A check in the list of fields; `$test_fn` is as for a predicate.
#[macro_export]
macro_rules! vmstate_validate {
    ($struct:ty, $test_name:expr, $test_fn:expr $(,)?) => {
        $crate::bindings::VMStateField {
            name: ::core::ffi::CStr::as_ptr($test_name),
            field_exists: $crate::vmstate_exist_fn!($struct, $test_fn),
            flags: $crate::bindings::VMStateFlags(
                $crate::bindings::VMStateFlags::VMS_MUST_EXIST.0
                    | $crate::bindings::VMStateFlags::VMS_ARRAY.0,
            ),
            // so that no element is there
            num: 0,
            ..<$crate::bindings::VMStateField as $crate::common::Zeroable>::ZERO
        }
    };
}

/// `VMState` for a struct that has a description.
///
/// As in QEMU, the expansion names the crate `common` of the user.
#[macro_export]
macro_rules! impl_vmstate_struct {
    ($type:ty, $vmsd:expr) => {
        // SAFETY: the description is for the type
        unsafe impl $crate::vmstate::VMState for $type {
            const BASE: $crate::bindings::VMStateField = {
                static VMSD: $crate::bindings::VMStateDescription = $vmsd.get();

                $crate::bindings::VMStateField {
                    vmsd: &raw const VMSD,
                    size: ::core::mem::size_of::<$type>(),
                    flags: $crate::bindings::VMStateFlags::VMS_STRUCT,
                    ..common::Zeroable::ZERO
                }
            };
        }
    };
}

/// `VMState` for a type whose description is a C static.
#[macro_export]
macro_rules! impl_vmstate_c_struct {
    ($type:ty, $vmsd:expr) => {
        // SAFETY: the description is for the type
        unsafe impl $crate::vmstate::VMState for $type {
            const BASE: $crate::bindings::VMStateField = $crate::bindings::VMStateField {
                vmsd: &raw const $vmsd,
                size: ::core::mem::size_of::<$type>(),
                flags: $crate::bindings::VMStateFlags::VMS_STRUCT,
                ..<$crate::bindings::VMStateField as $crate::common::Zeroable>::ZERO
            };
        }
    };
}

/// `VMState` of a tuple struct as that of its field 0.
#[macro_export]
macro_rules! impl_vmstate_forward {
    ($tuple:ty) => {
        // SAFETY: the wrapper is only there for Rust; its field is at offset 0
        // or else this does not compile
        unsafe impl $crate::vmstate::VMState for $tuple {
            const BASE: $crate::bindings::VMStateField = {
                assert!(::core::mem::offset_of!($tuple, 0) == 0);
                $crate::call_func_with_field!($crate::vmstate::vmstate_base, $tuple, 0)
            };
        }
    };
}

/// `VMState` of a generic wrapper as that of what is in it.
#[macro_export]
macro_rules! impl_vmstate_transparent {
    ($type:ty where $base:tt: VMState $($where:tt)*) => {
        // SAFETY: promised by the caller of the macro
        unsafe impl<$base> $crate::vmstate::VMState for $type
        where
            $base: $crate::vmstate::VMState $($where)*
        {
            const BASE: $crate::bindings::VMStateField = $crate::vmstate::with_wrapper_size(
                <$base as $crate::vmstate::VMState>::BASE,
                ::core::mem::size_of::<$type>(),
            );
            const VARRAY_FLAG: $crate::bindings::VMStateFlags =
                <$base as $crate::vmstate::VMState>::VARRAY_FLAG;
        }
    };
}

/// `VMState` of a generic pointer.
#[macro_export]
macro_rules! impl_vmstate_pointer {
    ($type:ty where $base:tt: VMState $($where:tt)*) => {
        // SAFETY: promised by the caller of the macro
        unsafe impl<$base> $crate::vmstate::VMState for $type
        where
            $base: $crate::vmstate::VMState $($where)*
        {
            const BASE: $crate::bindings::VMStateField =
                <$base as $crate::vmstate::VMState>::BASE.with_pointer_flag();
        }
    };
}
