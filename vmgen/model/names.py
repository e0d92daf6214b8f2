# SPDX-License-Identifier: GPL-2.0-or-later
"""Names in Rust: what the language keeps for itself, and what becomes of a spec's names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import count

# The Rust reference, "Keywords": strict and reserved words of all editions up to 2024.
KEYWORDS = frozenset(
    "Self abstract as async await become box break const continue crate do dyn else enum extern "
    "false final fn for gen if impl in let loop macro match mod move mut override priv pub ref "
    "return self static struct super trait true try type typeof unsafe unsized use virtual where "
    "while yield".split()
)

# The standard library's prelude of edition 2024 and its derives, which macros of QEMU's and of
# bilge use without a path; of traits also the methods that every type of a spec has.
PRELUDE = frozenset(
    "AsMut AsRef AsyncFn AsyncFnMut AsyncFnOnce Box Clone Copy Debug Default DoubleEndedIterator "
    "Drop Eq Err ExactSizeIterator Extend Fn FnMut FnOnce From FromIterator Future Hash Into "
    "IntoFuture IntoIterator Iterator None Ok Option Ord PartialEq PartialOrd Result Send Sized "
    "Some String Sync ToOwned ToString TryFrom TryInto Unpin Vec".split()
)
PRELUDE_METHODS = frozenset(
    "as_mut as_ref clone clone_from clone_into default drop eq fmt from into ne to_owned to_string "
    "try_from try_into".split()
)
PRIMITIVES = frozenset(
    "bool char f16 f32 f64 f128 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize".split()
)

# Crates that come with Rust, and those of a QEMU tree that no crate of vmgen's needs.
RUST_CRATES = frozenset("alloc core proc_macro std test".split())
CRATES = RUST_CRATES | frozenset(
    "anyhow attrs bits bql_sys chardev chardev_sys foreign glib_sys hwcore_sys libc migration_sys "
    "qom_sys system_sys tests trace util_sys vmgen_runner".split()
)
# What every crate of vmgen's consists of.
MODULES = frozenset("bindings device migration parent registers".split())
# Meson: names that no target may have.
MESON_TARGETS = frozenset(
    "all benchmark clean coverage dist install phony reconfigure test uninstall".split()
)
# Folders below `hw` that are crates, so that no category can have the name.
CATEGORIES = frozenset(["core"])

# Properties that every device has in QEMU, and the words that `-device` takes for itself.
PROPERTIES = frozenset("bus driver hotpluggable hotplugged id parent_bus realized type".split())


# bilge 0.2: names that its prelude has, and that what it makes of a register binds or calls; what
# it keeps for bits without a meaning, which get no setter.
BILGE = frozenset(
    "ArbIntOf BaseIntOf BinaryBits Bitsized DebugBits DefaultBits FromBits Number TryFromBits "
    "TryNewError UInt".split()
)
BITS_METHODS = PRELUDE_METHODS | frozenset("new offset value".split())
BITS_RESERVED = re.compile(r"reserved|padding|.*(reserved|padding)_.*")


SNAKE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*_?")
"""Names of fields and methods, as rustc and clippy want them."""


_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
"""Where a word of a name in CamelCase begins."""


def variant_name(name: str) -> str:
    """A variant's Rust name: `ODD_PARITY` stays, `OddParity` becomes the same.

    In upper case as upstream's: its `derive(TryInto)` makes a constant of each variant.
    """
    if name.upper() == name:
        return name
    return _HUMPS.sub("_", name).upper()


def mirror_members(
    named: Iterable[tuple[str, str | None, str]], taken: Iterable[str]
) -> dict[str, str]:
    """What the fields of a mirror are called, by their names on the wire.

    `named` has of each field its name in the spec, its flag's and its own on the wire. A name that
    Rust takes stays as it is; of another one is made: `queue_rptr` of `queue.rptr`. Where that is
    another field's, or `taken`, a number goes behind it.
    """
    fields = list(named)
    names = {field for field, _, _ in fields}
    made = {own: own for _, _, own in fields if legal(own)}
    made |= {flag: flag for _, flag, _ in fields if flag and legal(flag) and flag not in names}
    used = {*made, *taken}
    for field, flag, own in fields:
        for name in (flag, own):
            if name is None or name in made:
                continue
            free = names - {field} if name == own else names
            found = counted(member_name(name) or field)
            made[name] = next(item for item in found if item not in used | free)
            used.add(made[name])
    return made


def legal(name: str) -> bool:
    """Whether Rust takes a name for a field, and clippy finds it well written."""
    return SNAKE.fullmatch(name) is not None and name not in KEYWORDS


def member_name(name: str) -> str:
    """A name on the wire as an identifier; empty where nothing of it can be in one.

    `queue_rptr` of `queue.rptr`, `fifo_3` of `fifo[3]`, `match_` of `match`.
    """
    ident = "_".join(re.findall(r"[a-z0-9]+", _HUMPS.sub("_", name).lower()))
    if ident[:1].isdigit():
        return f"n{ident}"
    return f"{ident}_" if ident in KEYWORDS else ident


def counted(stem: str) -> Iterator[str]:
    """A name, then the same with numbers behind it."""
    yield stem
    yield from (f"{stem.rstrip('_')}_{number}" for number in count(2))


def mirror_name(name: str) -> str:
    """The name of a struct's mirror, as upstream's derive forms it."""
    return f"{name}Migration"


def hooks_name(name: str) -> str:
    """The name of the trait with the author's methods for a struct."""
    return f"{name}Hooks"


