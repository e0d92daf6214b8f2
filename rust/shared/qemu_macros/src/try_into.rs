// SPDX-License-Identifier: GPL-2.0-or-later

//! `derive(TryInto)`.
//!
//! Facts: reference/qemu-rust-api.md, section 4 (enums).  As in QEMU, each variant
//! becomes a constant of its name: rustc warns of one that is not in upper case.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields};

use crate::utils;

const WHAT: &str = "#[derive(TryInto)]";

pub fn derive(input: DeriveInput) -> syn::Result<TokenStream> {
    let repr = utils::require_repr_unsigned(&input, WHAT)?;
    let Data::Enum(data) = &input.data else {
        return utils::error(&input, "Cannot derive TryInto for union or struct.");
    };
    if let Some(variant) = data
        .variants
        .iter()
        .find(|variant| !matches!(variant.fields, Fields::Unit))
    {
        let message = "Cannot derive TryInto for enum with non-unit variants.";
        return Err(Error::new_spanned(variant, message));
    }
    let variants: Vec<_> = data.variants.iter().map(|variant| &variant.ident).collect();
    let name = &input.ident;
    let unknown = format!("no variant of {name} has this number");
    let found = quote! {
        #(const #variants: #repr = #name::#variants as #repr;)*
        match value {
            #(#variants => ::core::result::Result::Ok(#name::#variants),)*
            _ => ::core::result::Result::Err(value),
        }
    };
    Ok(quote! {
        impl #name {
            /// The number of a variant.
            #[allow(dead_code)]
            pub const fn into_bits(self) -> #repr {
                self as #repr
            }

            /// The variant that has a number; panics if there is none.
            #[allow(dead_code)]
            pub const fn from_bits(value: #repr) -> Self {
                match { #found } {
                    ::core::result::Result::Ok(variant) => variant,
                    ::core::result::Result::Err(_) => panic!(#unknown),
                }
            }
        }

        impl ::core::convert::TryFrom<#repr> for #name {
            type Error = #repr;

            #[allow(ambiguous_associated_items)]
            fn try_from(value: #repr) -> ::core::result::Result<Self, #repr> {
                #found
            }
        }
    })
}
