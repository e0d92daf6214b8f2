// SPDX-License-Identifier: GPL-2.0-or-later

//! Parents with a state of their own in the stream.
//!
//! No release of QEMU has Rust types for them yet: the names of these are what a
//! binding would be called.  Layouts: reference/vmstate-macros.md, section 4.

use std::ffi::{c_void, CStr};

use bql_core::BqlCell;
use migration_core::{impl_vmstate_struct, vmstate_fields, vmstate_of, VMStateDescriptionBuilder};

use super::{DeviceClass, DeviceState};
use crate::qom::{Instance, Object, ObjectType, ParentField, TypeInfo};

/// The name that `impl_vmstate_struct!` asks for.
mod common {
    pub use common_core::Zeroable;
}

macro_rules! parent {
    ($(#[$doc:meta])* $type:ident, $name:literal, $vmsd:literal, $version:literal,
     { $($(#[$about:meta])* $field:ident: $cell:ty,)+ }) => {
        $(#[$doc])*
        #[repr(C)]
        pub struct $type {
            parent_obj: ParentField<DeviceState>,
            $($(#[$about])* pub $field: $cell,)+
        }

        // SAFETY: starts with its parent
        unsafe impl ObjectType for $type {
            type Class = DeviceClass;
            const TYPE_NAME: &'static CStr = $name;
        }

        // SAFETY: the information is that of the type
        unsafe impl Instance for $type {
            fn instance_type_info() -> TypeInfo {
                // Zeroed memory is a cell of zero.
                unsafe fn init(_object: *mut c_void) {}
                TypeInfo::of_native::<Self, DeviceState>(init)
            }
        }

        crate::qom_isa!($type: DeviceState, Object);

        impl_vmstate_struct!(
            $type,
            VMStateDescriptionBuilder::<$type>::new()
                .name($vmsd)
                .version_id($version)
                .minimum_version_id(1)
                .fields(vmstate_fields! { $(vmstate_of!($type, $field),)+ })
                .build()
        );
    };
}

parent!(
    /// A device on an I2C bus.
    I2CSlave, c"i2c-slave", c"I2CSlave", 1,
    {
        /// Where it answers on its bus.
        address: BqlCell<u8>,
    }
);

parent!(
    /// A device on an SSI bus.
    SSIPeripheral, c"ssi-peripheral", c"SSISlave", 1,
    {
        /// Whether it is selected.
        cs: BqlCell<bool>,
    }
);

parent!(
    /// A function of a conventional PCI device.
    PCIDevice, c"pci-device", c"PCIDevice", 2,
    {
        /// Version of what follows.
        version_id: BqlCell<i32>,
        /// Configuration space.
        config: [BqlCell<u8>; 256],
        /// Levels of the four interrupt pins, u32 each.
        irq_state: [BqlCell<u8>; 16],
    }
);
