// SPDX-License-Identifier: GPL-2.0-or-later

//! Memory regions (crate `system`).
//!
//! Facts: reference/qemu-rust-api.md, section 4 (MMIO).

use std::{ffi::c_void, marker::PhantomData};

use common_core::{uninit::MaybeUninitField, FnCall, Opaque};

use self::testing::Endianness;
use crate::qom::{IsA, Object};

/// An address.
#[allow(non_camel_case_types, reason = "the name of the C type")]
pub type hwaddr = u64;

/// What is known of an access to memory.
#[derive(Clone, Copy, Debug, Default)]
pub struct MemTxAttrs {
    pub unspecified: bool,
}

/// Nothing is known of the access.
pub const MEMTXATTRS_UNSPECIFIED: MemTxAttrs = MemTxAttrs { unspecified: true };

/// Accesses that are possible; sizes are 0 when not set.
#[derive(Clone, Copy, Debug, Default)]
struct Sizes {
    min: u32,
    max: u32,
    unaligned: bool,
}

type ReadFn = unsafe fn(opaque: *mut c_void, addr: hwaddr, size: u32) -> u64;
type WriteFn = unsafe fn(opaque: *mut c_void, addr: hwaddr, data: u64, size: u32);

/// The C struct.
#[derive(Clone, Copy, Debug)]
struct Table {
    read: Option<ReadFn>,
    write: Option<WriteFn>,
    endianness: Endianness,
    valid: Sizes,
    implemented: Sizes,
}

/// How a `T` is read and written by the machine.
pub struct MemoryRegionOps<T>(Table, PhantomData<fn(&T)>);

// SAFETY: a table of functions that take a &T, maybe on another thread
unsafe impl<T: Sync> Sync for MemoryRegionOps<T> {}

/// Puts [`MemoryRegionOps`] together, in a constant.
pub struct MemoryRegionOpsBuilder<T>(Table, PhantomData<fn(&T)>);

unsafe fn read_cb<T, F: for<'a> FnCall<(&'a T, hwaddr, u32), u64>>(
    opaque: *mut c_void,
    addr: hwaddr,
    size: u32,
) -> u64 {
    // SAFETY: opaque is the owner of the region
    F::call((unsafe { &*opaque.cast::<T>() }, addr, size))
}

unsafe fn write_cb<T, F: for<'a> FnCall<(&'a T, hwaddr, u64, u32)>>(
    opaque: *mut c_void,
    addr: hwaddr,
    data: u64,
    size: u32,
) {
    // SAFETY: opaque is the owner of the region
    F::call((unsafe { &*opaque.cast::<T>() }, addr, data, size));
}

impl<T> MemoryRegionOpsBuilder<T> {
    /// Nothing can be read or written.
    #[must_use]
    pub const fn new() -> Self {
        let sizes = Sizes {
            min: 0,
            max: 0,
            unaligned: false,
        };
        let table = Table {
            read: None,
            write: None,
            endianness: Endianness::Native,
            valid: sizes,
            implemented: sizes,
        };
        Self(table, PhantomData)
    }

    /// Set the function for reads.
    #[must_use]
    pub const fn read<F: for<'a> FnCall<(&'a T, hwaddr, u32), u64>>(mut self, _f: &F) -> Self {
        self.0.read = Some(read_cb::<T, F>);
        self
    }

    /// Set the function for writes.
    #[must_use]
    pub const fn write<F: for<'a> FnCall<(&'a T, hwaddr, u64, u32)>>(mut self, _f: &F) -> Self {
        self.0.write = Some(write_cb::<T, F>);
        self
    }

    /// The device is big endian.
    #[must_use]
    pub const fn big_endian(mut self) -> Self {
        self.0.endianness = Endianness::Big;
        self
    }

    /// The device is little endian.
    #[must_use]
    pub const fn little_endian(mut self) -> Self {
        self.0.endianness = Endianness::Little;
        self
    }

    /// The device has the byte order of the machine.
    #[cfg(feature = "native-endian")]
    #[must_use]
    pub const fn native_endian(mut self) -> Self {
        self.0.endianness = Endianness::Native;
        self
    }

    /// Sizes of accesses that the machine may make.
    #[must_use]
    pub const fn valid_sizes(mut self, min: u32, max: u32) -> Self {
        self.0.valid.min = min;
        self.0.valid.max = max;
        self
    }

    /// The machine may make unaligned accesses.
    #[must_use]
    pub const fn valid_unaligned(mut self) -> Self {
        self.0.valid.unaligned = true;
        self
    }

    /// Sizes of accesses that the functions are called for.
    #[must_use]
    pub const fn impl_sizes(mut self, min: u32, max: u32) -> Self {
        self.0.implemented.min = min;
        self.0.implemented.max = max;
        self
    }

    /// The functions are called for unaligned accesses.
    #[must_use]
    pub const fn impl_unaligned(mut self) -> Self {
        self.0.implemented.unaligned = true;
        self
    }

    /// The finished table.
    #[must_use]
    pub const fn build(self) -> MemoryRegionOps<T> {
        MemoryRegionOps(self.0, PhantomData)
    }
}

