// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `FDCState`.

use std::{ffi::CStr, pin::Pin};

use bql::BqlRefCell;
use common::uninit_field_mut;
use hwcore::{
    DeviceImpl, DeviceState, InterruptSource, ResetType, ResettablePhasesImpl, SysBusDevice,
    SysBusDeviceImpl, SysBusDeviceMethods,
};
use migration::{InvalidError, Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};
use system::{hwaddr, MemoryRegion, MemoryRegionOps, MemoryRegionOpsBuilder};
use util::timer::{Timer, CLOCK_VIRTUAL};

use crate::{
    migration::{FDCtrlHooks, VMSTATE_FDC},
    registers::{FDCtrl, MainStatus, Phase},
};

/// The controller on the ISA bus. After a load it finds the phase if that was
/// not sent.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct FDCState {
    parent_obj: ParentField<SysBusDevice>,
    pub ioports: MemoryRegion,
    pub state: Migratable<BqlRefCell<FDCtrl>>,
    pub irq: InterruptSource,
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in
// `state`; it sits in a `BqlCell`, which asserts that the big QEMU lock is
// held. The compiler no longer looks at the other fields: one that is added
// must be `Sync`.
unsafe impl Sync for FDCState {}

qom_isa!(FDCState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for FDCState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_FDC;
}

impl ObjectImpl for FDCState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for FDCState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_FDC);
}

impl ResettablePhasesImpl for FDCState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for FDCState {}

impl FDCState {
    unsafe fn init(mut this: ParentInit<Self>) {
        static IOPORTS_OPS: MemoryRegionOps<FDCState> = MemoryRegionOpsBuilder::<FDCState>::new()
            .read(&FDCState::ioports_read)
            .write(&FDCState::ioports_write)
            .little_endian()
            .impl_sizes(4, 4)
            .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, ioports),
            &IOPORTS_OPS,
            "isa-fdc",
            0x8,
        );
        uninit_field_mut!(*this, state).write(Migratable::default());
        uninit_field_mut!(*this, irq).write(Default::default());

        let this = this.as_mut_ptr();
        // SAFETY: all is written, and QOM objects are not moved.
        unsafe { Pin::new_unchecked(&mut (*this).state.get_mut().result_timer) }.init_full(
            None,
            CLOCK_VIRTUAL,
            Timer::NS,
            0,
            Self::state_result_timer_expired,
            // SAFETY: as above.
            unsafe { &*this },
        );
    }

    fn post_init(&self) {
        self.init_mmio(&self.ioports);
        self.init_irq(&self.irq);
    }

    fn reset_hold(&self, _type: ResetType) {
        self.state.borrow_mut().reset();
    }

    /// Finds the phase, unless it was sent because it is another than the main
    /// status register implies.
    pub fn post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        let mut state = self.state.borrow_mut();
        if state.phase == Phase::RECONSTRUCT {
            state.phase = implied_phase(state.main_status);
        }
        Ok(())
    }

    fn state_result_timer_expired(&self) {}

    /// A read by the guest.
    fn ioports_read(&self, _offset: hwaddr, _size: u32) -> u64 {
        0
    }

    /// A write by the guest.
    fn ioports_write(&self, _offset: hwaddr, _value: u64, _size: u32) {}
}

impl FDCtrlHooks for FDCtrl {
    fn result_timer_expire_time_ns(&self) -> Option<i64> {
        self.result_time
    }

    fn arm_result_timer(&mut self, expire_time_ns: Option<u64>) {
        self.result_time = expire_time_ns.map(|ns| ns as i64);
        match expire_time_ns {
            Some(ns) => self.result_timer.modify(ns),
            None => self.result_timer.delete(),
        }
    }
}

/// The phase of a section that does not say it, as its readers have had it
/// since QEMU 2.3; the condition of the subsection in the spec is that it is
/// another.
fn implied_phase(status: MainStatus) -> Phase {
    if status.non_dma() || !status.ready() {
        Phase::EXECUTION
    } else if status.to_host() {
        Phase::RESULT
    } else {
        Phase::COMMAND
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phase_is_what_the_main_status_register_implies() {
        for (status, phase) in [
            (0x80, Phase::COMMAND),
            (0x90, Phase::COMMAND),
            (0xC0, Phase::RESULT),
            (0xD0, Phase::RESULT),
            (0xE0, Phase::EXECUTION),
            (0xA0, Phase::EXECUTION),
            (0x50, Phase::EXECUTION),
            (0x10, Phase::EXECUTION),
        ] {
            assert_eq!(
                implied_phase(MainStatus::from(status)),
                phase,
                "{status:#x}"
            );
        }
    }
}
