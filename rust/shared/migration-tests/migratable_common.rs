// SPDX-License-Identifier: GPL-2.0-or-later

//! Behaviour of `Migratable` that 10.2 and 11 have in common.
//!
//! Facts: reference/qemu-rust-api.md, sections 2.3, 2.5 and 2.6.

use std::{
    cell::Cell,
    ffi::c_int,
    ptr::addr_of,
    sync::{Arc, Mutex},
};

use bilge::prelude::*;
use bql::{BqlCell, BqlRefCell};
use migration::{
    bindings,
    engine::{load, save, save_described, Error, ErrorClass},
    impl_vmstate_bitsized, impl_vmstate_forward, impl_vmstate_struct, vmstate_fields, vmstate_of,
    vmstate_subsections, InvalidError, Migratable, ToMigrationState, VMState, VMStateDescription,
    VMStateDescriptionBuilder, VMStateField,
};

fn class(result: Result<(), Error>) -> (ErrorClass, c_int) {
    let error = result.unwrap_err();
    (error.class, error.code)
}

fn class_of_save(result: Result<Vec<u8>, Error>) -> ErrorClass {
    result.unwrap_err().class
}

// A mirror that counts how many there are, and state that knows what happened

thread_local! {
    static MIRRORS: Cell<i32> = const { Cell::new(0) };
    static LOG: Cell<String> = const { Cell::new(String::new()) };
}

fn log(event: &str) {
    LOG.set(format!("{}{event} ", LOG.take()));
}

pub struct Mirror {
    a: u16,
    /// In a subsection; the reset value is not 0.
    opt: u8,
}

impl Default for Mirror {
    fn default() -> Self {
        log("default");
        MIRRORS.set(MIRRORS.get() + 1);
        Self { a: 0, opt: 0x5a }
    }
}

impl Drop for Mirror {
    fn drop(&mut self) {
        MIRRORS.set(MIRRORS.get() - 1);
    }
}

impl Mirror {
    fn opt_needed(&self) -> bool {
        self.opt != 0x5a
    }

    fn post_load(&self, version_id: u8) -> Result<(), InvalidError> {
        assert_eq!(version_id, 3);
        log("mirror_post_load");
        Ok(())
    }
}

const VMSTATE_OPT: VMStateDescription<Mirror> = VMStateDescriptionBuilder::<Mirror>::new()
    .name(c"dev/mirror/opt")
    .version_id(1)
    .minimum_version_id(1)
    .needed(&Mirror::opt_needed)
    .fields(vmstate_fields! { vmstate_of!(Mirror, opt) })
    .build();

impl_vmstate_struct!(
    Mirror,
    VMStateDescriptionBuilder::<Mirror>::new()
        .name(c"dev/mirror")
        .version_id(3)
        .minimum_version_id(1)
        .post_load(&Mirror::post_load)
        .fields(vmstate_fields! { vmstate_of!(Mirror, a) })
        .subsections(vmstate_subsections! { VMSTATE_OPT })
        .build()
);

#[derive(Debug, Default, PartialEq, Eq)]
pub struct Regs {
    a: u16,
    opt: u8,
    version: u8,
}

/// A value that cannot be saved or loaded.
const BAD: u16 = 0xbad;

impl ToMigrationState for Regs {
    type Migrated = Mirror;

    fn snapshot_migration_state(&self, target: &mut Mirror) -> Result<(), InvalidError> {
        log("snapshot");
        if self.a == BAD {
            return Err(InvalidError);
        }
        target.a = self.a;
        target.opt = self.opt;
        Ok(())
    }

    fn restore_migrated_state_mut(
        &mut self,
        source: Mirror,
        version_id: u8,
    ) -> Result<(), InvalidError> {
        log("restore");
        if source.a == BAD {
            return Err(InvalidError);
        }
        self.a = source.a;
        self.opt = source.opt;
        self.version = version_id;
        Ok(())
    }
}

// The wrapper's description has a name here also in 10.2

