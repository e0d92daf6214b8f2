// SPDX-License-Identifier: GPL-2.0-or-later

//! Crate `hwcore` of dialect 10.2, which has the system bus and no prelude.

pub use devmodel::{hw::*, sysbus::*};
pub use qemu_macros::Device;
