//! Stands for the prelude.
