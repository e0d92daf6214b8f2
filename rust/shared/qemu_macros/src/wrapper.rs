// SPDX-License-Identifier: GPL-2.0-or-later

//! `derive(Wrapper)`.
//!
//! Facts: reference/qemu-rust-api.md, section 4 ("Checks made by the derives").

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::utils;

pub fn derive(input: DeriveInput) -> syn::Result<TokenStream> {
    let field = utils::transparent_field(&input, "#[derive(Wrapper)]")?;
    let name = &input.ident;
    Ok(quote! {
        // SAFETY: the type is transparent
        #[automatically_derived]
        unsafe impl ::common::opaque::Wrapper for #name {
            type Wrapped = <#field as ::common::opaque::Wrapper>::Wrapped;
        }

        #[automatically_derived]
        impl #name {
            pub const fn as_mut_ptr(&self) -> *mut <Self as ::common::opaque::Wrapper>::Wrapped {
                self.0.as_mut_ptr()
            }

            pub const fn as_ptr(&self) -> *const <Self as ::common::opaque::Wrapper>::Wrapped {
                self.0.as_ptr()
            }
        }
    })
}
