# SPDX-License-Identifier: GPL-2.0-or-later
"""The rules of compatibility by name; what they say is data of `diagnostics`."""

from __future__ import annotations

from vmgen.diagnostics.codes import Rule
from vmgen.diagnostics.codes.vm7xx import RULES, states

_BY_NAME = {rule.name: rule for rule in (*RULES, *states.TABLE)}


def rule_of(name: str) -> Rule:
    """The rule of a name; `KeyError` where there is none."""
    return _BY_NAME[name]
