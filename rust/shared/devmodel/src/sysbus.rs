// SPDX-License-Identifier: GPL-2.0-or-later

//! The system bus (crate `hwcore` in 10.2 and rfc, `system` in 11).
//!
//! Facts: reference/qemu-rust-api.md, section 4.

use std::{
    ffi::{c_void, CStr},
    sync::{Mutex, MutexGuard, PoisonError},
};

use util_core::Result;

use crate::{
    hw::{
        device_class_init, testing, DeviceClass, DeviceImpl, DeviceState, IRQState, InterruptSource,
    },
    memory::MemoryRegion,
    qom::{Instance, IsA, Object, ObjectDeref, ObjectType, Owned, ParentField, TypeInfo},
};

/// Class of devices on the system bus.
#[repr(C)]
pub struct SysBusDeviceClass {
    parent_class: DeviceClass,
}

/// Devices on the system bus that are implemented in Rust.
pub trait SysBusDeviceImpl: DeviceImpl + IsA<SysBusDevice> {}

#[cfg(feature = "inherent-class-init")]
impl SysBusDeviceClass {
    /// Fill in the class of a type that is implemented in Rust.
    pub fn class_init<T: SysBusDeviceImpl>(&mut self) {
        device_class_init::<T>(&mut self.parent_class);
    }
}

/// Initialisation of [`SysBusDeviceClass`].
#[cfg(not(feature = "inherent-class-init"))]
pub trait SysBusDeviceClassExt {
    /// Fill in the class of a type that is implemented in Rust.
    fn class_init<T: SysBusDeviceImpl>(&mut self);
}

#[cfg(not(feature = "inherent-class-init"))]
impl SysBusDeviceClassExt for SysBusDeviceClass {
    fn class_init<T: SysBusDeviceImpl>(&mut self) {
        device_class_init::<T>(&mut self.parent_class);
    }
}

/// Addresses are of parts of the device.
#[derive(Default)]
struct SysBusData {
    mmio: Vec<(usize, Option<u64>)>,
    irqs: Vec<usize>,
}

/// A device on the system bus.
#[repr(C)]
pub struct SysBusDevice {
    parent_obj: ParentField<DeviceState>,
    data: Mutex<SysBusData>,
}

// SAFETY: starts with its parent
unsafe impl ObjectType for SysBusDevice {
    type Class = SysBusDeviceClass;
    const TYPE_NAME: &'static CStr = c"sys-bus-device";
}

// SAFETY: the information is that of the type
unsafe impl Instance for SysBusDevice {
    fn instance_type_info() -> TypeInfo {
        unsafe fn init(object: *mut c_void) {
            // SAFETY: called for a new SysBusDevice
            unsafe {
                (&raw mut (*object.cast::<SysBusDevice>()).data).write(Mutex::default());
            }
        }
        TypeInfo::of_native::<Self, DeviceState>(init)
    }
}

crate::qom_isa!(SysBusDevice: DeviceState, Object);

impl SysBusDevice {
    fn data(&self) -> MutexGuard<'_, SysBusData> {
        self.data.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn as_sysbus<T: IsA<SysBusDevice>>(device: &T) -> &SysBusDevice {
    // SAFETY: says the trait
    unsafe { &*std::ptr::from_ref(device).cast() }
}

/// What can be done with devices on the system bus.
pub trait SysBusDeviceMethods: ObjectDeref
where
    Self::Target: IsA<SysBusDevice>,
{
    /// Add a memory region.
    fn init_mmio(&self, iomem: &MemoryRegion) {
        let region = std::ptr::from_ref(iomem) as usize;
        as_sysbus::<Self::Target>(self)
            .data()
            .mmio
            .push((region, None));
    }

    /// Add an interrupt.
    fn init_irq(&self, irq: &InterruptSource) {
        let irq = std::ptr::from_ref(irq) as usize;
        as_sysbus::<Self::Target>(self).data().irqs.push(irq);
    }

    /// Address of a memory region, if it has one.
    fn mmio_addr(&self, id: u32) -> Option<u64> {
        as_sysbus::<Self::Target>(self).data().mmio[id as usize].1
    }

    /// Give a memory region an address.
    fn mmio_map(&self, id: u32, addr: u64) {
        as_sysbus::<Self::Target>(self).data().mmio[id as usize].1 = Some(addr);
    }

    /// Connect an interrupt.
    fn connect_irq(&self, id: u32, irq: &Owned<IRQState>) {
        let source = as_sysbus::<Self::Target>(self).data().irqs[id as usize];
        // SAFETY: part of the device
        let source = unsafe { &*(source as *const InterruptSource) };
        source.connect(irq);
    }

    /// Realize the device.
    fn sysbus_realize(&self) -> Result<()> {
        testing::realize(as_sysbus::<Self::Target>(self))
    }
}

impl<R: ObjectDeref> SysBusDeviceMethods for R where R::Target: IsA<SysBusDevice> {}

/// What tests of devices need and QEMU's crates do not have.
pub mod bus_testing {
    use super::{as_sysbus, SysBusDevice};
    use crate::{
        hw::InterruptSource,
        memory::{testing, MemoryRegion},
        qom::IsA,
    };

    /// A memory region of a device by number.
    pub fn mmio<T: IsA<SysBusDevice>>(device: &T, id: u32) -> &MemoryRegion {
        let region = as_sysbus(device).data().mmio[id as usize].0;
        // SAFETY: part of the device
        unsafe { &*(region as *const MemoryRegion) }
    }

    /// Read four bytes from the first memory region of a device.
    pub fn readl<T: IsA<SysBusDevice>>(device: &T, addr: u64) -> u32 {
        testing::read(mmio(device, 0), addr, 4) as u32
    }

    /// Write four bytes to the first memory region of a device.
    pub fn writel<T: IsA<SysBusDevice>>(device: &T, addr: u64, value: u32) {
        testing::write(mmio(device, 0), addr, value.into(), 4);
    }

    /// Level of an interrupt of a device by number.
    pub fn irq_level<T: IsA<SysBusDevice>>(device: &T, id: u32) -> i32 {
        let source = as_sysbus(device).data().irqs[id as usize];
        // SAFETY: part of the device
        unsafe { &*(source as *const InterruptSource) }.level()
    }
}
