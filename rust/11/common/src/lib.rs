// SPDX-License-Identifier: GPL-2.0-or-later

//! Crate `common` of dialect 11.

pub use common_core::*;

pub mod prelude {
    //! What device crates import as a whole.

    pub use common_core::{
        bitops::IntegerExt, static_assert, uninit_field_mut, MaybeUninitField, TryInto,
    };
}
