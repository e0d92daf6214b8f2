// SPDX-License-Identifier: GPL-2.0-or-later

//! The API of the seed mail.

use std::{
    cell::{Cell, RefCell},
    sync::Mutex,
};

use bql::{BqlCell, BqlRefCell};
use migration::{
    engine::{load, save, save_described, ErrorClass},
    impl_vmstate_struct, vmstate_fields, vmstate_of, InvalidError, Migratable, MigrationPriority,
    ToMigrationState, ToMigrationStateShared, VMState, VMStateDescription,
    VMStateDescriptionBuilder,
};

thread_local! {
    static DROPS: Cell<u32> = const { Cell::new(0) };
}

/// State that is its own mirror, as in the example of the mail.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Regs {
    a: u16,
    b: u8,
    version: u8,
}

impl Drop for Regs {
    fn drop(&mut self) {
        DROPS.set(DROPS.get() + 1);
    }
}

const BAD: u16 = 0xbad;

impl_vmstate_struct!(
    Regs,
    VMStateDescriptionBuilder::<Regs>::new()
        .name(c"dev/regs")
        .version_id(3)
        .minimum_version_id(2)
        .priority(MigrationPriority::MIG_PRI_IOMMU)
        .fields(vmstate_fields! {
            vmstate_of!(Regs, a),
            vmstate_of!(Regs, b),
        })
        .build()
);

impl ToMigrationState for Regs {
    type Migrated = Self;

    fn to_migration_state(&self) -> Result<Box<Self>, InvalidError> {
        if self.a == BAD {
            return Err(InvalidError);
        }
        Ok(Box::new(self.clone()))
    }

    fn restore_migrated_state_mut(
        &mut self,
        source: &Self,
        version_id: u8,
    ) -> Result<(), InvalidError> {
        if source.a == BAD {
            return Err(InvalidError);
        }
        self.clone_from(source);
        self.version = version_id;
        Ok(())
    }
}

#[repr(C)]
#[derive(Default)]
struct Dev {
    regs: Migratable<Mutex<Regs>>,
    tail: BqlCell<u8>,
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

fn dev(a: u16, b: u8) -> Dev {
    bql::start_test();
    let regs = Regs { a, b, version: 0 };
    Dev {
        regs: Migratable::new(Mutex::new(regs)),
        tail: 7.into(),
    }
}

#[test]
fn round_trip() {
    let from = dev(0x1122, 0x33);
    let before = DROPS.get();
    assert_eq!(save(&VMSTATE_DEV, &from).unwrap(), [0x11, 0x22, 0x33, 7]);
    // the box is freed after the save
    assert_eq!(DROPS.get(), before + 1);
    let to = Dev::default();
    load(&VMSTATE_DEV, &to, 1, &[0x11, 0x22, 0x33, 5]).unwrap();
    // the box again, and the old value
    assert_eq!(DROPS.get(), before + 3);
    let regs = to.regs.lock().unwrap().clone();
    // the version of the mirror's description
    assert_eq!((regs.a, regs.b, regs.version), (0x1122, 0x33, 3));
}

#[test]
fn wrapper_copies_the_description() {
    bql::start_test();
    // SAFETY: a `Migratable` is described as a struct
    let vmsd = unsafe { *<Migratable<Mutex<Regs>> as VMState>::BASE.vmsd };
    assert_eq!((vmsd.version_id, vmsd.minimum_version_id), (3, 2));
    assert_eq!(vmsd.priority, MigrationPriority::MIG_PRI_IOMMU);
    let (_, json) = save_described(&VMSTATE_DEV, &dev(1, 2)).unwrap();
    let wrapper = r#"{"vmsd_name": "migratable-wrapper", "version": 3, "fields""#;
    assert!(json.contains(wrapper), "{json}");
}

#[test]
fn refused() {
    let this = dev(1, 2);
    let error = load(&VMSTATE_DEV, &this, 1, &[0x0b, 0xad, 0x33, 5]).unwrap_err();
    assert_eq!((error.class, error.code), (ErrorClass::PostLoad, -22));
    assert!(error
        .message
        .ends_with("migratable-wrapper, version_id: 3, minimum_version: 2, ret: -22"));
    assert_eq!(this.regs.lock().unwrap().b, 2);
    let result = save(&VMSTATE_DEV, &dev(BAD, 2));
    assert_eq!(result.unwrap_err().class, ErrorClass::NestedSave);
}

#[test]
fn wrappers() {
    bql::start_test();
    fn assert_shared<T: Send + Sync>(_: &T) {}
    fn restored<T: ToMigrationStateShared>(wrapper: &T, source: &T::Migrated) {
        wrapper.restore_migrated_state(source, 9).unwrap();
    }

    let source = Regs {
        a: 5,
        b: 6,
        version: 0,
    };
    let mut mutex = Migratable::new(Mutex::new(Regs::default()));
    assert_shared(&mutex);
    restored(&*mutex, &source);
    assert_eq!(mutex.lock().unwrap().version, 9);
    mutex.restore_migrated_state_mut(&source, 8).unwrap();
    assert_eq!(mutex.get_mut().unwrap().version, 8);
    let bql_cell = Migratable::new(BqlRefCell::new(Regs::default()));
    assert_shared(&bql_cell);
    restored(&*bql_cell, &source);
    assert_eq!(bql_cell.to_migration_state().unwrap().a, 5);
    let cell = Migratable::new(RefCell::new(Regs::default()));
    restored(&*cell, &source);
    assert_eq!(cell.borrow().b, 6);
}
