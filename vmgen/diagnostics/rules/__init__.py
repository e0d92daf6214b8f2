# SPDX-License-Identifier: GPL-2.0-or-later
"""Every rule that a diagnostic can name, as data: `vmgen explain CODE` and `docs/` print it.

A module per hundred of codes. A code is never given to another rule.
"""

from vmgen.diagnostics.rules import vm1xx, vm2xx, vm4xx
from vmgen.diagnostics.rules.rule import Rule, Severity

RULES: dict[str, Rule] = {rule.code: rule for part in (vm1xx, vm2xx, vm4xx) for rule in part.TABLE}

__all__ = ["RULES", "Rule", "Severity"]
