// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `CellState`.

use std::{ffi::CStr, num::NonZeroU8, time::Duration};

use bql::{BqlCell, BqlRefCell};
use common::uninit_field_mut;
use hwcore::{
    Clock, ClockEvent, DeviceImpl, DeviceState, ResetType, ResettablePhasesImpl, SysBusDevice,
    SysBusDeviceImpl, SysBusDeviceMethods,
};
use migration::{InvalidError, Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, Owned, ParentField, ParentInit};
use system::{hwaddr, MemoryRegion, MemoryRegionOps, MemoryRegionOpsBuilder};

use crate::{
    migration::VMSTATE_CELLS,
    registers::{Control, Mode, Wide},
};

/// The device.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct CellState {
    parent_obj: ParentField<SysBusDevice>,
    pub windows: [MemoryRegion; 2],
    pub inputs: [Owned<Clock>; 2],
    pub level: BqlRefCell<u32>,
    pub flags: [BqlRefCell<bool>; 3],
    pub control: BqlCell<Control>,
    pub seen: BqlCell<u32>,
    pub position: BqlCell<u8>,
    /// What of `position` is in the migration stream.
    pub position_migration: BqlCell<i32>,
    pub pending: BqlRefCell<bool>,
    /// What of `pending` is in the migration stream.
    pub pending_migration: BqlCell<u32>,
    pub amounts: [BqlCell<u16>; 2],
    /// What of `amounts` is in the migration stream.
    pub amounts_migration: [BqlCell<u16>; 2],
    pub last: Migratable<BqlRefCell<Mode>>,
    pub controls: [Migratable<BqlRefCell<Control>>; 2],
    pub saved: Migratable<BqlRefCell<Wide>>,
    pub mode: BqlCell<Mode>,
    /// What of `mode` is in the migration stream.
    pub mode_migration: BqlCell<u32>,
    pub modes: [BqlRefCell<Mode>; 3],
    /// What of `modes` is in the migration stream.
    pub modes_migration: [BqlCell<u8>; 3],
    pub late: BqlCell<u8>,
    pub divider: BqlCell<NonZeroU8>,
    /// What of `divider` is in the migration stream.
    pub divider_migration: BqlCell<u8>,
    pub wide: BqlCell<Wide>,
    /// What of `wide` is in the migration stream.
    pub wide_migration: BqlCell<u64>,
    pub limit: BqlCell<Option<u16>>,
    /// What of `limit` is in the migration stream.
    pub limit_migration: BqlCell<i32>,
    pub limits: [BqlCell<Option<u8>>; 2],
    /// What of `limits` is in the migration stream.
    pub limits_migration: [BqlCell<u8>; 2],
    pub matched: BqlRefCell<Option<u32>>,
    /// What of `matched` is in the migration stream.
    pub match_valid_migration: BqlCell<bool>,
    /// What of `matched` is in the migration stream.
    pub matched_migration: BqlCell<u32>,
    pub timeout: BqlCell<Duration>,
    /// What of `timeout` is in the migration stream.
    pub timeout_migration: BqlCell<u32>,
    pub pauses: [BqlRefCell<Duration>; 2],
    /// What of `pauses` is in the migration stream.
    pub pauses_migration: [BqlCell<u64>; 2],
    pub next_mode: BqlCell<Mode>,
    /// What of `next_mode` is in the migration stream.
    pub next_mode_migration: BqlCell<u8>,
    pub next_level: BqlRefCell<u8>,
    pub history: [BqlCell<Mode>; 2],
    /// What of `history` is in the migration stream.
    pub history_migration: [BqlCell<u8>; 2],
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in
// `last`, `controls`, `saved`; it sits in a `BqlCell`, which asserts that the
// big QEMU lock is held. The compiler no longer looks at the other fields: one
// that is added must be `Sync`.
unsafe impl Sync for CellState {}

qom_isa!(CellState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for CellState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_CELLS;
}

impl ObjectImpl for CellState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for CellState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_CELLS);
}

impl ResettablePhasesImpl for CellState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for CellState {}

