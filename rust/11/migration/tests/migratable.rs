// SPDX-License-Identifier: GPL-2.0-or-later

//! `Migratable`: what 10.2 and 11 have in common.

#[path = "../../../shared/migration-tests/migratable_common.rs"]
mod migratable_common;
