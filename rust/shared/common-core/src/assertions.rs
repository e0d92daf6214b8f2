// SPDX-License-Identifier: GPL-2.0-or-later

//! Checks made by the compiler.

/// Stop the compilation if the expression is false.
///
/// ```
/// # use common_core::static_assert;
/// static_assert!(size_of::<u32>() == 4);
/// ```
#[macro_export]
macro_rules! static_assert {
    ($condition:expr) => {
        const _: () = ::core::assert!($condition);
    };
}

/// Stop the compilation unless field `$field` of `$struct` has type `$type`.
///
/// `derive(Object)` uses it on the first field of a device.
#[macro_export]
macro_rules! assert_field_type {
    ($struct:ty, $field:tt, $type:ty) => {
        const _: () = {
            #[allow(dead_code, reason = "only its type is of interest")]
            fn field_has_type(value: &$struct) -> &$type {
                &value.$field
            }
        };
    };
}
