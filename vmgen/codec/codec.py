# SPDX-License-Identifier: GPL-2.0-or-later
"""The codec of a device: its sections as validated states, and back.

A second implementation of vmstate-wire.md beside the engine under `rust/`; the two share nothing
but that text, so that each can find the other's faults.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from vmgen.codec.leaves import at, owners
from vmgen.codec.load import FOOTER
from vmgen.codec.save import Saver, Span
from vmgen.codec.sections import Sections
from vmgen.diagnostics import Diagnostics
from vmgen.layout import MIGRATABLE, SCALARS
from vmgen.model.nodes import Device
from vmgen.values import Same

if TYPE_CHECKING:
    from vmgen.codec.state import DeviceState


class Codec:
    """Decodes and encodes the sections of one device.

    `wrapper_name` is the name of `Migratable`'s own description; only hostile input can tell.
    """

    def __init__(self, device: Device, *, wrapper_name: str = MIGRATABLE) -> None:
        from vmgen.codec.state import state_class  # and pydantic

        self.device = device
        self._sections = Sections(device, wrapper_name=wrapper_name)
        self.layout = self._sections.layout
        self.state_class = state_class(device)
        self._reset = self.state_class().model_dump()

    @property
    def name(self) -> str:
        """The name that the device's sections have, without a bus path."""
        return self.layout.name

    def state(self, **values: Any) -> DeviceState:
        """A state with these values and reset values for the rest.

        `ValueError` where one is wrong, or a rule is broken.
        """
        made = self.state_class(**values)
        if broken := self.broken_rules(made):
            raise ValueError("; ".join(broken))
        return made

    def broken_rules(self, state: DeviceState) -> list[str]:
        """What is wrong between the fields of a state: a reset device refuses what `encode` makes
        of it.

        A single assignment is not checked for this, as two may belong together.
        """
        values = state.model_dump()
        return [
            f"{'.'.join(owner.keys) or self.name} breaks `{rule.text}`"
            for owner in owners(self.layout)
            for rule in owner.body.rules
            if not all(map(rule.holds, at(values, owner.keys), at(self._reset, owner.keys)))
        ]

    def reset(self) -> DeviceState:
        """The state after a reset."""
        # From values: a class copies the default of each field, thousands of objects for some.
        return self.state_class(**self._reset)

    @property
    def reset_values(self) -> Mapping[str, Any]:
        """The values of that state, to be looked at only."""
        return self._reset

    def decode(
        self,
        data: bytes,
        version: int | None = None,
        *,
        into: DeviceState | None = None,
        footer: bytes = FOOTER,
        rules: bool = True,
    ) -> DeviceState:
        """The state that a device has after it loaded a section; `WireError` if it refuses.

        `version` is the section's (the device's own if None). `into` is the state before, a reset
        device if None; it is left as it is. `footer` follows the data: as in QEMU, data that is cut
        short is read on into it. With `footer=b""` it ends there (SHORT_STREAM). Without `rules`
        those of the device are not asked, which look at what was set before.
        """
        version = self.layout.version_id if version is None else version
        if not 0 <= version <= SCALARS["u32"].maximum:
            raise ValueError(f"a section's version is a u32, not {version}")
        before = self._reset if into is None else self._values(into)
        loaded = self._sections.load(data, version, before, footer, rules=rules)
        state = self.state_class(**loaded.values)
        state._subsections, state._places = loaded.present, loaded.places
        return state

    def encode(
        self,
        state: DeviceState,
        version: int | None = None,
        *,
        subsections: Collection[str] | None = None,
    ) -> bytes:
        """The section that a device in this state saves.

        `version` is that of an older device, whose later fields then are absent. `subsections`
        names those of the device to be sent (as `state.wire_subsections` does), whatever their
        conditions say; one within another goes by its own.
        Without it, a subsection of which only the author's method knows is sent if this state was
        decoded from a section that had it.

        `WireError` SAVE_VALIDATION for a count above its array, where QEMU ends.
        """
        return bytes(self.saved(state, version, subsections).data)

    def needed(self, state: DeviceState) -> bool:
        """Whether QEMU sends a section of a device in this state at all; true where only the
        author's method knows."""
        return self._sections.needed(state.model_dump())

    def spans(
        self,
        state: DeviceState,
        version: int | None = None,
        *,
        subsections: Collection[str] | None = None,
    ) -> tuple[Span, ...]:
        """Where each field lies in what `encode` gives for the same arguments."""
        return tuple(self.saved(state, version, subsections).spans)

    def saved(
        self,
        state: DeviceState,
        version: int | None = None,
        subsections: Collection[str] | None = None,
    ) -> Saver:
        """Both `encode` and `spans`, as `data` and `spans`, and where subsections belong."""
        low, high = self.layout.minimum_version_id, self.layout.version_id
        version = high if version is None else version
        if not low <= version <= high:
            raise ValueError(f"version {version} of `{self.name}` is not in {low}..={high}")
        if subsections is not None and (unknown := set(subsections) - self._sections.known):
            raise ValueError(f"`{self.name}` has no subsection {', '.join(sorted(unknown))}")
        sent = state.wire_subsections if subsections is None else subsections
        places = state._places if subsections is None else None
        return self._sections.save(self._values(state), version, subsections, sent, places=places)

    def _values(self, state: DeviceState) -> dict[str, Any]:
        """The state's values, checked again: an element of a list can be set unchecked."""
        values: dict[str, Any] = self.state_class.model_validate(state).model_dump()
        return values


@lru_cache(maxsize=256)
def _codec(key: Same[Device]) -> Codec:
    return Codec(key.value)


def decode(device: Device, data: bytes, version: int | None = None) -> DeviceState:
    """`Codec(device).decode(data, version)`, with one codec per device."""
    return _codec(Same(device)).decode(data, version)


def encode(device: Device, state: DeviceState, version: int | None = None) -> bytes:
    """`Codec(device).encode(state, version)`, for a state that this device's codec made."""
    return _codec(Same(device)).encode(state, version)


def codec_of(device: Device) -> Codec:
    """The one codec that `decode` and `encode` use for this device."""
    return _codec(Same(device))


def load_codecs(paths: Sequence[Path]) -> dict[str, Codec]:
    """The codecs of all devices below these paths, by the name of their sections.

    Raises `VmgenError` with everything that is wrong with the specs.
    """
    from vmgen.spec.read import read_specs

    diagnostics = Diagnostics()
    devices = read_specs(paths, diagnostics)
    diagnostics.raise_if_failed()
    return codecs_of(devices)


def codecs_of(devices: Iterable[Device]) -> dict[str, Codec]:
    """The codecs of devices, by the name of their sections."""
    return {device.description.name: Codec(device) for device in devices}
