// SPDX-License-Identifier: GPL-2.0-or-later

//! Each class of errors, and what the object looks like afterwards.

use std::{
    cell::Cell,
    ffi::{c_int, c_void},
    ptr::null_mut,
};

use bql_core::{BqlCell, BqlRefCell};
use common_core as common;
use migration_core::{
    bindings::{self, VMStateField, VMStateFlags},
    engine::{
        clock, load, load_mut, load_struct, save, save_described, save_struct, Error, ErrorClass,
    },
    impl_vmstate_struct, vmstate_fields, vmstate_of, vmstate_subsections, vmstate_validate,
    InvalidError, VMState, VMStateDescription, VMStateDescriptionBuilder,
};
use vmstate_engine::timer::{self, QEMUTimer, Ticking as _};

fn class<T: std::fmt::Debug>(result: Result<T, Error>) -> (ErrorClass, c_int) {
    let error = result.unwrap_err();
    (error.class, error.code)
}

// Hooks: the order in which they run, and their errors

/// Writes down which hook runs, and lets one of them fail.
#[repr(C)]
#[derive(Default)]
struct Hooked {
    log: Cell<String>,
    fail: Cell<&'static str>,
    a: Cell<u8>,
}

impl Hooked {
    fn failing(hook: &'static str) -> Self {
        Self {
            fail: Cell::new(hook),
            ..Self::default()
        }
    }

    fn hook(&self, name: &'static str) -> Result<(), InvalidError> {
        let log = self.log.take();
        self.log.set(format!("{log}{name}({:x}) ", self.a.get()));
        if self.fail.get() == name {
            Err(InvalidError)
        } else {
            Ok(())
        }
    }

    fn needed(&self) -> bool {
        let _ = self.hook("needed");
        self.fail.get() != "needed"
    }
}

const HOOKED_SUB: VMStateDescription<Hooked> = VMStateDescriptionBuilder::<Hooked>::new()
    .name(c"hooked/sub")
    .version_id(3)
    .minimum_version_id(2)
    .needed(&Hooked::needed)
    .pre_save(&|this: &Hooked| this.hook("sub_pre_save"))
    .post_save(&|this: &Hooked| this.hook("sub_post_save"))
    .pre_load(&|this: &Hooked| this.hook("sub_pre_load"))
    .post_load(&|this: &Hooked, version: u8| {
        assert_eq!(version, 3);
        this.hook("sub_post_load")
    })
    .fields(vmstate_fields! { vmstate_of!(Hooked, a) })
    .build();

impl_vmstate_struct!(
    Hooked,
    VMStateDescriptionBuilder::<Hooked>::new()
        .name(c"hooked")
        .version_id(4)
        .minimum_version_id(1)
        .pre_save(&|this: &Hooked| this.hook("pre_save"))
        .post_save(&|this: &Hooked| this.hook("post_save"))
        .pre_load(&|this: &Hooked| this.hook("pre_load"))
        .post_load(&|this: &Hooked, version: u8| {
            assert!(version == 4 || version == 2);
            this.hook("post_load")
        })
        .fields(vmstate_fields! { vmstate_of!(Hooked, a) })
        .subsections(vmstate_subsections! { HOOKED_SUB })
        .build()
);

#[test]
fn order_of_hooks() {
    let from = Hooked::default();
    let body = save_struct(&from).unwrap();
    assert_eq!(
        from.log.take(),
        "pre_save(0) needed(0) sub_pre_save(0) sub_post_save(0) post_save(0) "
    );
    assert_eq!(body, b"\0\x05\x0ahooked/sub\0\0\0\x03\0");
    let mut to = Hooked::default();
    load_struct(&mut to, 2, b"\x01\x05\x0ahooked/sub\0\0\0\x03\x02").unwrap();
    assert_eq!(
        to.log.take(),
        "pre_load(0) sub_pre_load(1) sub_post_load(2) post_load(2) "
    );
    // no hook of a subsection that is not there
    load_struct(&mut to, 2, b"\x03").unwrap();
    assert_eq!(to.log.take(), "pre_load(2) post_load(3) ");
    let without = Hooked::failing("needed");
    assert_eq!(save_struct(&without).unwrap(), [0]);
}

