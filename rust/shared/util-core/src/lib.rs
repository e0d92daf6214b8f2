// SPDX-License-Identifier: GPL-2.0-or-later

//! What the crates `util` of all dialects share: errors, logs, clocks.
//!
//! Facts: reference/qemu-rust-api.md, sections 3.1 and 4 ("Errors/logs").

pub mod bindings;
pub mod clock;
pub mod error;
pub mod log;
mod module;

pub use error::{Error, Result, ResultExt};
