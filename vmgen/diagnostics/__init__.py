# SPDX-License-Identifier: GPL-2.0-or-later
"""What vmgen says of a spec: values, gathered and shown together, never raised one by one."""

from vmgen.diagnostics.diagnostic import Diagnostic, Diagnostics, Position, Severity, VmgenError
from vmgen.diagnostics.rules import RULES, Rule

__all__ = [
    "RULES",
    "Diagnostic",
    "Diagnostics",
    "Position",
    "Rule",
    "Severity",
    "VmgenError",
]