#[test]
fn failing_hooks() {
    let saved = |hook| {
        let hooked = Hooked::failing(hook);
        (class(save_struct(&hooked)), hooked.log.take())
    };
    let refused = |class, log: &str| ((class, -22), log.to_string());
    // no post_save after a failed pre_save, but otherwise always
    assert_eq!(
        saved("pre_save"),
        refused(ErrorClass::PreSave, "pre_save(0) ")
    );
    assert_eq!(
        saved("sub_pre_save"),
        refused(
            ErrorClass::PreSave,
            "pre_save(0) needed(0) sub_pre_save(0) post_save(0) "
        )
    );
    assert_eq!(saved("post_save").0, (ErrorClass::PostSave, -22));
    assert_eq!(saved("sub_post_save").0, (ErrorClass::PostSave, -22));

    let body = b"\x01\x05\x0ahooked/sub\0\0\0\x03\x02";
    let loaded = |hook| {
        let mut hooked = Hooked::failing(hook);
        (class(load_struct(&mut hooked, 4, body)), hooked.log.take())
    };
    assert_eq!(
        loaded("pre_load"),
        refused(ErrorClass::PreLoad, "pre_load(0) ")
    );
    assert_eq!(
        loaded("sub_pre_load"),
        refused(ErrorClass::PreLoad, "pre_load(0) sub_pre_load(1) ")
    );
    assert_eq!(
        loaded("sub_post_load"),
        refused(
            ErrorClass::PostLoad,
            "pre_load(0) sub_pre_load(1) sub_post_load(2) "
        )
    );
    assert_eq!(loaded("post_load").0, (ErrorClass::PostLoad, -22));
}

#[repr(C)]
#[derive(Default)]
struct Outer {
    first: u8,
    inner: Hooked,
}

const OUTER: VMStateDescription<Outer> = VMStateDescriptionBuilder::<Outer>::new()
    .name(c"outer")
    .version_id(2)
    .fields(vmstate_fields! {
        vmstate_of!(Outer, first),
        vmstate_of!(Outer, inner),
    })
    .build();

#[test]
fn nested_hooks() {
    // an error in a nested description is set twice, whatever it is
    for hook in ["pre_save", "post_save", "sub_pre_save"] {
        let outer = Outer {
            first: 1,
            inner: Hooked::failing(hook),
        };
        let error = save(&OUTER, &outer).unwrap_err();
        assert_eq!(error.class, ErrorClass::NestedSave, "{hook}");
        assert!(error.class.is_crash());
    }
    // loading is not affected; versions of nested descriptions are local
    let mut outer = Outer {
        first: 1,
        inner: Hooked::failing("post_load"),
    };
    let error = load_mut(&OUTER, &mut outer, 0, &[5, 6]).unwrap_err();
    assert_eq!((error.class, error.code), (ErrorClass::PostLoad, -22));
    assert_eq!(
        error.message,
        "Failed to load outer/inner: post load hook failed for: hooked, version_id: 4, \
         minimum_version: 1, ret: -22"
    );
    // there is no roll-back
    assert_eq!((outer.first, outer.inner.a.get()), (5, 6));
}

// A positive result of post_load

#[repr(C)]
#[derive(Default)]
struct Positive {
    a: u8,
}

unsafe extern "C" fn post_load_1(_opaque: *mut c_void, _version_id: c_int) -> c_int {
    1
}

static POSITIVE_SUB: bindings::VMStateDescription = bindings::VMStateDescription {
    name: c"positive/s".as_ptr(),
    post_load: Some(post_load_1),
    ..common::Zeroable::ZERO
};

static POSITIVE_SUBS: &[Option<&bindings::VMStateDescription>] = &[Some(&POSITIVE_SUB), None];

