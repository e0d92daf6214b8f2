# SPDX-License-Identifier: GPL-2.0-or-later
"""When a field is there, as Rust: a version that it begins with, or a test.

A struct whose fields come and go stands in the list once for each span of versions in which it has
the same ones; all but the newest are read at the last version of their span.
"""

from __future__ import annotations

from dataclasses import field
from typing import Any

from vmgen.model.gates import head_of, spans
from vmgen.model.names import exists_method, older_wrapper
from vmgen.model.nodes import Description, Device, Field
from vmgen.model.place import Shape
from vmgen.plan import DevicePlan
from vmgen.plan.rust_types import RustType
from vmgen.render.environment import rust
from vmgen.render.fragment import Fragment
from vmgen.render.scalars import c_string
from vmgen.render.texts import OlderWrapper
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Presence:
    """When an element of `vmstate_fields!` is there."""

    test: str = ""
    """The last argument of `vmstate_of!`; it replaces the test of the version."""
    since: int = 0
    """The version that it begins with, where nothing is tested."""
    at: int | None = None
    """The version that its struct is read and written at; None for that of the description."""

    @property
    def tests(self) -> tuple[str, ...]:
        """The arguments for the test."""
        return (self.test,) if self.test else ()

    @property
    def gate(self) -> str:
        """What follows `vmstate_of!`."""
        return f".with_version_id({self.since})" if self.since and not self.test else ""


@dataclass(frozen=True, slots=True)
class Named:
    """A field as an element of `vmstate_fields!` of `owner`."""

    owner: str
    described_name: str
    """What `vmstate_of!` names."""
    renamed: str
    """The name that it has in C, where that is another."""
    when: Presence = field(default_factory=Presence)
    field: Field | None = None
    part: tuple[Fragment, str] | None = None
    """Of an array of the device: where the elements that travel begin, and how many there are."""
    vmsd: str = ""
    """The description that it has, where that is another than its type's."""
    bits: str = ""
    """Of a bitmap: what says how many bits travel, where not all do."""

    @property
    def name(self) -> str:
        """At run time; empty for a flag, which is none there."""
        return self.field.name if self.field else ""

    @property
    def kind(self) -> Any:
        """Its kind, with the kind's own values."""
        return self.field and self.field.kind

    @property
    def gate(self) -> str:
        """From which version on it is there."""
        return self.when.gate

    @property
    def tests(self) -> tuple[str, ...]:
        """The test that it is there, where that is more than a version to begin with."""
        return self.when.tests

    @property
    def at(self) -> int | None:
        """The version that a struct is read at, where that is not its own."""
        return self.when.at

    @property
    def members(self) -> list[str]:
        """What its `VMStateField` has otherwise: the name, and the description.

        A struct as an older version has it is only loaded, and names are shown where it is saved.
        """
        name = self.renamed if self.at is None else ""
        found = [f"name: {c_string(name)}.as_ptr()"] if name else []
        if self.part is not None:
            found += [f"offset: {self.part[0].text}", f"num: {self.part[1]}"]
        return [*found, *([f"vmsd: addr_of!({self.vmsd})"] if self.vmsd else [])]

    @property
    def needs(self) -> tuple[str, ...]:
        """What these need."""
        part = self.part[0].needs if self.part is not None else ()
        return (*part, *(["addr_of"] if self.vmsd else []))


def sent_part(owner: str, field: Field) -> tuple[Fragment, str] | None:
    """Where in an array of the device those begin that travel, and how many; None where all do."""
    part = field.shape.part
    if part is None:
        return None
    item = rust(RustType(field.kind, Shape(), field.place))
    at = f"offset_of!({owner}, {field.name})"
    if part.start:
        at += f" + {part.names[0] or part.start} * size_of::<{item.text}>()"
    return Fragment(at, item.needs | {"offset_of"}), str(part.count)


def presences(device: Device, owner: str, field: Field, head: Description) -> list[Presence]:
    """When a field of a description of `owner` is there, the oldest form of it first. `head` is the
    description whose versions its gates are."""
    newest = head.version_id
    struct = field.kind.wire_struct(device)
    asked = field.needed is not None
    if struct is None or struct.name not in device.versioned:
        if asked:
            return [Presence(f"{owner}::{exists_method(field.name)}")]
        if field.until is None:
            return [Presence(since=field.since)]
        return [Presence(closure(owner, field.since, field.until))]
    found = []
    for low, high in spans(device, field, head):
        since = low if low > max(field.since, head.minimum_version_id) else 0
        since = max(since, field.since)
        at = None if high == newest else high
        if asked:
            method = exists_method(field.name)
            test = closure(owner, since, high if at else None, method)
        else:
            test = closure(owner, since, high) if at is not None else ""
        found.append(Presence(test, since, at))
    return found


def presences_in_device(device: Device, field: Field) -> list[Presence]:
    """The same of a field of the device."""
    head = head_of(device, device, field)
    assert head is not None
    return presences(device, device.name, field, head)


def closure(owner: str, since: int, until: int | None, method: str = "") -> str:
    """A test of the version, and of the object where a method has a say."""
    known = versions(since, until)
    if not known:
        return f"{owner}::{method}"
    asked = f" && this.{method}(version)" if method else ""
    return f"|{'this' if method else '_'}: &{owner}, version: u8| {known}{asked}"


def versions(since: int, until: int | None, name: str = "version") -> str:
    """The test that a version is one of these; empty where all are."""
    if until is None:
        return f"{name} >= {since}" if since else ""
    if since == until or (not since and not until):
        return f"{name} == {until}"
    return f"({since}..={until}).contains(&{name})" if since else f"{name} <= {until}"


def older_wrappers(plan: DevicePlan) -> list[OlderWrapper]:
    """Descriptions of `Migratable` fields in versions that had other fields."""
    device, named = plan.device, not plan.dialect.wrapper_has_name
    return [
        OlderWrapper(
            older_wrapper(device.crate, item.field.name, when.at),
            f"{device.description.name}/{item.field.name}/migratable" if named else "",
            item.field.name,
            when.at,
            "section" if item.field in device.fields else "subsection",
            item.runtime.element,
        )
        for item in plan.fields
        if item.field.place.migratable and item.travels and item.runtime
        for when in presences_in_device(device, item.field)
        if when.at is not None
    ]
