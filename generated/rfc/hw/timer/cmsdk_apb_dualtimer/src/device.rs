// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `DualTimerState`.

use std::{ffi::CStr, pin::Pin};

use bql::{BqlCell, BqlRefCell};
use common::uninit_field_mut;
use hwcore::{
    Clock, ClockEvent, DeviceImpl, DeviceState, InterruptSource, ResetType, ResettablePhasesImpl,
    SysBusDevice, SysBusDeviceImpl, SysBusDeviceMethods,
};
use migration::{Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, Owned, ParentField, ParentInit};
use system::{hwaddr, MemoryRegion, MemoryRegionOps, MemoryRegionOpsBuilder};
use util::timer::{Timer, CLOCK_VIRTUAL};

use crate::{
    migration::{PTimerHooks, VMSTATE_CMSDK_APB_DUALTIMER},
    registers::{PTimer, TimerModule},
};

/// The device.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct DualTimerState {
    parent_obj: ParentField<SysBusDevice>,
    pub iomem: MemoryRegion,
    pub timclk: Owned<Clock>,
    pub timermod: [Migratable<BqlRefCell<TimerModule>>; 2],
    /// Integration test control register.
    pub timeritcr: BqlCell<u32>,
    /// Integration test output register.
    pub timeritop: BqlCell<u32>,
    /// The combined one, then one for each timer.
    pub irqs: [InterruptSource; 3],
}

qom_isa!(DualTimerState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for DualTimerState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_CMSDK_APB_DUALTIMER;
}

impl ObjectImpl for DualTimerState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for DualTimerState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_CMSDK_APB_DUALTIMER);
}

impl ResettablePhasesImpl for DualTimerState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for DualTimerState {}

impl DualTimerState {
    unsafe fn init(mut this: ParentInit<Self>) {
        static IOMEM_OPS: MemoryRegionOps<DualTimerState> =
            MemoryRegionOpsBuilder::<DualTimerState>::new()
                .read(&DualTimerState::iomem_read)
                .write(&DualTimerState::iomem_write)
                .little_endian()
                .impl_sizes(4, 4)
                .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, iomem),
            &IOMEM_OPS,
            "cmsdk-apb-dualtimer",
            0x1000,
        );
        let timclk = DeviceState::init_clock_in(
            &mut this,
            "timclk",
            &Self::timclk_update,
            ClockEvent::ClockUpdate,
        );
        uninit_field_mut!(*this, timclk).write(timclk);
        uninit_field_mut!(*this, timermod).write(Default::default());
        uninit_field_mut!(*this, timeritcr).write(BqlCell::new(0));
        uninit_field_mut!(*this, timeritop).write(BqlCell::new(0));
        uninit_field_mut!(*this, irqs).write(Default::default());

        let this = this.as_mut_ptr();
        for index in 0..2 {
            // SAFETY: all is written, and QOM objects are not moved.
            unsafe { Pin::new_unchecked(&mut (*this).timermod[index].get_mut().timer.timer) }
                .init_full(
                    None,
                    CLOCK_VIRTUAL,
                    Timer::NS,
                    0,
                    Self::timermod_timer_timer_expired,
                    // SAFETY: as above.
                    unsafe { &*this },
                );
        }
    }

    fn post_init(&self) {
        self.init_mmio(&self.iomem);
        for irq in &self.irqs {
            self.init_irq(irq);
        }
    }

    fn reset_hold(&self, _type: ResetType) {
        self.timeritcr.set(0);
        self.timeritop.set(0);
        for item in &self.timermod {
            item.borrow_mut().reset();
        }
    }

    fn timclk_update(&self, _event: ClockEvent) {}

    fn timermod_timer_timer_expired(&self) {}

    /// A read by the guest.
    fn iomem_read(&self, _offset: hwaddr, _size: u32) -> u64 {
        0
    }

    /// A write by the guest.
    fn iomem_write(&self, _offset: hwaddr, _value: u64, _size: u32) {}
}

impl PTimerHooks for PTimer {
    fn timer_expire_time_ns(&self) -> Option<i64> {
        self.expiry
    }

    fn arm_timer(&mut self, expire_time_ns: Option<u64>) {
        self.expiry = expire_time_ns.map(|ns| ns as i64);
        match expire_time_ns {
            Some(ns) => self.timer.modify(ns),
            None => self.timer.delete(),
        }
    }
}
