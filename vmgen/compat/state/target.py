# SPDX-License-Identifier: GPL-2.0-or-later
"""The side that is to load a state: what it makes of one section."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field

from vmgen.codec import Codec, ErrorClass, WireError
from vmgen.compat.partial import lowered
from vmgen.compat.sides import Side
from vmgen.compat.state.fields import compare, too_new_or_old
from vmgen.compat.state.found import STOPS, Found, outcome_of
from vmgen.compat.state.machine import machine_found
from vmgen.compat.state.outside import OUTSIDE
from vmgen.compat.state.own import OwnState
from vmgen.diagnostics.codes import Outcome
from vmgen.diagnostics.codes.vm7xx.rule import WORST
from vmgen.layout import Body, LayoutError
from vmgen.layout.from_stream import from_stream
from vmgen.stream import Section
from vmgen.values import dataclass

A_BINARY = "the target as a QEMU binary, with `--options`"

EVERYWHERE = "fw_cfg"
"""A description that each system emulator has, whatever it was configured for (hw/nvram)."""


@dataclass(frozen=True, slots=True)
class Target:
    """What is known of it: a side, of specs their codecs too."""

    side: Side
    codecs: Mapping[str, Codec] = field(default_factory=dict)
    machines: Mapping[str, str] | None = None
    """Machine types by all their names, each with the one that it goes by; None if not told."""
    own: OwnState | None = None
    """What a binary saves itself."""

    @property
    def whole(self) -> bool:
        """Whether it tells of all types of devices, as the dump of a QEMU does.

        A dump of some, as `vmgen dump` makes them, lacks what each system emulator has.
        """
        return self.side.knowledge == "dump" and EVERYWHERE in self.side.sections

    def machine(self, name: str | None) -> list[Found]:
        """What it makes of the machine type of a state."""
        if name is None:
            return []
        if self.machines is not None:
            return machine_found(name, self.machines)
        text = f"the target has to be started with machine type {name!r}, if it has that"
        return [Found("undecided", "MACHINE_SAME", text, decides="a QEMU binary as target")]

    def loads(self, section: Section, page_size: int, *, numbered: bool) -> list[Found]:
        """What it makes of a section; one is `numbered` whose instance was not counted."""
        found = self._told(section, numbered)
        if self.own is not None and outcome_of(found) == "undecided":
            shown = self.own.takes(section, page_size)
            return found if shown is None else shown
        return found

    def _told(self, section: Section, numbered: bool) -> list[Found]:
        name = self.description_name(section)
        codec = self.codecs.get(name)
        if codec is not None:
            return _loaded(codec, section)
        bodies = unlike(item.body for item in self.side.sections.get(name, ()))
        if self.side.knowledge != "dump":  # the state's names are those of the C device
            bodies = [lowered(body) for body in bodies]
        found = [_compared(section, body) for body in bodies]
        taken = [item for item in found if outcome_of(item) not in STOPS]
        if taken:
            return min(taken, key=lambda item: WORST.index(outcome_of(item)))
        if name in OUTSIDE or not found:
            return self._untold(name, section, numbered)
        return max(found, key=_how_far)

    def description_name(self, section: Section) -> str:
        """The name of the section's description: without the path of a bus."""
        told = (section.description or {}).get("vmsd_name")
        if isinstance(told, str):
            return told
        rest = section.name
        while rest not in OUTSIDE and rest not in self.side.sections and "/" in rest:
            rest = rest.partition("/")[2]
        known = rest in OUTSIDE or rest in self.side.sections
        return rest if known else section.name.rpartition("/")[2]

    def _untold(self, name: str, section: Section, numbered: bool) -> list[Found]:
        """Of a section that no type of device of the target has."""
        outside = OUTSIDE.get(name)
        if outside is not None:
            if outside.version == section.version:
                return []
            text = f"{outside.what}: what the target makes of it is not told"
            return [Found("undecided", "SECTION_NOT_ADDED", text, decides=A_BINARY)]
        if numbered:
            text = f"instance {section.instance_id} of what is no type of device, or not the first"
            return [Found("undecided", "SECTION_SAME_INSTANCE_ID", text, decides=A_BINARY)]
        if self.whole:
            text = f"no type of device of the target has a description {name!r}"
            return [Found("refused", "SECTION_NOT_ADDED", text)]
        text = f"nothing is told of {name!r}"
        decides = "a spec of it, or the whole dump of a QEMU"
        return [Found("undecided", "SECTION_NOT_ADDED", text, decides=decides)]


def unlike(bodies: Iterable[Body]) -> list[Body]:
    """Those that differ: many types of devices share one description."""
    found: list[Body] = []
    for body in bodies:
        if body not in found:
            found.append(body)
    return found


def _compared(section: Section, own: Body) -> list[Found]:
    """What one description of the target makes of a section."""
    refused = too_new_or_old(own, section.version)
    if refused is not None:
        return [refused]
    if own.stub:
        text = "the target says that the device cannot migrate"
        return [Found("refused", "SECTION_UNMIGRATABLE_SAME", text)]
    if section.description is None or section.kind == "old-style":
        text = "the stream does not describe what is in it"
        return [Found("undecided", "FIELD_SAME_TYPE", text, decides="a stream with a description")]
    try:
        sent = from_stream(section.description)
    except (LayoutError, RecursionError) as error:
        text = f"the stream's description does not add up: {error}"
        return [Found("undecided", "FIELD_SAME_TYPE", text, decides=A_BINARY)]
    return compare(sent, own, section.version)


def _how_far(found: list[Found]) -> tuple[bool, int]:
    """Of descriptions that all refuse, the one meant is that which comes furthest."""
    offset = found[-1].offset
    return offset is not None, offset or 0


ENDS: dict[ErrorClass, tuple[str, Outcome]] = {
    ErrorClass.SECTION_TOO_NEW: ("VERSION_BUMP", "refused"),
    ErrorClass.TOO_NEW: ("VERSION_BUMP", "refused"),
    ErrorClass.TOO_OLD: ("MINIMUM_NOT_RAISED", "refused"),
    ErrorClass.UNKNOWN_SUBSECTION: ("SUBSECTION_ADDED", "refused"),
    ErrorClass.ELEMENT: ("POINTER_NULLNESS_SAME", "shifted"),
    ErrorClass.VALIDATION_FAILED: ("COUNT_VALIDATED", "refused"),
    ErrorClass.POST_LOAD: ("POST_LOAD_STRICTER", "refused"),
    ErrorClass.SHORT_STREAM: ("FIELD_ADDED_UNGATED", "shifted"),
    ErrorClass.FOOTER: ("FIELD_NOT_REMOVED", "shifted"),
}
"""The rule for what a load ends with, and what that is."""


def _loaded(codec: Codec, section: Section) -> list[Found]:
    """What a device of a spec makes of a section: it is loaded."""
    try:
        codec.decode(section.data, section.version, rules=False)
    except WireError as error:
        rule, outcome = ENDS[error.error_class]
        return [Found(outcome, rule, error.message, error.path, error.offset)]
    return []
