# SPDX-License-Identifier: GPL-2.0-or-later
"""Sections as their specs see them: names of the spec, and what numbers mean.

The seam is `vmgen.stream.Decoder`, so that the printers of `vmgen inspect` take either view.
"""

from __future__ import annotations

from collections.abc import Mapping

from vmgen.codec import Codec
from vmgen.codec.save import Span
from vmgen.layout import BitField, Number, Timer
from vmgen.layout.outgoing import TIMER_OFF
from vmgen.stream import DescriptionDecoder, Section, Value
from vmgen.stream.value import Leaf
from vmgen.verify.solve import UnsolvedError, solve


class SpecDecoder:
    """By specs where there is one for a section, and by the stream's description elsewhere."""

    def __init__(self, codecs: Mapping[str, Codec]) -> None:
        self._codecs = codecs
        self._described = DescriptionDecoder()

    def decode(self, section: Section) -> Value:
        """The tree. What a spec refuses is shown by its description, with the refusal as reason."""
        codec = self._codec(section)
        if codec is None:
            return self._described.decode(section)
        tree = self._described.decode(section)
        try:
            state = solve(codec, section.data, section.version, tree).state
            spans = codec.spans(state, section.version)
        except UnsolvedError as error:
            tree.reason = tree.reason or f"the spec refuses it: {error}"
            return tree
        if spans and spans[-1].end != len(section.data):
            return tree  # sent in another order than we would
        children = [_leaf(span, section.data) for span in spans if span.element]
        return Value(
            section.name,
            "section",
            0,
            len(section.data),
            children=children,
            vmsd=codec.name,
            version=section.version,
        )

    def _codec(self, section: Section) -> Codec | None:
        if section.description is None:
            return None
        return self._codecs.get(str(section.description.get("vmsd_name", "")))


def _leaf(span: Span, data: bytes) -> Value:
    raw = data[span.offset : span.end]
    element = span.element
    if not isinstance(element, Number | Timer):
        return Value(span.path, "unused_buffer", span.offset, len(raw), raw)
    numbers = tuple(
        int.from_bytes(raw[at : at + span.width], "big", signed=element.scalar.signed)
        for at in range(0, len(raw), span.width)
    )
    value: Leaf = numbers if span.count > 1 else numbers[0]
    note = meaning(element, numbers[0]) if span.count == 1 else None
    count = span.count if span.count > 1 else None
    return Value(
        span.path, element.encoding, span.offset, len(raw), value, count=count, reason=note
    )


def meaning(element: Number | Timer, number: int) -> str | None:
    """An enum's variant, the bit fields that are set, or the unit; None where there is no more."""
    if isinstance(element, Timer):
        return "not pending" if number == TIMER_OFF else element.unit
    if element.variants is not None:
        return _variant(element.variants, number)
    return _bit_fields(element.bits, number) if element.bits else element.unit or None


def _variant(variants: tuple[tuple[str, int], ...], number: int) -> str:
    """The name of an enum's value, or the number."""
    return next((name for name, value in variants if value == number), str(number))


def _bit_fields(bits: tuple[BitField, ...], number: int) -> str:
    """The fields of a register that are not zero: `enable, level=HIGH, divider=0x3`."""
    shown, at = [], 0
    for item in bits:
        value = number >> at & (1 << item.width) - 1
        at += item.width
        if not value:
            continue
        text = item.name if item.width == 1 else f"{item.name}={value:#x}"
        if item.variants is not None:
            text = f"{item.name}={_variant(item.variants, value)}"
        shown.append(text)
    return ", ".join(shown) or "none set"
