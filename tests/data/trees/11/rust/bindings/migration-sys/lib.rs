//! Stands for the raw bindings.
