// SPDX-License-Identifier: GPL-2.0-or-later

//! The defects of 10.2, and bit fields.

use std::{ptr::addr_of, sync::Mutex};

use bilge::prelude::*;
use migration::{
    bindings,
    engine::{load, save, save_described, ErrorClass},
    impl_vmstate_bitsized, impl_vmstate_struct, vmstate_fields, vmstate_of, InvalidError,
    Migratable, ToMigrationState, VMState, VMStateDescription, VMStateDescriptionBuilder,
    VMStateField,
};

#[bitsize(16)]
#[derive(Clone, Copy, DebugBits, Default, FromBits, PartialEq)]
struct Control {
    enable: bool,
    level: u7,
    rest: u8,
}
impl_vmstate_bitsized!(Control);

#[derive(Clone, Copy, Debug, Default)]
struct Regs {
    control: Control,
}

impl_vmstate_struct!(
    Regs,
    VMStateDescriptionBuilder::<Regs>::new()
        .name(c"dev/regs")
        .version_id(1)
        .fields(vmstate_fields! { vmstate_of!(Regs, control) })
        .build()
);

impl ToMigrationState for Regs {
    type Migrated = Self;

    fn snapshot_migration_state(&self, target: &mut Self) -> Result<(), InvalidError> {
        let mut bits = 0_u16;
        self.control.snapshot_migration_state(&mut bits)?;
        target.control = bits.into();
        Ok(())
    }

    fn restore_migrated_state_mut(&mut self, source: Self, v: u8) -> Result<(), InvalidError> {
        self.control
            .restore_migrated_state_mut(source.control.into(), v)
    }
}

#[repr(C)]
#[derive(Default)]
struct Dev {
    regs: Migratable<Mutex<Regs>>,
    tail: bql::BqlCell<u8>,
}

// SAFETY: needed for a static description, as in a device crate; the pointer in
// `Migratable` is used with the big lock only
unsafe impl Sync for Dev {}

static VMSTATE_DEV: VMStateDescription<Dev> = VMStateDescriptionBuilder::<Dev>::new()
    .name(c"dev")
    .version_id(1)
    .fields(vmstate_fields! {
        vmstate_of!(Dev, regs),
        vmstate_of!(Dev, tail),
    })
    .build();

static VMSTATE_WRAPPER: bindings::VMStateDescription = bindings::VMStateDescription {
    name: c"dev/migratable".as_ptr(),
    // SAFETY: a `Migratable` is described as a struct, so `vmsd` is valid
    ..unsafe { *<Migratable<Mutex<Regs>> as VMState>::BASE.vmsd }
};

const VMSTATE_NAMED: VMStateDescription<Dev> = VMStateDescriptionBuilder::<Dev>::new()
    .name(c"dev")
    .version_id(1)
    .fields(vmstate_fields! {
        VMStateField { vmsd: addr_of!(VMSTATE_WRAPPER), ..vmstate_of!(Dev, regs) },
        vmstate_of!(Dev, tail),
    })
    .build();

#[test]
fn wrapper_has_no_name() {
    bql::start_test();
    let dev = Dev::default();
    dev.regs.lock().unwrap().control.set_enable(true);
    dev.tail.set(4);
    // only with suppress-vmdesc=on
    let body = save(&VMSTATE_DEV, &dev).unwrap();
    assert_eq!(body, [0, 1, 4]);
    let error = save_described(&VMSTATE_DEV, &dev).unwrap_err();
    assert_eq!(error.class, ErrorClass::NullName);
    load(&VMSTATE_DEV, &dev, 1, &[2, 0, 4]).unwrap();
    assert_eq!(dev.regs.lock().unwrap().control.rest(), 2);
    // only if the next byte is not 5
    let result = load(&VMSTATE_DEV, &dev, 1, &[2, 0, 5]);
    assert_eq!(result.unwrap_err().class, ErrorClass::NullName);
    // with a name of our own, all is well
    load(&VMSTATE_NAMED, &dev, 1, &[2, 0, 5]).unwrap();
    let (same, json) = save_described(&VMSTATE_NAMED, &dev).unwrap();
    assert_eq!(same, [2, 0, 5]);
    assert!(json.contains("\"dev/migratable\""), "{json}");
}
