// SPDX-License-Identifier: GPL-2.0-or-later

//! `derive(Object)`.
//!
//! Facts: reference/qemu-rust-api.md, section 4 ("Checks made by the derives").

use proc_macro2::TokenStream;
use quote::quote;
use syn::DeriveInput;

use crate::utils;

const WHAT: &str = "#[derive(Object)]";

pub fn derive(input: DeriveInput) -> syn::Result<TokenStream> {
    utils::require_repr_c(&input, WHAT)?;
    let fields = utils::named_fields(&input, WHAT)?;
    let Some(parent) = fields.first().and_then(|field| field.ident.as_ref()) else {
        return utils::error(&input, "a first field is required for #[derive(Object)]");
    };
    let name = &input.ident;
    Ok(quote! {
        ::common::assert_field_type!(
            #name,
            #parent,
            ::qom::ParentField<<#name as ::qom::ObjectImpl>::ParentType>
        );
        const _: () = assert!(::core::mem::offset_of!(#name, #parent) == 0);
    })
}