impl CellState {
    unsafe fn init(mut this: ParentInit<Self>) {
        static WINDOWS_OPS: [MemoryRegionOps<CellState>; 2] =
            [CellState::windows_ops::<0>(), CellState::windows_ops::<1>()];

        for (index, ops) in WINDOWS_OPS.iter().enumerate() {
            MemoryRegion::init_io(
                &mut uninit_field_mut!(*this, windows[index]),
                ops,
                "cells",
                0x100,
            );
        }
        let inputs = std::array::from_fn(|index| {
            DeviceState::init_clock_in(
                &mut this,
                &format!("inputs{index}"),
                &Self::inputs_update,
                ClockEvent::ClockUpdate,
            )
        });
        uninit_field_mut!(*this, inputs).write(inputs);
        uninit_field_mut!(*this, last).write(Migratable::new(BqlRefCell::new(Mode::RUN)));
        uninit_field_mut!(*this, saved).write(Migratable::default());
        uninit_field_mut!(*this, level).write(BqlRefCell::new(7));
        uninit_field_mut!(*this, flags).write([true, false, true].map(BqlRefCell::new));
        uninit_field_mut!(*this, control).write(BqlCell::new(Control::from(3)));
        uninit_field_mut!(*this, seen).write(BqlCell::new(0));
        uninit_field_mut!(*this, position).write(BqlCell::new(0));
        uninit_field_mut!(*this, position_migration).write(BqlCell::default());
        uninit_field_mut!(*this, pending).write(BqlRefCell::new(false));
        uninit_field_mut!(*this, pending_migration).write(BqlCell::default());
        uninit_field_mut!(*this, amounts).write(std::array::from_fn(|_| BqlCell::new(1)));
        uninit_field_mut!(*this, amounts_migration).write(Default::default());
        uninit_field_mut!(*this, controls).write(
            [Control::from(1), Control::from(2)].map(|item| Migratable::new(BqlRefCell::new(item))),
        );
        uninit_field_mut!(*this, mode).write(BqlCell::new(Mode::RUN));
        uninit_field_mut!(*this, mode_migration).write(BqlCell::default());
        uninit_field_mut!(*this, modes).write(Default::default());
        uninit_field_mut!(*this, modes_migration).write(Default::default());
        uninit_field_mut!(*this, late).write(BqlCell::new(0));
        uninit_field_mut!(*this, divider).write(BqlCell::new(NonZeroU8::MIN));
        uninit_field_mut!(*this, divider_migration).write(BqlCell::default());
        uninit_field_mut!(*this, wide).write(BqlCell::new(Wide::default()));
        uninit_field_mut!(*this, wide_migration).write(BqlCell::default());
        uninit_field_mut!(*this, limit).write(BqlCell::new(None));
        uninit_field_mut!(*this, limit_migration).write(BqlCell::default());
        uninit_field_mut!(*this, limits).write(Default::default());
        uninit_field_mut!(*this, limits_migration).write(Default::default());
        uninit_field_mut!(*this, matched).write(BqlRefCell::new(None));
        uninit_field_mut!(*this, match_valid_migration).write(BqlCell::default());
        uninit_field_mut!(*this, matched_migration).write(BqlCell::default());
        uninit_field_mut!(*this, timeout).write(BqlCell::new(Duration::from_millis(0x14)));
        uninit_field_mut!(*this, timeout_migration).write(BqlCell::default());
        uninit_field_mut!(*this, pauses).write(Default::default());
        uninit_field_mut!(*this, pauses_migration).write(Default::default());
        uninit_field_mut!(*this, next_mode).write(BqlCell::new(Mode::OFF));
        uninit_field_mut!(*this, next_mode_migration).write(BqlCell::default());
        uninit_field_mut!(*this, next_level).write(BqlRefCell::new(1));
        uninit_field_mut!(*this, history).write(Default::default());
        uninit_field_mut!(*this, history_migration).write(Default::default());
    }

    fn post_init(&self) {
        for region in &self.windows {
            self.init_mmio(region);
        }
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.level.borrow_mut() = 7;
        self.control.set(Control::from(3));
        self.seen.set(0);
        self.position.set(0);
        *self.pending.borrow_mut() = false;
        *self.last.borrow_mut() = Mode::RUN;
        *self.saved.borrow_mut() = Wide::default();
        self.mode.set(Mode::RUN);
        self.late.set(0);
        self.divider.set(NonZeroU8::MIN);
        self.wide.set(Wide::default());
        self.limit.set(None);
        *self.matched.borrow_mut() = None;
        self.timeout.set(Duration::from_millis(0x14));
        self.next_mode.set(Mode::OFF);
        *self.next_level.borrow_mut() = 1;
        for (item, value) in self.flags.iter().zip([true, false, true]) {
            *item.borrow_mut() = value;
        }
        for item in &self.amounts {
            item.set(1);
        }
        for (item, value) in self
            .controls
            .iter()
            .zip([Control::from(1), Control::from(2)])
        {
            *item.borrow_mut() = value;
        }
        for item in &self.modes {
            *item.borrow_mut() = Mode::OFF;
        }
        for item in &self.limits {
            item.set(None);
        }
        for item in &self.pauses {
            *item.borrow_mut() = Duration::ZERO;
        }
        for item in &self.history {
            item.set(Mode::OFF);
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

    fn inputs_update(&self, _event: ClockEvent) {}

    /// What the guest's accesses to one of them call.
    const fn windows_ops<const INDEX: usize>() -> MemoryRegionOps<Self> {
        MemoryRegionOpsBuilder::<Self>::new()
            .read(&Self::windows_read::<INDEX>)
            .write(&Self::windows_write::<INDEX>)
            .big_endian()
            .impl_sizes(4, 4)
            .build()
    }

    /// A read by the guest.
    fn windows_read<const INDEX: usize>(&self, _offset: hwaddr, _size: u32) -> u64 {
        0
    }

    /// A write by the guest.
    fn windows_write<const INDEX: usize>(&self, _offset: hwaddr, _value: u64, _size: u32) {}
}
