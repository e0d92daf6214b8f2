// SPDX-License-Identifier: GPL-2.0-or-later

//! Crate `util` of dialect 11.

pub mod timer;

pub use util_core::{
    bindings, ensure, error, log, log_mask_ln, module_init, Error, Result, ResultExt,
};

pub mod prelude {
    //! What device crates import as a whole.

    pub use crate::{
        ensure,
        log::Log,
        log_mask_ln,
        timer::{Timer, CLOCK_VIRTUAL, NANOSECONDS_PER_SECOND},
        ResultExt,
    };
}
