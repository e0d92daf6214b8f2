// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `GatesState`.

use std::ffi::CStr;

use bql::{BqlCell, BqlRefCell};
use common::uninit_field_mut;
use hwcore::{
    DeviceImpl, DeviceState, ResetType, ResettablePhasesImpl, SysBusDevice, SysBusDeviceImpl,
};
use migration::{Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};

use crate::{
    migration::VMSTATE_GATES,
    registers::{Channel, GatesRegisters, Latch, Notch, Tail},
};

/// The device.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct GatesState {
    parent_obj: ParentField<SysBusDevice>,
    pub first: BqlCell<u8>,
    pub regs: Migratable<BqlRefCell<GatesRegisters>>,
    pub more: BqlCell<u16>,
    pub gone: BqlCell<u32>,
    pub spares: [Migratable<BqlRefCell<Channel>>; 2],
    pub late: Migratable<BqlRefCell<Channel>>,
    pub latch: BqlRefCell<Latch>,
    pub marked: BqlCell<u8>,
    pub boxes: [Migratable<BqlRefCell<Channel>>; 2],
    pub extra: BqlCell<u8>,
    pub end: BqlCell<u8>,
    #[property(rename = "wide", default = true)]
    pub wide: bool,
    pub tail: Migratable<BqlRefCell<Tail>>,
    pub notch: BqlRefCell<Notch>,
}

qom_isa!(GatesState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for GatesState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_GATES;
}

impl ObjectImpl for GatesState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for GatesState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_GATES);
}

impl ResettablePhasesImpl for GatesState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for GatesState {}

impl GatesState {
    unsafe fn init(mut this: ParentInit<Self>) {
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, late).write(Migratable::default());
        uninit_field_mut!(*this, tail).write(Migratable::default());
        uninit_field_mut!(*this, first).write(BqlCell::new(0));
        uninit_field_mut!(*this, more).write(BqlCell::new(0));
        uninit_field_mut!(*this, gone).write(BqlCell::new(1));
        uninit_field_mut!(*this, spares).write(Default::default());
        uninit_field_mut!(*this, latch).write(Default::default());
        uninit_field_mut!(*this, marked).write(BqlCell::new(0));
        uninit_field_mut!(*this, boxes).write(Default::default());
        uninit_field_mut!(*this, extra).write(BqlCell::new(0));
        uninit_field_mut!(*this, end).write(BqlCell::new(0));
        uninit_field_mut!(*this, notch).write(Default::default());
    }

    fn reset_hold(&self, _type: ResetType) {
        self.first.set(0);
        *self.regs.borrow_mut() = GatesRegisters::default();
        self.more.set(0);
        self.gone.set(1);
        *self.late.borrow_mut() = Channel::default();
        *self.latch.borrow_mut() = Latch::default();
        self.marked.set(0);
        self.extra.set(0);
        self.end.set(0);
        *self.tail.borrow_mut() = Tail::default();
        *self.notch.borrow_mut() = Notch::default();
        for item in &self.spares {
            *item.borrow_mut() = Channel::default();
        }
        for item in &self.boxes {
            *item.borrow_mut() = Channel::default();
        }
    }

    /// Whether `marked` is there: both sides must say the same, when nothing
    /// behind it is loaded.
    pub fn has_mark(&self) -> bool {
        todo!("say whether the field is there")
    }
}
