// SPDX-License-Identifier: GPL-2.0-or-later

//! `derive(ToMigrationState)`.
//!
//! Facts: reference/qemu-rust-api.md, section 2.6.  As QEMU's, the expansion
//! uses the trait by its bare name and `InvalidError` by the name of the crate
//! `migration`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use syn::{
    parse::{Parse, ParseStream},
    punctuated::Punctuated,
    spanned::Spanned,
    Attribute, DeriveInput, Error, Field, Ident, Token, Type,
};

use crate::utils;

const WHAT: &str = "ToMigrationState";

pub fn derive(input: DeriveInput) -> syn::Result<TokenStream> {
    let mirror = container_name(&input)?;
    let fields = utils::named_fields(&input, WHAT)?
        .iter()
        .map(MigratedField::new)
        .collect::<syn::Result<Vec<_>>>()?;
    let fields: Vec<_> = fields.iter().filter(|field| !field.options.omit).collect();
    let idents: Vec<_> = fields.iter().map(|field| field.ident).collect();
    let types = fields.iter().map(|field| field.mirror_type());
    let snapshots = fields.iter().map(|field| field.snapshot());
    let restores = fields.iter().map(|field| field.restore());
    let name = &input.ident;
    let (impl_generics, type_generics, where_clause) = input.generics.split_for_impl();
    Ok(quote! {
        #[derive(Default)]
        pub struct #mirror {
            #(pub #idents: #types,)*
        }

        #[automatically_derived]
        impl #impl_generics ToMigrationState for #name #type_generics #where_clause {
            type Migrated = #mirror;

            fn snapshot_migration_state(
                &self,
                target: &mut Self::Migrated,
            ) -> ::core::result::Result<(), migration::InvalidError> {
                #(#snapshots)*
                ::core::result::Result::Ok(())
            }

            #[allow(unused_variables)]
            fn restore_migrated_state_mut(
                &mut self,
                source: Self::Migrated,
                version_id: u8,
            ) -> ::core::result::Result<(), migration::InvalidError> {
                let Self::Migrated { #(#idents),* } = source;
                #(#restores)*
                ::core::result::Result::Ok(())
            }
        }
    })
}

/// Name of the mirror struct.
fn container_name(input: &DeriveInput) -> syn::Result<Ident> {
    struct Rename(Ident);
    impl Parse for Rename {
        fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
            let key: Ident = input.parse()?;
            if key != "rename" {
                return Err(Error::new(key.span(), "expected `rename = Name`"));
            }
            input.parse::<Token![=]>()?;
            Ok(Self(input.parse()?))
        }
    }

    let mut renamed = None;
    for attr in migration_state_attributes(&input.attrs) {
        let Rename(name) = attr.parse_args()?;
        if renamed.replace(name).is_some() {
            return Err(Error::new_spanned(attr, "`rename` can only be used once"));
        }
    }
    Ok(renamed.unwrap_or_else(|| format_ident!("{}Migration", input.ident)))
}

fn migration_state_attributes(attrs: &[Attribute]) -> impl Iterator<Item = &Attribute> {
    attrs
        .iter()
        .filter(|attr| attr.path().is_ident("migration_state"))
}

/// What stands in the attributes of a field.
#[derive(Default)]
struct Options {
    omit: bool,
    clone: bool,
    into: Option<Type>,
    try_into: Option<Type>,
}

/// One word of the attribute, with the type in parentheses if it has one.
struct Word(Ident, Option<Type>);

impl Parse for Word {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let word: Ident = input.parse()?;
        let ty = if word == "into" || word == "try_into" {
            let content;
            syn::parenthesized!(content in input);
            Some(content.parse()?)
        } else {
            None
        };
        Ok(Self(word, ty))
    }
}

impl Options {
    fn new(field: &Field) -> syn::Result<Self> {
        let mut options = Self::default();
        for attr in migration_state_attributes(&field.attrs) {
            let words = attr.parse_args_with(Punctuated::<Word, Token![,]>::parse_terminated)?;
            for Word(word, ty) in words {
                options.set(&word, ty)?;
            }
        }
        let others = options.clone || options.into.is_some() || options.try_into.is_some();
        if options.omit && others {
            let message = "`omit` excludes all other options";
            return Err(Error::new(field.span(), message));
        }
        if options.into.is_some() && options.try_into.is_some() {
            let message = "`into` and `try_into` exclude each other";
            return Err(Error::new(field.span(), message));
        }
        Ok(options)
    }

    fn set(&mut self, word: &Ident, ty: Option<Type>) -> syn::Result<()> {
        let again = match word.to_string().as_str() {
            "omit" => std::mem::replace(&mut self.omit, true),
            "clone" => std::mem::replace(&mut self.clone, true),
            "into" => std::mem::replace(&mut self.into, ty).is_some(),
            "try_into" => std::mem::replace(&mut self.try_into, ty).is_some(),
            _ => return Err(Error::new(word.span(), "unknown option of migration_state")),
        };
        if again {
            let message = format!("`{word}` can only be used once");
            return Err(Error::new(word.span(), message));
        }
        Ok(())
    }
}

struct MigratedField<'a> {
    ident: &'a Ident,
    ty: &'a Type,
    options: Options,
}

impl<'a> MigratedField<'a> {
    fn new(field: &'a Field) -> syn::Result<Self> {
        let Some(ident) = &field.ident else {
            let message = "Named fields required for ToMigrationState";
            return Err(Error::new(field.span(), message));
        };
        Ok(Self {
            ident,
            ty: &field.ty,
            options: Options::new(field)?,
        })
    }

    fn mirror_type(&self) -> TokenStream {
        let ty = self.ty;
        match (&self.options.into, &self.options.try_into) {
            (Some(other), _) | (None, Some(other)) => quote!(#other),
            (None, None) if self.options.clone => quote!(#ty),
            (None, None) => quote!(<#ty as ToMigrationState>::Migrated),
        }
    }

    fn snapshot(&self) -> TokenStream {
        let ident = self.ident;
        let value = if self.options.clone {
            quote!(self.#ident.clone())
        } else {
            quote!(self.#ident)
        };
        if self.options.into.is_some() {
            quote!(target.#ident = #value.into();)
        } else if self.options.try_into.is_some() {
            quote! {
                target.#ident = #value.try_into().map_err(|_| migration::InvalidError)?;
            }
        } else if self.options.clone {
            quote!(target.#ident = #value;)
        } else {
            quote! {
                ToMigrationState::snapshot_migration_state(&self.#ident, &mut target.#ident)?;
            }
        }
    }

    fn restore(&self) -> TokenStream {
        let ident = self.ident;
        if self.options.into.is_some() {
            quote!(self.#ident = #ident.into();)
        } else if self.options.try_into.is_some() {
            quote! {
                self.#ident = #ident.try_into().map_err(|_| migration::InvalidError)?;
            }
        } else if self.options.clone {
            quote!(self.#ident = #ident;)
        } else {
            quote! {
                ToMigrationState::restore_migrated_state_mut(
                    &mut self.#ident,
                    #ident,
                    version_id,
                )?;
            }
        }
    }
}
