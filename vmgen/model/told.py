# SPDX-License-Identifier: GPL-2.0-or-later
"""What a model says, without where and how a spec says it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel


def told(value: Any) -> Any:
    """What a node or value says, as plain data: without where in the spec it says that, and how."""
    match value:
        case BaseModel():
            items = {name: getattr(value, name) for name in type(value).model_fields}
            kept = {name: told(item) for name, item in items.items() if name not in _BESIDE}
            return {"": type(value).__name__, **kept}
        case tuple():
            return tuple(told(item) for item in value)
    return value


_BESIDE = ("position", "at", "spelled", "numbers", "order")
