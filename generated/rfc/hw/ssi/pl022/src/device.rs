// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `PL022State`.

use std::{ffi::CStr, num::NonZeroU8};

use bql::BqlRefCell;
use common::uninit_field_mut;
use hwcore::{
    DeviceImpl, DeviceState, InterruptSource, ResetType, ResettablePhasesImpl, SysBusDevice,
    SysBusDeviceImpl, SysBusDeviceMethods,
};
use migration::{Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};
use system::{hwaddr, MemoryRegion, MemoryRegionOps, MemoryRegionOpsBuilder};

use crate::{
    migration::{PL022RegistersHooks, VMSTATE_PL022},
    registers::PL022Registers,
};

/// The port.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct PL022State {
    parent_obj: ParentField<SysBusDevice>,
    pub iomem: MemoryRegion,
    pub regs: Migratable<BqlRefCell<PL022Registers>>,
    pub irq: InterruptSource,
}

qom_isa!(PL022State: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for PL022State {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_PL022;
}

impl ObjectImpl for PL022State {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for PL022State {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_PL022);
}

impl ResettablePhasesImpl for PL022State {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for PL022State {}

impl PL022State {
    unsafe fn init(mut this: ParentInit<Self>) {
        static IOMEM_OPS: MemoryRegionOps<PL022State> = MemoryRegionOpsBuilder::<PL022State>::new()
            .read(&PL022State::iomem_read)
            .write(&PL022State::iomem_write)
            .little_endian()
            .impl_sizes(4, 4)
            .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, iomem),
            &IOMEM_OPS,
            "pl022",
            0x1000,
        );
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, irq).write(Default::default());
    }

    fn post_init(&self) {
        self.init_mmio(&self.iomem);
        self.init_irq(&self.irq);
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = PL022Registers::default();
    }

    /// A read by the guest.
    fn iomem_read(&self, offset: hwaddr, _size: u32) -> u64 {
        let mut regs = self.regs.borrow_mut();
        let value = regs.read(offset);
        let level = regs.int_level & regs.int_enabled != 0;
        drop(regs);
        self.irq.set(level);
        u64::from(value)
    }

    /// A write by the guest.
    fn iomem_write(&self, offset: hwaddr, value: u64, _size: u32) {
        let mut regs = self.regs.borrow_mut();
        regs.write(offset, value as u32);
        let level = regs.int_level & regs.int_enabled != 0;
        drop(regs);
        self.irq.set(level);
    }
}

const CONTROL0: hwaddr = 0x00;
const CONTROL1: hwaddr = 0x04;
const DATA: hwaddr = 0x08;
const STATUS: hwaddr = 0x0c;
const PRESCALER: hwaddr = 0x10;
const INT_ENABLED: hwaddr = 0x14;
const INT_LEVEL: hwaddr = 0x18;
const INT_MASKED: hwaddr = 0x1c;

/// At least half of what was received waits.
const INT_RECEIVED: u32 = 1 << 2;
/// At most half of what is to be sent waits.
const INT_SENT: u32 = 1 << 3;

impl PL022Registers {
    fn read(&mut self, offset: hwaddr) -> u32 {
        match offset {
            CONTROL0 => self.control0.into(),
            CONTROL1 => self.control1.into(),
            DATA => {
                let frame = self.rx_fifo.pop_front();
                self.transfer();
                frame.map_or(0, u32::from)
            }
            STATUS => self.status(),
            PRESCALER => self.prescaler.map_or(0, |it| it.get().into()),
            INT_ENABLED => self.int_enabled,
            INT_LEVEL => self.int_level,
            INT_MASKED => self.int_level & self.int_enabled,
            _ => 0,
        }
    }

    fn write(&mut self, offset: hwaddr, value: u32) {
        match offset {
            CONTROL0 => {
                self.control0 = value.into();
                self.frame_mask = (2 << (value & 0xf)) - 1;
            }
            CONTROL1 => self.control1 = value.into(),
            DATA if self.tx_fifo.len() < FIFO_DEPTH => {
                self.tx_fifo.push_back((value & self.frame_mask) as u16);
            }
            PRESCALER => self.prescaler = NonZeroU8::new(value as u8),
            INT_ENABLED => self.int_enabled = value,
            _ => return,
        }
        self.transfer();
    }

    /// Sends what waits, until what comes back has no room. Nothing is at the
    /// other end, so that zeros come unless the port is connected to itself.
    fn transfer(&mut self) {
        while self.control1.enable() && self.rx_fifo.len() < FIFO_DEPTH {
            let Some(sent) = self.tx_fifo.pop_front() else {
                break;
            };
            let back = if self.control1.loopback() { sent } else { 0 };
            self.rx_fifo.push_back(back & self.frame_mask as u16);
        }
        self.int_level = 0;
        if self.rx_fifo.len() >= FIFO_DEPTH / 2 {
            self.int_level |= INT_RECEIVED;
        }
        if self.tx_fifo.len() <= FIFO_DEPTH / 2 {
            self.int_level |= INT_SENT;
        }
    }
}

const STATUS_TX_EMPTY: u32 = 1 << 0;
const STATUS_TX_NOT_FULL: u32 = 1 << 1;
const STATUS_RX_NOT_EMPTY: u32 = 1 << 2;
const STATUS_RX_FULL: u32 = 1 << 3;
const STATUS_BUSY: u32 = 1 << 4;

const FIFO_DEPTH: usize = 8;

impl PL022RegistersHooks for PL022Registers {
    fn status(&self) -> u32 {
        let mut status = 0;
        if self.tx_fifo.is_empty() {
            status |= STATUS_TX_EMPTY;
        } else {
            status |= STATUS_BUSY;
        }
        if self.tx_fifo.len() < FIFO_DEPTH {
            status |= STATUS_TX_NOT_FULL;
        }
        if !self.rx_fifo.is_empty() {
            status |= STATUS_RX_NOT_EMPTY;
        }
        if self.rx_fifo.len() == FIFO_DEPTH {
            status |= STATUS_RX_FULL;
        }
        status
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn frames_come_back_in_order_once_the_port_is_on() {
        let mut regs = PL022Registers::default();
        regs.write(CONTROL0, 7);
        regs.write(CONTROL1, 1);
        for frame in 0x1a0..0x1a9 {
            regs.write(DATA, frame);
        }
        assert_eq!(regs.tx_fifo.len(), FIFO_DEPTH);
        assert_eq!(regs.read(INT_LEVEL), 0);
        regs.write(CONTROL1, 3);
        assert_eq!(regs.read(INT_LEVEL), INT_RECEIVED | INT_SENT);
        assert_eq!(regs.read(DATA), 0xa0, "of 8 bits");
        assert_eq!(regs.read(DATA), 0xa1);
        assert_eq!(regs.rx_fifo.len(), FIFO_DEPTH - 2);
    }
}
