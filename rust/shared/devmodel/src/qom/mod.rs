// SPDX-License-Identifier: GPL-2.0-or-later

//! The object model (crate `qom`).

pub mod bindings;
mod cast;
mod class;
mod init;
mod instance;
mod object;
mod owned;

pub use bindings::type_register_static;
pub use cast::{IsA, ObjectCast, ObjectDeref};
#[cfg(not(feature = "inherent-class-init"))]
pub use class::ObjectClassExt;
pub use class::{object_class_init, ObjectClass};
pub use init::ParentInit;
pub use instance::{Instance, TypeInfo};
pub use object::{
    InterfaceType, Object, ObjectClassMethods, ObjectImpl, ObjectMethods, ObjectType, ParentField,
};
pub use owned::Owned;

/// Declare the types that a type is derived from.
///
/// ```ignore
/// qom_isa!(DemoState: SysBusDevice, DeviceState, Object);
/// ```
#[macro_export]
macro_rules! qom_isa {
    ($struct:ty : $($parent:ty),* ) => {
        $(
            // SAFETY: derive(Object) has checked that the first field of the
            // struct is its parent
            unsafe impl $crate::qom::IsA<$parent> for $struct {}

            impl ::core::convert::AsRef<$parent> for $struct {
                fn as_ref(&self) -> &$parent {
                    // SAFETY: as above
                    unsafe { &*::core::ptr::from_ref::<Self>(self).cast::<$parent>() }
                }
            }
        )*
    };
}
