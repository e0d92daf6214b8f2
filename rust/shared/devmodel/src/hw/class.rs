// SPDX-License-Identifier: GPL-2.0-or-later

//! Classes of devices.

use migration_core::bindings;
use util_core::bindings::Error;

use super::{
    device::{DeviceImpl, DeviceState},
    property::Property,
};
use crate::qom::{object_class_init, Object, ObjectClass};

/// Why a device is reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(
    non_camel_case_types,
    clippy::enum_variant_names,
    reason = "the names that bindgen takes from C"
)]
pub enum ResetType {
    RESET_TYPE_COLD,
    RESET_TYPE_SNAPSHOT_LOAD,
    RESET_TYPE_WAKEUP,
}

/// Types in one chain that can have properties.
const MAX_LISTS: usize = 8;

type ResetFn = unsafe fn(*mut Object, ResetType);

/// A function of C's that realizes a device, or leaves an error.
type DeviceRealize = Option<unsafe extern "C" fn(dev: *mut DeviceState, errp: *mut *mut Error)>;

/// Start of the class of every device.
#[repr(C)]
pub struct DeviceClass {
    parent_class: ObjectClass,
    /// What realizes a device.
    pub realize: DeviceRealize,
    pub(super) vmsd: Option<&'static bindings::VMStateDescription>,
    pub(super) reset: [Option<ResetFn>; 3],
    /// Thin references, so that zeroed memory is valid for sure.
    properties: [Option<&'static &'static [Property]>; MAX_LISTS],
}

impl DeviceClass {
    /// All properties, those of parents first.
    pub(super) fn properties(&self) -> impl Iterator<Item = &'static Property> + '_ {
        self.properties
            .iter()
            .flatten()
            .flat_map(|list| list.iter())
    }
}

unsafe extern "C" fn realize<T: DeviceImpl>(dev: *mut DeviceState, errp: *mut *mut Error) {
    // SAFETY: the function is in the class of T, and `errp` is that of the caller
    unsafe {
        if let Some(Err(error)) = T::REALIZE.map(|realize| realize(&*dev.cast())) {
            error.propagate(errp);
        }
    }
}

macro_rules! reset_function {
    ($name:ident, $phase:ident) => {
        unsafe fn $name<T: DeviceImpl>(object: *mut Object, reset_type: ResetType) {
            if let Some(reset) = T::$phase {
                // SAFETY: the function is in the class of T
                reset(unsafe { &*object.cast() }, reset_type);
            }
        }
    };
}

reset_function!(reset_enter, ENTER);
reset_function!(reset_hold, HOLD);
reset_function!(reset_exit, EXIT);

/// What `class_init` does for [`DeviceClass`].
pub fn device_class_init<T: DeviceImpl>(class: &mut DeviceClass) {
    if T::REALIZE.is_some() {
        class.realize = Some(realize::<T>);
    }
    if let Some(vmsd) = T::VMSTATE {
        class.vmsd = Some(Box::leak(Box::new(vmsd.get())));
    }
    if T::ENTER.is_some() {
        class.reset[0] = Some(reset_enter::<T>);
    }
    if T::HOLD.is_some() {
        class.reset[1] = Some(reset_hold::<T>);
    }
    if T::EXIT.is_some() {
        class.reset[2] = Some(reset_exit::<T>);
    }
    let slot = class.properties.iter_mut().find(|slot| slot.is_none());
    *slot.expect("too many types in one chain") = Some(Box::leak(Box::new(T::PROPERTIES)));
    object_class_init::<T>(&mut class.parent_class);
}

#[cfg(feature = "inherent-class-init")]
impl DeviceClass {
    /// Fill in the class of a type that is implemented in Rust.
    pub fn class_init<T: DeviceImpl>(&mut self) {
        device_class_init::<T>(self);
    }
}

/// Initialisation of [`DeviceClass`].
#[cfg(not(feature = "inherent-class-init"))]
pub trait DeviceClassExt {
    /// Fill in the class of a type that is implemented in Rust.
    fn class_init<T: DeviceImpl>(&mut self);
}

#[cfg(not(feature = "inherent-class-init"))]
impl DeviceClassExt for DeviceClass {
    fn class_init<T: DeviceImpl>(&mut self) {
        device_class_init::<T>(self);
    }
}
