// SPDX-License-Identifier: GPL-2.0-or-later

//! The derive macros of QEMU's Rust crates.
//!
//! They are reached as `qom::Object`, `hwcore::Device`, `common::TryInto` and
//! `migration::ToMigrationState`.

use proc_macro::TokenStream;
use syn::{parse_macro_input, DeriveInput};

mod device;
mod migration_state;
mod object;
mod try_into;
mod utils;
mod wrapper;

fn expand(
    input: DeriveInput,
    derive: impl FnOnce(DeriveInput) -> syn::Result<proc_macro2::TokenStream>,
) -> TokenStream {
    derive(input)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// Make a struct a type of the object model.
#[proc_macro_derive(Object)]
pub fn derive_object(input: TokenStream) -> TokenStream {
    expand(parse_macro_input!(input), object::derive)
}

/// Make a struct a device, with its properties.
#[proc_macro_derive(Device, attributes(property))]
pub fn derive_device(input: TokenStream) -> TokenStream {
    expand(parse_macro_input!(input), device::derive)
}

/// Conversion of an integer to an enum.
#[proc_macro_derive(TryInto)]
pub fn derive_tryinto(input: TokenStream) -> TokenStream {
    expand(parse_macro_input!(input), try_into::derive)
}

/// Access to the struct of C's that a transparent struct wraps.
#[proc_macro_derive(Wrapper)]
pub fn derive_wrapper(input: TokenStream) -> TokenStream {
    expand(parse_macro_input!(input), wrapper::derive)
}

/// The struct that migrates in place of another one, and the conversion.
#[proc_macro_derive(ToMigrationState, attributes(migration_state))]
pub fn derive_to_migration_state(input: TokenStream) -> TokenStream {
    expand(parse_macro_input!(input), migration_state::derive)
}
