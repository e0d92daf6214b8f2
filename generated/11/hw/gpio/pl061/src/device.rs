// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `PL061State`.

use std::ffi::CStr;

use bql::prelude::*;
use common::prelude::*;
use hwcore::prelude::*;
use migration::prelude::*;
use qom::prelude::*;
use system::prelude::*;

use crate::{migration::VMSTATE_PL061, registers::PL061Registers};

/// Eight general purpose lines.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct PL061State {
    parent_obj: ParentField<SysBusDevice>,
    pub iomem: MemoryRegion,
    pub regs: Migratable<BqlRefCell<PL061Registers>>,
    pub irq: InterruptSource,
    pub outputs: [InterruptSource; 8],
}

qom_isa!(PL061State: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for PL061State {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_PL061;
}

impl ObjectImpl for PL061State {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for PL061State {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_PL061);
}

impl ResettablePhasesImpl for PL061State {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for PL061State {}

impl PL061State {
    unsafe fn init(mut this: ParentInit<Self>) {
        static IOMEM_OPS: MemoryRegionOps<PL061State> = MemoryRegionOpsBuilder::<PL061State>::new()
            .read(&PL061State::iomem_read)
            .write(&PL061State::iomem_write)
            .little_endian()
            .impl_sizes(4, 4)
            .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, iomem),
            &IOMEM_OPS,
            "pl061",
            0x1000,
        );
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, irq).write(Default::default());
        uninit_field_mut!(*this, outputs).write(Default::default());
    }

    fn post_init(&self) {
        self.init_mmio(&self.iomem);
        self.init_irq(&self.irq);
        self.init_gpio_out(&self.outputs);
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = PL061Registers::default();
    }

    /// A read by the guest.
    fn iomem_read(&self, offset: hwaddr, _size: u32) -> u64 {
        u64::from(self.regs.borrow().read(offset))
    }

    /// A write by the guest.
    fn iomem_write(&self, offset: hwaddr, value: u64, _size: u32) {
        let mut regs = self.regs.borrow_mut();
        let before = regs.old_out_data;
        regs.write(offset, value as u32);
        let (lines, level) = (regs.old_out_data, regs.istate & regs.im != 0);
        drop(regs);
        for (line, output) in self.outputs.iter().enumerate() {
            if (before ^ lines) >> line & 1 != 0 {
                output.set(lines >> line & 1 != 0);
            }
        }
        self.irq.set(level);
    }
}

/// A bit for each of the eight lines.
const LINES: u32 = 0xff;

impl PL061Registers {
    fn read(&self, offset: hwaddr) -> u32 {
        match offset {
            // The address says which lines are looked at.
            0..=0x3ff => self.data & (offset >> 2) as u32,
            0x400 => self.dir,
            0x404 => self.isense,
            0x408 => self.ibe,
            0x40c => self.iev,
            0x410 => self.im,
            0x414 => self.istate,
            0x418 => self.istate & self.im,
            0x420 => self.afsel,
            _ => 0,
        }
    }

    fn write(&mut self, offset: hwaddr, value: u32) {
        let bits = value & LINES;
        match offset {
            0..=0x3ff => {
                let lines = (offset >> 2) as u32 & self.dir;
                self.data = self.data & !lines | value & lines;
            }
            0x400 => self.dir = bits,
            0x404 => self.isense = bits,
            0x408 => self.ibe = bits,
            0x40c => self.iev = bits,
            0x410 => self.im = bits,
            0x41c => self.istate &= !value,
            0x420 => self.afsel = self.afsel & !self.cr | value & self.cr,
            _ => return,
        }
        self.update();
    }

    /// Drives the outputs, and notes what the inputs do. An input keeps the
    /// level that it had as an output: nothing pulls it.
    fn update(&mut self) {
        self.old_out_data = self.data & self.dir | self.old_out_data & !self.dir & LINES;
        let changed = (self.old_in_data ^ self.data) & !self.dir & LINES;
        let wanted = !(self.data ^ self.iev);
        if changed != 0 {
            self.old_in_data = self.data;
            self.istate |= changed & !self.isense & (self.ibe | wanted);
        }
        self.istate |= wanted & self.isense;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_outputs_are_written_and_only_named_lines_are_read() {
        let mut regs = PL061Registers::default();
        regs.write(0x400, 0xf0);
        regs.write(0x3fc, 0xa5);
        assert_eq!((regs.read(0x3fc), regs.read(0x200)), (0xa0, 0x80));
        assert_eq!(regs.old_out_data, 0xa0);
    }

    #[test]
    fn levels_and_edges_interrupt() {
        let mut regs = PL061Registers::default();
        regs.write(0x404, 0x03);
        assert_eq!(regs.read(0x414), 0x03, "low inputs, and low is wanted");
        // An input again, line 4 keeps the 1 that it had as an output: a rising
        // edge.
        regs.write(0x40c, 0x13);
        regs.write(0x41c, 0xff);
        assert_eq!(regs.read(0x414), 0);
        regs.write(0x400, 0x10);
        regs.write(0x3fc, 0x10);
        regs.write(0x400, 0x00);
        assert_eq!(regs.read(0x414), 0x10);
    }
}
