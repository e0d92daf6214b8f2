// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `Tpci200State`, in a real tree of QEMU: a PCI device tells C's class who it
//! is, which the stand-in crates do not have.
//!
//! It is a carrier without modules. Of the local configuration only the order of bytes is there.

use std::ffi::CStr;

use bql::BqlRefCell;
use common::uninit_field_mut;
use hwcore::{DeviceImpl, DeviceState, ResetType, ResettablePhasesImpl};
use migration::{Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};
use system::{hwaddr, MemoryRegion, MemoryRegionOps, MemoryRegionOpsBuilder};

use crate::{
    bindings,
    migration::VMSTATE_TPCI200,
    parent::{PCIDevice, PCIDeviceClass},
    registers::Tpci200Registers,
};

/// The carrier.
#[repr(C)]
#[derive(hwcore::Device)]
pub struct Tpci200State {
    pub parent_obj: ParentField<PCIDevice>,
    pub regs: Migratable<BqlRefCell<Tpci200Registers>>,
    /// By the number of their base address: configuration as memory and as ports, registers, and
    /// three spaces of the modules.
    pub regions: [MemoryRegion; 6],
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in `regs`; it sits in
// a `BqlCell`, which asserts that the big QEMU lock is held. The compiler no longer looks at
// the other fields: one that is added must be `Sync`.
unsafe impl Sync for Tpci200State {}

// In place of `derive(qom::Object)`, which knows no interfaces.
util::module_init! {
    MODULE_INIT_QOM => unsafe {
        qom::type_register_static(&PCIDevice::type_info::<Tpci200State>());
    }
}

qom_isa!(Tpci200State: PCIDevice, DeviceState, Object);

unsafe impl ObjectType for Tpci200State {
    type Class = <PCIDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_TPCI200;
}

impl ObjectImpl for Tpci200State {
    type ParentType = PCIDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::class_init;
}

impl DeviceImpl for Tpci200State {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_TPCI200);
}

impl ResettablePhasesImpl for Tpci200State {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl Tpci200State {
    fn class_init(class: &mut PCIDeviceClass) {
        class.class_init::<Self>();
        class.realize = Some(realize);
        class.vendor_id = VENDOR;
        class.device_id = 0x30c8;
        class.class_id = 0x0680;
        class.subsystem_vendor_id = VENDOR;
        class.subsystem_id = 0x300a;
    }

    unsafe fn init(mut this: ParentInit<Self>) {
        static CONFIG_OPS: MemoryRegionOps<Tpci200State> =
            MemoryRegionOpsBuilder::<Tpci200State>::new()
                .read(&Tpci200State::config_read)
                .write(&Tpci200State::config_write)
                .little_endian()
                .valid_sizes(1, 4)
                .impl_sizes(1, 1)
                .build();
        static REGISTER_OPS: MemoryRegionOps<Tpci200State> =
            MemoryRegionOpsBuilder::<Tpci200State>::new()
                .read(&Tpci200State::register_read)
                .write(&Tpci200State::register_write)
                .little_endian()
                .valid_sizes(2, 2)
                .build();
        static MODULE_OPS: MemoryRegionOps<Tpci200State> =
            MemoryRegionOpsBuilder::<Tpci200State>::new()
                .read(&Tpci200State::module_read)
                .write(&Tpci200State::module_write)
                .little_endian()
                .valid_sizes(1, 2)
                .build();
        const REGIONS: [(&MemoryRegionOps<Tpci200State>, &str, u64); 6] = [
            (&CONFIG_OPS, "tpci200_mmio", 128),
            (&CONFIG_OPS, "tpci200_io", 128),
            (&REGISTER_OPS, "tpci200_las0", 256),
            (&MODULE_OPS, "tpci200_las1", 1024),
            (&MODULE_OPS, "tpci200_las2", 32 << 20),
            (&MODULE_OPS, "tpci200_las3", 16 << 20),
        ];
        uninit_field_mut!(*this, regs).write(Migratable::default());
        for (index, (ops, name, size)) in REGIONS.into_iter().enumerate() {
            MemoryRegion::init_io(
                &mut uninit_field_mut!(*this, regions[index]),
                ops,
                name,
                size,
            );
        }
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = Tpci200Registers::default();
    }

    fn config_read(&self, offset: hwaddr, _size: u32) -> u64 {
        let regs = self.regs.borrow();
        let space = ORDER_OF_BYTES.iter().position(|it| *it == offset);
        u64::from(space.is_some_and(|it| regs.big_endian[it]))
    }

    fn config_write(&self, offset: hwaddr, value: u64, _size: u32) {
        if let Some(space) = ORDER_OF_BYTES.iter().position(|it| *it == offset) {
            self.regs.borrow_mut().big_endian[space] = value & 1 != 0;
        }
    }

    fn register_read(&self, offset: hwaddr, _size: u32) -> u64 {
        let regs = self.regs.borrow();
        let value = match offset {
            CONTROL_A..=CONTROL_D => u16::from(regs.ctrl[module(offset)]),
            STATUS => regs.status,
            _ => 0,
        };
        u64::from(swapped(value, regs.big_endian[0]))
    }

    fn register_write(&self, offset: hwaddr, value: u64, _size: u32) {
        let mut regs = self.regs.borrow_mut();
        let value = swapped(value as u16, regs.big_endian[0]);
        match offset {
            CONTROL_A..=CONTROL_D => regs.ctrl[module(offset)] = value as u8,
            STATUS => regs.status &= !(value & STATUS_TIMEOUTS),
            _ => {}
        }
    }

    /// Nothing is in the slots.
    fn module_read(&self, _offset: hwaddr, _size: u32) -> u64 {
        0
    }

    fn module_write(&self, _offset: hwaddr, _value: u64, _size: u32) {}
}

const VENDOR: u16 = 0x1498;

/// In the configuration, one for each of the first three spaces.
const ORDER_OF_BYTES: [hwaddr; 3] = [0x2b, 0x2f, 0x33];

const CONTROL_A: hwaddr = 0x02;
const CONTROL_D: hwaddr = 0x08;
const STATUS: hwaddr = 0x0c;
const STATUS_TIMEOUTS: u16 = 0xf000;

const fn module(offset: hwaddr) -> usize {
    offset as usize / 2 - 1
}

const fn swapped(value: u16, swaps: bool) -> u16 {
    if swaps {
        value.swap_bytes()
    } else {
        value
    }
}

/// What the function has in its configuration space, beside what its class says.
const CONFIG: [(usize, &[u8]); 6] = [
    (0x04, &[0x03, 0x00, 0x80, 0x02]),
    (0x34, &[0x40]),
    (0x3d, &[0x01]),
    (0x40, &[0x01, 0x48, 0x01, 0x48]),
    (0x48, &[0x06, 0x4c, 0x02, 0x00]),
    (0x4c, &[0x03, 0x00, 0x00, 0x00]),
];

unsafe extern "C" fn realize(
    dev: *mut bindings::PCIDevice,
    _errp: *mut *mut util::bindings::Error,
) {
    // SAFETY: C calls the methods of a class for its instances, which have a configuration space of
    // at least 256 bytes by now.
    let (state, config) = unsafe { (&*dev.cast::<Tpci200State>(), (*dev).config) };
    for (offset, bytes) in CONFIG {
        // SAFETY: as above.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), config.add(offset), bytes.len()) };
    }
    for (index, region) in state.regions.iter().enumerate() {
        let kind = u8::from(index == 1);
        // SAFETY: the regions were made by `init`, and live as long as the device.
        unsafe {
            bindings::pci_register_bar(dev, index as i32, kind, region.as_mut_ptr().cast());
        }
    }
}
