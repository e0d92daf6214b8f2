// SPDX-License-Identifier: GPL-2.0-or-later

//! What QEMU's crate `common` offers, as far as device crates use it.
//!
//! Each dialect has a crate `common` that re-exports this one; dialect 10.2 adds
//! a prelude.  Facts: reference/qemu-rust-api.md, sections 2.7, 2.8 and 4.

pub mod assertions;
pub mod bitops;
pub mod callbacks;
pub mod errno;
pub mod opaque;
pub mod uninit;
pub mod zeroable;

pub use callbacks::FnCall;
pub use errno::Errno;
pub use opaque::{Opaque, Wrapper};
pub use qemu_macros::{TryInto, Wrapper};
pub use uninit::MaybeUninitField;
pub use zeroable::Zeroable;
