# SPDX-License-Identifier: GPL-2.0-or-later
"""Every code that a diagnostic can have, as data: `vmgen explain CODE` and `docs/` print it.

A module per hundred of codes. A code is never given to anything else.
"""

from collections.abc import Mapping
from types import MappingProxyType

from vmgen.diagnostics.codes import vm1xx, vm2xx, vm4xx, vm6xx, vm7xx
from vmgen.diagnostics.codes.entry import Entry, Outcome, Rule, Severity

CODES: Mapping[str, Entry] = MappingProxyType(
    {entry.code: entry for part in (vm1xx, vm2xx, vm4xx, vm6xx, vm7xx) for entry in part.TABLE}
)

__all__ = ["CODES", "Entry", "Outcome", "Rule", "Severity"]
