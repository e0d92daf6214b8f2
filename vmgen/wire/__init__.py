# SPDX-License-Identifier: GPL-2.0-or-later
"""The wire: plans of what devices write, dumps of them, and a codec for real sections."""

from vmgen.wire.codec import Codec, codec_of, decode, encode, load_codecs
from vmgen.wire.derive import wire_plan
from vmgen.wire.errors import ErrorClass, WireError
from vmgen.wire.state import DeviceState

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
