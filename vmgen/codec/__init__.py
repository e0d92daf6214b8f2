# SPDX-License-Identifier: GPL-2.0-or-later
"""Sections of devices as states, and back."""

from vmgen.codec.codec import Codec, codec_of, codecs_of, decode, encode, load_codecs
from vmgen.codec.errors import ErrorClass, WireError
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
