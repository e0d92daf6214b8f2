# SPDX-License-Identifier: GPL-2.0-or-later
"""The `use` lines of a file, from the names that its text was noted to need.

The table says where what is (qemu-rust-api.md sections 2.1 and 4); what the preludes of a dialect
hold is imported through them. Within a group the order is rustfmt's; groups are std, other crates,
this crate, as QEMU's rustfmt.toml has them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence


def _last(path: str) -> tuple[str, ...]:
    return (path.rpartition("::")[2],)


_BITS = (8, 16, 32, 64)
_PATHS = (
    "std::collections::VecDeque",
    "std::ffi::CStr",
    "std::ops::Range",
    "std::pin::Pin",
    "std::mem::offset_of",
    "std::ptr::addr_of",
    "std::sync::Arc",
    "std::sync::atomic::AtomicPtr",
    "std::sync::atomic::Ordering",
    "std::sync::Mutex",
    "std::time::Duration",
    "bql::BqlCell",
    "bql::BqlRefCell",
    "common::uninit_field_mut",
    "common::Opaque",
    "hwcore::Clock",
    "hwcore::ClockEvent",
    "hwcore::DeviceImpl",
    "hwcore::DeviceMethods",
    "hwcore::DeviceState",
    "hwcore::InterruptSource",
    "hwcore::ResetType",
    "hwcore::ResettablePhasesImpl",
    "hwcore::SysBusDevice",
    "hwcore::SysBusDeviceImpl",
    "hwcore::SysBusDeviceMethods",
    "migration::bindings",
    "migration::impl_vmstate_bitsized",
    "migration::impl_vmstate_c_struct",
    "migration::impl_vmstate_struct",
    "migration::vmstate_exist_fn",
    "migration::vmstate_fields",
    "migration::vmstate_of",
    "migration::vmstate_subsections",
    "migration::vmstate_unused",
    "migration::vmstate_validate",
    "migration::InvalidError",
    "migration::Migratable",
    "migration::MigrationPriority",
    "migration::ToMigrationState",
    "migration::ToMigrationStateShared",
    "migration::VMState",
    "migration::VMStateDescription",
    "migration::VMStateDescriptionBuilder",
    "migration::VMStateField",
    "qom::bindings::InterfaceInfo",
    "qom::bindings::TypeInfo",
    "qom::ObjectImpl",
    "qom::Owned",
    "qom::ParentField",
    "qom::ParentInit",
    "system::hwaddr",
    "system::MemoryRegion",
    "system::MemoryRegionOps",
    "system::MemoryRegionOpsBuilder",
    "util::ensure",
    "util::timer::CLOCK_VIRTUAL",
    "util::timer::Timer",
    *(f"std::num::NonZero{kind}{bits}" for kind in "IU" for bits in _BITS),
    "std::num::NonZeroUsize",
    *(f"std::sync::atomic::Atomic{kind}{bits}" for kind in "IU" for bits in _BITS),
    "std::sync::atomic::AtomicBool",
    "std::sync::atomic::AtomicUsize",
)
ROOTS: dict[str, tuple[str, ...]] = {
    **{path: _last(path) for path in _PATHS},
    "bilge::prelude::*": ("bilge",),
    "qom::prelude::*": ("qom_isa", "ObjectType"),
}
"""Paths, each with the names that it is imported for."""
_PATH_OF = {name: path for path, names in ROOTS.items() for name in names}


def imports(
    needs: Iterable[str],
    preludes: Mapping[str, str],
    local: Mapping[str, str],
    others: Sequence[str] = (),
) -> str:
    """The `use` block for a file whose text needs these names.

    `preludes` are those of the dialect: by path the crate whose prelude has it. `local` maps names
    of this crate to the module that holds each, `others` are paths that no table has; only those
    needed are imported.
    """
    needed = set(needs)
    outside: dict[str, set[str]] = defaultdict(set)
    known = {**_PATH_OF, **{name: path for path in others for name in _last(path)}}
    for path in {known[name] for name in needed & known.keys()}:
        crate, _, rest = path.partition("::")
        if path in preludes:
            crate, rest = preludes[path], "prelude::*"
        outside[crate].add(rest)
    inside = {f"{module}::{name}" for name, module in local.items() if name in needed}
    groups = [
        [_use("std", outside.pop("std"))] if "std" in outside else [],
        [_use(crate, names) for crate, names in sorted(outside.items())],
        [_use("crate", inside)] if inside else [],
    ]
    return "\n\n".join("\n".join(group) for group in groups if group)


def _braced(names: set[str]) -> str:
    return "{" + ", ".join(sorted(names)) + "}"


def _use(crate: str, names: set[str]) -> str:
    return f"use {crate}::{_merged(names)};"


def _merged(names: set[str]) -> str:
    """One tree of paths: `{num::NonZeroU8, num::NonZeroU16}` becomes `num::{...}`."""
    heads: dict[str, set[str]] = defaultdict(set)
    for name in names:
        head, _, rest = name.partition("::")
        heads[head].add(rest)
    parts = {
        f"{head}::{_merged(rests)}" if rests != {""} else head for head, rests in heads.items()
    }
    return next(iter(parts)) if len(parts) == 1 else _braced(parts)
