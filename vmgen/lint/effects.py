# SPDX-License-Identifier: GPL-2.0-or-later
"""Options that would change nothing where they stand: refused, as what the spec says is built."""

from __future__ import annotations

from vmgen.diagnostics import Diagnostics
from vmgen.model.kinds import KINDS
from vmgen.model.kinds.saying import Say
from vmgen.model.nodes import Device, travels
from vmgen.model.walk import Site, each

_OF_THE_WIRE = (
    "since",
    "until",
    "needed",
    "count",
    "present",
    "mask",
    "force",
    *(name for kind in KINDS for name in kind.wire_options),
    "absent",
)
"""Options that are about how a field travels, and nothing else."""


def check_effects(device: Device, diagnostics: Diagnostics) -> None:
    """Check the options of all fields that no other check has looked at."""
    say = Say(diagnostics)
    for site in each(device):
        if site.field.kind.unread:
            continue
        if not site.registers:
            _device_field(site, say)
        elif not site.field.migrate:
            say.no_effect(site.field, _OF_THE_WIRE, "it does not travel")


def _device_field(site: Site, say: Say) -> None:
    field = site.field
    if not travels(field):
        # `since` of a property has a message of its own (values.py).
        known = ("since",) if field.place.is_property else ()
        options = [option for option in _OF_THE_WIRE if option not in known]
        say.no_effect(field, options, "it does not travel")
        if field.place.is_property or field.kind.wiring:
            say.no_effect(field, ["migrate"], "it never travels")
    else:
        mend = "Put the value into a `Registers` struct behind `Migratable`."
        say.no_effect(field, ["mask", "force"], "it is no register", mend)
    field.kind.check_in_device(site, say)
