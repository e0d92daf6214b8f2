// SPDX-License-Identifier: GPL-2.0-or-later

//! Crate `hwcore` of dialect 11.

pub use devmodel::hw::*;
pub use qemu_macros::Device;

pub mod prelude {
    //! What device crates import as a whole.

    pub use crate::{
        Clock, DeviceClassExt, DeviceImpl, DeviceMethods, DeviceState, InterruptSource, ResetType,
        ResettablePhasesImpl,
    };
}
