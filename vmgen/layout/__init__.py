# SPDX-License-Identifier: GPL-2.0-or-later
"""What lies where in a section: data, without pydantic, that loads in a few milliseconds.

from_stream, from_dump   what a stream or a dump says of a device, as a layout
to_dump                  a layout as a dump
outgoing                 from a state to the numbers that a layout sends
condition                when a subsection is sent, and what must hold between fields

A spec's layout is made by `vmgen.model.layout.layout_of`, which knows the model; this package does
not.
"""

from vmgen.layout.body import (
    CLOCK_BODY,
    MIGRATABLE,
    SUBSECTION,
    Body,
    Companion,
    Element,
    Entries,
    Nested,
    Role,
    When,
    WireField,
    WireSubsection,
    flat,
    header,
    opens,
)
from vmgen.layout.element import (
    NULL,
    NULL_POINTER,
    BitField,
    Number,
    Padding,
    Raw,
    Timer,
    Untold,
    whole,
)
from vmgen.layout.errors import LayoutError
from vmgen.layout.paths import bare
from vmgen.layout.ring import Form, Mark, Part, Ring, RingFault
from vmgen.layout.scalars import SCALARS, ScalarInfo

__all__ = [
    "CLOCK_BODY",
    "MIGRATABLE",
    "NULL",
    "NULL_POINTER",
    "SCALARS",
    "SUBSECTION",
    "BitField",
    "Body",
    "Companion",
    "Element",
    "Entries",
    "Form",
    "LayoutError",
    "Mark",
    "Nested",
    "Number",
    "Padding",
    "Part",
    "Raw",
    "Ring",
    "RingFault",
    "Role",
    "ScalarInfo",
    "Timer",
    "Untold",
    "When",
    "WireField",
    "WireSubsection",
    "bare",
    "flat",
    "header",
    "opens",
    "whole",
]
