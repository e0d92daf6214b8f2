# SPDX-License-Identifier: GPL-2.0-or-later
"""The sections of a device as plain values: dicts by the layout, for which no class is made."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from vmgen.codec.load import FOOTER, Loader
from vmgen.codec.save import Saver
from vmgen.layout import MIGRATABLE, Body, Nested
from vmgen.model.conditions import answer_key
from vmgen.model.kinds.reset import reset_field
from vmgen.model.layout import layout_of
from vmgen.model.nodes import Device


class Loaded(NamedTuple):
    """What a load ends with."""

    values: dict[str, Any]
    present: tuple[str, ...]
    """The subsections that were in the section, those within others, too."""
    places: frozenset[str]
    """The same by the paths of their structs, as `Saver` has them."""
    looked: list[int]
    """The offsets where a description ended, and a subsection of it was looked for."""


class Sections:
    """Loads and saves the sections of one device. What is in the values is not checked.

    `wrapper_name` is the name of `Migratable`'s own description; only hostile input can tell.
    """

    def __init__(self, device: Device, *, wrapper_name: str = MIGRATABLE) -> None:
        self.device = device
        self.layout = layout_of(device, wrapper_name=wrapper_name)
        self.reset = {field.name: reset_field(device, field) for field in device.all_fields}
        self.reset |= dict.fromkeys(map(answer_key, device.answers), False)
        """The values of a reset device, to be looked at only."""
        self.known = {item.body.name for item in self.layout.all_subsections}
        """The subsections that a save can be told of: all at any depth, and those of a method."""
        self.known |= set(_methods(self.layout))

    def load(
        self,
        data: bytes,
        version: int,
        before: Mapping[str, Any],
        footer: bytes = FOOTER,
        *,
        rules: bool = True,
    ) -> Loaded:
        """The values after a load into a device that had those of `before`; `WireError`.

        Without `rules` those of the device are not asked.
        """
        live = dict(before)
        loader = Loader(data, footer, rules=rules)
        loader.section(self.layout, version, live, self.reset)
        present = tuple(name for name in loader.present.values() if name in self.known)
        return Loaded(live, present, frozenset(loader.present), loader.looked)

    def needed(self, values: Mapping[str, Any]) -> bool:
        """Whether QEMU sends the section of these values; an author's method may say otherwise."""
        needed = self.layout.needed
        return needed is None or needed.holds(values)

    def save(
        self,
        values: Mapping[str, Any],
        version: int | None = None,
        sent: Collection[str] | None = None,
        methods: Collection[str] | None = None,
        older: Mapping[str, int] | None = None,
        places: Collection[str] | None = None,
    ) -> Saver:
        """The section of these values, at the device's own version if `version` is None.

        See `Saver` for `sent`, `methods`, `older` and `places`.
        """
        saver = Saver(sent, methods, older, places)
        saver.body(self.layout, self.layout.version_id if version is None else version, values)
        return saver


def _methods(body: Body) -> Iterator[str]:
    """The names of all subsections of which only the author's method knows."""
    for field in body.all_fields:
        if isinstance(field.element, Nested):
            yield from _methods(field.element.inner)
    for item in body.all_subsections:
        if item.condition == "method":
            yield item.body.name