pub const fn named<T: VMState>(name: &'static std::ffi::CStr) -> bindings::VMStateDescription {
    bindings::VMStateDescription {
        name: name.as_ptr(),
        // SAFETY: a `Migratable` is described as a struct, so `vmsd` is valid
        ..unsafe { *T::BASE.vmsd }
    }
}

pub static VMSTATE_WRAPPER: bindings::VMStateDescription =
    named::<Migratable<Mutex<Regs>>>(c"dev/migratable");

#[repr(C)]
#[derive(Default)]
struct Dev {
    regs: Migratable<Mutex<Regs>>,
    tail: BqlCell<u8>,
}

impl Dev {
    fn new(a: u16, opt: u8, tail: u8) -> Self {
        bql::start_test();
        Self {
            regs: Migratable::new(Mutex::new(Regs { a, opt, version: 0 })),
            tail: tail.into(),
        }
    }

    fn values(&self) -> (u16, u8, u8) {
        let regs = self.regs.lock().unwrap();
        (regs.a, regs.opt, self.tail.get())
    }

    fn pre_load(&self) -> Result<(), InvalidError> {
        log("pre_load");
        Ok(())
    }

    fn post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        log("post_load");
        Ok(())
    }

    fn late_needed(&self) -> bool {
        self.tail.get() == 9
    }

    fn late_post_load(&self, _version_id: u8) -> Result<(), InvalidError> {
        log("late");
        Ok(())
    }
}

const VMSTATE_LATE: VMStateDescription<Dev> = VMStateDescriptionBuilder::<Dev>::new()
    .name(c"dev/late")
    .version_id(1)
    .minimum_version_id(1)
    .needed(&Dev::late_needed)
    .post_load(&Dev::late_post_load)
    .fields(vmstate_fields! { vmstate_of!(Dev, tail) })
    .build();

const VMSTATE_REGS: VMStateField = VMStateField {
    vmsd: addr_of!(VMSTATE_WRAPPER),
    ..vmstate_of!(Dev, regs)
};

const VMSTATE_DEV: VMStateDescription<Dev> = VMStateDescriptionBuilder::<Dev>::new()
    .name(c"dev")
    .version_id(2)
    .minimum_version_id(1)
    .pre_load(&Dev::pre_load)
    .post_load(&Dev::post_load)
    .fields(vmstate_fields! {
        VMSTATE_REGS,
        vmstate_of!(Dev, tail),
    })
    .subsections(vmstate_subsections! { VMSTATE_LATE })
    .build();

const OPT: &[u8] = b"\x05\x0edev/mirror/opt\0\0\0\x01\x33";
const LATE: &[u8] = b"\x05\x08dev/late\0\0\0\x01\x09";

