// SPDX-License-Identifier: GPL-2.0-or-later

//! Snapshot and restore by hand, as a careful author would write them: what the emitted ones are
//! measured by. A crate of its own, as the emitted ones are: both are called across crates.

pub mod hpet;
pub mod pl011;
pub mod pl022;

/// A state that cannot be.
#[derive(Debug)]
pub struct Refused;

/// Registers that migrate: of the shape that QEMU's `ToMigrationState` asks for, without a
/// description.
pub trait ByHand {
    type Migrated: Default;

    fn snapshot(&self, target: &mut Self::Migrated) -> Result<(), Refused>;

    fn restore(&mut self, source: Self::Migrated) -> Result<(), Refused>;

    fn boxed(&self) -> Result<Box<Self::Migrated>, Refused> {
        let mut target = Box::<Self::Migrated>::default();
        self.snapshot(&mut target)?;
        Ok(target)
    }
}
