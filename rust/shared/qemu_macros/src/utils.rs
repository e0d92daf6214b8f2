// SPDX-License-Identifier: GPL-2.0-or-later

//! Parts that several macros use.

use syn::{
    punctuated::Punctuated, Attribute, Data, DeriveInput, Error, Field, Fields, Ident, Meta, Token,
};

/// An error at the name of the input.
pub fn error<T>(input: &DeriveInput, message: &str) -> syn::Result<T> {
    Err(Error::new_spanned(&input.ident, message))
}

/// Words in the `#[repr(...)]` attributes.
fn repr_words(attrs: &[Attribute]) -> syn::Result<Vec<Ident>> {
    let mut words = vec![];
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("repr")) {
        let list = attr.parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)?;
        words.extend(
            list.iter()
                .filter_map(|meta| meta.path().get_ident().cloned()),
        );
    }
    Ok(words)
}

/// Check that the input says `#[repr(C)]`.
pub fn require_repr_c(input: &DeriveInput, what: &str) -> syn::Result<()> {
    if repr_words(&input.attrs)?.iter().any(|word| word == "C") {
        return Ok(());
    }
    error(input, &format!("#[repr(C)] required for {what}"))
}

/// The type of the one field of a transparent tuple struct.
pub fn transparent_field<'a>(input: &'a DeriveInput, what: &str) -> syn::Result<&'a syn::Type> {
    if !repr_words(&input.attrs)?
        .iter()
        .any(|word| word == "transparent")
    {
        return error(input, &format!("#[repr(transparent)] required for {what}"));
    }
    match &input.data {
        Data::Struct(data) => match &data.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Ok(&fields.unnamed[0].ty),
            _ => error(
                input,
                &format!("Tuple struct with one field required for {what}"),
            ),
        },
        _ => error(input, &format!("Struct required for {what}")),
    }
}

/// The integer that an enum is represented by.
pub fn require_repr_unsigned(input: &DeriveInput, what: &str) -> syn::Result<Ident> {
    let known = ["u8", "u16", "u32", "u64"];
    repr_words(&input.attrs)?
        .into_iter()
        .find(|word| known.iter().any(|name| word == name))
        .map_or_else(
            || {
                error(
                    input,
                    &format!("#[repr(u8/u16/u32/u64)] required for {what}"),
                )
            },
            Ok,
        )
}

/// The fields of a struct with named fields.
pub fn named_fields<'a>(
    input: &'a DeriveInput,
    what: &str,
) -> syn::Result<&'a Punctuated<Field, Token![,]>> {
    let Data::Struct(data) = &input.data else {
        return error(input, &format!("Struct required for {what}"));
    };
    let Fields::Named(fields) = &data.fields else {
        return error(input, &format!("Named fields required for {what}"));
    };
    Ok(&fields.named)
}
