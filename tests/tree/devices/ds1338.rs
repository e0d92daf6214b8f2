// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `DS1338State`, in a real tree of QEMU: its bus calls methods of C's class,
//! which the stand-in crates do not have.
//!
//! Memory and control register are there. The time is not: QEMU 10.2 has no calendar for Rust.

use std::ffi::{c_int, CStr};

use bql::{BqlCell, BqlRefCell};
use common::uninit_field_mut;
use hwcore::{DeviceImpl, DeviceState, ResetType, ResettablePhasesImpl};
use migration::{Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};

use crate::{
    bindings,
    migration::VMSTATE_DS1338,
    parent::{I2CSlave, I2CSlaveClass},
    registers::{DS1338Registers, NVRAM_SIZE},
};

/// The clock.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct DS1338State {
    pub parent_obj: ParentField<I2CSlave>,
    /// Of the guest's time to the host's, in s.
    pub offset: BqlCell<i64>,
    pub wday_offset: BqlCell<u8>,
    pub regs: Migratable<BqlRefCell<DS1338Registers>>,
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in `regs`; it sits in
// a `BqlCell`, which asserts that the big QEMU lock is held. The compiler no longer looks at
// the other fields: one that is added must be `Sync`.
unsafe impl Sync for DS1338State {}

qom_isa!(DS1338State: I2CSlave, DeviceState, Object);

unsafe impl ObjectType for DS1338State {
    type Class = <I2CSlave as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_DS1338;
}

impl ObjectImpl for DS1338State {
    type ParentType = I2CSlave;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::class_init;
}

impl DeviceImpl for DS1338State {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_DS1338);
}

impl ResettablePhasesImpl for DS1338State {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl DS1338State {
    unsafe fn init(mut this: ParentInit<Self>) {
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, offset).write(BqlCell::new(0));
        uninit_field_mut!(*this, wday_offset).write(BqlCell::new(0));
    }

    fn class_init(class: &mut I2CSlaveClass) {
        class.class_init::<Self>();
        class.event = Some(event);
        class.recv = Some(recv);
        class.send = Some(send);
    }

    fn reset_hold(&self, _type: ResetType) {
        self.offset.set(0);
        self.wday_offset.set(0);
        *self.regs.borrow_mut() = DS1338Registers::default();
    }
}

/// The control register, behind those of the time; memory follows.
const CONTROL: usize = 7;
/// Bits of it that can be set.
const CONTROL_BITS: u8 = 0xb3;
/// The oscillator was off: can be cleared only.
const CONTROL_STOPPED: u8 = 0x20;

impl DS1338Registers {
    fn advance(&mut self) {
        self.pointer = (self.pointer + 1) % NVRAM_SIZE as u8;
    }

    fn read(&mut self) -> u8 {
        let byte = self.nvram[usize::from(self.pointer)];
        self.advance();
        byte
    }

    fn write(&mut self, byte: u8) {
        if self.addr_byte {
            self.pointer = byte % NVRAM_SIZE as u8;
            self.addr_byte = false;
            return;
        }
        match usize::from(self.pointer) {
            0..CONTROL => {}
            CONTROL => {
                let stopped = byte & self.nvram[CONTROL] & CONTROL_STOPPED;
                self.nvram[CONTROL] = byte & CONTROL_BITS & !CONTROL_STOPPED | stopped;
            }
            at => self.nvram[at] = byte,
        }
        self.advance();
    }
}

/// # Safety
///
/// `slave` is a [`DS1338State`]: C calls the methods of a class for its instances.
unsafe fn registers<'a>(slave: *mut bindings::I2CSlave) -> &'a BqlRefCell<DS1338Registers> {
    // SAFETY: that is what the caller promises.
    &unsafe { &*slave.cast::<DS1338State>() }.regs
}

unsafe extern "C" fn event(slave: *mut bindings::I2CSlave, event: bindings::i2c_event) -> c_int {
    if event == bindings::I2C_START_SEND {
        // SAFETY: a method of the class.
        unsafe { registers(slave) }.borrow_mut().addr_byte = true;
    }
    0
}

unsafe extern "C" fn recv(slave: *mut bindings::I2CSlave) -> u8 {
    // SAFETY: a method of the class.
    unsafe { registers(slave) }.borrow_mut().read()
}

unsafe extern "C" fn send(slave: *mut bindings::I2CSlave, byte: u8) -> c_int {
    // SAFETY: a method of the class.
    unsafe { registers(slave) }.borrow_mut().write(byte);
    0
}
