// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `HPETState`.

use std::ffi::CStr;

use bql::prelude::*;
use common::prelude::*;
use hwcore::prelude::*;
use migration::{prelude::*, InvalidError};
use qom::prelude::*;
use system::prelude::*;
use util::prelude::*;

use crate::{
    migration::{HPETTimerHooks, HPETTimerMigration, VMSTATE_HPET},
    registers::HPETRegisters,
};

/// `ENABLE_CNF`: the counter runs.
const CONFIG_ENABLE: u64 = 1;
/// Of a tick of the counter.
const CLOCK_PERIOD_NS: u64 = 10;

/// The block of timers.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct HPETState {
    parent_obj: ParentField<SysBusDevice>,
    pub iomem: MemoryRegion,
    pub regs: Migratable<BqlRefCell<HPETRegisters>>,
    /// Of the source; the timers that follow in the stream.
    pub num_timers_save: BqlCell<u8>,
    pub timers: [Migratable<HPETTimer>; 32],
    pub irqs: [InterruptSource; 32],
    #[property(rename = "hpet-offset-saved", default = true)]
    pub hpet_offset_saved: bool,
    pub rtc_irq_level: BqlCell<u8>,
    /// Of the counter to the virtual clock.
    pub hpet_offset: BqlCell<u64>,
}

qom_isa!(HPETState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for HPETState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_HPET;
}

impl ObjectImpl for HPETState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for HPETState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_HPET);
}

impl ResettablePhasesImpl for HPETState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for HPETState {}

impl HPETState {
    unsafe fn init(mut this: ParentInit<Self>) {
        static IOMEM_OPS: MemoryRegionOps<HPETState> = MemoryRegionOpsBuilder::<HPETState>::new()
            .read(&HPETState::iomem_read)
            .write(&HPETState::iomem_write)
            .little_endian()
            .impl_sizes(4, 4)
            .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, iomem),
            &IOMEM_OPS,
            "hpet",
            0x400,
        );
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, num_timers_save).write(BqlCell::new(3));
        uninit_field_mut!(*this, timers).write(Default::default());
        uninit_field_mut!(*this, irqs).write(Default::default());
        uninit_field_mut!(*this, rtc_irq_level).write(BqlCell::new(0));
        uninit_field_mut!(*this, hpet_offset).write(BqlCell::new(0));
    }

    fn post_init(&self) {
        self.init_mmio(&self.iomem);
        for irq in &self.irqs {
            self.init_irq(irq);
        }
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = HPETRegisters::default();
        self.num_timers_save.set(3);
        self.rtc_irq_level.set(0);
        self.hpet_offset.set(0);
    }

    /// Finds the counter's offset to the virtual clock, where the machine type
    /// is too old to send it.
    pub fn post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        if !self.hpet_offset_saved {
            let counter = self.regs.borrow().counter;
            self.hpet_offset
                .set(offset_of(counter, CLOCK_VIRTUAL.get_ns()));
        }
        Ok(())
    }

    /// Whether the subsection `hpet/offset` is sent.
    pub fn hpet_offset_needed(&self) -> bool {
        self.hpet_offset_saved && self.regs.borrow().config & CONFIG_ENABLE != 0
    }

    /// A read by the guest.
    fn iomem_read(&self, _offset: hwaddr, _size: u32) -> u64 {
        0
    }

    /// A write by the guest.
    fn iomem_write(&self, _offset: hwaddr, _value: u64, _size: u32) {}
}

/// Registers of a timer, as the guest sees them.
#[derive(Clone, Copy, Debug, Default)]
pub struct HPETTimerRegisters {
    pub config: u64,
    pub cmp: u64,
    pub fsb: u64,
}

/// A timer: its registers, and what the device keeps for it.
///
/// Both travel in one [`HPETTimerMigration`].
#[derive(Default)]
pub struct HPETTimer {
    pub index: BqlCell<u8>,
    pub regs: BqlRefCell<HPETTimerRegisters>,
    pub period: BqlCell<u64>,
    pub wrap_flag: BqlCell<u8>,
    /// In ns of the virtual clock.
    pub expiry: BqlCell<Option<i64>>,
}

impl HPETTimerHooks for HPETTimer {
    fn snapshot(&self) -> HPETTimerMigration {
        let regs = *self.regs.borrow();
        HPETTimerMigration {
            tn: self.index.get(),
            config: regs.config,
            cmp: regs.cmp,
            fsb: regs.fsb,
            period: self.period.get(),
            wrap_flag: self.wrap_flag.get(),
            qemu_timer: self.expiry.get().unwrap_or(-1),
        }
    }

    fn restore(&self, source: &HPETTimerMigration) -> Result<(), InvalidError> {
        self.index.set(source.tn);
        *self.regs.borrow_mut() = HPETTimerRegisters {
            config: source.config,
            cmp: source.cmp,
            fsb: source.fsb,
        };
        self.period.set(source.period);
        self.wrap_flag.set(source.wrap_flag);
        self.expiry
            .set((source.qemu_timer != -1).then_some(source.qemu_timer));
        Ok(())
    }
}

/// The offset of a counter in ns, at a time in ns. Both wrap.
const fn offset_of(counter: u64, now: u64) -> u64 {
    counter.wrapping_mul(CLOCK_PERIOD_NS).wrapping_sub(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offset_is_what_the_clock_lacks() {
        assert_eq!(offset_of(100, 400), 600);
        assert_eq!(offset_of(0, 1), u64::MAX);
    }
}
