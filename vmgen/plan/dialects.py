# SPDX-License-Identifier: GPL-2.0-or-later
"""What differs between the versions of QEMU's Rust API, as data (qemu-rust-api.md section 1)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Dialect:
    """One version of the API. A flag says what the version does, not what vmgen does about it."""

    name: str
    about: str
    boxed_snapshot: bool = False
    """`to_migration_state` returns a Box, and restore takes a reference (the seed mail)."""
    wrapper_has_name: bool = True
    """`Migratable`'s own description has a name; without one QEMU crashes (trap 1)."""
    migratable_is_sync: bool = True
    """`Migratable` is Sync; otherwise the device must say so itself (trap 2)."""
    preludes: bool = True
    """Crates have preludes, and `class_init` comes from extension traits."""
    meson_links: bool = True
    """meson.build names Rust crates in `link_with`, not in `dependencies`."""
    timer_migrates: bool = True
    """`Timer` implements the traits, and tells when it expires."""
    arc_migrates: bool = True
    """`Arc<T>` implements the traits."""
    timer_takes_owner: bool = True
    """`Timer::init_full` takes the pinned owner and a function to the field."""


DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect(name="11", about="QEMU 11.0 and 11.1"),
        Dialect(
            name="10.2",
            about="QEMU 10.2",
            wrapper_has_name=False,
            migratable_is_sync=False,
            preludes=False,
            meson_links=False,
            timer_migrates=False,
            timer_takes_owner=False,
        ),
        Dialect(
            name="rfc",
            about="the API of the mail of 6 September 2025, completed so that it compiles",
            boxed_snapshot=True,
            arc_migrates=False,
            preludes=False,
            meson_links=False,
            timer_migrates=False,
            timer_takes_owner=False,
        ),
    )
}

DEFAULT_DIALECT = "11"
