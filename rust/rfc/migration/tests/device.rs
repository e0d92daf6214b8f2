// SPDX-License-Identifier: GPL-2.0-or-later

//! A device with everything that this dialect offers, and what a machine does
//! to it.

use std::{ffi::CStr, pin::Pin};

use bql::{BqlCell, BqlRefCell};
use common::{bitops::IntegerExt, static_assert, uninit_field_mut, TryInto};
use hwcore::{
    bus_testing::{irq_level, readl, writel},
    testing, Clock, ClockEvent, DeviceImpl, DeviceMethods, DeviceState, InterruptSource, ResetType,
    ResettablePhasesImpl, SysBusDevice, SysBusDeviceImpl, SysBusDeviceMethods,
};
use migration::{
    engine::{self, clock, timer, ErrorClass},
    impl_vmstate_struct, vmstate_fields, vmstate_of, vmstate_subsections, vmstate_unused,
    InvalidError, Migratable, ToMigrationState, VMStateDescription, VMStateDescriptionBuilder,
};
use qom::{prelude::*, ObjectImpl, Owned, ParentField, ParentInit};
use system::{hwaddr, MemoryRegion, MemoryRegionOps, MemoryRegionOpsBuilder};
use util::{
    ensure,
    log::Log,
    log_mask_ln,
    timer::{Timer, CLOCK_VIRTUAL, NANOSECONDS_PER_SECOND},
};

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

#[derive(Debug, Default)]
struct DemoRegisters {
    control: u32,
    parity: Parity,
    fifo: [u16; 2],
    accesses: u64,
}

#[derive(Debug, Default)]
struct DemoRegistersMigration {
    control: u32,
    parity: u8,
    fifo: [u16; 2],
}

impl ToMigrationState for DemoRegisters {
    type Migrated = DemoRegistersMigration;

    fn to_migration_state(&self) -> Result<Box<Self::Migrated>, InvalidError> {
        Ok(Box::new(DemoRegistersMigration {
            control: self.control,
            parity: self.parity.into(),
            fifo: self.fifo,
        }))
    }

