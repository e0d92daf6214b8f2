// SPDX-License-Identifier: GPL-2.0-or-later

//! What tests of devices need and QEMU's crates do not have.
//!
//! In QEMU a machine does these things.

mod vectors;

use std::ffi::CStr;

use migration_core::bindings;
use util_core::Result;

use super::{
    class::{DeviceClass, ResetType},
    clock::Clock,
    device::{as_device, DeviceState},
    irq::{IRQState, InterruptSource},
};
use crate::qom::{IsA, Object, ObjectClassMethods, ObjectMethods, Owned};

pub use vectors::Vectors;

fn device_class<T: IsA<DeviceState>>(device: &T) -> &'static DeviceClass {
    as_device(device).get_class()
}

/// Set a property that is an integer or bool; false if there is none with the
/// name.
pub fn set_property<T: IsA<DeviceState>>(device: &T, name: &CStr, value: u64) -> bool {
    let mut properties = device_class(device).properties();
    let Some(property) = properties.find(|property| property.name == name) else {
        return false;
    };
    let object: *const T = device;
    // SAFETY: the list is for this type
    unsafe {
        property.set(object.cast_mut().cast(), value);
    }
    true
}

/// Realize a device.
pub fn realize<T: IsA<DeviceState>>(device: &T) -> Result<()> {
    let state = as_device(device);
    if let Some(realize) = device_class(device).realize {
        let mut error = std::ptr::null_mut();
        // SAFETY: the function is for this type, and what it leaves is taken once
        unsafe {
            realize(std::ptr::from_ref(state).cast_mut(), &mut error);
            util_core::error::taken(error)?;
        }
    }
    state.data().realized = true;
    Ok(())
}

/// Whether a device is realized.
pub fn is_realized<T: IsA<DeviceState>>(device: &T) -> bool {
    as_device(device).data().realized
}

/// Reset a device, as at power-on.
pub fn reset<T: IsA<DeviceState>>(device: &T) {
    reset_with(device, ResetType::RESET_TYPE_COLD);
}

/// Reset a device.
pub fn reset_with<T: IsA<DeviceState>>(device: &T, reset_type: ResetType) {
    let object: *const T = device;
    for phase in device_class(device).reset.into_iter().flatten() {
        // SAFETY: the function is for this type
        unsafe {
            phase(object.cast_mut().cast::<Object>(), reset_type);
        }
    }
}

/// The description that a device migrates by, as C code finds it.
pub fn vmsd<T: IsA<DeviceState>>(device: &T) -> Option<&'static bindings::VMStateDescription> {
    device_class(device).vmsd
}

/// Set an input line of a device; false if there is no such line.
pub fn set_gpio_in<T: IsA<DeviceState>>(device: &T, line: u32, level: u32) -> bool {
    let data = as_device(device).data();
    let function = data
        .gpio_in
        .iter()
        .find(|set| (set.first..set.first + set.count).contains(&line))
        .map(|set| (set.function, line - set.first));
    drop(data);
    let Some((function, number)) = function else {
        return false;
    };
    let object: *const T = device;
    // SAFETY: the function is for this type
    unsafe {
        function(object.cast_mut().cast(), number, level);
    }
    true
}

/// A line end to connect an interrupt to.
pub fn new_irq() -> Owned<IRQState> {
    IRQState::new()
}

/// Level of a line, at the end where it arrives.
pub fn irq_level(irq: &IRQState) -> i32 {
    irq.level()
}

/// Level of a line, at the end where it is set.
pub fn source_level(source: &InterruptSource) -> bool {
    source.level() != 0
}

/// Clock of a device by name.
pub fn clock<T: IsA<DeviceState>>(device: &T, name: &str) -> Option<Owned<Clock>> {
    let data = as_device(device).data();
    let found = data
        .clocks
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, clock)| clock.clone());
    drop(data);
    found
}

/// Change a clock, as the device that drives it does.
pub fn set_clock_period(clock: &Clock, period: u64) {
    clock.set_period(period);
}

/// Change the factors of a clock.
pub fn set_clock_muldiv(clock: &Clock, multiplier: u32, divider: u32) {
    clock.set_muldiv(multiplier, divider);
}
