# SPDX-License-Identifier: GPL-2.0-or-later
"""Types of the model as Rust writes them."""

from __future__ import annotations

from vmgen.model.types import (
    ArrayOf,
    Atomic,
    BitsOf,
    Cell,
    Custom,
    Duration,
    Fifo,
    Migratable,
    Named,
    NonZero,
    Optional,
    Padding,
    Part,
    Property,
    Scalar,
    Type,
    WireOnly,
)


def rust_type(type_: Type, *, wrap: Type | None = None) -> str:
    """The Rust type; with `wrap` of an array's shape, an array of it."""
    if isinstance(wrap, ArrayOf):
        return f"[{rust_type(type_)}; {wrap.extent}]"
    match type_:
        case Scalar(name=name) | Named(name=name):
            return name
        case ArrayOf(item=item):
            return f"[{rust_type(item)}; {type_.extent}]"
        case NonZero(item=item):
            return f"NonZero{item.name.capitalize()}"
        case Atomic(item=item):
            return f"Atomic{item.name.capitalize()}"
        case Optional(item=item):
            return f"Option<{rust_type(item)}>"
        case Duration():
            return "Duration"
        case Fifo(item=item):
            return f"VecDeque<{item.name}>"
        case WireOnly(item=item):
            return rust_type(item)
        case Custom(name=name):
            return name
        case BitsOf(width=width):
            return f"u{width}"
        case Cell(name=name, item=item):
            return f"{name}<{rust_type(item)}>"
        case Migratable(item=item):
            return f"Migratable<{rust_type(item)}>"
        case Property(item=item):
            return rust_type(item)
        case Part(name="Clock"):
            return "Owned<Clock>"
        case Part(name=name):
            return name
        case Padding(size=size):
            return f"[u8; {size}]"
    raise AssertionError(f"no Rust type for {type_}")