    fn restore_migrated_state_mut(
        &mut self,
        source: &Self::Migrated,
        _version_id: u8,
    ) -> Result<(), InvalidError> {
        let parity = source.parity.try_into().map_err(|_| InvalidError)?;
        self.control = source.control;
        self.parity = parity;
        self.fifo = source.fifo;
        Ok(())
    }
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
        // SAFETY: all other fields are initialised; the object does not move
        unsafe {
            uninit_field_mut!(*this, timer).write(Timer::new());
            let dev: *mut Self = this.as_mut_ptr();
            let pinned = Pin::new_unchecked(&mut (*dev).timer);
            pinned.init_full(None, CLOCK_VIRTUAL, Timer::NS, 0, Self::tick, &*dev);
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

    fn post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        if self.regs.borrow().control == 0xbad {
            return Err(InvalidError);
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

fn vmsd() -> VMStateDescription<DemoState> {
    DemoState::VMSTATE.unwrap()
}

#[test]
fn properties_and_realize() {
    bql::start_test();
    let dev = DemoState::new();
    let defaults = (dev.freq, dev.migrate_clock, dev.flags, dev.plain);
    assert_eq!(defaults, (1000, true, 8, 0));
    assert!(testing::set_property(&*dev, c"msi", 0));
    assert!(!testing::set_property(&*dev, c"none", 0));
    assert_eq!(dev.flags, 0);
    assert!(testing::set_property(&*dev, c"freq", 20000));
    let error = dev.sysbus_realize().unwrap_err();
    assert_eq!(error.to_string(), "freq too high: 20000");
    assert!(testing::set_property(&*dev, c"freq", 5));
    dev.sysbus_realize().unwrap();
    assert!(testing::is_realized(&*dev));
}

#[test]
fn types() {
    bql::start_test();
    let dev = DemoState::new();
    assert_eq!(dev.typename(), "demo");
    let device: &DeviceState = (&*dev).upcast();
    assert_eq!(device.typename(), "demo");
    assert!(device.downcast::<DemoState>().is_some());
    assert!(device.dynamic_cast::<Clock>().is_none());
    let other = dev.clone();
    drop(dev);
    assert_eq!(other.freq, 1000);
    // a reference is given back with the big lock only
    let result = std::panic::catch_unwind(|| bql::without_lock(|| drop(DemoState::new())));
    result.unwrap_err();
}

#[test]
fn lines_and_accesses() {
    bql::start_test();
    let dev = DemoState::new();
    testing::reset(&*dev);
    let irq = testing::new_irq();
    dev.connect_irq(0, &irq);
    assert!(testing::set_gpio_in(&*dev, 1, 9));
    assert!(!testing::set_gpio_in(&*dev, 2, 9));
    assert_eq!(dev.counts[1].get(), 9);
    writel(&*dev, 0, 0x1234);
    assert_eq!((readl(&*dev, 0), readl(&*dev, 4)), (0x1234, 3));
    assert_eq!(dev.regs.borrow().accesses, 2);
    readl(&*dev, 0x20);
    writel(&*dev, 0x24, 0);
    let messages = util::log::take_messages();
    assert_eq!(messages.len(), 2);
    assert_eq!(messages[0].1, "demo: bad offset ");

    writel(&*dev, 8, 500);
    clock::set_virtual_ns(500);
    // SAFETY: objects do not move
    assert_eq!(unsafe { timer::run_expired() }, 1);
    assert_eq!((testing::irq_level(&irq), irq_level(&*dev, 0)), (1, 1));
    assert_eq!(timer::pending()[0].expire_ns, 1_000_000_500);
    testing::reset(&*dev);
    assert_eq!(testing::irq_level(&irq), 0);
    drop(dev);
    assert!(timer::pending().is_empty());
}

#[test]
fn migration_of_all_fields() {
    bql::start_test();
    let dev = DemoState::new();
    *dev.regs.borrow_mut() = DemoRegisters {
        control: 0x0102_0304,
        parity: Parity::ODD,
        fifo: [0x1122, 0x3344],
        accesses: 7,
    };
    dev.counts[0].set(5);
    dev.timer.modify(0x55);
    let input = testing::clock(&*dev, "clk").unwrap();
    testing::set_clock_period(&input, Clock::period_from_hz(1));
    assert_eq!((dev.clock.hz(), dev.counts[2].get()), (1, 1));

    let mut body = vec![0, 1, 2, 3, 4, 2, 0x11, 0x22, 0x33, 0x44, 5, 0, 1];
    body.extend(0x55_u64.to_be_bytes());
    let fields = body.len();
    body.extend(b"\x05\x0ademo/clock\0\0\0\x01");
    body.extend(Clock::PERIOD_1SEC.to_be_bytes());
    let (data, json) = engine::save_described(&vmsd(), &*dev).unwrap();
    assert_eq!(data, body);
    assert!(json.contains(r#"{"vmsd_name": "migratable-wrapper", "version": 1"#));

    let to = DemoState::new();
    testing::set_clock_muldiv(&to.clock, 2, 3);
    engine::load(&vmsd(), &*to, 2, &body).unwrap();
    assert_eq!(engine::save(&vmsd(), &*to).unwrap(), body);
    assert_eq!(to.regs.borrow().parity, Parity::ODD);
    testing::set_clock_muldiv(&to.clock, 2, 3);
    let tail = engine::save(&vmsd(), &*to).unwrap().split_off(body.len());
    assert_eq!(tail, b"\x05\x0cclock/muldiv\0\0\0\x01\0\0\0\x02\0\0\0\x03");
    testing::set_property(&*to, c"migrate-clk", 0);
    assert_eq!(engine::save(&vmsd(), &*to).unwrap(), body[..fields]);

    // a parity that there is not, and a value that post_load refuses
    let class = |bad: &[u8]| engine::load(&vmsd(), &*to, 2, bad).unwrap_err().class;
    body[5] = 3;
    assert_eq!(class(&body), ErrorClass::PostLoad);
    body[5] = 0;
    body[1..5].copy_from_slice(&[0, 0, 0x0b, 0xad]);
    assert_eq!(class(&body), ErrorClass::PostLoad);
}
