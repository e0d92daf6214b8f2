// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `GptmState`.

use std::{ffi::CStr, pin::Pin};

use bql::BqlRefCell;
use common::uninit_field_mut;
use hwcore::{
    Clock, ClockEvent, DeviceImpl, DeviceState, InterruptSource, ResetType, ResettablePhasesImpl,
    SysBusDevice, SysBusDeviceImpl, SysBusDeviceMethods,
};
use migration::{Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, Owned, ParentField, ParentInit};
use system::{hwaddr, MemoryRegion, MemoryRegionOps, MemoryRegionOpsBuilder};
use util::timer::{Timer, CLOCK_VIRTUAL, NANOSECONDS_PER_SECOND};

use crate::{migration::VMSTATE_STELLARIS_GPTM, registers::GptmRegisters};

/// The module of two timers.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct GptmState {
    parent_obj: ParentField<SysBusDevice>,
    pub iomem: MemoryRegion,
    pub regs: Migratable<BqlRefCell<GptmRegisters>>,
    pub timer: [Timer; 2],
    pub clk: Owned<Clock>,
    pub irq: InterruptSource,
    /// To the analogue-to-digital converter.
    pub trigger: InterruptSource,
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in
// `regs`; it sits in a `BqlCell`, which asserts that the big QEMU lock is held.
// The compiler no longer looks at the other fields: one that is added must be
// `Sync`.
unsafe impl Sync for GptmState {}

qom_isa!(GptmState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for GptmState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_STELLARIS_GPTM;
}

impl ObjectImpl for GptmState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for GptmState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_STELLARIS_GPTM);
}

impl ResettablePhasesImpl for GptmState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for GptmState {}

impl GptmState {
    unsafe fn init(mut this: ParentInit<Self>) {
        static IOMEM_OPS: MemoryRegionOps<GptmState> = MemoryRegionOpsBuilder::<GptmState>::new()
            .read(&GptmState::iomem_read)
            .write(&GptmState::iomem_write)
            .little_endian()
            .impl_sizes(4, 4)
            .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, iomem),
            &IOMEM_OPS,
            "stellaris-gptm",
            0x1000,
        );
        let clk = DeviceState::init_clock_in(
            &mut this,
            "clk",
            &Self::clk_update,
            ClockEvent::ClockUpdate,
        );
        uninit_field_mut!(*this, clk).write(clk);
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, irq).write(Default::default());
        uninit_field_mut!(*this, trigger).write(Default::default());
        // SAFETY: initialised below, before anything can use it.
        uninit_field_mut!(*this, timer).write([const { unsafe { Timer::new() } }; 2]);

        let this = this.as_mut_ptr();
        for index in 0..2 {
            // SAFETY: all is written, and QOM objects are not moved.
            unsafe { Pin::new_unchecked(&mut (*this).timer[index]) }.init_full(
                None,
                CLOCK_VIRTUAL,
                Timer::NS,
                0,
                Self::timer_expired,
                // SAFETY: as above.
                unsafe { &*this },
            );
        }
    }

    fn post_init(&self) {
        self.init_mmio(&self.iomem);
        self.init_irq(&self.irq);
        self.init_irq(&self.trigger);
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = GptmRegisters::default();
        for item in &self.timer {
            item.delete();
        }
    }

    fn clk_update(&self, _event: ClockEvent) {}

    /// Timer A has run out; B runs in modes alone that do nothing then.
    fn timer_expired(&self) {
        let mut regs = self.regs.borrow_mut();
        let next = regs.expired();
        drop(regs);
        if let Some(start) = next {
            self.start(0, start);
        }
        self.update();
    }

    /// Starts a round of a timer at this time, in ns of the virtual clock.
    fn start(&self, index: usize, start: i64) {
        let mut regs = self.regs.borrow_mut();
        let Some(length) = regs.round(index, self.clk.period()) else {
            return;
        };
        regs.tick[index] = start + length;
        drop(regs);
        self.timer[index].modify((start + length) as u64);
    }

    fn update(&self) {
        let regs = self.regs.borrow();
        let level = regs.raw_interrupts & regs.interrupt_mask != 0;
        drop(regs);
        self.irq.set(level);
    }

    /// A read by the guest.
    fn iomem_read(&self, offset: hwaddr, _size: u32) -> u64 {
        u64::from(self.regs.borrow().read(offset))
    }

    /// A write by the guest.
    fn iomem_write(&self, offset: hwaddr, value: u64, _size: u32) {
        let mut regs = self.regs.borrow_mut();
        let before = regs.control;
        regs.write(offset, value as u32);
        let (control, paired) = (regs.control, regs.config < SPLIT);
        drop(regs);
        for (index, enabled) in ENABLED.into_iter().enumerate() {
            if (before ^ control) & enabled == 0 || index == 1 && paired {
                continue;
            }
            if control & enabled != 0 {
                self.start(index, CLOCK_VIRTUAL.get_ns() as i64);
            } else {
                self.timer[index].delete();
            }
        }
        self.update();
    }
}

