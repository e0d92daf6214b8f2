# SPDX-License-Identifier: GPL-2.0-or-later
"""Fields of both sides as they are matched: what was sent, and what the target would read."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby
from operator import attrgetter

from vmgen.layout import Body, WireField
from vmgen.layout.infos import POINTERS
from vmgen.values import dataclass

_OCCURRENCE = re.compile(r"(.+)\[\d+\]")


@dataclass(frozen=True, slots=True)
class Sent:
    """A field of the stream with all its elements, which may be described one by one."""

    name: str
    fields: tuple[WireField, ...]
    offset: int
    """Of its first byte in the section."""

    @property
    def size(self) -> int:
        """Bytes of all elements."""
        return sum(field.size for field in self.fields)

    @property
    def count(self) -> int | None:
        """How many elements; None where null pointers among them make the description wrong.

        Older releases give a first run of pointers the length of the whole array
        (vmstate-wire.md section 13).
        """
        if len(self.fields) > 1 and any(field.count is not None for field in self.fields):
            return None
        if any(field.info in POINTERS for field in self.fields):
            return None
        return sum(1 if field.count is None else field.count for field in self.fields)

    @property
    def first(self) -> WireField:
        """Its first element, or run of them."""
        return self.fields[0]

    @property
    def base(self) -> str:
        """The name without which of several of this name it is."""
        return base_name(self.name)


@dataclass(frozen=True, slots=True)
class Own:
    """A field of the target, with the name that its own stream would have for it."""

    name: str
    field: WireField

    @property
    def maybe(self) -> bool:
        """Whether code of the device decides if it is there."""
        return self.field.tested

    @property
    def base(self) -> str:
        """The name without which of several of this name it is."""
        return self.field.name


def base_name(name: str) -> str:
    """A name without the `[k]` that tells fields of one name apart."""
    match = _OCCURRENCE.fullmatch(name)
    return match[1] if match else name


def sent_items(body: Body, offset: int) -> list[Sent]:
    """What was sent of a body, in order."""
    found = []
    for name, group in groupby(body.fields, key=attrgetter("name")):
        item = Sent(name, tuple(group), offset)
        offset += item.size
        found.append(item)
    return found


def own_items(body: Body) -> list[Own]:
    """What a body of the target has, at any version."""
    times = Counter(field.name for field in body.fields)
    seen: Counter[str] = Counter()
    found = []
    for field in body.fields:
        name = field.name
        if times[name] > 1:
            name = f"{name}[{seen[field.name]}]"
            seen[field.name] += 1
        found.append(Own(name, field))
    return found
