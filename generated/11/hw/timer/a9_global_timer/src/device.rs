// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `GlobalTimerState`.

use std::{ffi::CStr, pin::Pin};

use bql::prelude::*;
use common::prelude::*;
use hwcore::prelude::*;
use migration::prelude::*;
use qom::prelude::*;
use system::prelude::*;
use util::prelude::*;

use crate::{
    migration::VMSTATE_A9_GLOBAL_TIMER,
    registers::{GlobalTimerRegisters, PerCpuRegisters},
};

/// The timer.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct GlobalTimerState {
    parent_obj: ParentField<SysBusDevice>,
    pub iomem: MemoryRegion,
    pub timer: Timer,
    pub regs: Migratable<BqlRefCell<GlobalTimerRegisters>>,
    pub per_cpu: [Migratable<BqlRefCell<PerCpuRegisters>>; 4],
    pub irqs: [InterruptSource; 4],
    #[property(rename = "num-cpu", default = 1)]
    pub num_cpu: u32,
    pub control: BqlCell<u32>,
}

qom_isa!(GlobalTimerState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for GlobalTimerState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_A9_GLOBAL_TIMER;
}

impl ObjectImpl for GlobalTimerState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for GlobalTimerState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_A9_GLOBAL_TIMER);
    const REALIZE: Option<fn(&Self) -> util::Result<()>> = Some(Self::realize);
}

impl ResettablePhasesImpl for GlobalTimerState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for GlobalTimerState {}

impl GlobalTimerState {
    unsafe fn init(mut this: ParentInit<Self>) {
        static IOMEM_OPS: MemoryRegionOps<GlobalTimerState> =
            MemoryRegionOpsBuilder::<GlobalTimerState>::new()
                .read(&GlobalTimerState::iomem_read)
                .write(&GlobalTimerState::iomem_write)
                .little_endian()
                .impl_sizes(4, 4)
                .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, iomem),
            &IOMEM_OPS,
            "arm.cortex-a9-global-timer",
            0x20,
        );
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, per_cpu).write(Default::default());
        uninit_field_mut!(*this, irqs).write(Default::default());
        uninit_field_mut!(*this, control).write(BqlCell::new(0));
        // SAFETY: initialised below, before anything can use it.
        uninit_field_mut!(*this, timer).write(unsafe { Timer::new() });

        let this = this.as_mut_ptr();
        Timer::init_full(
            // SAFETY: all is written, and QOM objects are not moved.
            unsafe { Pin::new_unchecked(&mut *this) },
            None,
            CLOCK_VIRTUAL,
            Timer::NS,
            0,
            Self::timer_expired,
            |state| &mut state.timer,
        );
    }

    fn post_init(&self) {
        self.init_mmio(&self.iomem);
        for irq in &self.irqs {
            self.init_irq(irq);
        }
    }

    fn realize(&self) -> util::Result<()> {
        self.check_properties()
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = GlobalTimerRegisters::default();
        for item in &self.per_cpu {
            *item.borrow_mut() = PerCpuRegisters::default();
        }
        self.control.set(0);
        self.timer.delete();
    }

    fn timer_expired(&self) {}

    /// A read by the guest.
    fn iomem_read(&self, _offset: hwaddr, _size: u32) -> u64 {
        0
    }

    /// A write by the guest.
    fn iomem_write(&self, _offset: hwaddr, _value: u64, _size: u32) {}
}
