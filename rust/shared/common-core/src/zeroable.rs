// SPDX-License-Identifier: GPL-2.0-or-later

//! Types for which all-zero bytes are a value.

use std::mem::MaybeUninit;

/// Types that may be zeroed, as a constant.
///
/// # Safety
///
/// All-zero bytes must be a valid value of the type.
pub unsafe trait Zeroable: Default {
    /// The value with all-zero bytes.
    // SAFETY: promised by the implementation
    const ZERO: Self = unsafe { MaybeUninit::<Self>::zeroed().assume_init() };
}