static POSITIVE: bindings::VMStateDescription = bindings::VMStateDescription {
    post_load: Some(post_load_1),
    subsections: POSITIVE_SUBS.as_ptr().cast(),
    ..VMStateDescriptionBuilder::<Positive>::new()
        .name(c"positive")
        .fields(vmstate_fields! { vmstate_of!(Positive, a) })
        .build()
        .get()
};

#[test]
fn positive_results_of_post_load() {
    let mut this = Positive::default();
    let mut load_positive = |body: &[u8]| {
        let this: *mut Positive = &mut this;
        // SAFETY: the description is for the type
        unsafe { vmstate_engine::load_section(&POSITIVE, this.cast(), 0, body) }
    };
    load_positive(b"\x07").unwrap();
    // it counts in a subsection
    let result = load_positive(b"\x07\x05\x0apositive/s\0\0\0\0");
    assert_eq!(class(result), (ErrorClass::PostLoad, 1));
}

// Data

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Data {
    count: u8,
    items: [u16; 4],
    tail: u32,
}

const DATA: VMStateDescription<Data> = VMStateDescriptionBuilder::<Data>::new()
    .name(c"data")
    .version_id(1)
    .fields(vmstate_fields! {
        vmstate_of!(Data, count),
        vmstate_of!(Data, items[0 .. count]),
        vmstate_of!(Data, tail),
    })
    .build();

#[test]
fn short_and_long_bodies() {
    let body = [2, 0, 1, 0, 2, 9, 9, 9, 9];
    let mut to = Data::default();
    load_mut(&DATA, &mut to, 1, &body).unwrap();
    let expected = Data {
        count: 2,
        items: [1, 2, 0, 0],
        tail: 0x0909_0909,
    };
    assert_eq!(to, expected);
    assert_eq!(save(&DATA, &to).unwrap(), body);
    // up to 5 bytes of the footer are read as data, then there is nothing
    for length in 0..body.len() {
        let error = load_mut(&DATA, &mut to, 1, &body[..length]).unwrap_err();
        let missing = body.len() - length;
        let class = match length {
            // the footer mark is the count
            0 => ErrorClass::Overrun,
            _ if missing <= 5 => ErrorClass::Footer,
            _ => ErrorClass::ShortStream,
        };
        assert_eq!(error.class, class, "{length}: {error}");
    }
    let longer = [2, 0, 1, 0, 2, 9, 9, 9, 9, 0];
    assert_eq!(
        class(load_mut(&DATA, &mut to, 1, &longer)),
        (ErrorClass::Footer, -22)
    );
    // data that looks like the footer is not accepted, either
    let mut lookalike = body.to_vec();
    lookalike.push(0x7e);
    lookalike.extend(vmstate_engine::SECTION_ID.to_be_bytes());
    assert_eq!(
        class(load_mut(&DATA, &mut to, 1, &lookalike)),
        (ErrorClass::Footer, -22)
    );
}

