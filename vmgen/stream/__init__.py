# SPDX-License-Identifier: GPL-2.0-or-later
"""Reading real QEMU migration streams: framing, and sections by the description they carry.

with open_stream(path) as stream:
    for section in stream.sections():
        values = decode_section(section)
        assert encode_section(values) == section.data
"""

from vmgen.stream.decode import Decoder, DescriptionDecoder, decode_section
from vmgen.stream.encode import encode_section
from vmgen.stream.errors import StreamError
from vmgen.stream.reader import Stream, open_stream
from vmgen.stream.section import Section
from vmgen.stream.value import Value, count_leaves

__all__ = [
    "Decoder",
    "DescriptionDecoder",
    "Section",
    "Stream",
    "StreamError",
    "Value",
    "count_leaves",
    "decode_section",
    "encode_section",
    "open_stream",
]
