"""Saving: the bytes that QEMU's engine writes for a state (vmstate-wire.md sections 5, 8, 10)."""

from __future__ import annotations

import struct
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from vmgen.wire.load import CODES, TIMER_OFF
from vmgen.wire.plan import (
    Body,
    Element,
    Nested,
    Number,
    Padding,
    Timer,
    WireField,
    WireSubsection,
    header,
)


@dataclass(frozen=True, slots=True)
class Span:
    """Where a field's elements, or a subsection's header, lie in a section."""

    path: str
    offset: int
    width: int
    """Bytes of one element."""
    count: int = 1
    element: Element | None = None
    """None for a header."""

    @property
    def end(self) -> int:
        """The offset behind it."""
        return self.offset + self.width * self.count


class Saver:
    """Writes one section from the values of a state.

    `sent` are the names of the device's subsections to send; with None their conditions decide.
    """

    def __init__(self, sent: Collection[str] | None = None) -> None:
        self.data = bytearray()
        self.spans: list[Span] = []
        self._sent = sent

    def body(self, body: Body, version: int, live: Mapping[str, Any], path: str = "") -> None:
        """A description at a version, with its subsections at their own."""
        for field in body.at(version):
            self._field(field, live.get(field.key), f"{path}{field.key or field.name}")
        for item in body.subsections:
            if self._needed(item, live):
                announced = header(item.body.name, item.body.version_id)
                self.spans.append(Span(item.body.name, len(self.data), len(announced)))
                self.data += announced
                self.body(item.body, item.body.version_id, live, path)

    def _needed(self, item: WireSubsection, live: Mapping[str, Any]) -> bool:
        if item.condition == "muldiv":
            return (live["multiplier"], live["divider"]) != (1, 1)
        if self._sent is not None:
            return item.body.name in self._sent
        return item.condition == "always" or bool(live[item.flag])

    def _field(self, field: WireField, value: Any, path: str) -> None:
        element, count = field.element, 1 if field.count is None else field.count
        values = [value] if field.count is None else value
        if isinstance(element, Nested):
            for index, item in enumerate(values):
                place = path if field.count is None else f"{path}[{index}]"
                # A wrapper writes nothing but its mirror.
                inner = element.inner
                self.body(inner, inner.version_id, item, f"{place}.")
            return
        self.spans.append(Span(path, len(self.data), element.size, count, element))
        match element:
            case Padding(size=size):
                self.data += bytes(size * count)
            case Number(encoding=encoding):
                self.data += struct.pack(f">{count}{CODES[encoding]}", *values)
            case Timer():
                times = [TIMER_OFF if item is None else item for item in values]
                self.data += struct.pack(f">{count}q", *times)
