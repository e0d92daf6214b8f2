# SPDX-License-Identifier: GPL-2.0-or-later
"""The kinds of fields, one file each. A new kind is a line in `registry`.

Each is a file here and a template `templates/kinds/<stem>.rs.j2`. The stems: number, enumeration,
bitfield, nested, nonzero, atomic, option, duration, ring, wire_only, custom, padding, clock, timer,
interrupt, region; and bits_of (inside a bitfield) and unknown, of which nothing is emitted.
`base`, `named` and `part` hold what several have in common.
"""

from vmgen.model.kinds.base import Kind as Kind
from vmgen.model.kinds.registry import *  # noqa: F403 (every kind is named there)
