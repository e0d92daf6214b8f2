# SPDX-License-Identifier: GPL-2.0-or-later
"""What vmgen says of a spec: values, gathered and shown together, never raised one by one."""

from vmgen.diagnostics.codes import CODES, Entry
from vmgen.diagnostics.diagnostic import Diagnostic, Diagnostics, Position, Severity, VmgenError

__all__ = [
    "CODES",
    "Diagnostic",
    "Diagnostics",
    "Entry",
    "Position",
    "Severity",
    "VmgenError",
]
