// SPDX-License-Identifier: GPL-2.0-or-later

//! The registers of a HPET.

use crate::{ByHand, Refused};

#[derive(Debug, Default)]
pub struct Registers {
    pub config: u64,
    pub int_status: u64,
    pub counter: u64,
}

#[derive(Default)]
pub struct Mirror {
    pub config: u64,
    pub isr: u64,
    pub hpet_counter: u64,
}

impl ByHand for Registers {
    type Migrated = Mirror;

    fn snapshot(&self, target: &mut Mirror) -> Result<(), Refused> {
        target.config = self.config;
        target.isr = self.int_status;
        target.hpet_counter = self.counter;
        Ok(())
    }

    fn restore(&mut self, source: Mirror) -> Result<(), Refused> {
        self.config = source.config;
        self.int_status = source.isr;
        self.counter = source.hpet_counter;
        Ok(())
    }
}
