# SPDX-License-Identifier: GPL-2.0-or-later
"""The `use` lines of a file, from the names that its text contains.

The tables say where each dialect keeps what (qemu-rust-api.md sections 2.1 and 4). Within a group
the order is rustfmt's; groups are std, other crates, this crate, as QEMU's rustfmt.toml has them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from vmgen.plan import Dialect

# Paths, each with what shows that it is needed although its own name does not appear.
ROOTS: dict[str, tuple[str, ...]] = {
    "std::collections::VecDeque": (),
    "std::ffi::CStr": (),
    **{f"std::num::NonZero{kind}{bits}": () for kind in "IU" for bits in (8, 16, 32, 64)},
    "std::num::NonZeroUsize": (),
    "std::pin::Pin": (),
    "std::ptr::addr_of": (),
    "std::sync::Arc": (),
    **{f"std::sync::atomic::Atomic{kind}{bits}": () for kind in "IU" for bits in (8, 16, 32, 64)},
    "std::sync::atomic::AtomicBool": (),
    "std::sync::atomic::AtomicUsize": (),
    "std::sync::atomic::Ordering": (),
    "std::sync::Mutex": (),
    "std::time::Duration": (),
    "bilge::prelude::*": ("#[bitsize",),
    "bql::BqlCell": (),
    "bql::BqlRefCell": (),
    "common::uninit_field_mut": (),
    "hwcore::Clock": (),
    "hwcore::ClockEvent": (),
    "hwcore::DeviceImpl": (),
    "hwcore::DeviceMethods": (".init_gpio_out",),
    "hwcore::DeviceState": (),
    "hwcore::InterruptSource": (),
    "hwcore::ResetType": (),
    "hwcore::ResettablePhasesImpl": (),
    "hwcore::SysBusDevice": (),
    "hwcore::SysBusDeviceImpl": (),
    "hwcore::SysBusDeviceMethods": (".init_mmio", ".init_irq"),
    "migration::bindings": (),
    "migration::impl_vmstate_bitsized": (),
    "migration::impl_vmstate_struct": (),
    "migration::vmstate_fields": (),
    "migration::vmstate_of": (),
    "migration::vmstate_subsections": (),
    "migration::vmstate_unused": (),
    "migration::vmstate_validate": (),
    "migration::InvalidError": (),
    "migration::Migratable": (),
    "migration::MigrationPriority": (),
    "migration::ToMigrationState": (),
    "migration::ToMigrationStateShared": (),
    "migration::VMState": (),
    "migration::VMStateDescription": (),
    "migration::VMStateDescriptionBuilder": (),
    "migration::VMStateField": (),
    "qom::prelude::*": ("qom_isa", "ObjectType"),
    "qom::ObjectImpl": (),
    "qom::Owned": (),
    "qom::ParentField": (),
    "qom::ParentInit": (),
    "system::hwaddr": (),
    "system::MemoryRegion": (),
    "system::MemoryRegionOps": (),
    "system::MemoryRegionOpsBuilder": (),
    "util::ensure": (),
    "util::timer::CLOCK_VIRTUAL": (),
    "util::timer::Timer": (),
}


def imports(
    body: str, dialect: Dialect, local: Mapping[str, str], others: Sequence[str] = ()
) -> str:
    """The `use` block for a file's body.

    `local` maps names of this crate to the module that holds each, `others` are paths that no table
    has; only those used are imported.
    """
    words = _words(body)
    outside: dict[str, set[str]] = defaultdict(set)
    for path, triggers in {**ROOTS, **dict.fromkeys(others, ())}.items():
        crate, _, rest = path.partition("::")
        name = rest.rpartition("::")[2]
        if name in words or words.intersection(triggers):
            if path in dialect.preludes:
                crate, rest = dialect.preludes[path], "prelude::*"
            outside[crate].add(rest)
    inside = {f"{module}::{name}" for name, module in local.items() if name in words}
    groups = [
        [_use("std", outside.pop("std"))] if "std" in outside else [],
        [_use(crate, names) for crate, names in sorted(outside.items())],
        [_use("crate", inside)] if inside else [],
    ]
    return "\n\n".join("\n".join(group) for group in groups if group)


def _words(body: str) -> set[str]:
    """Names that a body uses as its own: of types and constants, macros, modules, and calls.

    A spec's fields and variants may have any name, so what stands like one does not count.
    """
    body = re.sub(r'c?"(?:\\.|[^"\\])*"', '""', body)
    body = re.sub(r"//[^\n]*", "", body)
    body = re.sub(r"\benum (\w+) \{.*?^\}", r"\1", body, flags=re.DOTALL | re.MULTILINE)
    types = re.findall(r"(?<![\w:])([A-Z]\w*)|(?<=: )(hwaddr)\b", body)
    marked = re.findall(r"(?<![\w.:])(\w+)(?=!|::)|(\.\w+)(?=\()|(#\[\w+)", body)
    return {name for names in (*types, *marked) for name in names if name}


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
