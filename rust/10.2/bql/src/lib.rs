// SPDX-License-Identifier: GPL-2.0-or-later

//! Crate `bql` of dialect 10.2, which has no prelude.

pub use bql_core::*;
