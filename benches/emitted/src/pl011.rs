// SPDX-License-Identifier: GPL-2.0-or-later

//! The registers of a PL011.

use pl011::registers::{Control, Flags, LineControl, ReceiveStatus};

use crate::{ByHand, Refused};

const DEPTH: usize = 16;

#[derive(Debug, Default)]
pub struct Registers {
    pub flags: Flags,
    pub line_control: LineControl,
    pub receive_status: ReceiveStatus,
    pub control: Control,
    pub dmacr: u32,
    pub int_enabled: u32,
    pub int_level: u32,
    pub read_fifo: [u32; DEPTH],
    pub ilpr: u32,
    pub ibrd: u32,
    pub fbrd: u32,
    pub ifl: u32,
    pub read_pos: u8,
    pub read_count: u8,
    pub read_trigger: i32,
}

#[derive(Default)]
pub struct Mirror {
    pub flags: Flags,
    pub lcr: LineControl,
    pub rsr: ReceiveStatus,
    pub cr: Control,
    pub dmacr: u32,
    pub int_enabled: u32,
    pub int_level: u32,
    pub read_fifo: [u32; DEPTH],
    pub ilpr: u32,
    pub ibrd: u32,
    pub fbrd: u32,
    pub ifl: u32,
    pub read_pos: i32,
    pub read_count: i32,
    pub read_trigger: i32,
}

impl ByHand for Registers {
    type Migrated = Mirror;

    fn snapshot(&self, target: &mut Mirror) -> Result<(), Refused> {
        target.flags = self.flags;
        target.lcr = self.line_control;
        target.rsr = self.receive_status;
        target.cr = self.control;
        target.dmacr = self.dmacr;
        target.int_enabled = self.int_enabled;
        target.int_level = self.int_level;
        target.read_fifo = self.read_fifo;
        target.ilpr = self.ilpr;
        target.ibrd = self.ibrd & 0xffff;
        target.fbrd = self.fbrd & 0x3f;
        target.ifl = self.ifl;
        target.read_pos = self.read_pos.into();
        target.read_count = self.read_count.into();
        target.read_trigger = self.read_trigger;
        Ok(())
    }

    fn restore(&mut self, source: Mirror) -> Result<(), Refused> {
        if !(0..DEPTH as i32).contains(&source.read_pos)
            || !(0..=DEPTH as i32).contains(&source.read_count)
        {
            return Err(Refused);
        }
        self.flags = source.flags;
        self.line_control = source.lcr;
        self.receive_status = source.rsr;
        self.control = source.cr;
        self.dmacr = source.dmacr;
        self.int_enabled = source.int_enabled;
        self.int_level = source.int_level;
        self.read_fifo = source.read_fifo;
        self.ilpr = source.ilpr;
        self.ibrd = source.ibrd & 0xffff;
        self.fbrd = source.fbrd & 0x3f;
        self.ifl = source.ifl;
        self.read_pos = source.read_pos as u8;
        self.read_count = source.read_count as u8;
        self.read_trigger = source.read_trigger;
        Ok(())
    }
}
