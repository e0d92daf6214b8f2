# SPDX-License-Identifier: GPL-2.0-or-later
"""What a device shows to those beside it: the names that no two may share, and where they are."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from vmgen.diagnostics import Position
from vmgen.model.nodes import Device

_NAMED = ("crate", "type_name", "config", "name")
"""Options with names that are checked against those of other devices."""


class Summary(NamedTuple):
    """A device without its fields: all that a build needs to know of one whose crate it leaves."""

    name: str
    """Of its class."""
    crate: str
    category: str
    type_name: str
    config: str
    section: str
    position: Position
    at: tuple[tuple[str, Position], ...]
    """The places of the options that these names are from, as far as they are written."""

    @property
    def file(self) -> Path:
        """The spec."""
        return Path(self.position.file)

    def where(self, option: str) -> Position:
        """The place of an option, or of the device where the option is not written."""
        return dict(self.at).get(option, self.position)


def summary_of(device: Device) -> Summary:
    """The summary of a device."""
    return Summary(
        device.name,
        device.crate,
        device.category,
        device.type_name,
        device.config,
        device.description.name,
        device.position,
        tuple((option, device.at[option]) for option in _NAMED if option in device.at),
    )
