// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `MboxState`.

use std::{ffi::CStr, sync::Mutex};

use common::uninit_field_mut;
use hwcore::{
    DeviceImpl, DeviceState, InterruptSource, ResetType, ResettablePhasesImpl, SysBusDevice,
    SysBusDeviceImpl, SysBusDeviceMethods,
};
use migration::{Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};
use system::{hwaddr, MemoryRegion, MemoryRegionOps, MemoryRegionOpsBuilder};

use crate::{
    migration::VMSTATE_BCM2835_MBOX,
    registers::{Mailbox, MboxRegisters, CHANNELS, DEPTH},
};

/// The mailboxes.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct MboxState {
    parent_obj: ParentField<SysBusDevice>,
    pub iomem: MemoryRegion,
    pub regs: Migratable<Mutex<MboxRegisters>>,
    pub arm_irq: InterruptSource,
}

qom_isa!(MboxState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for MboxState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_BCM2835_MBOX;
}

impl ObjectImpl for MboxState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for MboxState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_BCM2835_MBOX);
}

impl ResettablePhasesImpl for MboxState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for MboxState {}

impl MboxState {
    unsafe fn init(mut this: ParentInit<Self>) {
        static IOMEM_OPS: MemoryRegionOps<MboxState> = MemoryRegionOpsBuilder::<MboxState>::new()
            .read(&MboxState::iomem_read)
            .write(&MboxState::iomem_write)
            .little_endian()
            .impl_sizes(4, 4)
            .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, iomem),
            &IOMEM_OPS,
            "bcm2835-mbox",
            0x400,
        );
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, arm_irq).write(Default::default());
    }

    fn post_init(&self) {
        self.init_mmio(&self.iomem);
        self.init_irq(&self.arm_irq);
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.lock().unwrap() = MboxRegisters::default();
    }

    /// A read by the guest.
    fn iomem_read(&self, offset: hwaddr, _size: u32) -> u64 {
        let mut regs = self.regs.lock().unwrap();
        let value = regs.read(offset & 0xff);
        let level = regs.update();
        drop(regs);
        self.arm_irq.set(level);
        u64::from(value)
    }

    /// A write by the guest.
    fn iomem_write(&self, offset: hwaddr, value: u64, _size: u32) {
        let mut regs = self.regs.lock().unwrap();
        regs.write(offset & 0xff, value as u32);
        let level = regs.update();
        drop(regs);
        self.arm_irq.set(level);
    }
}

/// What there is to read where no word waits.
const NOTHING: u32 = 0xf;
const STATUS_FULL: u32 = 1 << 31;
const STATUS_EMPTY: u32 = 1 << 30;
const CONFIG_ENABLED: u32 = 1 << 0;
const CONFIG_PENDING: u32 = 1 << 4;

impl Mailbox {
    fn pull(&mut self) -> u32 {
        if self.count == 0 {
            return NOTHING;
        }
        let word = self.reg[0];
        self.reg.rotate_left(1);
        self.reg[DEPTH - 1] = NOTHING;
        self.count -= 1;
        self.update_status();
        word
    }

    /// A word for a full queue is lost.
    fn push(&mut self, word: u32) {
        if let Some(slot) = self.reg.get_mut(self.count as usize) {
            *slot = word;
            self.count += 1;
            self.update_status();
        }
    }

    fn update_status(&mut self) {
        self.status &= !(STATUS_FULL | STATUS_EMPTY);
        if self.count == 0 {
            self.status |= STATUS_EMPTY;
        } else if self.count as usize == DEPTH {
            self.status |= STATUS_FULL;
        }
    }
}

impl MboxRegisters {
    fn read(&mut self, offset: hwaddr) -> u32 {
        match offset {
            0x80..=0x8f => self.mbox[0].pull(),
            0x90 => self.mbox[0].reg[0],
            0x98 => self.mbox[0].status,
            0x9c => self.mbox[0].config,
            0xb8 => self.mbox[1].status,
            _ => 0,
        }
    }

    /// No channel has a client that would take a word: all wait.
    fn write(&mut self, offset: hwaddr, value: u32) {
        match offset {
            0x9c => {
                let config = &mut self.mbox[0].config;
                *config = *config & !CONFIG_ENABLED | value & CONFIG_ENABLED;
            }
            0xa0..=0xaf if (value & 0xf) < CHANNELS as u32 => self.mbox[1].push(value),
            _ => {}
        }
    }

    /// The level of the interrupt.
    fn update(&mut self) -> bool {
        let first = &mut self.mbox[0];
        first.config &= !CONFIG_PENDING;
        if first.count != 0 {
            first.config |= CONFIG_PENDING;
        }
        first.count != 0 && first.config & CONFIG_ENABLED != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_gives_back_what_it_took_and_loses_what_it_cannot_hold() {
        let mut queue = Mailbox::default();
        assert_eq!(queue.pull(), NOTHING);
        for word in 0..=DEPTH as u32 {
            queue.push(word);
        }
        assert_eq!(queue.status & (STATUS_FULL | STATUS_EMPTY), STATUS_FULL);
        for word in 0..DEPTH as u32 {
            assert_eq!(queue.pull(), word);
        }
        assert_eq!(queue.status & (STATUS_FULL | STATUS_EMPTY), STATUS_EMPTY);
        assert_eq!(queue.reg, [NOTHING; DEPTH]);
    }

    #[test]
    fn words_for_channels_that_are_not_there_are_lost() {
        let mut regs = MboxRegisters::default();
        regs.write(0xa0, 0x18);
        regs.write(0xa0, 0x19);
        assert_eq!(regs.mbox[1].count, 1);
        assert!(!regs.update());
        regs.mbox[0].push(1);
        assert!(!regs.update());
        regs.write(0x9c, 1);
        assert!(regs.update());
        assert_eq!(regs.read(0x9c), 0x11);
    }
}
