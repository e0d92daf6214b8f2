// SPDX-License-Identifier: GPL-2.0-or-later

//! The types of `GLib`: what bindgen makes of headers names them, the stand-in of that does not.
//!
//! Facts: reference/qemu-rust-api.md, section 5 (a crate with bindings of its own depends on it).
