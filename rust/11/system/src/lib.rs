// SPDX-License-Identifier: GPL-2.0-or-later

//! Crate `system` of dialect 11, which has the system bus.

pub use devmodel::{memory::*, sysbus::*};

pub mod prelude {
    //! What device crates import as a whole.

    pub use crate::{
        hwaddr, MemTxAttrs, MemoryRegion, MemoryRegionOps, MemoryRegionOpsBuilder, SysBusDevice,
        SysBusDeviceClassExt, SysBusDeviceImpl, SysBusDeviceMethods,
    };
}