#[test]
fn counts_beyond_the_array() {
    let mut to = Data {
        tail: 7,
        ..Data::default()
    };
    assert_eq!(
        class(load_mut(
            &DATA,
            &mut to,
            1,
            &[5, 0, 1, 0, 2, 0, 3, 0, 4, 0, 5]
        ))
        .0,
        ErrorClass::Overrun
    );
    assert_eq!((to.items, to.tail), ([0; 4], 7));
    to.count = 255;
    assert_eq!(save(&DATA, &to).unwrap_err().class, ErrorClass::Overrun);
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Multiplied {
    rows: u16,
    cells: [u8; 6],
}

const MULTIPLIED: VMStateDescription<Multiplied> = VMStateDescriptionBuilder::<Multiplied>::new()
    .name(c"multiplied")
    .fields(vmstate_fields! {
        vmstate_of!(Multiplied, rows),
        vmstate_of!(Multiplied, cells[0 .. rows * 2]),
    })
    .build();

#[test]
fn multiplied_counts() {
    let from = Multiplied {
        rows: 2,
        cells: [1, 2, 3, 4, 5, 6],
    };
    let body = save(&MULTIPLIED, &from).unwrap();
    assert_eq!(body, [0, 2, 1, 2, 3, 4]);
    let mut to = Multiplied::default();
    load_mut(&MULTIPLIED, &mut to, 0, &body).unwrap();
    assert_eq!(to.cells, [1, 2, 3, 4, 0, 0]);
    assert_eq!(
        class(load_mut(
            &MULTIPLIED,
            &mut to,
            0,
            &[0, 4, 0, 0, 0, 0, 0, 0, 0, 0]
        ))
        .0,
        ErrorClass::Overrun
    );
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Checked {
    a: u8,
    b: u8,
}

const CHECKED: VMStateDescription<Checked> = VMStateDescriptionBuilder::<Checked>::new()
    .name(c"checked")
    .version_id(2)
    .minimum_version_id(1)
    .fields(vmstate_fields! {
        vmstate_of!(Checked, a),
        vmstate_validate!(Checked, c"a is even", |this: &Checked, _: u8| this.a % 2 == 0),
        vmstate_of!(Checked, b, |this: &Checked, version: u8| this.a != 0 && version == 2),
    })
    .build();

#[test]
fn validation_and_predicates() {
    let mut to = Checked { a: 9, b: 9 };
    let error = load_mut(&CHECKED, &mut to, 2, &[3, 4]).unwrap_err();
    assert_eq!(
        (error.class, error.code),
        (ErrorClass::ValidationFailed, -1)
    );
    assert_eq!(
        error.message,
        "Input validation failed: checked/a is even version_id: 2"
    );
    assert_eq!(to, Checked { a: 3, b: 9 });
    assert_eq!(
        save(&CHECKED, &to).unwrap_err().class,
        ErrorClass::SaveValidation
    );
    load_mut(&CHECKED, &mut to, 2, &[2, 4]).unwrap();
    assert_eq!(to, Checked { a: 2, b: 4 });
    load_mut(&CHECKED, &mut to, 2, &[0]).unwrap();
    load_mut(&CHECKED, &mut to, 1, &[6]).unwrap();
    assert_eq!(to, Checked { a: 6, b: 4 });
}

#[test]
fn unmigratable_and_not_needed() {
    const STUCK: VMStateDescription<u8> = VMStateDescriptionBuilder::<u8>::new()
        .name(c"stuck")
        .unmigratable()
        .build();
    const UNNEEDED: VMStateDescription<u8> = VMStateDescriptionBuilder::<u8>::new()
        .name(c"unneeded")
        .needed(&|value: &u8| *value != 0)
        .build();
    assert_eq!(
        save(&STUCK, &1).unwrap_err().class,
        ErrorClass::Unmigratable
    );
    assert_eq!(
        class(load_mut(&STUCK, &mut 1, 0, &[])).0,
        ErrorClass::Unmigratable
    );
    assert_eq!(
        save(&UNNEEDED, &0).unwrap_err().class,
        ErrorClass::NotNeeded
    );
    assert_eq!(save(&UNNEEDED, &1).unwrap(), []);
    load_mut(&UNNEEDED, &mut 0, 0, &[]).unwrap();
}

// What crashes QEMU

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Nameless {
    a: u8,
}

static VMSD_NAMELESS: bindings::VMStateDescription = bindings::VMStateDescription {
    name: std::ptr::null(),
    ..VMStateDescriptionBuilder::<Nameless>::new()
        .name(c"the builder of dialect 11 wants one")
        .fields(vmstate_fields! { vmstate_of!(Nameless, a) })
        .build()
        .get()
};

#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Around {
    inner: Nameless,
    next: u8,
}

const AROUND: VMStateDescription<Around> = VMStateDescriptionBuilder::<Around>::new()
    .name(c"around")
    .fields(vmstate_fields! {
        VMStateField {
            name: c"inner".as_ptr(),
            vmsd: &raw const VMSD_NAMELESS,
            size: size_of::<Nameless>(),
            flags: VMStateFlags::VMS_STRUCT,
            ..migration_core::END
        },
        vmstate_of!(Around, next),
    })
    .build();

#[test]
fn null_name() {
    let from = Around {
        inner: Nameless { a: 1 },
        next: 4,
    };
    // only the JSON needs the name when saving
    assert_eq!(save(&AROUND, &from).unwrap(), [1, 4]);
    assert_eq!(
        class(save_described(&AROUND, &from)).0,
        ErrorClass::NullName
    );
    // and a byte that could be the mark of a subsection when loading
    let mut to = Around::default();
    load_mut(&AROUND, &mut to, 0, &[1, 4]).unwrap();
    assert_eq!(to, from);
    assert_eq!(
        class(load_mut(&AROUND, &mut to, 0, &[1, 5])).0,
        ErrorClass::NullName
    );
}

#[repr(C)]
#[derive(Debug)]
struct Pointer {
    to: *mut u8,
}

const POINTER: VMStateDescription<Pointer> = VMStateDescriptionBuilder::<Pointer>::new()
    .name(c"pointer")
    .fields(vmstate_fields! { vmstate_of!(Pointer, to) })
    .build();

#[test]
fn null_pointer() {
    let mut this = Pointer { to: null_mut() };
    assert_eq!(
        save(&POINTER, &this).unwrap_err().class,
        ErrorClass::NullPointer
    );
    assert_eq!(
        class(load_mut(&POINTER, &mut this, 0, &[1])).0,
        ErrorClass::NullPointer
    );
    let mut target = 3;
    this.to = &raw mut target;
    assert_eq!(save(&POINTER, &this).unwrap(), [3]);
}

#[repr(C)]
struct Stride {
    good: [BqlCell<u16>; 2],
    bad: BqlRefCell<[u16; 2]>,
}

const GOOD: VMStateDescription<Stride> = VMStateDescriptionBuilder::<Stride>::new()
    .name(c"good")
    .fields(vmstate_fields! { vmstate_of!(Stride, good) })
    .build();

const BAD: VMStateDescription<Stride> = VMStateDescriptionBuilder::<Stride>::new()
    .name(c"bad")
    .fields(vmstate_fields! { vmstate_of!(Stride, bad) })
    .build();

#[test]
fn wrong_stride() {
    bql_core::start_test();
    let this = Stride {
        good: [1, 2].map(BqlCell::new),
        bad: BqlRefCell::new([3, 4]),
    };
    assert_eq!(save(&GOOD, &this).unwrap(), [0, 1, 0, 2]);
    load(&GOOD, &this, 0, &[0, 5, 0, 6]).unwrap();
    assert_eq!(this.good, [5, 6].map(BqlCell::new));
    assert_eq!(
        save(&BAD, &this).unwrap_err().class,
        ErrorClass::WrongStride
    );
    assert_eq!(
        class(load(&BAD, &this, 0, &[0, 5, 0, 6])).0,
        ErrorClass::WrongStride
    );
    // the fields are those of QEMU
    let base = <BqlCell<[u8; 4]> as VMState>::BASE;
    assert_eq!((base.size, base.num), (4, 4));
    let cells = <[BqlCell<u8>; 4] as VMState>::BASE;
    assert_eq!((cells.size, cells.num), (1, 4));
    assert_eq!(<*mut [u32; 4] as VMState>::BASE.size, 4);
    assert_eq!(<BqlCell<*mut [u32; 4]> as VMState>::BASE.size, 8);
    let boxes = <[Box<u16>; 3] as VMState>::BASE;
    let flags = VMStateFlags::VMS_ARRAY | VMStateFlags::VMS_ARRAY_OF_POINTER;
    assert_eq!((boxes.size, boxes.num, boxes.flags), (8, 3, flags));
}

#[test]
fn bad_tables() {
    const EMPTY: VMStateDescription<u8> = VMStateDescriptionBuilder::<u8>::new()
        .name(c"empty")
        .fields(vmstate_fields! {
            VMStateField { flags: VMStateFlags::VMS_SINGLE, size: 1, ..migration_core::END }
        })
        .build();
    assert_eq!(save(&EMPTY, &1).unwrap_err().class, ErrorClass::BadTable);
    assert_eq!(
        class(load_mut(&EMPTY, &mut 1, 0, &[1])).0,
        ErrorClass::BadTable
    );
}

unsafe extern "C" fn put_fails(
    _f: *mut bindings::QEMUFile,
    _pv: *mut c_void,
    _size: usize,
    _field: *const VMStateField,
    _vmdesc: *mut bindings::JSONWriter,
) -> c_int {
    -95
}

static INFO_FAILS: bindings::VMStateInfo = bindings::VMStateInfo {
    name: c"fails".as_ptr(),
    get: None,
    put: Some(put_fails),
};

#[test]
fn failing_codec() {
    const FAILS: VMStateDescription<u8> = VMStateDescriptionBuilder::<u8>::new()
        .name(c"fails")
        .fields(vmstate_fields! {
            VMStateField {
                name: c"x".as_ptr(),
                info: &raw const INFO_FAILS,
                ..<u8 as VMState>::BASE
            }
        })
        .build();
    assert_eq!(class(save(&FAILS, &1)), (ErrorClass::SaveElement, -95));
}

// Timers

#[repr(C)]
#[derive(Debug, Default)]
struct Timed {
    timer: QEMUTimer,
}

const TIMED: VMStateDescription<Timed> = VMStateDescriptionBuilder::<Timed>::new()
    .name(c"timed")
    .fields(vmstate_fields! {
        VMStateField {
            name: c"timer".as_ptr(),
            info: &raw const bindings::vmstate_info_timer,
            size: size_of::<QEMUTimer>(),
            flags: VMStateFlags::VMS_SINGLE,
            ..migration_core::END
        }
    })
    .build();

unsafe extern "C" fn count(opaque: *mut c_void) {
    // SAFETY: initialised with a Cell
    let cell = unsafe { &*opaque.cast::<Cell<u32>>() };
    cell.set(cell.get() + 1);
}

#[test]
fn timers() {
    let this = Timed::default();
    // not initialised: pending at 0 for a save, as in C
    assert_eq!(save(&TIMED, &this).unwrap(), [0; 8]);
    assert_eq!(
        class(load(&TIMED, &this, 0, &[0, 0, 0, 0, 0, 0, 0, 9])).0,
        ErrorClass::UninitTimer
    );
    load(&TIMED, &this, 0, &[0xff; 8]).unwrap();

    let calls = Cell::new(0_u32);
    let opaque = (&raw const calls).cast_mut().cast();
    let virtual_clock = clock::QEMUClockType::QEMU_CLOCK_VIRTUAL;
    // SAFETY: neither the timer nor the cell moves
    unsafe { this.timer.init(virtual_clock, 1000, count, opaque) }
    assert_eq!(save(&TIMED, &this).unwrap(), [0xff; 8]);
    this.timer.modify(2);
    assert_eq!(save(&TIMED, &this).unwrap(), 2000_u64.to_be_bytes());
    load(&TIMED, &this, 0, &500_u64.to_be_bytes()).unwrap();
    let pending = timer::pending();
    assert_eq!((pending.len(), pending[0].expire_ns), (1, 500));
    // a time in the past that is not -1 is 0
    load(&TIMED, &this, 0, &(-5_i64).to_be_bytes()).unwrap();
    assert_eq!(this.timer.expire_time_ns(), Some(0));
    load(&TIMED, &this, 0, &500_u64.to_be_bytes()).unwrap();
    clock::set_virtual_ns(499);
    // SAFETY: as above
    assert_eq!(unsafe { timer::run_expired() }, 0);
    clock::set_virtual_ns(500);
    // SAFETY: as above
    assert_eq!(unsafe { timer::run_expired() }, 1);
    assert_eq!((calls.get(), this.timer.expire_time_ns()), (1, None));
    load(&TIMED, &this, 0, &[0xff; 8]).unwrap();
    assert!(timer::pending().is_empty());
    this.timer.deinit();
}
