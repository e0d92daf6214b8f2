// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `UartState`.

use std::ffi::CStr;

use bql::prelude::*;
use common::prelude::*;
use hwcore::prelude::*;
use migration::{prelude::*, InvalidError};
use qom::prelude::*;
use system::prelude::*;

use crate::{migration::VMSTATE_CMSDK_APB_UART, registers::UartRegisters};

/// Interrupt of a character that was sent.
const INT_SENT: u32 = 1;

/// The UART. After a load it sends the character that still waits.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct UartState {
    parent_obj: ParentField<SysBusDevice>,
    pub iomem: MemoryRegion,
    pub regs: Migratable<BqlRefCell<UartRegisters>>,
    /// Sent, received, overrun in sending and in receiving; all together.
    pub irqs: [InterruptSource; 5],
    /// Of the clock that is divided, in Hz.
    #[property(rename = "pclk-frq")]
    pub pclk_frq: u32,
    /// Whether a character arrived with a load that the backend has yet to
    /// take.
    sends_again: BqlCell<bool>,
}

qom_isa!(UartState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for UartState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_CMSDK_APB_UART;
}

impl ObjectImpl for UartState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for UartState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_CMSDK_APB_UART);
}

impl ResettablePhasesImpl for UartState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for UartState {}

impl UartState {
    unsafe fn init(mut this: ParentInit<Self>) {
        static IOMEM_OPS: MemoryRegionOps<UartState> = MemoryRegionOpsBuilder::<UartState>::new()
            .read(&UartState::iomem_read)
            .write(&UartState::iomem_write)
            .little_endian()
            .impl_sizes(4, 4)
            .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, iomem),
            &IOMEM_OPS,
            "cmsdk-apb-uart",
            0x1000,
        );
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, irqs).write(Default::default());
        uninit_field_mut!(*this, sends_again).write(BqlCell::new(false));
    }

    fn post_init(&self) {
        self.init_mmio(&self.iomem);
        for irq in &self.irqs {
            self.init_irq(irq);
        }
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = UartRegisters::default();
        self.sends_again.set(false);
    }

    /// Has the character that still waits sent as soon as the backend takes it.
    pub fn post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        self.sends_again.set(self.regs.borrow().state.tx_full());
        Ok(())
    }

    /// The backend takes characters: gives it the one that waited during a
    /// load, if there is one.
    pub fn backend_ready(&self) -> Option<u8> {
        if !self.sends_again.replace(false) {
            return None;
        }
        let mut regs = self.regs.borrow_mut();
        let interrupts = sent(&mut regs);
        self.irqs[0].set(interrupts & INT_SENT != 0);
        Some(regs.tx_buffer)
    }

    /// A read by the guest.
    fn iomem_read(&self, offset: hwaddr, _size: u32) -> u64 {
        let mut regs = self.regs.borrow_mut();
        let value = regs.read(offset);
        let interrupts = regs.interrupts();
        drop(regs);
        self.update(interrupts);
        u64::from(value)
    }

    /// A write by the guest.
    fn iomem_write(&self, offset: hwaddr, value: u64, _size: u32) {
        let mut regs = self.regs.borrow_mut();
        regs.write(offset, value as u32);
        let interrupts = regs.interrupts();
        drop(regs);
        self.update(interrupts);
    }

    fn update(&self, interrupts: u32) {
        for (index, irq) in self.irqs[..4].iter().enumerate() {
            irq.set(interrupts >> index & 1 != 0);
        }
        self.irqs[4].set(interrupts != 0);
    }
}

const DATA: hwaddr = 0x00;
const STATE: hwaddr = 0x04;
const CONTROL: hwaddr = 0x08;
const INTERRUPTS: hwaddr = 0x0c;
const BAUD_DIVIDER: hwaddr = 0x10;

/// The overruns, in the state and in the interrupts.
const OVERRUNS: u32 = 0xc;

impl UartRegisters {
    fn read(&mut self, offset: hwaddr) -> u32 {
        match offset {
            DATA => {
                self.state.set_rx_full(false);
                self.rx_buffer.into()
            }
            STATE => self.state.into(),
            CONTROL => self.control.into(),
            INTERRUPTS => self.interrupt_status,
            BAUD_DIVIDER => self.baud_divider,
            _ => 0,
        }
    }

    fn write(&mut self, offset: hwaddr, value: u32) {
        match offset {
            DATA => self.send(value as u8),
            STATE => self.clear_overruns(value),
            CONTROL => self.control = (value & 0x7f).into(),
            INTERRUPTS => {
                self.clear_overruns(value);
                self.interrupt_status &= !value;
            }
            BAUD_DIVIDER => self.baud_divider = value & 0xf_ffff,
            _ => {}
        }
    }

    fn clear_overruns(&mut self, value: u32) {
        self.state = (u32::from(self.state) & !(value & OVERRUNS)).into();
    }

    /// A character is gone at once, as there is no backend; one that may not be
    /// sent waits.
    fn send(&mut self, character: u8) {
        self.tx_buffer = character;
        if self.state.tx_full() {
            self.state.set_tx_overrun(true);
        } else if self.control.tx_enabled() {
            sent(self);
        } else {
            self.state.set_tx_full(true);
        }
    }

    /// Those that are raised now; the ones of overruns follow from the state.
    fn interrupts(&mut self) -> u32 {
        let overruns = u32::from(self.state) & u32::from(self.control) >> 2 & OVERRUNS;
        self.interrupt_status = self.interrupt_status & !OVERRUNS | overruns;
        self.interrupt_status
    }
}

/// The character in the buffer has left: the interrupts that are raised now.
fn sent(regs: &mut UartRegisters) -> u32 {
    regs.state.set_tx_full(false);
    if regs.control.tx_interrupt_enabled() {
        regs.interrupt_status |= INT_SENT;
    }
    regs.interrupt_status
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sent_character_leaves_the_buffer_free() {
        for enabled in [false, true] {
            let mut regs = UartRegisters::default();
            regs.state.set_tx_full(true);
            regs.control.set_tx_interrupt_enabled(enabled);
            assert_eq!(sent(&mut regs), u32::from(enabled));
            assert!(!regs.state.tx_full());
        }
    }

    #[test]
    fn one_character_waits_and_the_next_is_an_overrun() {
        let mut regs = UartRegisters::default();
        regs.write(CONTROL, 0x14);
        regs.write(DATA, 0x55);
        assert_eq!((regs.read(STATE), regs.interrupts()), (1, 0));
        regs.write(DATA, 0x56);
        assert_eq!((regs.read(STATE), regs.interrupts()), (5, 4));
        regs.write(INTERRUPTS, 4);
        assert_eq!((regs.read(STATE), regs.interrupts()), (1, 0));
        assert_eq!(regs.tx_buffer, 0x56);
    }
}
