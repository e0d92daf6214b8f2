// SPDX-License-Identifier: GPL-2.0-or-later

//! A device with everything that this dialect offers, and what a machine does
//! to it.

use std::{ffi::CStr, pin::Pin};

use bql::prelude::*;
use common::prelude::*;
use hwcore::{prelude::*, testing, ClockEvent};
use migration::{
    self,
    engine::{self, clock, timer, ErrorClass},
    prelude::*,
};
use qom::prelude::*;
use system::{
    bus_testing::{irq_level, readl, writel},
    prelude::*,
};
use util::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, TryInto)]
#[repr(u8)]
enum Parity {
    #[default]
    NONE = 0,
    EVEN = 1,
    ODD = 2,
}

static_assert!(size_of::<Parity>() == 1);

impl From<Parity> for u8 {
    fn from(parity: Parity) -> Self {
        parity.into_bits()
    }
}

#[derive(Debug, Default, ToMigrationState)]
struct DemoRegisters {
    control: u32,
    #[migration_state(try_into(u8))]
    parity: Parity,
    fifo: [u16; 2],
    #[migration_state(omit)]
    accesses: u64,
}

impl_vmstate_struct!(
    DemoRegistersMigration,
    VMStateDescriptionBuilder::<DemoRegistersMigration>::new()
        .name(c"demo/regs")
        .version_id(1)
        .minimum_version_id(1)
        .fields(vmstate_fields! {
            vmstate_of!(DemoRegistersMigration, control),
            vmstate_of!(DemoRegistersMigration, parity),
            vmstate_of!(DemoRegistersMigration, fifo),
        })
        .build()
);

#[repr(C)]
#[derive(qom::Object, hwcore::Device)]
struct DemoState {
    parent_obj: ParentField<SysBusDevice>,
    iomem: MemoryRegion,
    #[property(rename = "freq", default = 1000)]
    freq: u32,
    #[property(rename = c"migrate-clk", default = true)]
    migrate_clock: bool,
    #[property(rename = "msi", bit = 3, default = true)]
    flags: u32,
    #[property]
    plain: i64,
    regs: Migratable<BqlRefCell<DemoRegisters>>,
    counts: [BqlCell<u8>; 3],
    timer: Timer,
    irq: InterruptSource,
    outputs: [InterruptSource; 2],
    clock: Owned<Clock>,
}

qom_isa!(DemoState: SysBusDevice, DeviceState, Object);

// SAFETY: the first field is the parent
unsafe impl ObjectType for DemoState {
    type Class = <SysBusDevice as ObjectType>::Class;
    const TYPE_NAME: &'static CStr = c"demo";
}

impl ObjectImpl for DemoState {
    type ParentType = SysBusDevice;

    const INSTANCE_INIT: Option<unsafe fn(ParentInit<Self>)> = Some(Self::init);
    const INSTANCE_POST_INIT: Option<fn(&Self)> = Some(Self::post_init);
    const CLASS_INIT: fn(&mut Self::Class) = Self::Class::class_init::<Self>;
}

impl DeviceImpl for DemoState {
    const VMSTATE: Option<VMStateDescription<Self>> = Some(VMSTATE_DEMO);
    const REALIZE: Option<fn(&Self) -> util::Result<()>> = Some(Self::realize);
}

impl ResettablePhasesImpl for DemoState {
    const HOLD: Option<fn(&Self, ResetType)> = Some(Self::reset_hold);
}

impl SysBusDeviceImpl for DemoState {}

static VMSTATE_CLOCK: VMStateDescription<DemoState> = VMStateDescriptionBuilder::<DemoState>::new()
    .name(c"demo/clock")
    .version_id(1)
    .minimum_version_id(1)
    .needed(&DemoState::clock_needed)
    .fields(vmstate_fields! { vmstate_of!(DemoState, clock) })
    .build();

