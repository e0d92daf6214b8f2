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
use util::timer::{Timer, CLOCK_VIRTUAL};

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

    fn timer_expired(&self) {}

    /// A read by the guest.
    fn iomem_read(&self, _offset: hwaddr, _size: u32) -> u64 {
        0
    }

    /// A write by the guest.
    fn iomem_write(&self, _offset: hwaddr, _value: u64, _size: u32) {}
}
