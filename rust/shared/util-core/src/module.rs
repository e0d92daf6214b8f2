// SPDX-License-Identifier: GPL-2.0-or-later

//! What is done when QEMU starts.

/// Do something when QEMU starts; here nothing starts, and the text is only checked.
///
/// ```
/// util_core::module_init! {
///     MODULE_INIT_QOM => unsafe {
///         std::hint::unreachable_unchecked();
///     }
/// }
/// ```
#[macro_export]
macro_rules! module_init {
    (MODULE_INIT_QOM => unsafe $body:block) => {
        const _: () = {
            #[allow(dead_code)]
            extern "C" fn init() {
                // SAFETY: nobody calls it
                unsafe { $body }
            }
        };
    };
}
