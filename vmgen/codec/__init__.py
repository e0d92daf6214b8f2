# SPDX-License-Identifier: GPL-2.0-or-later
"""Sections of devices as states, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from vmgen.codec.codec import Codec, codec_of, codecs_of, decode, encode, load_codecs
from vmgen.codec.errors import ErrorClass, WireError

if TYPE_CHECKING:
    from vmgen.codec.state import DeviceState

__all__ = [
    "Codec",
    "DeviceState",
    "ErrorClass",
    "WireError",
    "codec_of",
    "codecs_of",
    "decode",
    "encode",
    "load_codecs",
]


def __getattr__(name: str) -> Any:
    """States are pydantic's, which is imported for who asks for one."""
    if name == "DeviceState":
        from vmgen.codec.state import DeviceState

        return DeviceState
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
