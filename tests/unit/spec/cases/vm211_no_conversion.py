# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: no crate can say how a type of Rust's own is converted."""

from vmgen.spec import Device, Migratable, Mutex, Option, field, i64, u32


class Dev(Device, name="dev"):
    limit: Migratable[Mutex[Option[u32]]] = field(none=-1, wire=i64)
