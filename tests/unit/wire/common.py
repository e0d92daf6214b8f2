"""What the tests of `vmgen.wire` share: the device of specs/kinds.py, and random states of it."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from vmgen.model.types import SCALARS
from vmgen.wire import Codec, load_codecs
from vmgen.wire.plan import Body, Element, Nested, Number, WireField

SPECS = Path(__file__).parent / "specs"


@cache
def kinds() -> Codec:
    return load_codecs([SPECS])["kinds"]


def subsection(name: str, version: int, body: bytes) -> bytes:
    """A subsection as vmstate-wire.md section 10 writes it."""
    return bytes([5, len(name)]) + name.encode() + version.to_bytes(4, "big") + body


def body_values(body: Body) -> st.SearchStrategy[dict[str, Any]]:
    """Random values of everything in a description and its subsections."""
    fields = [*body.fields, *(field for item in body.subsections for field in item.body.fields)]
    return st.fixed_dictionaries({field.key: field_values(field) for field in fields if field.key})


def field_values(field: WireField) -> st.SearchStrategy[Any]:
    element = element_values(field.element)
    if field.count is None:
        return element
    return st.lists(element, min_size=field.count, max_size=field.count)


def element_values(element: Element) -> st.SearchStrategy[Any]:
    if isinstance(element, Nested):
        return body_values(element.inner)
    if not isinstance(element, Number):
        return st.none() | st.integers(0, SCALARS["i64"].maximum)
    if element.variants is not None:
        return st.sampled_from([value for _, value in element.variants])
    if element.runtime == "bool":
        return st.booleans()
    return st.integers(element.minimum, element.maximum)
