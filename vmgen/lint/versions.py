# SPDX-License-Identifier: GPL-2.0-or-later
"""Version ids and gates (vmstate-wire.md sections 7 and 11, compat-rules.md section 3)."""

from __future__ import annotations

from collections.abc import Sequence

from vmgen.diagnostics import Diagnostics
from vmgen.model.gates import comes_or_goes
from vmgen.model.nodes import Description, Device, Field, Struct
from vmgen.model.walk import owners


def check_versions(device: Device, diagnostics: Diagnostics) -> None:
    """Versions in range and in order; gates that are reached, and that can work where they are."""
    for owner in owners(device):
        _description(owner.description, diagnostics)
        head, section = owner.description, device.description
        if isinstance(owner, Struct):
            around = device.heads.get(owner.name, [section])
            _gates_in_registers(owner, around, diagnostics)
            section = around[0]
            if owner.name in device.versioned:
                head = section
                _own_version(owner, section, diagnostics)
            else:
                _minimum_inside(owner, diagnostics)
        for field in owner.fields:
            _since(field, head, diagnostics)
            _until(field, section, diagnostics)
        for subsection in owner.subsections:
            _description(subsection.description, diagnostics)
            for field in subsection.fields:
                _since(field, subsection.description, diagnostics)
                _until(field, subsection.description, diagnostics)


def _description(item: Description, diagnostics: Diagnostics) -> None:
    for option in ("version_id", "minimum_version_id"):
        value = getattr(item, option)
        if not 0 <= value <= 255:
            message = f"`{option}` {value} of `{item.name}` is not in 0..255"
            diagnostics.add("VM131", item.where(option), message)
    if item.minimum_version_id > item.version_id:
        at = item.where("minimum_version_id")
        message = (
            f"`minimum_version_id` {item.minimum_version_id} of `{item.name}` is above its "
            f"`version_id` {item.version_id}"
        )
        diagnostics.add("VM130", at, message)


def _minimum_inside(node: Struct, diagnostics: Diagnostics) -> None:
    """A nested description is loaded at its own version, so nothing is ever below its minimum."""
    item = node.description
    if (
        not node.path
        and "minimum_version_id" in item.at
        and item.minimum_version_id < item.version_id
    ):
        message = f"`{item.name}` is nested: nobody looks at its `minimum_version_id`"
        diagnostics.add("VM134", item.where("minimum_version_id"), message)


def _own_version(node: Struct, head: Description, diagnostics: Diagnostics) -> None:
    """Registers whose fields come and go have the versions of the section or subsection."""
    for option in ("version_id", "minimum_version_id"):
        section, own = getattr(head, option), getattr(node.description, option)
        if option in node.description.at and own != section:
            message = (
                f"`{node.name}` has fields that come or go, so it travels at the version of "
                f"`{head.name}`: its `{option}` is {section}, not {own}"
            )
            diagnostics.add("VM124", node.where(option), message)


def _since(field: Field, item: Description, diagnostics: Diagnostics) -> None:
    if field.since < 0:
        diagnostics.add(
            "VM106", field.where("since"), f"`since` takes a version, not {field.since}"
        )
    if field.since > item.version_id:
        message = (
            f"`{field.name}` travels since version {field.since}, but `{item.name}` is at "
            f"`version_id` {item.version_id}"
        )
        diagnostics.add("VM132", field.where("since"), message)


def _until(field: Field, item: Description, diagnostics: Diagnostics) -> None:
    """A field that is gone was there in a version that still loads."""
    until, at = field.until, field.where("until")
    if until is None:
        return
    if until < 0:
        diagnostics.add("VM106", at, f"`until` takes a version, not {until}")
    elif until >= item.version_id:
        message = (
            f"`{field.name}` travels until version {until}, and `{item.name}` is at "
            f"`version_id` {item.version_id}: it is never gone"
        )
        mend = "Remove it; or raise `version_id` above the last version that has the field."
        diagnostics.add("VM124", at, message, mend=mend)
    elif until < max(item.minimum_version_id, field.since):
        first = max(item.minimum_version_id, field.since)
        message = (
            f"`{field.name}` travels until version {until}, but is loaded from version {first} on"
        )
        mend = "Remove the field, or lower `minimum_version_id` (or `since=`)."
        diagnostics.add("VM132", at, message, mend=mend)


def _gates_in_registers(
    node: Struct, around: Sequence[Description], diagnostics: Diagnostics
) -> None:
    """Registers follow the version of what they lie in, where vmgen describes them and that is
    one."""
    if not node.path and len(around) < 2:
        return
    where = "in QEMU's own parent"
    if not node.path:
        where = f"in registers that lie in `{around[0].name}` and in `{around[1].name}`"
    for field in node.fields:
        head = next((head for head in around if comes_or_goes(field, head)), None)
        if head is not None:
            option = "since" if field.since > head.minimum_version_id else "until"
            message = f"`{field.name}` has `{option}={getattr(field, option)}` {where}"
            diagnostics.add("VM133", field.where(option), message)
