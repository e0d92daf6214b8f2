// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `RtcState`.

use std::{ffi::CStr, pin::Pin};

use bql::{BqlCell, BqlRefCell};
use common::uninit_field_mut;
use hwcore::{
    DeviceImpl, DeviceState, InterruptSource, ResetType, ResettablePhasesImpl, SysBusDevice,
    SysBusDeviceImpl, SysBusDeviceMethods,
};
use migration::{InvalidError, Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};
use system::{hwaddr, MemoryRegion, MemoryRegionOps, MemoryRegionOpsBuilder};
use util::timer::{Timer, CLOCK_VIRTUAL};

use crate::{migration::VMSTATE_MC146818RTC, registers::CmosRegisters};

const REGISTER_A: usize = 0x0A;
const REGISTER_B: usize = 0x0B;
/// Of register A: the code of the period.
const PERIOD_MASK: u8 = 0x0F;
/// Of register B: the periodic interrupt is enabled.
const PERIODIC_ENABLE: u8 = 0x40;

/// The clock. Its timers and times are those of the clock that `-rtc clock=`
/// chooses.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct RtcState {
    parent_obj: ParentField<SysBusDevice>,
    pub ioports: MemoryRegion,
    pub regs: Migratable<BqlRefCell<CmosRegisters>>,
    pub periodic_timer: Timer,
    pub next_periodic_time: BqlCell<i64>,
    /// Periodic interrupts that the guest has missed.
    pub irq_coalesced: BqlCell<u32>,
    /// Of the periodic interrupt, in ticks of 32768 Hz.
    pub period: BqlCell<u32>,
    /// The guest's time at `last_update`, in s.
    pub base_rtc: BqlCell<u64>,
    pub last_update: BqlCell<u64>,
    /// Of the guest's time beyond `base_rtc`, in ns.
    pub offset: BqlCell<i64>,
    pub update_timer: Timer,
    pub next_alarm_time: BqlCell<u64>,
    pub irq: InterruptSource,
    pub irq_reinject_on_ack_count: BqlCell<u16>,
}

qom_isa!(RtcState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for RtcState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_MC146818RTC;
}

impl ObjectImpl for RtcState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for RtcState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_MC146818RTC);
}

impl ResettablePhasesImpl for RtcState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for RtcState {}

impl RtcState {
    unsafe fn init(mut this: ParentInit<Self>) {
        static IOPORTS_OPS: MemoryRegionOps<RtcState> = MemoryRegionOpsBuilder::<RtcState>::new()
            .read(&RtcState::ioports_read)
            .write(&RtcState::ioports_write)
            .little_endian()
            .impl_sizes(4, 4)
            .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, ioports),
            &IOPORTS_OPS,
            "mc146818rtc",
            0x2,
        );
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, next_periodic_time).write(BqlCell::new(0));
        uninit_field_mut!(*this, irq_coalesced).write(BqlCell::new(0));
        uninit_field_mut!(*this, period).write(BqlCell::new(0));
        uninit_field_mut!(*this, base_rtc).write(BqlCell::new(0));
        uninit_field_mut!(*this, last_update).write(BqlCell::new(0));
        uninit_field_mut!(*this, offset).write(BqlCell::new(0));
        uninit_field_mut!(*this, next_alarm_time).write(BqlCell::new(0));
        uninit_field_mut!(*this, irq).write(Default::default());
        uninit_field_mut!(*this, irq_reinject_on_ack_count).write(BqlCell::new(0));
        // SAFETY: initialised below, before anything can use it.
        uninit_field_mut!(*this, periodic_timer).write(unsafe { Timer::new() });
        // SAFETY: initialised below, before anything can use it.
        uninit_field_mut!(*this, update_timer).write(unsafe { Timer::new() });

        let this = this.as_mut_ptr();
        // SAFETY: all is written, and QOM objects are not moved.
        unsafe { Pin::new_unchecked(&mut (*this).periodic_timer) }.init_full(
            None,
            CLOCK_VIRTUAL,
            Timer::NS,
            0,
            Self::periodic_timer_expired,
            // SAFETY: as above.
            unsafe { &*this },
        );
        // SAFETY: all is written, and QOM objects are not moved.
        unsafe { Pin::new_unchecked(&mut (*this).update_timer) }.init_full(
            None,
            CLOCK_VIRTUAL,
            Timer::NS,
            0,
            Self::update_timer_expired,
            // SAFETY: as above.
            unsafe { &*this },
        );
    }

    fn post_init(&self) {
        self.init_mmio(&self.ioports);
        self.init_irq(&self.irq);
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = CmosRegisters::default();
        self.periodic_timer.delete();
        self.next_periodic_time.set(0);
        self.irq_coalesced.set(0);
        self.period.set(0);
        self.base_rtc.set(0);
        self.last_update.set(0);
        self.offset.set(0);
        self.update_timer.delete();
        self.next_alarm_time.set(0);
        self.irq_reinject_on_ack_count.set(0);
    }

    /// Finds the period of the periodic interrupt from the registers.
    pub fn post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        self.period.set(period(&self.regs.borrow().cmos_data));
        Ok(())
    }

    fn periodic_timer_expired(&self) {}

    fn update_timer_expired(&self) {}

    /// A read by the guest.
    fn ioports_read(&self, _offset: hwaddr, _size: u32) -> u64 {
        0
    }

    /// A write by the guest.
    fn ioports_write(&self, _offset: hwaddr, _value: u64, _size: u32) {}
}

/// The period in ticks of 32768 Hz; 0 while there is no periodic interrupt. The
/// two shortest codes stand for longer periods.
fn period(cmos_data: &[u8; 128]) -> u32 {
    let code = cmos_data[REGISTER_A] & PERIOD_MASK;
    if cmos_data[REGISTER_B] & PERIODIC_ENABLE == 0 || code == 0 {
        return 0;
    }
    1 << (if code <= 2 { code + 6 } else { code - 1 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn period_is_that_of_registers_a_and_b() {
        for (a, b, ticks) in [
            (0x26, 0x02, 0),
            (0x26, 0x42, 32),
            (0x20, 0x42, 0),
            (0x21, 0x42, 128),
            (0x22, 0x42, 256),
            (0x23, 0x42, 4),
            (0x2F, 0x42, 16384),
        ] {
            let mut cmos_data = [0; 128];
            cmos_data[REGISTER_A] = a;
            cmos_data[REGISTER_B] = b;
            assert_eq!(period(&cmos_data), ticks, "{a:#x} {b:#x}");
        }
    }
}
