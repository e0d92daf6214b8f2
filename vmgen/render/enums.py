# SPDX-License-Identifier: GPL-2.0-or-later
"""Variants of enums by their names, as values and as numbers on the wire."""

from __future__ import annotations

from vmgen.model.names import variant_name
from vmgen.model.nodes import Enum
from vmgen.render.scalars import widens


def variants(node: Enum) -> dict[int, str]:
    """What Rust calls each variant, by its number."""
    return {item.value: f"{node.name}::{variant_name(item.name)}" for item in node.variants}


def on_wire(value: str, number: str, wire: str) -> str:
    """A value of an enum over `number` as the number that travels.

    Every variant fits, so a cast loses nothing.
    """
    bits = f"{value}.into_bits()"
    if number == wire:
        return bits
    return f"{wire}::from({bits})" if widens(number, wire) else f"{bits} as {wire}"


def variants_on_wire(node: Enum, wire: str) -> dict[int, str]:
    """The number that travels for each variant, by its name."""
    assert node.repr is not None
    return {value: on_wire(name, node.repr, wire) for value, name in variants(node).items()}
