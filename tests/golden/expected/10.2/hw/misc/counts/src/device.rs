// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `CountState`.

use std::ffi::CStr;

use bql::{BqlCell, BqlRefCell};
use common::uninit_field_mut;
use hwcore::{
    DeviceImpl, DeviceState, ResetType, ResettablePhasesImpl, SysBusDevice, SysBusDeviceImpl,
};
use migration::{Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};

use crate::{
    migration::VMSTATE_COUNTS,
    registers::{CountedRegisters, Line, PacketRegisters, PartRegisters, LINES},
};

/// The device.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct CountState {
    parent_obj: ParentField<SysBusDevice>,
    pub parts: Migratable<BqlRefCell<PartRegisters>>,
    pub counted: Migratable<BqlRefCell<CountedRegisters>>,
    pub packets: Migratable<BqlRefCell<PacketRegisters>>,
    #[property(rename = "num-blocks", default = 2)]
    pub blocks: u32,
    pub data: [BqlCell<u8>; 64],
    pub used: BqlCell<u32>,
    pub raw: [BqlCell<u8>; 8],
    pub words: [BqlCell<u16>; 9],
    pub lamps: [BqlCell<u64>; 2],
    pub pins: BqlCell<u32>,
    pub irqs: [BqlCell<u64>; 3],
    pub whole: [BqlCell<u64>; 2],
    pub plain: [BqlCell<u8>; 3],
    pub piece: [BqlCell<u8>; LINES],
    pub some: [BqlCell<u32>; LINES],
    pub first: [BqlRefCell<Line>; LINES],
    pub last: [BqlCell<u8>; 6],
}

// SAFETY: what is not `Sync` by itself is the raw pointer of `Migratable` in
// `parts`, `counted`, `packets`; it sits in a `BqlCell`, which asserts that the
// big QEMU lock is held. The compiler no longer looks at the other fields: one
// that is added must be `Sync`.
unsafe impl Sync for CountState {}

qom_isa!(CountState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for CountState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_COUNTS;
}

impl ObjectImpl for CountState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for CountState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_COUNTS);
    const REALIZE: Option<fn(&Self) -> util::Result<()>> = Some(Self::realize);
}

impl ResettablePhasesImpl for CountState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for CountState {}

impl CountState {
    unsafe fn init(mut this: ParentInit<Self>) {
        uninit_field_mut!(*this, parts).write(Migratable::default());
        uninit_field_mut!(*this, counted).write(Migratable::default());
        uninit_field_mut!(*this, packets).write(Migratable::default());
        uninit_field_mut!(*this, data).write(std::array::from_fn(|_| Default::default()));
        uninit_field_mut!(*this, used).write(BqlCell::new(1));
        uninit_field_mut!(*this, raw).write(Default::default());
        uninit_field_mut!(*this, words).write(Default::default());
        uninit_field_mut!(*this, lamps).write(Default::default());
        uninit_field_mut!(*this, pins).write(BqlCell::new(0));
        uninit_field_mut!(*this, irqs).write(Default::default());
        uninit_field_mut!(*this, whole).write([3, 1].map(BqlCell::new));
        uninit_field_mut!(*this, plain).write(Default::default());
        uninit_field_mut!(*this, piece)
            .write([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xa, 0xb].map(BqlCell::new));
        uninit_field_mut!(*this, some)
            .write([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xa, 0xb].map(BqlCell::new));
        uninit_field_mut!(*this, first).write(Default::default());
        uninit_field_mut!(*this, last).write(Default::default());
    }

    fn realize(&self) -> util::Result<()> {
        self.check_properties()
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.parts.borrow_mut() = PartRegisters::default();
        *self.counted.borrow_mut() = CountedRegisters::default();
        *self.packets.borrow_mut() = PacketRegisters::default();
        self.used.set(1);
        self.pins.set(0);
        for item in &self.data {
            item.set(0);
        }
        for item in &self.raw {
            item.set(0);
        }
        for item in &self.words {
            item.set(0);
        }
        for item in &self.lamps {
            item.set(0);
        }
        for item in &self.irqs {
            item.set(0);
        }
        for (item, value) in self.whole.iter().zip([3, 1]) {
            item.set(value);
        }
        for item in &self.plain {
            item.set(0);
        }
        for (item, value) in self
            .piece
            .iter()
            .zip([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xa, 0xb])
        {
            item.set(value);
        }
        for (item, value) in self
            .some
            .iter()
            .zip([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xa, 0xb])
        {
            item.set(value);
        }
        for item in &self.first {
            *item.borrow_mut() = Line::default();
        }
        for item in &self.last {
            item.set(0);
        }
    }
}
