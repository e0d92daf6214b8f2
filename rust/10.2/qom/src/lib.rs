// SPDX-License-Identifier: GPL-2.0-or-later

//! Crate `qom` of dialect 10.2.

pub use devmodel::{qom::*, qom_isa};
pub use qemu_macros::Object;

pub mod prelude {
    //! What device crates import as a whole; less than in dialect 11.

    pub use crate::{
        qom_isa, InterfaceType, IsA, Object, ObjectCast, ObjectClassMethods, ObjectDeref,
        ObjectMethods, ObjectType,
    };
}
