// SPDX-License-Identifier: GPL-2.0-or-later

//! Crate `bql` of dialect 11.

pub use bql_core::*;

pub mod prelude {
    //! What device crates import as a whole.

    pub use bql_core::{BqlCell, BqlRefCell};
}
