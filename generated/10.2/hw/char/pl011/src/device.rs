// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `PL011State`.

use std::ffi::CStr;

use bql::BqlRefCell;
use common::uninit_field_mut;
use hwcore::{
    Clock, ClockEvent, DeviceImpl, DeviceState, InterruptSource, ResetType, ResettablePhasesImpl,
    SysBusDevice, SysBusDeviceImpl, SysBusDeviceMethods,
};
use migration::{InvalidError, Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, Owned, ParentField, ParentInit};
use system::{hwaddr, MemoryRegion, MemoryRegionOps, MemoryRegionOpsBuilder};

use crate::{migration::VMSTATE_PL011, registers::PL011Registers};

/// The UART.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct PL011State {
    parent_obj: ParentField<SysBusDevice>,
    pub iomem: MemoryRegion,
    pub regs: Migratable<BqlRefCell<PL011Registers>>,
    /// UARTINTR, then the five lines that it combines.
    pub interrupts: [InterruptSource; 6],
    #[property(rename = "migrate-clk", default = true)]
    pub migrate_clk: bool,
    pub clk: Owned<Clock>,
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in
// `regs`; it sits in a `BqlCell`, which asserts that the big QEMU lock is held.
// The compiler no longer looks at the other fields: one that is added must be
// `Sync`.
unsafe impl Sync for PL011State {}

qom_isa!(PL011State: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for PL011State {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_PL011;
}

impl ObjectImpl for PL011State {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for PL011State {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_PL011);
}

impl ResettablePhasesImpl for PL011State {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for PL011State {}

impl PL011State {
    unsafe fn init(mut this: ParentInit<Self>) {
        static IOMEM_OPS: MemoryRegionOps<PL011State> = MemoryRegionOpsBuilder::<PL011State>::new()
            .read(&PL011State::iomem_read)
            .write(&PL011State::iomem_write)
            .little_endian()
            .impl_sizes(4, 4)
            .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, iomem),
            &IOMEM_OPS,
            "pl011",
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
        uninit_field_mut!(*this, interrupts).write(Default::default());
    }

    fn post_init(&self) {
        self.init_mmio(&self.iomem);
        for irq in &self.interrupts {
            self.init_irq(irq);
        }
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = PL011Registers::default();
    }

    /// Moves the one character of a UART without FIFOs to where it is looked
    /// for; what is out of range was refused before.
    pub fn post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        move_single_character(&mut self.regs.borrow_mut());
        Ok(())
    }

    fn clk_update(&self, _event: ClockEvent) {}

    /// A read by the guest.
    fn iomem_read(&self, _offset: hwaddr, _size: u32) -> u64 {
        0
    }

    /// A write by the guest.
    fn iomem_write(&self, _offset: hwaddr, _value: u64, _size: u32) {}
}

/// Without FIFOs a character waits in slot 0. Older versions of the device left
/// it in the slot that the FIFO had come to.
fn move_single_character(regs: &mut PL011Registers) {
    if !regs.line_control.fifos_enabled() && regs.read_count > 0 && regs.read_pos > 0 {
        regs.read_fifo[0] = regs.read_fifo[usize::from(regs.read_pos)];
        regs.read_pos = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(fifos_enabled: bool, read_pos: u8, read_count: u8) -> (u8, u32) {
        let mut regs = PL011Registers {
            read_pos,
            read_count,
            ..Default::default()
        };
        regs.read_fifo = std::array::from_fn(|slot| slot as u32);
        regs.line_control.set_fifos_enabled(fifos_enabled);
        move_single_character(&mut regs);
        (regs.read_pos, regs.read_fifo[0])
    }

    #[test]
    fn single_character_is_in_slot_0() {
        assert_eq!(moved(false, 5, 1), (0, 5));
        assert_eq!(moved(false, 15, 1), (0, 15));
        assert_eq!(moved(false, 0, 1), (0, 0));
    }

    #[test]
    fn fifos_and_no_character_stay() {
        assert_eq!(moved(true, 5, 1), (5, 0));
        assert_eq!(moved(true, 15, 16), (15, 0));
        assert_eq!(moved(false, 5, 0), (5, 0));
    }
}
