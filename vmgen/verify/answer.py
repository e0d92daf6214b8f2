"""What one implementation makes of a section, in a form that two can be compared in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from vmgen.model.nodes import Device, Field, struct_of
from vmgen.model.types import Part, Property, Type, WireOnly

TIMER_OFF = -1
"""A timer that is not pending, as a value."""

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
    """Error class (vmstate-wire.md section 19), or `DIED` for a program that did not answer."""
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
        if not timers and _is_part(type_, "Timer"):
            continue
        value = live[part.name]
        if _is_part(type_, "Clock"):
            found[f"{part.name}.period"] = value["period"]
        elif value is None and _is_part(type_, "Timer"):
            found[part.name] = TIMER_OFF
        else:
            _flatten(value, part.name, found)
    computed = computed_paths(device)
    if not computed:
        return found
    return {path: held for path, held in found.items() if bare(path) not in computed}


def bare(path: str) -> str:
    """A path without indices."""
    return re.sub(r"\[\d+\]", "", path)


def computed_paths(device: Device) -> set[str]:
    """Paths, without indices, of what only the wire has, such as what the author computes."""
    return _computed(device, device.all_fields, "")


def _computed(device: Device, fields: Iterable[Field], prefix: str) -> set[str]:
    """Paths of the numbers that only the wire has: nothing at run time stands for them."""
    found: set[str] = set()
    for item in fields:
        if isinstance(item.type, WireOnly):
            found.add(f"{prefix}{item.name}")
        struct = struct_of(device, item.type)
        if struct is not None:
            found |= _computed(device, struct.all_fields, f"{prefix}{item.name}.")
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
    else:
        found[path] = value  # bools, enums and bitfields are numbers already
