# SPDX-License-Identifier: GPL-2.0-or-later
"""Which devices of a binary a spec is tried on, and how each of them can be made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from vmgen.engine.process import Engine
from vmgen.engine.protocol import DeviceType, Kind, Reply
from vmgen.model.nodes import Device
from vmgen.values import dataclass


@dataclass(slots=True)
class Subject:
    """A type of device whose description has the name of the spec's."""

    type: DeviceType
    ours: bool
    """Whether it is the spec's crate: a difference is a fault then, and not a way of its own."""
    realized: bool
    unrealized: str = ""
    """Why it is not realized."""

    @property
    def name(self) -> str:
        """Its QOM type."""
        return self.type.name

    @property
    def who(self) -> str:
        """As messages call it."""
        return f"{'the crate' if self.ours else 'QEMU'}'s {self.name}"


class Subjects:
    """The devices of a binary."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._found: dict[str, list[Subject]] = {}

    @cached_property
    def _types(self) -> list[DeviceType]:
        return self.engine.devices()

    def of(self, device: Device, settings: Mapping[str, str]) -> list[Subject]:
        """Those that a spec is tried on: its own type, and one of each other family.

        The `settings` are properties with which they can be made. None if the binary has none.
        """
        name = device.description.name
        if name not in self._found:
            chosen = list(_chosen(self._types, name, device.type_name))
            # A crate without registers has no wrapper to be known by, but it stands beside another.
            bare = len(chosen) > 1 and not any(it.place.migratable for it in device.fields)
            self._found[name] = [
                self._subject(item, settings, item.name == device.type_name, bare)
                for item in chosen
            ]
        return self._found[name]

    def load(
        self,
        subject: Subject,
        version: int,
        body: bytes,
        settings: Mapping[str, str],
        *,
        look: bool = False,
    ) -> Reply:
        """What a new device of this type makes of a section's body."""
        return self.engine.load(
            subject.name, version, body, settings, realize=subject.realized, look=look
        )

    def _subject(
        self, found: DeviceType, settings: Mapping[str, str], named: bool, bare: bool
    ) -> Subject:
        """Made as in a machine, or, where it wants more of one than there is, not realized.

        A type that has not these properties is tried without.
        """
        reply = self.engine.save(found.name, settings, realize=True)
        if reply.kind is Kind.ERROR:
            reply = self.engine.save(found.name, {}, realize=True)
        realized = reply.kind in (Kind.SAVED, Kind.UNNEEDED, Kind.UNSAVED)
        why = "" if realized else reply.message
        if not realized:
            reply = self.engine.save(found.name, {}, realize=False)
        ours = named and (bare or _is_wrapped(reply.description))
        return Subject(found, ours, realized, why)


def _chosen(types: Sequence[DeviceType], name: str, own: str) -> Iterator[DeviceType]:
    """The spec's own type first; types that derive from one another are a family.

    Of families without it the first one speaks for all: they differ in what travels as little as a
    type and those that derive from it.
    """
    named = {item.name: item for item in types if item.description == name}
    families: dict[str, list[DeviceType]] = {}
    for item in named.values():
        top = item
        while top.parent in named:
            top = named[top.parent]
        if not item.abstract:
            families.setdefault(top.name, []).append(item)
    for family in sorted(families.values(), key=lambda family: family[0].name):
        family.sort(key=lambda item: (item.name != own, item.parent in named, item.name))
    heads = sorted((family[0] for family in families.values()), key=lambda it: it.name != own)
    yield from heads


_WRAPPED = "migration_state"
"""The one field of what wraps registers in Rust, whatever its description is called."""


def _is_wrapped(description: object) -> bool:
    """Whether a description has the wrapper that only Rust devices have."""
    if isinstance(description, dict):
        fields = description.get("fields")
        if isinstance(fields, list) and [_name(item) for item in fields] == [_WRAPPED]:
            return True
        return any(map(_is_wrapped, description.values()))
    return isinstance(description, list) and any(map(_is_wrapped, description))


def _name(field: object) -> object:
    return field.get("name") if isinstance(field, dict) else None