def subsection_ident(parent: str, name: str) -> str:
    """A subsection's name without its parent's, as a part of Rust names."""
    rest = name.removeprefix(parent).lower()
    ident = re.sub(r"[^a-z0-9]+", "_", rest).strip("_") or "s"
    return f"s{ident}" if ident[:1].isdigit() else ident


def with_ending(name: str, ending: str) -> str:
    """`in_update` of `in_`: rustc warns where two underscores stand together.

    `update_from_host` of `from_host`: clippy takes `from_` for a function without `self`, and
    `into_` for one that ends it.
    """
    words = (ending, name) if name.startswith(("from_", "into_")) else (name, ending)
    return re.sub(r"_+", "_", "_".join(words).replace(".", "_"))


def needed_method(ident: str) -> str:
    """The method that says whether a subsection of this `subsection_ident` is sent."""
    return with_ending(ident, "needed")


def exists_method(field: str) -> str:
    """The method that says whether a field is there."""
    return with_ending(field, "exists")


def beside_name(cell: str) -> str:
    """The cell of the number that travels for what is in another cell."""
    return with_ending(cell, "migration")


def pointers_name(array: str) -> str:
    """The pointers to the elements of an array, as QEMU finds them."""
    return with_ending(array, "pointers")


POINT = "point_at_elements"
"""The method that sets all such pointers."""
SECTION_NEEDED = "section_needed"
"""The method that says whether the device's section is sent."""
BEFORE_LOAD = "before_load"
"""The method that says what a subsection means that does not arrive."""
BEFORE_SAVE = "before_save"
"""The method that sets the numbers that travel for cells."""
RESTORE_CELLS = "restore_cells"
"""The method that takes those into use."""


def fit_method(array: str) -> str:
    """The method that says whether the count of an array fits it."""
    return with_ending(array, "fit")


def timer_methods(timer: str) -> tuple[str, str]:
    """The author's two methods for a timer in registers that does not tell when it expires."""
    return with_ending(timer, "expire_time_ns"), f"arm_{timer}"


def region_methods(region: str) -> tuple[str, str, str]:
    """The methods of a memory region in a scaffold; the last one an array of them has."""
    read, write, ops = (with_ending(region, it) for it in ("read", "write", "ops"))
    return read, write, ops


def device_constant(crate: str) -> str:
    """The description of the device."""
    return f"VMSTATE_{crate.upper()}"


def subsection_constant(crate: str, struct: str, ident: str) -> str:
    """The description of a subsection; `struct` is empty for one of the device itself."""
    return "_".join((device_constant(crate), *([struct.upper()] if struct else []), ident.upper()))


def older_wrapper(crate: str, field: str, version: int) -> str:
    """The description of a `Migratable` field whose registers are read at an older version."""
    return f"{device_constant(crate)}_{field.upper()}_V{version}"


def wrapper_constants(crate: str, field: str) -> tuple[str, str]:
    """The named description of a `Migratable` field, and the field with it."""
    stem = f"{device_constant(crate)}_{field.upper()}"
    return f"{stem}_MIGRATABLE", f"{stem}_FIELD"
