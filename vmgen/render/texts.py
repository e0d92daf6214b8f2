# SPDX-License-Identifier: GPL-2.0-or-later
"""What templates print, as plain values: nothing in here is left to decide."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import Protocol

from vmgen.plan.rust_types import RustType
from vmgen.render.fragment import Fragment
from vmgen.render.values import Default
from vmgen.values import dataclass

Text = str | Fragment
"""A line that needs nothing, or one that says what it needs."""


MOST_ARRAYS = 12
"""Clippy's `cognitive_complexity` ends at 25, and each has a loop or two."""

MOST_BRANCHES = 24
"""As many, where each loop or branch is counted."""

REFUSAL = Fragment("Result<(), InvalidError>", frozenset(["InvalidError"]))
"""What a method gives that may refuse."""


class Shaped(Protocol):
    """What stands for a field."""

    @property
    def one(self) -> bool:
        """Whether it is a single element."""


def many_loops(items: Iterable[Shaped]) -> bool:
    """Whether there is a loop for more arrays than clippy likes in one function."""
    return sum(not item.one for item in items) > MOST_ARRAYS


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a Rust struct, or a variant of an enum with its value as `type`."""

    name: str
    type: str | RustType
    doc: str = ""
    public: bool = True


@dataclass(frozen=True, slots=True)
class StructText:
    """A Rust struct; `defaults` is empty where `Default` is derived."""

    name: str
    doc: str
    members: list[Member]
    defaults: list[Default]
    derives: list[str] = field(default_factory=list)
    """Beside `Default`."""
    reset: list[Fragment] = field(default_factory=list)
    """Statements that reset it in place; empty where its `Default` does."""
    compared: bool = False
    """Whether it is compared with what it is at reset."""
    linked: bool = False
    """Whether the doc comment is vmgen's own, with links in it."""


@dataclass(frozen=True, slots=True)
class EnumText:
    """An enum over an integer, or over a few bits of a bitfield."""

    name: str
    doc: str
    repr: str | None
    bits: int
    variants: list[Member]

    @property
    def in_words(self) -> bool:
        """Whether rustc has to be told that the names are in upper case on purpose."""
        return any("_" in item.name for item in self.variants)


@dataclass(frozen=True, slots=True)
class Method:
    """A small method: what a description calls, or what a restore does."""

    name: str
    doc: str
    arguments: str
    body: list[Text]
    result: Text = "bool"
    visibility: str = ""
    loops: bool = False
    """Whether it has more loops and branches than clippy likes."""


@dataclass(frozen=True, slots=True)
class Look:
    """The first half of a restore as a method: it refuses, or gives what it converted."""

    mirror: str
    given: list[tuple[str, RustType]]
    """The locals that it gives, with their types."""
    body: list[Fragment]
    complex: bool
    """Whether clippy finds its result too complex."""
    loops: bool
    """Whether it has more loops than clippy likes."""


@dataclass(frozen=True, slots=True)
class Block:
    """An `impl` block."""

    owner: str
    methods: list[Method]


def blocks(found: Iterable[tuple[str, list[Method]]]) -> list[Block]:
    """One block for all methods of an owner, in order; none without a method."""
    by_owner: dict[str, list[Method]] = {}
    for owner, methods in found:
        if methods:
            by_owner.setdefault(owner, []).extend(methods)
    return [Block(owner, methods) for owner, methods in by_owner.items()]


@dataclass(frozen=True, slots=True)
class Requirement:
    """What must hold of a property when the device is realized: `condition` in Rust, and words."""

    condition: str
    text: str
    value: str
    """What the words end with."""


@dataclass(frozen=True, slots=True)
class Description:
    """A VMStateDescription of `owner`; `lines` are its fields, `methods` what they call."""

    owner: str
    constant: str
    name: str
    version_id: int
    minimum_version_id: int
    lines: list[Text]
    priority: str | None = None
    flags: list[str] = field(default_factory=list)
    """Builder calls without arguments: `unmigratable`, `early_setup`."""
    hooks: list[tuple[str, str]] = field(default_factory=list)
    """What QEMU calls with the whole device, such as `pre_save`, and the method that it is."""
    subsections: list[str] = field(default_factory=list)
    needed: str = ""
    methods: list[Method] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Implementation:
    """`ToMigrationState` of one struct; with `plain` snapshot and restore are a clone."""

    name: str
    mirror: str
    plain: bool
    snapshot: list[Fragment]
    prepare: list[Fragment]
    assign: list[Fragment]
    version_id: str
    check: bool
    """The author's method looks at the new state before it replaces the old one."""
    loops: bool = False
    """Whether there are more loops in it than clippy likes: one for each array, and no branches."""
    look: Look | None = None
    """Refuses and changes nothing: for this restore, and before it for the struct around it."""

    @property
    def fragments(self) -> list[Fragment]:
        """All of its statements."""
        return [*self.snapshot, *self.prepare, *self.assign]


@dataclass(frozen=True, slots=True)
class HookText:
    """A method of the author's; without a `result` it gives nothing back."""

    name: str
    result: str | RustType | Fragment
    doc: str
    arguments: tuple[str, ...] = ()
    """Behind the receiver."""
    receiver: str = "&self"


@dataclass(frozen=True, slots=True)
class Hooks:
    """The trait with the methods that the author writes for a struct."""

    trait: str
    struct: str
    methods: list[HookText]


@dataclass(frozen=True, slots=True)
class Mirrored:
    """A type of the author's that is converted to and from a mirror."""

    name: str
    mirror: str
    hooks: Hooks


@dataclass(frozen=True, slots=True)
class StructMigration:
    """Everything in `migration.rs` about one register struct."""

    mirror: StructText | None
    hooks: Hooks | None
    methods: list[Block]
    subsections: list[Description]
    description: Description
    implementation: Implementation | None


@dataclass(frozen=True, slots=True)
class Wrapper:
    """The named description of a `Migratable` field (dialects whose own has none)."""

    constant: str
    field: str
    """The constant with the field that uses it."""
    name: str
    type: RustType
    owner: str
    described: str
    """What `vmstate_of!` names."""
    renamed: str = ""
    """Where the field has another name in the stream's description than in the device."""


@dataclass(frozen=True, slots=True)
class OlderWrapper:
    """The description of a `Migratable` field whose mirror is that of an older version of what it
    is `within`."""

    constant: str
    name: str
    """Empty where the dialect's own has one."""
    field: str
    version: int
    within: str
    type: RustType


@dataclass(frozen=True, slots=True)
class Scaffold:
    """A field of the device struct in the scaffold."""

    name: str
    type: RustType | Fragment
    doc: str
    attribute: Fragment


@dataclass(frozen=True, slots=True)
class TimerText:
    """A timer of the device, wherever it is: its function, and where it is in the device."""

    name: str
    place: str
    loops: list[tuple[str, int]] = field(default_factory=list)
    """Variables that `place` is indexed with, and how far each goes."""
