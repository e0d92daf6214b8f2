// SPDX-License-Identifier: GPL-2.0-or-later

//! Crate `util` of dialect 10.2, which has no prelude.

pub mod timer;

pub use util_core::{
    bindings, ensure, error, log, log_mask_ln, module_init, Error, Result, ResultExt,
};