const VMSTATE_DEMO: VMStateDescription<DemoState> = VMStateDescriptionBuilder::<DemoState>::new()
    .name(c"demo")
    .version_id(2)
    .minimum_version_id(2)
    .post_load(&DemoState::post_load)
    .fields(vmstate_fields! {
        vmstate_unused!(1),
        vmstate_of!(DemoState, regs),
        vmstate_of!(DemoState, counts),
        vmstate_of!(DemoState, timer),
    })
    .subsections(vmstate_subsections! { VMSTATE_CLOCK })
    .build();

impl DemoState {
    unsafe fn init(mut this: ParentInit<Self>) {
        static DEMO_OPS: MemoryRegionOps<DemoState> = MemoryRegionOpsBuilder::<DemoState>::new()
            .read(&DemoState::read)
            .write(&DemoState::write)
            .little_endian()
            .impl_sizes(4, 4)
            .build();

        MemoryRegion::init_io(
            &mut uninit_field_mut!(*this, iomem),
            &DEMO_OPS,
            "demo",
            0x1000,
        );
        uninit_field_mut!(*this, regs).write(Migratable::default());
        uninit_field_mut!(*this, irq).write(InterruptSource::default());
        for index in 0..2 {
            uninit_field_mut!(*this, outputs[index]).write(InterruptSource::default());
        }
        let clock = DeviceState::init_clock_in(
            &mut this,
            "clk",
            &Self::clock_update,
            ClockEvent::ClockUpdate,
        );
        uninit_field_mut!(*this, clock).write(clock);
        // SAFETY: all other fields are initialised
        unsafe {
            uninit_field_mut!(*this, timer).write(Timer::new());
            let pinned = Pin::new_unchecked(this.assume_init_mut());
            let field: fn(&mut Self) -> &mut Timer = |dev| &mut dev.timer;
            Timer::init_full(pinned, None, CLOCK_VIRTUAL, Timer::NS, 0, Self::tick, field);
        }
    }

    fn post_init(&self) {
        self.init_mmio(&self.iomem);
        self.init_irq(&self.irq);
        self.init_gpio_out(&self.outputs);
        self.init_gpio_in(2, Self::set_input);
    }

    fn realize(&self) -> util::Result<()> {
        ensure!(self.freq < 10000, "freq too high: {}", self.freq);
        Ok(())
    }

    fn set_input(&self, line: u32, level: u32) {
        self.counts[line as usize].set(level as u8);
    }

    fn clock_update(&self, _event: ClockEvent) {
        self.counts[2].set(self.counts[2].get() + 1);
    }

    fn clock_needed(&self) -> bool {
        self.migrate_clock
    }

    fn post_load(&self, _version_id: u8) -> Result<(), migration::InvalidError> {
        if self.regs.borrow().control == 0xbad {
            return Err(migration::InvalidError);
        }
        Ok(())
    }

    fn tick(&self) {
        self.irq.raise();
        let next = CLOCK_VIRTUAL.get_ns() + NANOSECONDS_PER_SECOND;
        self.timer.modify(next);
    }

    fn reset_hold(&self, _type: ResetType) {
        *self.regs.borrow_mut() = DemoRegisters::default();
        self.irq.lower();
    }

    fn read(&self, offset: hwaddr, _size: u32) -> u64 {
        let mut regs = self.regs.borrow_mut();
        regs.accesses += 1;
        match offset {
            0 => regs.control.into(),
            4 => regs.control.extract(4, 4).into(),
            _ => {
                log_mask_ln!(Log::GuestError, "demo: bad offset {offset:#x}");
                0
            }
        }
    }

    fn write(&self, offset: hwaddr, value: u64, _size: u32) {
        match offset {
            0 => self.regs.borrow_mut().control = value as u32,
            8 => self.timer.modify(value),
            _ => log_mask_ln!(Log::Unimp, "demo: bad offset {:#x}", offset),
        }
    }
}

/// How the description of a `Migratable` is called in the stream's.
const WRAPPER: &str = "migratable-wrapper";

#[path = "../../../shared/migration-tests/device_common.rs"]
mod device_common;
