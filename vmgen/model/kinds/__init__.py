# SPDX-License-Identifier: GPL-2.0-or-later
"""The kinds of fields, one file each. A new kind is a line in `registry`.

Each is a file here and a template `templates/kinds/<stem>.rs.j2`; `registry` has them all. Of
bits_of (inside a bitfield) nothing is emitted by itself, of unknown nothing at all. `base`,
`named`, `part`, `around` and `sized` hold what several have in common.
"""

from vmgen.model.kinds.base import Kind as Kind
from vmgen.model.kinds.registry import *  # noqa: F403 (every kind is named there)
