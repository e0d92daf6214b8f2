// SPDX-License-Identifier: GPL-2.0-or-later

//! [`DeviceState`], and what devices say about themselves.

use std::{
    ffi::{c_void, CStr},
    sync::{Mutex, MutexGuard, PoisonError},
};

use common_core::FnCall;
use migration_core::VMStateDescription;
use util_core::Result;

use super::{
    class::{DeviceClass, ResetType},
    clock::{Clock, ClockEvent},
    irq::InterruptSource,
    property::Property,
};
use crate::qom::{
    Instance, IsA, Object, ObjectDeref, ObjectImpl, ObjectType, Owned, ParentField, ParentInit,
    TypeInfo,
};

/// Reset of a device, in phases.
pub trait ResettablePhasesImpl {
    /// Reset the state that only this device sees.
    const ENTER: Option<fn(&Self, ResetType)> = None;

    /// Reset what others see.
    const HOLD: Option<fn(&Self, ResetType)> = None;

    /// Come out of the reset.
    const EXIT: Option<fn(&Self, ResetType)> = None;
}

/// Properties of a device; implemented by `derive(Device)`.
///
/// # Safety
///
/// The list must be for the type.
pub unsafe trait DevicePropertiesImpl {
    /// The properties that this type adds to those of its parent.
    const PROPERTIES: &'static [Property] = &[];
}

/// Devices that are implemented in Rust.
pub trait DeviceImpl:
    ObjectImpl + ResettablePhasesImpl + DevicePropertiesImpl + IsA<DeviceState>
{
    /// Check the properties, and do what depends on them.
    const REALIZE: Option<fn(&Self) -> Result<()>> = None;

    /// How the device migrates.
    const VMSTATE: Option<VMStateDescription<Self>> = None;
}

/// A set of input lines: first number, count, function, object.
pub(super) struct GpioIn {
    pub(super) first: u32,
    pub(super) count: u32,
    pub(super) function: unsafe fn(*mut c_void, u32, u32),
}

/// Lists of addresses are of parts of the device, or of what it owns.
#[derive(Default)]
pub(super) struct DeviceData {
    pub(super) realized: bool,
    pub(super) gpio_in: Vec<GpioIn>,
    pub(super) gpio_out: Vec<usize>,
    pub(super) clocks: Vec<(String, Owned<Clock>)>,
}

/// Start of every device.
#[repr(C)]
pub struct DeviceState {
    parent_obj: ParentField<Object>,
    data: Mutex<DeviceData>,
}

// SAFETY: addresses in it are used under the lock of the test only
unsafe impl Send for DeviceState {}
// SAFETY: as above
unsafe impl Sync for DeviceState {}

// SAFETY: starts with its parent
unsafe impl ObjectType for DeviceState {
    type Class = DeviceClass;
    const TYPE_NAME: &'static CStr = c"device";
}

// SAFETY: the information is that of the type
unsafe impl Instance for DeviceState {
    fn instance_type_info() -> TypeInfo {
        unsafe fn init(object: *mut c_void) {
            // SAFETY: called for a new DeviceState
            unsafe {
                (&raw mut (*object.cast::<DeviceState>()).data).write(Mutex::default());
            }
        }
        TypeInfo::of_native::<Self, Object>(init)
    }
}

crate::qom_isa!(DeviceState: Object);

impl DeviceState {
    pub(super) fn data(&self) -> MutexGuard<'_, DeviceData> {
        self.data.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn add_clock(&self, name: &str, clock: &Owned<Clock>) {
        self.data().clocks.push((name.to_string(), clock.clone()));
    }

    /// Add a clock input, with a function that is called when the clock
    /// changes.
    pub fn init_clock_in<T: DeviceImpl, F: for<'a> FnCall<(&'a T, ClockEvent)>>(
        this: &mut ParentInit<T>,
        name: &str,
        _cb: &F,
        events: ClockEvent,
    ) -> Owned<Clock>
    where
        T::ParentType: IsA<Self>,
    {
        unsafe fn call<T, F: for<'a> FnCall<(&'a T, ClockEvent)>>(
            opaque: *mut c_void,
            event: ClockEvent,
        ) {
            // SAFETY: opaque is the device
            F::call((unsafe { &*opaque.cast::<T>() }, event));
        }

        let clock = Clock::create();
        if F::IS_SOME {
            clock.set_callback(call::<T, F>, this.as_mut_ptr().cast(), events);
        }
        // SAFETY: the clock is kept with the parent, which is initialised
        unsafe { this.upcast::<Self>() }.add_clock(name, &clock);
        clock
    }

    /// Add a clock output.
    pub fn init_clock_out<T: DeviceImpl>(this: &mut ParentInit<T>, name: &str) -> Owned<Clock>
    where
        T::ParentType: IsA<Self>,
    {
        let clock = Clock::create();
        // SAFETY: the clock is kept with the parent, which is initialised
        unsafe { this.upcast::<Self>() }.add_clock(name, &clock);
        clock
    }
}

/// What can be done with devices.
pub trait DeviceMethods: ObjectDeref
where
    Self::Target: IsA<DeviceState>,
{
    /// Add input lines, with a function that is called when one changes.
    fn init_gpio_in<F: for<'a> FnCall<(&'a Self::Target, u32, u32)>>(
        &self,
        num_lines: u32,
        _cb: F,
    ) {
        unsafe fn call<T, F: for<'a> FnCall<(&'a T, u32, u32)>>(
            opaque: *mut c_void,
            line: u32,
            level: u32,
        ) {
            // SAFETY: opaque is the device
            F::call((unsafe { &*opaque.cast::<T>() }, line, level));
        }

        let mut data = as_device::<Self::Target>(self).data();
        let first = data
            .gpio_in
            .last()
            .map_or(0, |last| last.first + last.count);
        data.gpio_in.push(GpioIn {
            first,
            count: num_lines,
            function: call::<Self::Target, F>,
        });
    }

    /// Add output lines.
    fn init_gpio_out(&self, pins: &[InterruptSource]) {
        let mut data = as_device::<Self::Target>(self).data();
        let pins = pins.iter().map(|pin| std::ptr::from_ref(pin) as usize);
        data.gpio_out.extend(pins);
    }
}

impl<R: ObjectDeref> DeviceMethods for R where R::Target: IsA<DeviceState> {}

/// The start of a device.
pub fn as_device<T: IsA<DeviceState>>(device: &T) -> &DeviceState {
    // SAFETY: says the trait
    unsafe { &*std::ptr::from_ref(device).cast() }
}
