# SPDX-License-Identifier: GPL-2.0-or-later
"""What one implementation makes of a section, in a form that two can be compared in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from vmgen.codec.codec import SameDevice
from vmgen.layout import bare
from vmgen.layout.outgoing import TIMER_OFF
from vmgen.model.nodes import Device, Field, Struct, has_timer, is_timer, struct_of
from vmgen.model.types import Part, Property, Type, WireOnly

UNFINISHED = "TODO"
"""As the reason of a refusal: the author's code ended in an open `todo!`."""

Held = int | None | list[int]
Values = Mapping[str, Held]
"""Run-time values by path: `regs.mbox[0].count`, `clk.period`. Arrays of numbers are one value.

None is an option that is absent.
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What `who` made of a section: the bytes saved back and the values, or why it was refused."""

    who: str
    saved: bytes = b""
    values: Values = field(default_factory=dict)
    refused: str = ""
    """Error class (vmstate-wire.md section 19), `DIED` for a program that did not answer, or
    `UNFINISHED`."""
    message: str = ""


def rust_answer(who: str, answer: Mapping[str, Any]) -> Answer:
    """The runner's answer to one section."""
    if "saved" in answer:
        return Answer(who, bytes.fromhex(answer["saved"]), answer["values"])
    if "save_error" in answer:
        return Answer(who, refused="SAVE", message=answer["save_error"])
    if "error" in answer:
        return Answer(who, refused="REQUEST", message=answer["error"])
    return Answer(who, values=answer["values"], refused=answer["class"], message=answer["message"])


def runtime_values(device: Device, live: Mapping[str, Any], *, timers: bool = True) -> Values:
    """The values of a state (`state.model_dump()`) that the runner has too.

    Left out are properties and what does not travel, which a section cannot change, the factors of
    clocks, and where the dialect's timers cannot be asked (`timers`), those.
    """
    found: dict[str, Held] = {}
    for part in device.all_fields:
        type_ = part.type
        if part.name not in live or not part.migrate or isinstance(type_, Property):
            continue
        if not timers and is_timer(type_):
            continue
        value = live[part.name]
        if _is_part(type_, "Clock"):
            found[f"{part.name}.period"] = value["period"]
        else:
            _flatten(value, part.name, found)
    known = _known_paths(SameDevice(device))
    left_out = known.computed if timers else known.computed | known.authors
    if not (left_out or known.timers):
        return found
    return {
        path: _stopped(held) if bare(path) in known.timers else held
        for path, held in found.items()
        if bare(path) not in left_out
    }


class _Known(NamedTuple):
    """Paths of a device, without indices; the same for each of its sections."""

    computed: set[str]
    timers: set[str]
    authors: set[str]


@lru_cache(maxsize=256)
def _known_paths(key: SameDevice) -> _Known:
    device = key.device
    return _Known(computed_paths(device), timer_paths(device), author_paths(device))


def _stopped(held: Held) -> Held:
    """A timer that is not pending, as the runner prints it."""
    if isinstance(held, list):
        return [TIMER_OFF if item is None else item for item in held]
    return TIMER_OFF if held is None else held


def computed_paths(device: Device) -> set[str]:
    """Paths, without indices, of what only the wire has, such as what the author computes."""
    return _paths(device, device.all_fields, "", lambda item: isinstance(item.type, WireOnly))


def author_paths(device: Device) -> set[str]:
    """Paths, without indices, of what the author may keep for timers that do not tell."""
    structs = [node for node in device.types if isinstance(node, Struct) and has_timer(node)]
    kept = {id(field) for node in structs for field in node.all_fields if not field.migrate}
    return _paths(device, device.all_fields, "", lambda field: id(field) in kept)


def timer_paths(device: Device) -> set[str]:
    """Paths, without indices, of all timers."""
    return _paths(device, device.all_fields, "", lambda item: is_timer(item.type))


def _paths(
    device: Device, fields: Iterable[Field], prefix: str, wanted: Callable[[Field], bool]
) -> set[str]:
    """Paths of the wanted fields, at any depth."""
    found: set[str] = set()
    for item in fields:
        if wanted(item):
            found.add(f"{prefix}{item.name}")
        struct = struct_of(device, item.type)
        if struct is not None:
            found |= _paths(device, struct.all_fields, f"{prefix}{item.name}.", wanted)
    return found


def _is_part(type_: Type, name: str) -> bool:
    return isinstance(type_, Part) and type_.name == name


def _flatten(value: Any, path: str, found: dict[str, Held]) -> None:
    """The numbers of a value, and those below it: this is where a fuzzer spends its time."""
    if type(value) is dict:
        for key, item in value.items():
            _flatten(item, f"{path}.{key}", found)
    elif type(value) is not list:
        found[path] = None if value is None else int(value)
    elif value and type(value[0]) is dict:
        for index, item in enumerate(value):
            _flatten(item, f"{path}[{index}]", found)
    elif value and type(value[0]) is list:
        found[path] = [item for row in value for item in row]
    else:
        found[path] = value  # bools, enums and bitfields are numbers already
