// SPDX-License-Identifier: GPL-2.0-or-later

//! What dialect 11 has and 10.2 has not.

use std::{
    pin::Pin,
    sync::{
        atomic::{AtomicU32, Ordering},
        Mutex,
    },
};

use bql::BqlRefCell;
use migration::{
    engine::{self, clock, ErrorClass},
    prelude::*,
    InvalidError, ToMigrationStateShared,
};
use util::prelude::*;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Regs {
    a: u8,
}

impl_vmstate_struct!(
    Regs,
    VMStateDescriptionBuilder::<Regs>::new()
        .name(c"dev/regs")
        .version_id(1)
        .fields(vmstate_fields! { vmstate_of!(Regs, a) })
        .build()
);

impl ToMigrationState for Regs {
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

#[repr(C)]
#[derive(Default)]
struct Dev {
    regs: Migratable<BqlRefCell<Regs>>,
    tail: bql::BqlCell<u8>,
}

/// A static, which needs `Dev: Sync`.
static VMSTATE_DEV: VMStateDescription<Dev> = VMStateDescriptionBuilder::<Dev>::new()
    .name(c"dev")
    .version_id(1)
    .fields(vmstate_fields! {
        vmstate_of!(Dev, regs),
        vmstate_of!(Dev, tail),
    })
    .build();

#[test]
fn wrapper_has_a_name() {
    bql::start_test();
    let dev = Dev::default();
    load_bytes(&dev, &[5, 5]);
    let (body, json) = engine::save_described(&VMSTATE_DEV, &dev).unwrap();
    assert_eq!(body, [5, 5]);
    assert_eq!(
        json,
        concat!(
            r#"{"vmsd_name": "dev", "version": 1, "fields": [{"name": "regs", "#,
            r#""type": "struct", "struct": {"vmsd_name": "migratable-wrapper", "version": 1, "#,
            r#""fields": [{"name": "migration_state", "type": "struct", "struct": "#,
            r#"{"vmsd_name": "dev/regs", "version": 1, "fields": [{"name": "a", "#,
            r#""type": "uint8", "size": 1}]}, "size": 1}]}, "size": 1}, "#,
            r#"{"name": "tail", "type": "uint8", "size": 1}]}"#,
        )
    );
}

fn load_bytes(dev: &Dev, body: &[u8]) {
    engine::load(&VMSTATE_DEV, dev, 1, body).unwrap();
}

#[repr(C)]
struct Timed {
    timer: Migratable<Timer>,
    direct: Timer,
    fired: AtomicU32,
}

const VMSTATE_TIMED: VMStateDescription<Timed> = VMStateDescriptionBuilder::<Timed>::new()
    .name(c"timed")
    .version_id(1)
    .fields(vmstate_fields! {
        vmstate_of!(Timed, timer),
        vmstate_of!(Timed, direct),
    })
    .build();

impl Timed {
    fn new() -> Pin<Box<Self>> {
        bql::start_test();
        // SAFETY: initialised at once
        let (timer, direct) = unsafe { (Timer::new(), Timer::new()) };
        let mut this = Box::pin(Self {
            timer: Migratable::new(timer),
            direct,
            fired: AtomicU32::new(0),
        });
        let init = |pinned: Pin<&mut Self>, field: fn(&mut Self) -> &mut Timer| {
            Timer::init_full(pinned, None, CLOCK_VIRTUAL, Timer::US, 0, Self::fire, field);
        };
        init(this.as_mut(), |timed| &mut timed.timer);
        init(this.as_mut(), |timed| &mut timed.direct);
        this
    }

    fn fire(&self) {
        self.fired.fetch_add(1, Ordering::Relaxed);
    }
}

#[test]
fn timer_converts() {
    let from = Timed::new();
    let save = |timed: &Timed| engine::save(&VMSTATE_TIMED, timed).unwrap();
    assert_eq!(save(&from), [0xff; 16]);
    from.timer.modify(3);
    from.direct.modify_ns(0x77);
    assert_eq!(from.timer.expire_time_ns(), Some(3000));
    let body = save(&from);
    assert_eq!(body[..8], 3000_u64.to_be_bytes());
    assert_eq!(body[8..], 0x77_u64.to_be_bytes());

    let to = Timed::new();
    to.direct.modify(1);
    engine::load(&VMSTATE_TIMED, &*to, 1, &body).unwrap();
    assert_eq!(to.timer.expire_time_ns(), Some(3000));
    assert_eq!(to.direct.expire_time_ns(), Some(0x77));
    from.timer.delete();
    from.direct.delete();
    let pending: Vec<_> = engine::timer::pending()
        .iter()
        .map(|timer| timer.expire_ns)
        .collect();
    assert_eq!(pending, [0x77, 3000]);

    clock::set_virtual_ns(2999);
    assert_eq!(CLOCK_VIRTUAL.get_ns(), 2999);
    // SAFETY: the devices are pinned
    assert_eq!(unsafe { engine::timer::run_expired() }, 1);
    assert_eq!(to.fired.load(Ordering::Relaxed), 1);
    // every negative time means "not pending"
    engine::load(&VMSTATE_TIMED, &*to, 1, &[0xfe; 16]).unwrap();
    assert_eq!(to.timer.expire_time_ns(), None);
    drop(to);
    assert!(engine::timer::pending().is_empty());
}

#[test]
fn uninitialised_timer() {
    bql::start_test();
    // SAFETY: not used as a timer
    let direct = unsafe { Timer::new() };
    const DIRECT: VMStateDescription<Timer> = VMStateDescriptionBuilder::<Timer>::new()
        .name(c"direct")
        .fields(vmstate_fields! {
            migration::VMStateField { name: c"timer".as_ptr(), ..<Timer as VMState>::BASE }
        })
        .build();
    let error = engine::load(&DIRECT, &direct, 0, &[0; 8]).unwrap_err();
    assert_eq!(error.class, ErrorClass::UninitTimer);
}

#[test]
fn shared_restore() {
    bql::start_test();
    fn assert_sync<T: Sync>(_: &T) {}

    let shared = Migratable::new(Mutex::new(Regs { a: 1 }));
    shared.restore_migrated_state(Regs { a: 2 }, 1).unwrap();
    assert_eq!(shared.lock().unwrap().a, 2);
    assert_sync(&shared);
}
