// SPDX-License-Identifier: GPL-2.0-or-later

//! What the crates `qom`, `hwcore` and `system` of all dialects consist of.
//!
//! A small object model that really creates objects: memory is zeroed, the
//! initialisers of all types in the chain run, and the last owner drops the
//! fields.  Facts: reference/qemu-rust-api.md, sections 3 and 4.

pub mod hw;
pub mod memory;
pub mod qom;
pub mod sysbus;
