# SPDX-License-Identifier: GPL-2.0-or-later
"""VM7xx: the rules of compatibility between two layouts (compat-rules.md), a module per section."""

from vmgen.diagnostics.codes.vm7xx import (
    arrays,
    fields,
    locks,
    nested,
    sections,
    states,
    subsections,
    values,
)

RULES = (
    *sections.TABLE,
    *fields.TABLE,
    *arrays.TABLE,
    *nested.TABLE,
    *subsections.TABLE,
    *values.TABLE,
)
TABLE = (*RULES, *states.TABLE, *locks.TABLE)
