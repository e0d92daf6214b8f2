// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `DemoState`.

use std::{ffi::CStr, pin::Pin, sync::Mutex};

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
    migration::VMSTATE_DEMO,
    registers::{Counters, DemoRegisters, Tail},
};

/// The device.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct DemoState {
    parent_obj: ParentField<SysBusDevice>,
    /// Its registers.
    pub iomem: MemoryRegion,
    pub regs: Migratable<Mutex<DemoRegisters>>,
    pub counters: BqlRefCell<Counters>,
    pub level: BqlCell<u32>,
    pub timer: Timer,
    pub late: BqlCell<bool>,
    pub tail: Migratable<BqlRefCell<Tail>>,
    pub irqs: [InterruptSource; 2],
    pub base: u64,
    #[property(rename = "migrate-clk", default = true)]
    pub migrate_clk: bool,
    #[property(rename = "size", default = 0x20)]
    pub size: u32,
    pub clk: Owned<Clock>,
    pub extra: BqlCell<u16>,
    pub extra_timer: Timer,
    pub always: BqlCell<i8>,
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in
// `regs`, `tail`; it sits in a `BqlCell`, which asserts that the big QEMU lock
// is held. The compiler no longer looks at the other fields: one that is added
// must be `Sync`.
unsafe impl Sync for DemoState {}

qom_isa!(DemoState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for DemoState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_DEMO;
}

impl ObjectImpl for DemoState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for DemoState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_DEMO);
}

impl ResettablePhasesImpl for DemoState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for DemoState {}

impl DemoState {
    unsafe fn init(mut this: ParentInit<Self>) {
        static IOMEM_OPS: MemoryRegionOps<DemoState> = MemoryRegionOpsBuilder::<DemoState>::new()
            .read(&DemoState::iomem_read)
            .write(&DemoState::iomem_write)
            .little_endian()
            .impl_sizes(4, 4)
            .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, iomem),
            &IOMEM_OPS,
            "demo",
            0x100,
        );
        let clk = DeviceState::init_clock_in(
            &mut this,
            "clk",
            &Self::clk_update,
            ClockEvent::ClockUpdate,
        );
        uninit_field_mut!(*this, clk).write(clk);
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, tail).write(Migratable::default());
        uninit_field_mut!(*this, counters).write(Default::default());
        uninit_field_mut!(*this, level).write(BqlCell::new(3));
        uninit_field_mut!(*this, late).write(BqlCell::new(false));
        uninit_field_mut!(*this, irqs).write(Default::default());
        uninit_field_mut!(*this, extra).write(BqlCell::new(0));
        uninit_field_mut!(*this, always).write(BqlCell::new(0));
        // SAFETY: initialised below, before anything can use it.
        uninit_field_mut!(*this, timer).write(unsafe { Timer::new() });
        // SAFETY: initialised below, before anything can use it.
        uninit_field_mut!(*this, extra_timer).write(unsafe { Timer::new() });

        let this = this.as_mut_ptr();
        // SAFETY: all is written, and QOM objects are not moved.
        unsafe { Pin::new_unchecked(&mut (*this).timer) }.init_full(
            None,
            CLOCK_VIRTUAL,
            Timer::NS,
            0,
            Self::timer_expired,
            // SAFETY: as above.
            unsafe { &*this },
        );
        // SAFETY: all is written, and QOM objects are not moved.
        unsafe { Pin::new_unchecked(&mut (*this).extra_timer) }.init_full(
            None,
            CLOCK_VIRTUAL,
            Timer::NS,
            0,
            Self::extra_timer_expired,
            // SAFETY: as above.
            unsafe { &*this },
        );
    }

    fn post_init(&self) {
        self.init_mmio(&self.iomem);
        for irq in &self.irqs {
            self.init_irq(irq);
        }
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.lock().unwrap() = DemoRegisters::default();
        *self.counters.borrow_mut() = Counters::default();
        self.level.set(3);
        self.timer.delete();
        self.late.set(false);
        *self.tail.borrow_mut() = Tail::default();
        self.extra.set(0);
        self.extra_timer.delete();
        self.always.set(0);
    }

    fn clk_update(&self, _event: ClockEvent) {}

    fn timer_expired(&self) {}

    fn extra_timer_expired(&self) {}

    /// A read by the guest.
    fn iomem_read(&self, _offset: hwaddr, _size: u32) -> u64 {
        0
    }

    /// A write by the guest.
    fn iomem_write(&self, _offset: hwaddr, _value: u64, _size: u32) {}
}
