// SPDX-License-Identifier: GPL-2.0-or-later

//! The device model of `UartState`.

use std::ffi::CStr;

use bql::BqlRefCell;
use common::uninit_field_mut;
use hwcore::{
    DeviceImpl, DeviceState, InterruptSource, ResetType, ResettablePhasesImpl, SysBusDevice,
    SysBusDeviceImpl, SysBusDeviceMethods,
};
use migration::{InvalidError, Migratable, VMStateDescription};
use qom::{prelude::*, ObjectImpl, ParentField, ParentInit};
use system::{hwaddr, MemoryRegion, MemoryRegionOps, MemoryRegionOpsBuilder};

use crate::{migration::VMSTATE_CMSDK_APB_UART, registers::UartRegisters};

/// The UART. After a load it sends the character that still waits.
#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
pub struct UartState {
    parent_obj: ParentField<SysBusDevice>,
    pub iomem: MemoryRegion,
    pub regs: Migratable<BqlRefCell<UartRegisters>>,
    /// Sent, received, overrun in sending and in receiving; all together.
    pub irqs: [InterruptSource; 5],
    /// Of the clock that is divided, in Hz.
    #[property(rename = "pclk-frq")]
    pub pclk_frq: u32,
}

qom_isa!(UartState: SysBusDevice, DeviceState, Object);

unsafe impl ObjectType for UartState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = crate::TYPE_CMSDK_APB_UART;
}

impl ObjectImpl for UartState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for UartState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_CMSDK_APB_UART);
}

impl ResettablePhasesImpl for UartState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for UartState {}

impl UartState {
    unsafe fn init(mut this: ParentInit<Self>) {
        static IOMEM_OPS: MemoryRegionOps<UartState> = MemoryRegionOpsBuilder::<UartState>::new()
            .read(&UartState::iomem_read)
            .write(&UartState::iomem_write)
            .little_endian()
            .impl_sizes(4, 4)
            .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, iomem),
            &IOMEM_OPS,
            "cmsdk-apb-uart",
            0x1000,
        );
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, irqs).write(Default::default());
    }

    fn post_init(&self) {
        self.init_mmio(&self.iomem);
        for irq in &self.irqs {
            self.init_irq(irq);
        }
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = UartRegisters::default();
    }

    /// Looks at what arrived, and takes it into use.
    pub fn post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        Ok(())
    }

    /// A read by the guest.
    fn iomem_read(&self, _offset: hwaddr, _size: u32) -> u64 {
        0
    }

    /// A write by the guest.
    fn iomem_write(&self, _offset: hwaddr, _value: u64, _size: u32) {}
}
