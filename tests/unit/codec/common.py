# SPDX-License-Identifier: GPL-2.0-or-later
"""What the tests of `vmgen.codec` share: the device of specs/kinds.py, and random states of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from fuzz.corpus import GOLDEN, codecs_at
from vmgen.codec import Codec
from vmgen.codec.leaves import counts
from vmgen.layout import SCALARS, Body, Element, Nested, Number, WireField

SPECS = Path(__file__).parent / "specs"


def kinds() -> Codec:
    return codecs_at(SPECS / "kinds.py")["kinds"]


def nested() -> Codec:
    return codecs_at(SPECS / "nested.py")["nested"]


def golden() -> Codec:
    """The device of tests/golden/specs/kinds.py."""
    return codecs_at(GOLDEN / "kinds.py")["kinds"]


def counted() -> Codec:
    """The device of tests/golden/specs/counts.py."""
    return codecs_at(GOLDEN / "counts.py")["counts"]


def ringed() -> Codec:
    """The device of tests/golden/specs/rings.py."""
    return codecs_at(GOLDEN / "rings.py")["rings"]


def timed() -> Codec:
    """The device of tests/golden/specs/timed.py."""
    return codecs_at(GOLDEN / "timed.py")["timed"]


def patched(codec: Codec, state: Any, numbers: dict[str, int]) -> bytes:
    """What is saved, with other numbers by path: of arrays, the last element."""
    data, left = bytearray(codec.encode(state)), dict(numbers)
    for span in codec.spans(state):
        number = left.pop(span.path, None)
        if number is not None:
            mask = (1 << 8 * span.width) - 1
            data[span.end - span.width : span.end] = (number & mask).to_bytes(span.width, "big")
    assert not left
    return bytes(data)


def subsection(name: str, version: int, body: bytes) -> bytes:
    """A subsection as vmstate-wire.md section 10 writes it."""
    return bytes([5, len(name)]) + name.encode() + version.to_bytes(4, "big") + body


def body_values(body: Body) -> st.SearchStrategy[dict[str, Any]]:
    """Random values of everything in a description and its subsections."""
    most = counts(body)
    fields = [field for field in body.all_fields if field.key]
    values = {field.key: field_values(field) for field in fields if field.companion is None}
    sizes = {ring.modulo for ring in body.all_rings}
    values |= {
        key: st.integers(int(key in sizes), number) for key, number in most.items() if key in values
    }
    named = {field.key: field for field in fields}
    for ring in body.all_rings:
        slot = named[ring.slots].element
        assert isinstance(slot, Number)
        values[ring.key] = st.lists(element_values(ring.item(slot)), max_size=ring.capacity)
    return st.fixed_dictionaries(values)


def field_values(field: WireField) -> st.SearchStrategy[Any]:
    element = element_values(field.element)
    if field.flag:
        element = st.none() | element
    if field.count is None:
        return element
    if field.columns is None:
        length = field.count + sum(field.unsent)
        return st.lists(element, min_size=length, max_size=length)
    row = st.lists(element, min_size=field.columns, max_size=field.columns)
    rows = field.count // field.columns
    return st.lists(row, min_size=rows, max_size=rows)


def element_values(element: Element) -> st.SearchStrategy[Any]:
    if isinstance(element, Nested):
        return body_values(element.inner)
    if not isinstance(element, Number):
        return st.none() | st.integers(0, SCALARS["i64"].maximum)
    if element.variants is not None:
        return st.sampled_from([value for _, value in element.variants])
    if element.runtime == "bool":
        return st.booleans()
    numbers = st.integers(element.minimum, element.maximum)
    if not element.zero:
        numbers = numbers.filter(bool)
    if element.mask != -1 or element.force:
        numbers = numbers.map(lambda number: number & element.mask | element.force)
        numbers = numbers.filter(element.accepts)
    return numbers if element.none is None else st.none() | numbers
