// SPDX-License-Identifier: GPL-2.0-or-later

//! `derive(Device)`.
//!
//! Facts: reference/qemu-rust-api.md, section 4 (properties).

use proc_macro2::TokenStream;
use quote::quote;
use syn::{
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
    spanned::Spanned,
    DeriveInput, Error, Expr, Field, Ident, Lit, LitCStr, Token,
};

use crate::utils;

const WHAT: &str = "#[derive(Device)]";

pub fn derive(input: DeriveInput) -> syn::Result<TokenStream> {
    utils::require_repr_c(&input, WHAT)?;
    let mut properties = vec![];
    for field in utils::named_fields(&input, WHAT)? {
        for attr in &field.attrs {
            if attr.path().is_ident("property") {
                let options = match &attr.meta {
                    syn::Meta::Path(_) => Options::default(),
                    _ => attr.parse_args()?,
                };
                properties.push(property(&input, field, &options)?);
            }
        }
    }
    let name = &input.ident;
    Ok(quote! {
        // SAFETY: the offsets and types are those of the fields
        #[automatically_derived]
        unsafe impl ::hwcore::DevicePropertiesImpl for #name {
            const PROPERTIES: &'static [::hwcore::Property] = &[#(#properties),*];
        }
    })
}

#[derive(Default)]
struct Options {
    rename: Option<LitCStr>,
    bit: Option<Expr>,
    default: Option<Expr>,
}

impl Options {
    fn set(&mut self, key: &Ident, value: Expr) -> syn::Result<()> {
        let is_known = key == "rename" || key == "bit" || key == "default";
        if !is_known {
            return Err(Error::new(key.span(), "unknown option of property"));
        }
        let slot_is_taken = if key == "rename" {
            self.rename.replace(c_string(&value)?).is_some()
        } else if key == "bit" {
            self.bit.replace(value).is_some()
        } else {
            self.default.replace(value).is_some()
        };
        if slot_is_taken {
            let message = format!("`{key}` can only be used once");
            return Err(Error::new(key.span(), message));
        }
        Ok(())
    }
}

impl Parse for Options {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        struct Pair(Ident, Expr);
        impl Parse for Pair {
            fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
                let key = input.parse()?;
                input.parse::<Token![=]>()?;
                Ok(Self(key, input.parse()?))
            }
        }

        let mut options = Self::default();
        for Pair(key, value) in Punctuated::<Pair, Token![,]>::parse_terminated(input)? {
            options.set(&key, value)?;
        }
        Ok(options)
    }
}

/// A literal of either kind, as a C string.
fn c_string(value: &Expr) -> syn::Result<LitCStr> {
    let error = || Error::new(value.span(), "expected a string or C string");
    let Expr::Lit(literal) = value else {
        return Err(error());
    };
    match &literal.lit {
        Lit::CStr(text) => Ok(text.clone()),
        Lit::Str(text) => {
            let c_text = std::ffi::CString::new(text.value()).map_err(|_| error())?;
            Ok(LitCStr::new(&c_text, text.span()))
        }
        _ => Err(error()),
    }
}

fn property(input: &DeriveInput, field: &Field, options: &Options) -> syn::Result<TokenStream> {
    let name = &input.ident;
    let ty = &field.ty;
    let Some(ident) = &field.ident else {
        return utils::error(input, "Named fields required for #[derive(Device)]");
    };
    let text = match &options.rename {
        Some(text) => text.clone(),
        None => {
            let text = std::ffi::CString::new(ident.to_string())
                .map_err(|error| Error::new(ident.span(), error))?;
            LitCStr::new(&text, ident.span())
        }
    };
    let kind = quote!(<#ty as ::hwcore::QDevProp>);
    let kind_of_field = if options.bit.is_some() {
        quote!(#kind::BIT_KIND)
    } else {
        quote!(#kind::KIND)
    };
    let bit = options
        .bit
        .as_ref()
        .map_or_else(|| quote!(0), |bit| quote!((#bit) as u8));
    let type_of_default = if options.bit.is_some() {
        quote!(bool)
    } else {
        quote!(#ty)
    };
    let default = options.default.as_ref().map_or_else(
        || quote!(::core::option::Option::None),
        |default| {
            quote!({
                #[allow(clippy::cast_lossless, clippy::unnecessary_cast)]
                const VALUE: u64 = {
                    let value: #type_of_default = #default;
                    value as u64
                };
                ::core::option::Option::Some(VALUE)
            })
        },
    );
    Ok(quote! {
        ::hwcore::Property {
            name: #text,
            kind: #kind_of_field,
            offset: ::core::mem::offset_of!(#name, #ident),
            bit: #bit,
            default: #default,
        }
    })
}
