# SPDX-License-Identifier: GPL-2.0-or-later
"""Sections as their specs see them: names of the spec, and what numbers mean.

The seam is `vmgen.stream.Decoder`, so that the printers of `vmgen inspect` take either view.
"""

from __future__ import annotations

from collections.abc import Mapping

from vmgen.codec import Codec
from vmgen.codec.save import Span
from vmgen.layout import Number, Padding, Timer, bare
from vmgen.model.nodes import Bits, Device, Enum, Field, struct_of
from vmgen.model.types import BitsOf, Named
from vmgen.stream import DescriptionDecoder, Section, Value
from vmgen.stream.value import Leaf
from vmgen.verify.solve import UnsolvedError, solve

_CLOCK_UNIT = "in 2^-32 ns"  # hwcore::Clock counts so (qemu-rust-api.md section 3.1)


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
        children = [_leaf(codec.device, span, section.data) for span in spans if span.element]
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


def _leaf(device: Device, span: Span, data: bytes) -> Value:
    raw = data[span.offset : span.end]
    if isinstance(span.element, Padding) or span.element is None:
        return Value(span.path, "unused_buffer", span.offset, len(raw), raw)
    encoding = "i64" if isinstance(span.element, Timer) else getattr(span.element, "encoding", "u8")
    signed = encoding.startswith("i")
    numbers = tuple(
        int.from_bytes(raw[at : at + span.width], "big", signed=signed)
        for at in range(0, len(raw), span.width)
    )
    value: Leaf = numbers if span.count > 1 else numbers[0]
    note = _meaning(device, span, numbers) if span.count == 1 else None
    count = span.count if span.count > 1 else None
    return Value(span.path, encoding, span.offset, len(raw), value, count=count, reason=note)


def _meaning(device: Device, span: Span, numbers: tuple[int, ...]) -> str | None:
    """An enum's variant, the bit fields that are set, or the unit."""
    number = numbers[0]
    if isinstance(span.element, Timer):
        return "not pending" if number == -1 else "ns"
    if span.path.endswith(".period") and len(span.path.split(".")) == 2:
        return _CLOCK_UNIT
    if isinstance(span.element, Number) and span.element.type_name is not None:
        node = device.find(span.element.type_name)
        if isinstance(node, Enum):
            return variant(node, number)
        if isinstance(node, Bits):
            return bit_fields(device, node, number)
    field = _field(device.all_fields, device, bare(span.path).split("."))
    return field.unit if field is not None else None


def variant(node: Enum, number: int) -> str:
    """The name of an enum's value, or the number."""
    names = {item.value: item.name for item in node.variants}
    return names.get(number, str(number))


def bit_fields(device: Device, node: Bits, number: int) -> str:
    """The fields of a register that are not zero: `enable, level=HIGH, divider=3`."""
    shown, at = [], 0
    for item in node.fields:
        part = number >> at & (1 << item.width) - 1
        at += item.width
        if not part:
            continue
        text = item.name if item.width == 1 else f"{item.name}={part:#x}"
        if isinstance(item.type, Named) and not isinstance(item.type, BitsOf):
            inner = device.find(item.type.name)
            text = f"{item.name}={variant(inner, part) if isinstance(inner, Enum) else part}"
        shown.append(text)
    return ", ".join(shown) or "none set"


def _field(fields: tuple[Field, ...], device: Device, names: list[str]) -> Field | None:
    """The field of the model that a path names."""
    found = next((item for item in fields if item.name == names[0]), None)
    if found is None or len(names) == 1:
        return found
    struct = struct_of(device, found.type)
    return _field(struct.all_fields, device, names[1:]) if struct is not None else None
