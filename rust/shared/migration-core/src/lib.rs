// SPDX-License-Identifier: GPL-2.0-or-later

//! The parts of QEMU's crate `migration` that do not differ between dialects.
//!
//! The crate `migration` of each dialect re-exports what it has in that
//! dialect.  Facts: reference/qemu-rust-api.md, section 2.

pub mod builder;
pub mod description;
pub mod engine;
pub mod error;
mod macros;
pub mod state;
pub mod vmstate;
mod vmstate_impls;

pub use vmstate_engine::bindings;

#[doc(hidden)]
pub use common_core as common;
#[doc(hidden)]
pub use vmstate_engine::END;

pub use builder::VMStateDescriptionBuilder;
pub use description::{VMStateDescription, VMStateSubsections};
pub use error::InvalidError;
pub use vmstate::VMState;
