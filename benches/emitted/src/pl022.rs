// SPDX-License-Identifier: GPL-2.0-or-later

//! The registers of a PL022: its two queues are filled again where they are.

use std::{collections::VecDeque, num::NonZeroU8, ops::Range};

use pl022::registers::{Control0, Control1};

use crate::{ByHand, Refused};

const DEPTH: usize = 8;

#[derive(Debug, Default)]
pub struct Registers {
    pub control0: Control0,
    pub control1: Control1,
    pub frame_mask: u32,
    pub prescaler: Option<NonZeroU8>,
    pub int_level: u32,
    pub int_enabled: u32,
    pub tx: VecDeque<u16>,
    pub rx: VecDeque<u16>,
}

impl Registers {
    fn status(&self) -> u32 {
        u32::from(self.tx.is_empty())
            | u32::from(self.tx.len() < DEPTH) << 1
            | u32::from(!self.rx.is_empty()) << 2
            | u32::from(self.rx.len() == DEPTH) << 3
            | u32::from(!self.tx.is_empty()) << 4
    }
}

#[derive(Clone, Copy, Default)]
pub struct Slot {
    pub tx: u16,
    pub rx: u16,
}

#[derive(Default)]
pub struct Mirror {
    pub cr0: Control0,
    pub cr1: Control1,
    pub bitmask: u32,
    pub sr: u32,
    pub cpsr: u32,
    pub is: u32,
    pub im: u32,
    pub tx_head: i32,
    pub rx_head: i32,
    pub tx_len: i32,
    pub rx_len: i32,
    pub slots: [Slot; DEPTH],
}

/// The slots of a ring, counted on beyond its end.
fn ring(head: i32, length: i32) -> Result<Range<usize>, Refused> {
    let (head, length) = (head as usize, length as usize);
    if head >= DEPTH || length > DEPTH {
        return Err(Refused);
    }
    Ok(head + DEPTH - length..head + DEPTH)
}

impl ByHand for Registers {
    type Migrated = Mirror;

    fn snapshot(&self, target: &mut Mirror) -> Result<(), Refused> {
        target.cr0 = self.control0;
        target.cr1 = self.control1;
        target.bitmask = self.frame_mask;
        target.sr = self.status();
        target.cpsr = self.prescaler.map_or(0, |value| value.get().into());
        target.is = self.int_level;
        target.im = self.int_enabled;
        target.tx_head = (self.tx.len() % DEPTH) as i32;
        target.rx_head = (self.rx.len() % DEPTH) as i32;
        target.tx_len = self.tx.len() as i32;
        target.rx_len = self.rx.len() as i32;
        for (slot, frame) in target.slots.iter_mut().zip(&self.tx) {
            slot.tx = *frame;
        }
        for (slot, frame) in target.slots.iter_mut().zip(&self.rx) {
            slot.rx = *frame;
        }
        Ok(())
    }

    fn restore(&mut self, source: Mirror) -> Result<(), Refused> {
        let prescaler = NonZeroU8::new(u8::try_from(source.cpsr).map_err(|_| Refused)?);
        let tx = ring(source.tx_head, source.tx_len)?;
        let rx = ring(source.rx_head, source.rx_len)?;
        self.control0 = source.cr0;
        self.control1 = source.cr1;
        self.frame_mask = source.bitmask;
        self.prescaler = prescaler;
        self.int_level = source.is;
        self.int_enabled = source.im;
        self.tx.clear();
        self.tx.extend(tx.map(|slot| source.slots[slot % DEPTH].tx));
        self.rx.clear();
        self.rx.extend(rx.map(|slot| source.slots[slot % DEPTH].rx));
        Ok(())
    }
}
