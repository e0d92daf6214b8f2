# SPDX-License-Identifier: GPL-2.0-or-later
"""What is wrong with a model in any dialect: every fault is noted, none stops the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vmgen.diagnostics import Diagnostics
from vmgen.lint.conditions import check_conditions
from vmgen.lint.effects import check_effects
from vmgen.lint.gates import check_gates
from vmgen.lint.lengths import check_lengths
from vmgen.lint.marks import check_marks
from vmgen.lint.names import check_names
from vmgen.lint.options import check_options
from vmgen.lint.parents import check_parents
from vmgen.lint.partly import check_partly
from vmgen.lint.pointers import check_pointers
from vmgen.lint.shapes import check_shapes
from vmgen.lint.subsections import check_subsections
from vmgen.lint.together import check_together
from vmgen.lint.values import check_values
from vmgen.lint.versions import check_versions
from vmgen.model.nodes import Device
from vmgen.model.summary import Summary

__all__ = ["check_device", "check_project"]


def check_device(device: Device, diagnostics: Diagnostics) -> None:
    """Check one device."""
    checks = (
        check_marks,
        check_names,
        check_lengths,
        check_subsections,
        check_shapes,
        check_parents,
        check_values,
        check_options,
        check_effects,
        check_versions,
        check_conditions,
        check_gates,
        check_partly,
        check_together,
        check_pointers,
    )
    for check in checks:
        check(device, diagnostics)


_UNIQUE: tuple[tuple[str, str, Callable[[Summary], str], str, str], ...] = (
    (
        "crate",
        "crate",
        lambda device: device.crate,
        "One device is one crate, and a workspace has each crate's name once.",
        "Give one of them another `crate=`.",
    ),
    (
        "QOM type",
        "type_name",
        lambda device: device.type_name,
        "QEMU aborts when a second type of one name is registered, and a dump would lose one.",
        "Give one of them another `type_name=`.",
    ),
    (
        "Kconfig symbol",
        "config",
        lambda device: device.config,
        "One symbol would switch both devices, and Kconfig would have it twice.",
        "Give one of them another `config=`.",
    ),
    (
        "name of sections",
        "name",
        lambda device: device.section,
        "In a machine with both, only the order in which they were made would tell their sections "
        "apart, and no reader of a stream knows it.",
        "Give one of them another `name=`; if no machine has both, read their specs one at a time.",
    ),
)
"""What no two devices share: in words, the option that says it, where, why, and the mend."""


def check_project(devices: Sequence[Summary], diagnostics: Diagnostics) -> None:
    """Check what only all devices together show: names that two of them have."""
    for what, option, name_of, cause, mend in _UNIQUE:
        seen: dict[str, Summary] = {}
        for device in devices:
            name = name_of(device)
            first = seen.setdefault(name, device)
            if first is not device and not _follows(option, device, first):
                message = (
                    f"the {what} `{name}` is already that of `{first.name}` ({first.position})"
                )
                diagnostics.add("VM112", device.where(option), message, cause=cause, mend=mend)


def _follows(option: str, device: Summary, other: Summary) -> bool:
    """Whether two names are equal because those are from which they are made, which is said."""
    return option in ("type_name", "config") and option not in dict(device.at + other.at)
