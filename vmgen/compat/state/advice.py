# SPDX-License-Identifier: GPL-2.0-or-later
"""What somebody with a state can do, who cannot change the device (compat-rules.md section 9)."""

from __future__ import annotations

_AWAY = "unplug the device before the state is saved, if the guest can be without it"

_NEWER = (
    "load it with a QEMU that is at least as new as the one that saved it: no machine type changes "
    f"a version; or {_AWAY}"
)
_OLDER = (
    "load it with a release in between, which still reads this version, and save it there again; "
    f"or {_AWAY}"
)
_OTHER = (
    "load it with the release that saved it, or save it with a machine type as old as the target: "
    f"a property may keep the layout of then; or {_AWAY}"
)
_PROPERTY = (
    "save it with an older machine type, or with the device's property that turns the subsection "
    f"off; it is sent only in some states, so another moment may do; or {_AWAY}"
)

WAYS = {
    "VERSION_BUMP": _NEWER,
    "SUBSECTION_VERSION_BUMP": _NEWER,
    "MINIMUM_NOT_RAISED": _OLDER,
    "SUBSECTION_MINIMUM_RAISED": _OLDER,
    "SUBSECTION_ADDED": _PROPERTY,
    "SECTION_NOT_ADDED": (
        "start the target with the machine type of the state, and with the devices that were there "
        f"when it was saved; if it has no such device, {_AWAY}"
    ),
    "SECTION_UNMIGRATABLE_SAME": _AWAY,
    "MACHINE_SAME": "start a target that has the machine type of the state under the same name",
    "POST_LOAD_STRICTER": "give the device of the target the properties that it was saved with",
    "COUNT_VALIDATED": "give the device of the target the properties that it was saved with",
}
"""By names of rules."""


def ways_out(rule: str) -> str:
    """What may help where a state is refused by a rule."""
    return WAYS.get(rule, _OTHER)
