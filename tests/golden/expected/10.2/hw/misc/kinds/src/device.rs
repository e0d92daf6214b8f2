// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `KindsState`.

use std::{
    ffi::CStr,
    sync::{Arc, Mutex},
};

use bql::{BqlCell, BqlRefCell};
use common::uninit_field_mut;
use hwcore::{
    DeviceImpl, DeviceState, ResetType, ResettablePhasesImpl, SysBusDevice, SysBusDeviceImpl,
};
use migration::{InvalidError, Migratable, VMStateDescription, VMStateField};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};

use crate::{
    migration::{
        ChannelHooks, ChannelMigration, KindsRegistersHooks, KindsRegistersMigration, VMSTATE_KINDS,
    },
    registers::{Cell, KindsRegisters},
};

/// The device.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct KindsState {
    parent_obj: ParentField<SysBusDevice>,
    pub regs: Migratable<Arc<Mutex<KindsRegisters>>>,
    pub levels: [BqlCell<u32>; 3],
    pub cells: [BqlRefCell<Cell>; 2],
    pub boxes: [Migratable<BqlRefCell<Cell>>; 2],
    pub used: BqlCell<u8>,
    pub channels: [Migratable<Channel>; 4],
    #[property(rename = "limit", default = 3)]
    pub limit: u32,
    pub bounded: [BqlCell<u16>; 6],
    pub late: BqlCell<u16>,
    pub last: BqlCell<u32>,
    pub shown: BqlCell<bool>,
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in
// `regs`, `boxes`, `channels`; it sits in a `BqlCell`, which asserts that the
// big QEMU lock is held. The compiler no longer looks at the other fields: one
// that is added must be `Sync`.
unsafe impl Sync for KindsState {}

qom_isa!(KindsState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for KindsState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_KINDS;
}

impl ObjectImpl for KindsState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for KindsState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_KINDS);
    const REALIZE: Option<fn(&Self) -> util::Result<()>> = Some(Self::realize);
}

impl ResettablePhasesImpl for KindsState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for KindsState {}

impl KindsState {
    unsafe fn init(mut this: ParentInit<Self>) {
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, levels).write(std::array::from_fn(|_| BqlCell::new(2)));
        uninit_field_mut!(*this, cells).write(Default::default());
        uninit_field_mut!(*this, boxes).write(Default::default());
        uninit_field_mut!(*this, used).write(BqlCell::new(0));
        uninit_field_mut!(*this, channels).write(Default::default());
        uninit_field_mut!(*this, bounded).write(Default::default());
        uninit_field_mut!(*this, late).write(BqlCell::new(0));
        uninit_field_mut!(*this, last).write(BqlCell::new(9));
        uninit_field_mut!(*this, shown).write(BqlCell::new(false));
    }

    fn realize(&self) -> util::Result<()> {
        self.check_properties()
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.lock().unwrap() = KindsRegisters::default();
        self.used.set(0);
        self.late.set(0);
        self.last.set(9);
        self.shown.set(false);
        for item in &self.levels {
            item.set(2);
        }
        for item in &self.cells {
            *item.borrow_mut() = Cell::default();
        }
        for item in &self.boxes {
            *item.borrow_mut() = Cell::default();
        }
        for item in &self.bounded {
            item.set(0);
        }
    }

    /// Brings what travels up to date.
    pub fn pre_save(&self) -> Result<(), InvalidError> {
        Ok(())
    }

    /// Looks at what arrived, and takes it into use.
    pub fn post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        Ok(())
    }

    /// Whether the subsection `kinds/shown` is sent.
    pub fn shown_needed(&self) -> bool {
        todo!("say when the subsection is sent")
    }
}

impl KindsRegistersHooks for KindsRegisters {
    fn summary(&self) -> u32 {
        todo!("summary")
    }

    fn sum(&self) -> u64 {
        todo!("sum")
    }

    fn asked_needed(&self) -> bool {
        todo!("asked_needed")
    }

    fn check_restored(&self) -> Result<(), InvalidError> {
        todo!("check_restored")
    }
}

/// Converted to and from [`ChannelMigration`].
#[derive(Debug, Default)]
pub struct Channel;

impl ChannelHooks for Channel {
    fn snapshot(&self) -> ChannelMigration {
        todo!("snapshot")
    }

    fn restore(&self, _source: &ChannelMigration) -> Result<(), InvalidError> {
        todo!("restore")
    }
}

impl KindsRegistersMigration {
    /// How `core` travels: 6 bytes (what an info of C's own writes).
    ///
    /// As it is, `field` carries them unread. Code that must know what they
    /// mean gives it another `info`.
    pub(crate) const fn core_field(field: VMStateField) -> VMStateField {
        field
    }
}

/// Travels as u32.
#[derive(Clone, Copy, Debug, Default)]
pub struct Colour(u32);

impl From<&Colour> for u32 {
    fn from(source: &Colour) -> Self {
        source.0
    }
}

impl TryFrom<u32> for Colour {
    type Error = InvalidError;

    fn try_from(source: u32) -> Result<Self, InvalidError> {
        Ok(Self(source))
    }
}
