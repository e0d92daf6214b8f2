// SPDX-License-Identifier: GPL-2.0-or-later

//! Constant functions that make one field out of another.
//!
//! Facts: reference/qemu-rust-api.md, sections 2.4 and 2.7 ("companion const
//! methods").

use common_core::Zeroable;

use crate::{
    bindings::{VMStateField, VMStateFlags},
    layout::{pack_extent, true_stride},
};

/// The entry that ends a list of fields.
pub const END: VMStateField = VMStateField {
    flags: VMStateFlags::VMS_END,
    ..VMStateField::ZERO
};

/// Whether two sets have a flag in common.
pub const fn intersect(one: VMStateFlags, other: VMStateFlags) -> bool {
    one.0 & other.0 != 0
}

impl VMStateField {
    const fn set(mut self, flag: VMStateFlags) -> Self {
        self.flags.0 |= flag.0;
        self
    }

    const fn clear(mut self, flag: VMStateFlags) -> Self {
        self.flags.0 &= !flag.0;
        self
    }

    /// The field exists from this version on.
    ///
    /// # Panics
    ///
    /// If the version is negative.
    #[must_use]
    pub const fn with_version_id(mut self, version_id: i32) -> Self {
        assert!(version_id >= 0);
        self.version_id = version_id;
        self
    }

    /// An array of what `self` is one of.
    ///
    /// # Panics
    ///
    /// If `self` is an array already, or the number is too large.
    #[must_use]
    pub const fn with_array_flag(mut self, num: usize) -> Self {
        assert!(num <= i32::MAX as usize, "array too large");
        assert!(
            !intersect(self.flags, VMStateFlags::VMS_ARRAY),
            "array of array"
        );
        self.num = num as i32;
        if intersect(self.flags, VMStateFlags::VMS_POINTER) {
            self.size = size_of::<usize>();
            self = self
                .clear(VMStateFlags::VMS_POINTER)
                .set(VMStateFlags::VMS_ARRAY_OF_POINTER);
        }
        self.clear(VMStateFlags::VMS_SINGLE)
            .set(VMStateFlags::VMS_ARRAY)
    }

    /// A pointer to what `self` is.
    #[must_use]
    pub const fn with_pointer_flag(self) -> Self {
        self.set(VMStateFlags::VMS_POINTER)
    }

    /// The first elements of the array that `self` is; the flag says how they
    /// are counted.
    ///
    /// # Panics
    ///
    /// If `self` is not an array.
    #[must_use]
    pub const fn with_varray_flag(self, flag: VMStateFlags) -> Self {
        assert!(
            intersect(self.flags, VMStateFlags::VMS_ARRAY),
            "not an array"
        );
        self.with_varray_flag_unchecked(flag)
    }

    /// As [`with_varray_flag`](Self::with_varray_flag), for what may not be an
    /// array (of Rust).
    #[must_use]
    pub const fn with_varray_flag_unchecked(mut self, flag: VMStateFlags) -> Self {
        if intersect(self.flags, VMStateFlags::VMS_ARRAY) {
            // the number is lost for QEMU, which therefore cannot check it
            self.start = pack_extent(self.num as usize, true_stride(&self));
        }
        // num is not the number of elements any more
        self.num = 0;
        self.clear(VMStateFlags::VMS_ARRAY).set(flag)
    }

    /// There are `num` times as many elements as the counter says.
    ///
    /// # Panics
    ///
    /// If the number is too large.
    #[must_use]
    pub const fn with_varray_multiply(mut self, num: u32) -> Self {
        assert!(num <= i32::MAX as u32, "multiplier too large");
        self.num = num as i32;
        self.set(VMStateFlags::VMS_MULTIPLY_ELEMENTS)
    }
}