impl<T> Default for MemoryRegionOpsBuilder<T> {
    fn default() -> Self {
        Self::new()
    }
}

/// What is behind a region; all zero before it is initialised.
#[derive(Clone, Copy, Debug)]
struct RegionData {
    ops: Option<&'static Table>,
    opaque: *mut c_void,
    size: u64,
}

/// A range of addresses that a device answers for.
#[repr(transparent)]
pub struct MemoryRegion(Opaque<RegionData>);

// SAFETY: written once, before the device is shared
unsafe impl Send for MemoryRegion {}
// SAFETY: as above
unsafe impl Sync for MemoryRegion {}

impl MemoryRegion {
    /// Initialise a region whose accesses call functions of the device.
    pub fn init_io<T: IsA<Object>>(
        this: &mut MaybeUninitField<'_, T, Self>,
        ops: &'static MemoryRegionOps<T>,
        _name: &'static str,
        size: u64,
    ) {
        let data = RegionData {
            ops: Some(&ops.0),
            opaque: this.parent_mut().cast(),
            size,
        };
        // SAFETY: the field has room for it
        unsafe {
            this.as_mut_ptr().cast::<RegionData>().write(data);
        }
    }

    fn data(&self) -> RegionData {
        // SAFETY: zeroed memory is valid, and so is what init_io() writes
        unsafe { *self.0.as_ptr() }
    }
}

/// What tests of devices need and QEMU's crate does not have.
pub mod testing {
    use super::{hwaddr, MemoryRegion, RegionData, Sizes};

    /// Byte order of a device.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum Endianness {
        Native,
        Big,
        Little,
    }

    /// Split an access as the machine does: the offsets and the size that the
    /// functions of the device are called with.
    fn steps(sizes: Sizes, size: u32) -> (impl Iterator<Item = u32>, u32) {
        let min = if sizes.min == 0 { 1 } else { sizes.min };
        let max = if sizes.max == 0 { 4 } else { sizes.max };
        let step = size.min(max).max(min);
        ((0..size).step_by(step as usize), step)
    }

    fn mask(size: u32) -> u64 {
        u64::MAX >> (64 - 8 * size.min(8))
    }

    fn checked(region: &MemoryRegion, addr: hwaddr, size: u32) -> RegionData {
        let data = region.data();
        assert!(data.ops.is_some(), "memory region is not initialised");
        assert!(matches!(size, 1 | 2 | 4 | 8), "invalid size {size}");
        assert!(addr < data.size, "address {addr:#x} is out of range");
        data
    }

    /// Read from a region, as the guest does.
    pub fn read(region: &MemoryRegion, addr: hwaddr, size: u32) -> u64 {
        let data = checked(region, addr, size);
        let mut value = 0;
        let Some((table, function)) = data.ops.and_then(|ops| Some((ops, ops.read?))) else {
            return value;
        };
        let (offsets, step) = steps(table.implemented, size);
        for offset in offsets {
            // SAFETY: the function is for the owner of the region
            let part = unsafe { function(data.opaque, addr + u64::from(offset), step) };
            value |= (part & mask(step)) << (8 * offset);
        }
        value & mask(size)
    }

    /// Write to a region, as the guest does.
    pub fn write(region: &MemoryRegion, addr: hwaddr, value: u64, size: u32) {
        let data = checked(region, addr, size);
        let Some((table, function)) = data.ops.and_then(|ops| Some((ops, ops.write?))) else {
            return;
        };
        let (offsets, step) = steps(table.implemented, size);
        for offset in offsets {
            let part = (value >> (8 * offset)) & mask(step);
            // SAFETY: the function is for the owner of the region
            unsafe {
                function(data.opaque, addr + u64::from(offset), part, step);
            }
        }
    }

    /// Byte order of a region, and the sizes of accesses that the machine may
    /// make.
    pub fn access(region: &MemoryRegion) -> Option<(Endianness, u32, u32)> {
        let table = region.data().ops?;
        Some((table.endianness, table.valid.min, table.valid.max))
    }
}
