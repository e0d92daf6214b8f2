// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `LockState`.

use std::{
    ffi::CStr,
    sync::{Arc, Mutex},
    time::Duration,
};

use bql::{BqlCell, BqlRefCell};
use common::uninit_field_mut;
use hwcore::{DeviceImpl, DeviceState, ResetType, ResettablePhasesImpl};
use migration::{Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};

use crate::{migration::VMSTATE_LOCKS, registers::Phase};

/// The device.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct LockState {
    parent_obj: ParentField<DeviceState>,
    pub busy: Migratable<Mutex<bool>>,
    pub count: Migratable<BqlRefCell<u32>>,
    pub shared: Migratable<Arc<Mutex<u64>>>,
    pub offsets: [Migratable<Mutex<i16>>; 2],
    pub phase: Migratable<Mutex<Phase>>,
    pub limit: Mutex<u8>,
    /// What of `limit` is in the migration stream.
    pub limit_migration: BqlCell<u32>,
    pub raised: Mutex<bool>,
    /// What of `raised` is in the migration stream.
    pub raised_migration: BqlCell<bool>,
    pub levels: [Mutex<u8>; 3],
    /// What of `levels` is in the migration stream.
    pub levels_migration: [BqlCell<u8>; 3],
    pub next_phase: Mutex<Phase>,
    /// What of `next_phase` is in the migration stream.
    pub next_phase_migration: BqlCell<u8>,
    pub wait: Mutex<Duration>,
    /// What of `wait` is in the migration stream.
    pub wait_migration: BqlCell<u32>,
    pub chosen: Mutex<Option<u8>>,
    /// What of `chosen` is in the migration stream.
    pub has_chosen_migration: BqlCell<bool>,
    /// What of `chosen` is in the migration stream.
    pub chosen_migration: BqlCell<u8>,
    pub scratch: Mutex<u32>,
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in
// `busy`, `count`, `shared`, `offsets`, `phase`; it sits in a `BqlCell`, which
// asserts that the big QEMU lock is held. The compiler no longer looks at the
// other fields: one that is added must be `Sync`.
unsafe impl Sync for LockState {}

qom_isa!(LockState: DeviceState, Object);

unsafe impl ObjectType for LockState {
    type Class = <DeviceState as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_LOCKS;
}

impl ObjectImpl for LockState {
    type ParentType = DeviceState;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for LockState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_LOCKS);
}

impl ResettablePhasesImpl for LockState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl LockState {
    unsafe fn init(mut this: ParentInit<Self>) {
        uninit_field_mut!(*this, busy).write(Migratable::new(Mutex::new(true)));
        uninit_field_mut!(*this, count).write(Migratable::default());
        uninit_field_mut!(*this, shared).write(Migratable::new(Arc::new(Mutex::new(0x1234_5678))));
        uninit_field_mut!(*this, phase).write(Migratable::default());
        uninit_field_mut!(*this, offsets)
            .write([1, -1].map(|item| Migratable::new(Mutex::new(item))));
        uninit_field_mut!(*this, limit).write(Mutex::new(0));
        uninit_field_mut!(*this, limit_migration).write(BqlCell::default());
        uninit_field_mut!(*this, raised).write(Mutex::new(true));
        uninit_field_mut!(*this, raised_migration).write(BqlCell::default());
        uninit_field_mut!(*this, levels).write([1, 2, 3].map(Mutex::new));
        uninit_field_mut!(*this, levels_migration).write(Default::default());
        uninit_field_mut!(*this, next_phase).write(Mutex::new(Phase::BUSY));
        uninit_field_mut!(*this, next_phase_migration).write(BqlCell::default());
        uninit_field_mut!(*this, wait).write(Mutex::new(Duration::ZERO));
        uninit_field_mut!(*this, wait_migration).write(BqlCell::default());
        uninit_field_mut!(*this, chosen).write(Mutex::new(None));
        uninit_field_mut!(*this, has_chosen_migration).write(BqlCell::default());
        uninit_field_mut!(*this, chosen_migration).write(BqlCell::default());
        uninit_field_mut!(*this, scratch).write(Mutex::new(0));
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.busy.lock().unwrap() = true;
        *self.count.borrow_mut() = 0;
        *self.shared.lock().unwrap() = 0x1234_5678;
        *self.phase.lock().unwrap() = Phase::IDLE;
        *self.limit.lock().unwrap() = 0;
        *self.raised.lock().unwrap() = true;
        *self.next_phase.lock().unwrap() = Phase::BUSY;
        *self.wait.lock().unwrap() = Duration::ZERO;
        *self.chosen.lock().unwrap() = None;
        *self.scratch.lock().unwrap() = 0;
        for (item, value) in self.offsets.iter().zip([1, -1]) {
            *item.lock().unwrap() = value;
        }
        for (item, value) in self.levels.iter().zip([1, 2, 3]) {
            *item.lock().unwrap() = value;
        }
    }
}
