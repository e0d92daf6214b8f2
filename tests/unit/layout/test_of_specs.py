# SPDX-License-Identifier: GPL-2.0-or-later
"""What the layout of a spec says beside places: resets, units, bits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from fuzz.corpus import GOLDEN, SPECS, codecs_at
from vmgen.codec import Codec
from vmgen.layout import Body, Nested, Padding
from vmgen.layout.outgoing import outgoing


def codecs() -> list[Codec]:
    return [codec for folder in (SPECS, GOLDEN) for codec in codecs_at(folder).values()]


def at_reset(body: Body, live: Any) -> Iterator[tuple[str, Any, Any]]:
    """By field what the layout says, and what a state at reset sends."""
    for field in body.all_fields:
        element = field.element
        if isinstance(element, Padding):
            assert field.reset is None
        elif isinstance(element, Nested):
            assert field.reset is None
            for item in outgoing(field, live):
                yield from at_reset(element.inner, item)
        else:
            sent = tuple(outgoing(field, live))
            assert field.reset is not None
            assert len(field.reset) == (1 if field.count is None else field.count)
            yield field.key, field.reset[: len(sent)], sent


@pytest.mark.parametrize("codec", codecs(), ids=lambda codec: str(codec.name))
def test_resets_are_what_a_state_at_reset_sends(codec: Codec) -> None:
    found = list(at_reset(codec.layout, codec.reset().model_dump()))
    assert found
    assert [(key, said) for key, said, sent in found if said != sent] == []


def test_resets_of_all_kinds_were_there() -> None:
    found = [item for codec in codecs() for item in at_reset(codec.layout, codec.reset_values)]
    assert any(any(said) for _, said, _ in found)
    assert any(min(said, default=0) < 0 for _, said, _ in found)


def fields(body: Body) -> Iterator[tuple[str, Any]]:
    for field in body.all_fields:
        yield field.key, field.element
        if isinstance(field.element, Nested):
            yield from fields(field.element.inner)


def test_units_and_bits() -> None:
    found = [item for codec in codecs() for item in fields(codec.layout)]
    units = {getattr(element, "unit", "") for _, element in found}
    assert {"ns", "ms", "in 2^-32 ns"} <= units
    pl011 = dict(fields(next(codec.layout for codec in codecs() if codec.name == "pl011")))
    bits = {item.name: item for item in pl011["line_control"].bits}
    assert bits["fifos_enabled"].width == 1
    assert dict(bits["word_length"].variants or ())["EIGHT_BITS"] == 3
