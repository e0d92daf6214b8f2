// SPDX-License-Identifier: GPL-2.0-or-later

//! Devices (crate `hwcore`).

mod class;
mod clock;
mod device;
mod irq;
mod property;
pub mod testing;

#[cfg(not(feature = "inherent-class-init"))]
pub use class::DeviceClassExt;
pub use class::{device_class_init, DeviceClass, ResetType};
pub use clock::{Clock, ClockEvent};
pub use device::{
    DeviceImpl, DeviceMethods, DevicePropertiesImpl, DeviceState, ResettablePhasesImpl,
};
pub use irq::{IRQState, InterruptSource};
pub use property::{Property, PropertyKind, QDevProp};

pub(crate) use property::apply_defaults;