/// Configurations: both timers are one that counts down, or one that counts
/// seconds; from here on they are two.
const COUNT_DOWN: u32 = 0;
const SECONDS: u32 = 1;
const SPLIT: u32 = 4;

const MODE_ONE_SHOT: u32 = 1;
const MODE_PULSES: u32 = 0xa;
/// Of A and B, in the control register.
const ENABLED: [u32; 2] = [1, 0x100];
const INT_TIMEOUT: u32 = 1;
const INT_MATCH: u32 = 8;

/// A register of 32 bits that lies in two halves.
const fn joined(halves: [u32; 2]) -> u32 {
    halves[0] | halves[1] << 16
}

impl GptmRegisters {
    /// The length of a round in ns; the clock's period is in units of 2^-32 ns.
    fn round(&self, index: usize, period: u64) -> Option<i64> {
        match (self.config, self.mode[index]) {
            (COUNT_DOWN, _) => {
                Some(((u128::from(joined(self.load)) * u128::from(period)) >> 32) as i64)
            }
            (SECONDS, _) => Some(NANOSECONDS_PER_SECOND as i64),
            (_, MODE_PULSES) => Some(0),
            _ => None,
        }
    }

    /// When the next round starts, if there is one.
    fn expired(&mut self) -> Option<i64> {
        match self.config {
            COUNT_DOWN => {
                self.raw_interrupts |= INT_TIMEOUT;
                if self.mode[0] & MODE_ONE_SHOT != 0 {
                    self.control &= !ENABLED[0];
                    return None;
                }
            }
            SECONDS => {
                self.rtc = self.rtc.wrapping_add(1);
                if self.rtc > joined(self.match_value) {
                    self.rtc = 0;
                    self.raw_interrupts |= INT_MATCH;
                }
            }
            _ => return None,
        }
        Some(self.tick[0])
    }

    fn read(&self, offset: hwaddr) -> u32 {
        let of_a = |halves: [u32; 2]| match self.config {
            0..SPLIT => joined(halves),
            _ => halves[0],
        };
        match offset {
            0x00 => self.config,
            0x04 => self.mode[0],
            0x08 => self.mode[1],
            0x0c => self.control,
            0x18 => self.interrupt_mask,
            0x1c => self.raw_interrupts,
            0x20 => self.raw_interrupts & self.interrupt_mask,
            0x28 => of_a(self.load),
            0x2c => self.load[1],
            0x30 => of_a(self.match_value),
            0x34 => self.match_value[1],
            0x38 => self.prescale[0],
            0x3c => self.prescale[1],
            0x40 => self.match_prescale[0],
            0x44 => self.match_prescale[1],
            0x48 if self.config == SECONDS => self.rtc,
            _ => 0,
        }
    }

    fn write(&mut self, offset: hwaddr, value: u32) {
        let paired = self.config < SPLIT;
        let of_a =
            |halves: [u32; 2]| [value & 0xffff, if paired { value >> 16 } else { halves[1] }];
        match offset {
            0x00 => self.config = value,
            0x04 => self.mode[0] = value,
            0x08 => self.mode[1] = value,
            0x0c => self.control = value,
            0x18 => self.interrupt_mask = value & 0x77,
            0x24 => self.raw_interrupts &= !value,
            0x28 => self.load = of_a(self.load),
            0x2c => self.load[1] = value & 0xffff,
            0x30 => self.match_value = of_a(self.match_value),
            0x34 => self.match_value[1] = value >> 16,
            0x38 => self.prescale[0] = value,
            0x3c => self.prescale[1] = value,
            0x40 => self.match_prescale[0] = value,
            0x44 => self.match_prescale[1] = value,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_counted_up_to_the_match() {
        let mut regs = GptmRegisters::default();
        regs.write(0x00, SECONDS);
        regs.write(0x30, 1);
        assert_eq!(regs.round(0, 0), Some(1_000_000_000));
        assert!(regs.expired().is_some());
        assert_eq!((regs.read(0x48), regs.read(0x1c)), (1, 0));
        assert!(regs.expired().is_some());
        assert_eq!((regs.read(0x48), regs.read(0x1c)), (0, INT_MATCH));
    }

    #[test]
    fn both_timers_count_down_as_one() {
        let mut regs = GptmRegisters::default();
        regs.write(0x28, 0x2_0010);
        assert_eq!(regs.load, [0x10, 2]);
        assert_eq!(regs.round(0, 1000 << 32), Some(0x2_0010 * 1000));
        assert!(regs.expired().is_some());
        regs.write(0x04, MODE_ONE_SHOT);
        regs.write(0x0c, 0x101);
        assert!(regs.expired().is_none());
        assert_eq!((regs.read(0x0c), regs.read(0x1c)), (0x100, INT_TIMEOUT));
        regs.write(0x00, SPLIT);
        assert_eq!((regs.read(0x28), regs.round(0, 1)), (0x10, None));
    }
}
