# SPDX-License-Identifier: GPL-2.0-or-later
"""In what `vmgen dump` of a spec differs from the dump of a real QEMU, as far as the wire goes.

What is no difference, by rule:

- The size of a struct is that of C's memory; what is in it is compared instead.
- A timer is a pointer in most C devices: 8 bytes, 0 in an array of 11.1. We say what a timer has.
- A gate at or below the minimum version of its description is always open, as none is; so is each
  inside a struct of C's, which is read at its own version, whatever the section's.
- QEMU 7.2 does not print how many elements an array has.
- A description in C that is one struct alone, where we have the fields: what is in it is compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

TIMER, POINTERS = 48, (0, 8)
Dumped = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Otherwise:
    """Fields of C's that a spec means otherwise: as many bytes, one after another."""

    real: tuple[str, ...]
    made: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Difference:
    """What the real dump has at a place, and what ours has."""

    place: str
    real: Any
    made: Any


class Comparison:
    """One real description beside ours; `numbers` where the version prints those of elements."""

    def __init__(self, *, numbers: bool, otherwise: Sequence[Otherwise] = ()) -> None:
        self._numbers = numbers
        self._otherwise = otherwise
        self.used: set[Otherwise] = set()

    def differences(
        self, real: Dumped, made: Dumped, place: str = "", *, nested: bool = False
    ) -> Iterator[Difference]:
        """All of them, order and all."""
        for key in ("name", "version_id", "minimum_version_id"):
            if real[key] != made[key]:
                yield Difference(f"{place}{key}", real[key], made[key])
        alone = real.get("Fields", [])
        if len(alone) == 1 and "Description" in alone[0] and len(made["Fields"]) > 1:
            real, nested = alone[0]["Description"], True
        yield from self._fields(real, made, place, nested=nested)
        theirs, ours = real.get("Subsections", []), made.get("Subsections", [])
        if [item["name"] for item in theirs] != [item["name"] for item in ours]:
            yield Difference(f"{place}Subsections", _names(theirs, "name"), _names(ours, "name"))
            return
        for old, new in zip(theirs, ours, strict=True):
            yield from self.differences(old, new, f"{place}{old['name']}: ")

    def _fields(
        self, real: Dumped, made: Dumped, place: str, *, nested: bool
    ) -> Iterator[Difference]:
        theirs, ours = list(real.get("Fields", [])), list(made.get("Fields", []))
        for item in self._otherwise:
            yield from self._joined(item, theirs, ours)
        if _names(theirs) != _names(ours):
            yield Difference(f"{place}Fields", _names(theirs), _names(ours))
            return
        for old, new in zip(theirs, ours, strict=True):
            where = f"{place}{old['field']}"
            gates = 0 if nested else _gate(old, real), _gate(new, made)
            if gates[0] != gates[1]:
                yield Difference(f"{where}: version_id", *gates)
            if old["field_exists"] != new["field_exists"]:
                yield Difference(f"{where}: field_exists", old["field_exists"], new["field_exists"])
            if self._numbers and old.get("num") != new.get("num"):
                yield Difference(f"{where}: num", old.get("num"), new.get("num"))
            if ("Description" in old) != ("Description" in new):
                yield Difference(f"{where}: a struct", "Description" in old, "Description" in new)
            elif "Description" in old:
                inner = old["Description"], new["Description"]
                yield from self.differences(*inner, f"{where}.", nested=True)
            elif old["size"] != new["size"] and not _pointer(old, new):
                yield Difference(f"{where}: size", old["size"], new["size"])

    def _joined(
        self, item: Otherwise, theirs: list[Dumped], ours: list[Dumped]
    ) -> Iterator[Difference]:
        """Take out what is the same bytes under other names; one for one only has another name."""
        first, second = _run(theirs, item.real), _run(ours, item.made)
        if first is None or second is None:
            return
        self.used.add(item)
        old, new = theirs[first], ours[second]
        if len(old) == len(new):
            pairs = zip(old, new, strict=True)
            ours[second] = [{**right, "field": left["field"]} for left, right in pairs]
            return
        del theirs[first], ours[second]
        sizes = [sum(each["size"] * each.get("num", 1) for each in side) for side in (old, new)]
        if self._numbers and sizes[0] != sizes[1]:
            yield Difference(", ".join(item.real), *sizes)


def _run(fields: list[Dumped], names: tuple[str, ...]) -> slice | None:
    """Where fields of these names lie, one after another."""
    for start in range(len(fields) - len(names) + 1):
        if tuple(_names(fields[start : start + len(names)])) == names:
            return slice(start, start + len(names))
    return None


def _names(fields: Sequence[Dumped], key: str = "field") -> list[str]:
    return [item[key] for item in fields]


def _gate(field: Dumped, owner: Dumped) -> int:
    """The version from which on a field is there; 0 where it always is."""
    gate: int = field["version_id"]
    return gate if gate > owner["minimum_version_id"] else 0


def _pointer(real: Dumped, made: Dumped) -> bool:
    return made["size"] == TIMER and real["size"] in POINTERS
