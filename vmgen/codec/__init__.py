# SPDX-License-Identifier: GPL-2.0-or-later
"""The wire: plans of what devices write, dumps of them, and a codec for real sections."""

from vmgen.codec.codec import Codec, codec_of, decode, encode, load_codecs
from vmgen.codec.errors import ErrorClass, WireError
from vmgen.codec.state import DeviceState
from vmgen.layout.from_model import wire_plan

__all__ = [
    "Codec",
    "DeviceState",
    "ErrorClass",
    "WireError",
    "codec_of",
    "decode",
    "encode",
    "load_codecs",
    "wire_plan",
]
