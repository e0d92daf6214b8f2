# SPDX-License-Identifier: GPL-2.0-or-later
"""What one implementation makes of a section, in a form that two can be compared in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from functools import lru_cache
from typing import Any, NamedTuple

from vmgen.layout import bare
from vmgen.model.nodes import Device, Struct
from vmgen.model.walk import walk
from vmgen.values import Same, dataclass

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
    for item in device.all_fields:
        if item.name not in live or not item.migrate or item.place.is_property:
            continue
        if timers or not item.kind.timed:
            _flatten(live[item.name], item.name, found)
    known = _known_paths(Same(device))
    left_out = known.untold if timers else known.untold | known.authors
    if not (left_out or known.absent):
        return found
    return {
        path: _printed(held, known.absent.get(bare(path)))
        for path, held in found.items()
        if bare(path) not in left_out
    }


class _Known(NamedTuple):
    """Paths of a device, without indices; the same for each of its sections."""

    untold: set[str]
    """What only the wire has, such as what the author computes, and what the runner keeps."""
    absent: dict[str, int]
    """What the runner prints where something is absent."""
    authors: set[str]
    """What the author may keep for timers that do not tell."""


@lru_cache(maxsize=256)
def _known_paths(key: Same[Device]) -> _Known:
    untold: set[str] = set()
    absent: dict[str, int] = {}
    authors: set[str] = set()
    for site in walk(key.value):
        kind = site.field.kind
        untold.update(f"{site.path}.{name}" for name in kind.untold)
        if not kind.at_run_time:
            untold.add(site.path)
        if kind.absent is not None:
            absent[site.path] = kind.absent
        if isinstance(site.owner, Struct) and site.owner.timed and not site.field.migrate:
            authors.add(site.path)
    return _Known(untold, absent, authors)


def _printed(held: Held, absent: int | None) -> Held:
    """A value as the runner prints it: a timer that is not pending is a number."""
    if isinstance(held, list):
        return held if absent is None else [absent if item is None else item for item in held]
    return absent if held is None else held


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