fn bytes(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

#[test]
fn flat_on_the_wire() {
    let dev = Dev::new(0x1122, 0x5a, 7);
    assert_eq!(save(&VMSTATE_DEV, &dev).unwrap(), [0x11, 0x22, 7]);
    let from = Dev::new(0x1122, 0x33, 9);
    let body = bytes(&[&[0x11, 0x22], OPT, &[9], LATE]);
    assert_eq!(save(&VMSTATE_DEV, &from).unwrap(), body);
    let to = Dev::default();
    load(&VMSTATE_DEV, &to, 2, &body).unwrap();
    assert_eq!(to.values(), (0x1122, 0x33, 9));
    assert_eq!(MIRRORS.get(), 0);
}

#[test]
fn order() {
    let dev = Dev::new(1, 0x33, 9);
    LOG.take();
    let body = save(&VMSTATE_DEV, &dev).unwrap();
    assert_eq!(LOG.take(), "default snapshot ");
    load(&VMSTATE_DEV, &dev, 2, &body).unwrap();
    // the state is restored at its field, before subsections of the device
    assert_eq!(
        LOG.take(),
        "pre_load default mirror_post_load restore late post_load "
    );
}

#[test]
fn version_is_that_of_the_wrapper() {
    let dev = Dev::new(0, 0, 0);
    for version in [1, 2] {
        load(&VMSTATE_DEV, &dev, version, &[0, 1, 2]).unwrap();
        assert_eq!(dev.regs.lock().unwrap().version, 1);
    }
    let wrapper = <Migratable<Mutex<Regs>> as VMState>::BASE;
    // SAFETY: a `Migratable` is described as a struct
    let vmsd = unsafe { *wrapper.vmsd };
    assert_eq!((vmsd.version_id, vmsd.minimum_version_id), (1, 1));
    assert_eq!(wrapper.size, size_of::<Migratable<Mutex<Regs>>>());
}

#[test]
fn absent_data_is_default() {
    let dev = Dev::new(1, 0x77, 7);
    // the stream does not say what `opt` is, C would leave it alone
    load(&VMSTATE_DEV, &dev, 2, &[0x11, 0x22, 8]).unwrap();
    assert_eq!(dev.values(), (0x1122, 0x5a, 8));
}

#[test]
fn refused_restore() {
    let dev = Dev::new(1, 2, 7);
    let error = load(&VMSTATE_DEV, &dev, 2, &[0x0b, 0xad, 8]).unwrap_err();
    assert_eq!((error.class, error.code), (ErrorClass::PostLoad, -22));
    assert!(error
        .message
        .ends_with("version_id: 1, minimum_version: 1, ret: -22"));
    // nothing has changed, and nothing is left on the heap
    assert_eq!(dev.values(), (1, 2, 7));
    assert_eq!(MIRRORS.get(), 0);
}

#[test]
fn refused_mirror() {
    let dev = Dev::new(1, 2, 7);
    // the data ends inside of the mirror: no hook runs, its box is leaked
    let unknown = bytes(&[&[0x11, 0x22], b"\x05\x0edev/mirror/xyz\0\0\0\x01", &[8]]);
    for leaks in 1..=2 {
        let result = load(&VMSTATE_DEV, &dev, 2, &unknown);
        assert_eq!(class(result), (ErrorClass::UnknownSubsection, -2));
        assert_eq!((MIRRORS.get(), dev.values()), (leaks, (1, 2, 7)));
    }
    // the next load is as good as any
    load(&VMSTATE_DEV, &dev, 2, &[0x11, 0x22, 8]).unwrap();
    assert_eq!((MIRRORS.get(), dev.values().0), (2, 0x1122));
}

#[test]
fn refused_snapshot() {
    let dev = Dev::new(BAD, 0, 0);
    let error = save(&VMSTATE_DEV, &dev).unwrap_err();
    assert_eq!(error.class, ErrorClass::NestedSave);
    assert!(error.message.ends_with("pre-save failed: dev/migratable"));
    assert_eq!(MIRRORS.get(), 0);
}

#[test]
fn lock_is_free_while_bytes_are_written() {
    let dev = Dev::new(1, 2, 3);
    save(&VMSTATE_DEV, &dev).unwrap();
    drop(dev.regs.try_lock().unwrap());
    // the big lock must be there
    assert!(bql::is_locked());
}

// Version gates

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Gated {
    a: u8,
    b: u8,
}

impl_vmstate_struct!(
    Gated,
    VMStateDescriptionBuilder::<Gated>::new()
        .name(c"gated/regs")
        .version_id(2)
        .minimum_version_id(1)
        .fields(vmstate_fields! {
            vmstate_of!(Gated, a),
            vmstate_of!(Gated, b).with_version_id(2),
        })
        .build()
);

impl ToMigrationState for Gated {
    type Migrated = Self;

    fn snapshot_migration_state(&self, target: &mut Self) -> Result<(), InvalidError> {
        *target = *self;
        Ok(())
    }

    fn restore_migrated_state_mut(&mut self, source: Self, _: u8) -> Result<(), InvalidError> {
        *self = source;
        Ok(())
    }
}

static GATED_WRAPPER: bindings::VMStateDescription =
    named::<Migratable<BqlRefCell<Gated>>>(c"gated/migratable");

#[repr(C)]
#[derive(Default)]
struct GatedDev {
    one: Migratable<BqlRefCell<Gated>>,
    two: Migratable<BqlRefCell<Gated>>,
    tail: BqlCell<u8>,
}

const fn gated(field: VMStateField) -> VMStateField {
    VMStateField {
        vmsd: addr_of!(GATED_WRAPPER),
        ..field
    }
}

const VMSTATE_GATED: VMStateDescription<GatedDev> = VMStateDescriptionBuilder::<GatedDev>::new()
    .name(c"gated")
    .version_id(2)
    .minimum_version_id(1)
    .fields(vmstate_fields! {
        gated(vmstate_of!(GatedDev, one)),
        gated(vmstate_of!(GatedDev, two)).with_version_id(2),
        vmstate_of!(GatedDev, tail),
    })
    .build();

#[test]
fn gates_work_outside_only() {
    bql::start_test();
    let dev = GatedDev::default();
    load(&VMSTATE_GATED, &dev, 2, &[1, 2, 3, 4, 6]).unwrap();
    assert_eq!(*dev.one.borrow(), Gated { a: 1, b: 2 });
    assert_eq!(*dev.two.borrow(), Gated { a: 3, b: 4 });
    // version 1: the second wrapper is not there, but all of the first is
    load(&VMSTATE_GATED, &dev, 1, &[7, 8, 9]).unwrap();
    assert_eq!(*dev.one.borrow(), Gated { a: 7, b: 8 });
    assert_eq!(*dev.two.borrow(), Gated { a: 3, b: 4 });
    assert_eq!(dev.tail.get(), 9);
    assert_eq!(save(&VMSTATE_GATED, &dev).unwrap(), [7, 8, 3, 4, 9]);
}

// Names that are prefixes

static PREFIX_WRAPPER: bindings::VMStateDescription =
    named::<Migratable<BqlRefCell<Gated>>>(c"prefix");

#[repr(C)]
#[derive(Default)]
struct PrefixDev {
    regs: Migratable<BqlRefCell<Gated>>,
    late: BqlCell<u8>,
}

const VMSTATE_PREFIX_LATE: VMStateDescription<PrefixDev> =
    VMStateDescriptionBuilder::<PrefixDev>::new()
        .name(c"prefix/late")
        .version_id(1)
        .minimum_version_id(1)
        .fields(vmstate_fields! { vmstate_of!(PrefixDev, late) })
        .build();

const VMSTATE_PREFIX: VMStateDescription<PrefixDev> = VMStateDescriptionBuilder::<PrefixDev>::new()
    .name(c"prefix")
    .version_id(1)
    .minimum_version_id(1)
    .fields(vmstate_fields! {
        VMStateField { vmsd: addr_of!(PREFIX_WRAPPER), ..vmstate_of!(PrefixDev, regs) }
    })
    .subsections(vmstate_subsections! { VMSTATE_PREFIX_LATE })
    .build();

#[test]
fn wrapper_claims_subsection_by_prefix() {
    bql::start_test();
    let dev = PrefixDev::default();
    let body = save(&VMSTATE_PREFIX, &dev).unwrap();
    assert_eq!(body, b"\0\0\x05\x0bprefix/late\0\0\0\x01\0");
    let result = load(&VMSTATE_PREFIX, &dev, 1, &body);
    assert_eq!(class(result), (ErrorClass::UnknownSubsection, -2));
}

// Arrays

#[repr(C)]
struct Arrays {
    good: [Migratable<Mutex<Gated>>; 2],
    lucky: Migratable<Mutex<[u64; 2]>>,
    bad: Migratable<Mutex<[u32; 4]>>,
}

macro_rules! arrays_vmsd {
    ($field:ident) => {{
        const VMSD: VMStateDescription<Arrays> = VMStateDescriptionBuilder::<Arrays>::new()
            .name(c"arrays")
            .version_id(1)
            .fields(vmstate_fields! { vmstate_of!(Arrays, $field) })
            .build();
        VMSD
    }};
}

#[test]
fn arrays() {
    bql::start_test();
    let from = Arrays {
        good: [1, 2].map(|a| Migratable::new(Mutex::new(Gated { a, b: 9 }))),
        lucky: Migratable::new(Mutex::new([1, 2])),
        bad: Migratable::new(Mutex::new([1, 2, 3, 4])),
    };
    assert_eq!(save(&arrays_vmsd!(good), &from).unwrap(), [1, 9, 2, 9]);
    load(&arrays_vmsd!(good), &from, 1, &[3, 4, 7, 6]).unwrap();
    assert_eq!(*from.good[1].lock().unwrap(), Gated { a: 7, b: 6 });
    // elements that have the size of a pointer
    let body = save(&arrays_vmsd!(lucky), &from).unwrap();
    assert_eq!((body.len(), body[7], body[15]), (16, 1, 2));
    // QEMU would save 1, 3, and what is behind the array
    let result = save(&arrays_vmsd!(bad), &from);
    assert_eq!(class_of_save(result), ErrorClass::WrongStride);
    let loaded = load(&arrays_vmsd!(bad), &from, 1, &[0; 16]);
    assert_eq!(class(loaded).0, ErrorClass::WrongStride);

    let base = <[Migratable<Mutex<Gated>>; 3] as VMState>::BASE;
    let flags = bindings::VMStateFlags::VMS_STRUCT | bindings::VMStateFlags::VMS_ARRAY;
    assert_eq!((base.flags, base.num), (flags, 3));
    assert_eq!(base.size, size_of::<Migratable<Mutex<Gated>>>());
}

// What converts

#[test]
fn conversions() {
    bql::start_test();
    fn round_trip<T: ToMigrationState>(from: &T, to: &mut T) {
        let state = from.to_migration_state().unwrap();
        to.restore_migrated_state_mut(*state, 1).unwrap();
    }

    let mut array = [0_u16; 32];
    round_trip(&[7; 32], &mut array);
    assert_eq!(array, [7; 32]);
    let mut nested = [[false; 2]; 2];
    round_trip(&[[true, false], [false, true]], &mut nested);
    assert_eq!(nested, [[true, false], [false, true]]);
    let mut arc = Arc::new(Mutex::new(0_i64));
    round_trip(&Arc::new(Mutex::new(-3)), &mut arc);
    assert_eq!(*arc.lock().unwrap(), -3);
    let mut cells = [1_u8, 2].map(BqlRefCell::new);
    round_trip(&[3, 4].map(BqlRefCell::new), &mut cells);
    assert_eq!((*cells[0].borrow(), *cells[1].borrow()), (3, 4));
}

// The derive macro

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Level(bool);

impl From<Level> for u8 {
    fn from(level: Level) -> Self {
        level.0.into()
    }
}

impl TryFrom<u8> for Level {
    type Error = u8;

    fn try_from(value: u8) -> Result<Self, u8> {
        match value {
            0 | 1 => Ok(Self(value == 1)),
            _ => Err(value),
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Ratio(u16);

impl From<Ratio> for u32 {
    fn from(ratio: Ratio) -> Self {
        ratio.0.into()
    }
}

impl From<u32> for Ratio {
    fn from(value: u32) -> Self {
        Self(value as u16)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Mac([u8; 6]);
impl_vmstate_forward!(Mac);

#[derive(Debug, Default, PartialEq, Eq, ToMigrationState)]
#[migration_state(rename = DerivedMirror)]
struct Derived {
    plain: u32,
    inner: Mutex0,
    #[migration_state(try_into(u8))]
    level: Level,
    #[migration_state(into(u32))]
    ratio: Ratio,
    #[migration_state(clone)]
    mac: Mac,
    #[migration_state(omit)]
    runtime_only: Vec<u8>,
}

#[derive(Debug, Default, PartialEq, Eq, ToMigrationState)]
struct Mutex0 {
    array: [i16; 2],
}

impl_vmstate_struct!(
    Mutex0Migration,
    VMStateDescriptionBuilder::<Mutex0Migration>::new()
        .name(c"derived/inner")
        .fields(vmstate_fields! { vmstate_of!(Mutex0Migration, array) })
        .build()
);

impl_vmstate_struct!(
    DerivedMirror,
    VMStateDescriptionBuilder::<DerivedMirror>::new()
        .name(c"derived/regs")
        .fields(vmstate_fields! {
            vmstate_of!(DerivedMirror, plain),
            vmstate_of!(DerivedMirror, inner),
            vmstate_of!(DerivedMirror, level),
            vmstate_of!(DerivedMirror, ratio),
            vmstate_of!(DerivedMirror, mac),
        })
        .build()
);

static DERIVED_WRAPPER: bindings::VMStateDescription =
    named::<Migratable<BqlRefCell<Derived>>>(c"derived/migratable");

#[repr(C)]
#[derive(Default)]
struct DerivedDev {
    regs: Migratable<BqlRefCell<Derived>>,
}

const VMSTATE_DERIVED: VMStateDescription<DerivedDev> =
    VMStateDescriptionBuilder::<DerivedDev>::new()
        .name(c"derived")
        .fields(vmstate_fields! {
            VMStateField { vmsd: addr_of!(DERIVED_WRAPPER), ..vmstate_of!(DerivedDev, regs) }
        })
        .build();

#[test]
fn derived() {
    bql::start_test();
    let mut dev = DerivedDev::default();
    *dev.regs.get_mut() = Derived {
        plain: 1,
        inner: Mutex0 { array: [-1, 2] },
        level: Level(true),
        ratio: Ratio(3),
        mac: Mac([1, 2, 3, 4, 5, 6]),
        runtime_only: vec![1],
    };
    let body = save(&VMSTATE_DERIVED, &dev).unwrap();
    let expected = [
        0, 0, 0, 1, 0xff, 0xff, 0, 2, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 6,
    ];
    assert_eq!(body, expected);
    let (same, json) = save_described(&VMSTATE_DERIVED, &dev).unwrap();
    assert_eq!(same, body);
    assert!(json.contains("\"derived/migratable\""), "{json}");

    let to = DerivedDev::default();
    to.regs.borrow_mut().runtime_only.push(8);
    load(&VMSTATE_DERIVED, &to, 0, &body).unwrap();
    let regs = to.regs.borrow();
    assert_eq!(regs.runtime_only, [8]);
    assert_eq!(regs.mac, dev.regs.borrow().mac);
    assert_eq!((regs.level, regs.ratio), (Level(true), Ratio(3)));
    drop(regs);

    // fails halfway, and keeps what was assigned before
    let mut bad = body;
    (bad[3], bad[8]) = (9, 2);
    assert_eq!(
        class(load(&VMSTATE_DERIVED, &to, 0, &bad)),
        (ErrorClass::PostLoad, -22)
    );
    assert_eq!(to.regs.borrow().plain, 9);
}

// Bit fields

#[bitsize(16)]
#[derive(Clone, Copy, DebugBits, Default, FromBits)]
struct Control {
    enable: bool,
    level: u7,
    rest: u8,
}
impl_vmstate_bitsized!(Control);

#[test]
fn bit_fields_are_integers() {
    let mut control = Control::from(0x5503);
    let mut bits = 0_u16;
    control.snapshot_migration_state(&mut bits).unwrap();
    assert_eq!(bits, 0x5503);
    control.restore_migrated_state_mut(0x1200, 1).unwrap();
    assert_eq!((control.enable(), control.rest()), (false, 0x12));
    let (bits_base, base) = (<Control as VMState>::BASE, <u16 as VMState>::BASE);
    assert_eq!((bits_base.size, bits_base.info), (base.size, base.info));
    assert_eq!(Control::VARRAY_FLAG, u16::VARRAY_FLAG);
}
