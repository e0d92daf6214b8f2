# SPDX-License-Identifier: GPL-2.0-or-later
"""What a model says, without where and how a spec says it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from vmgen.values import Frozen


def told(value: Any) -> Any:
    """What a node or value says, as plain data: without where in the spec it says that, and how."""
    match value:
        case Frozen():
            items = {field.name: getattr(value, field.name) for field in fields(value)}
            kept = {name: told(item) for name, item in items.items() if name not in _BESIDE}
            return {"": type(value).__name__, **kept}
        case tuple():
            return tuple(told(item) for item in value)
    return value


_BESIDE = ("position", "at", "spelled", "numbers", "order")
