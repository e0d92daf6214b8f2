# SPDX-License-Identifier: GPL-2.0-or-later
"""VM135 and VM136: what the crates in the output folder promised, and the specs no longer keep.

Looked at before a build overwrites `layout.txt`, the layout that the crate's vectors were made
from. A crate without one says nothing: it is new, or older than the file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from vmgen.diagnostics import Diagnostics
from vmgen.history.compare import Change, changes
from vmgen.history.text import layout_text, read_layout
from vmgen.layout import Body
from vmgen.model.layout import layout_of
from vmgen.model.nodes import Device
from vmgen.model.places import places

LAYOUT = "layout.txt"


def warn_of_changes(
    devices: Iterable[Device], roots: Sequence[Path], diagnostics: Diagnostics
) -> None:
    """Compare each device with its crate in the trees, the same change being said once.

    A root is laid out like QEMU's `rust/`.
    """
    for device in devices:
        built = [old for root in roots if (old := _built(device, root)) is not None]
        if not built:
            continue
        new = layout_of(device)
        known = [layout_text(new)]
        for old in built:
            if (text := layout_text(old)) not in known:
                known.append(text)
                _compare(device, old, new, diagnostics)


def _built(device: Device, root: Path) -> Body | None:
    """The layout of the crate, in whatever category it was."""
    folder = root / "hw" / device.category / device.crate
    moved = root.glob(f"hw/*/{device.crate}/{LAYOUT}")
    for file in [folder / LAYOUT, *sorted(moved)]:
        try:
            return read_layout(file.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError):
            continue
    return None


def _compare(device: Device, old: Body, new: Body, diagnostics: Diagnostics) -> None:
    if old.name != new.name:
        message = f"the section is called `{new.name}` now, and was `{old.name}`"
        diagnostics.add("VM136", device.where("name"), message)
        return
    if old.version_id > new.version_id:
        message = f"`version_id` of `{new.name}` is {new.version_id} now, and was {old.version_id}"
        diagnostics.add("VM136", device.where("version_id"), message)
    where = places(device)
    for change in changes(old, new):
        paths = [item.path for item in (change.new, change.old) if item is not None]
        known = [where[path] for path in (change.subsection, *paths) if path in where]
        at = known[0] if known else device.position
        diagnostics.add("VM135", at, _message(change), mend=_mend(change))


def _message(change: Change) -> str:
    old, new, name = change.old, change.new, change.subsection
    section = f"`{change.section}` version {change.version}"
    if new is None:
        return f"{section} had a subsection `{name}`: one that arrives is refused now"
    if old is None:
        return f"{section} always sends `{name}` now: a QEMU that does not have it yet refuses it"
    if name:
        place = f"behind byte {new.offset:#x} of its fields, and did so behind {old.offset:#x}"
        return f"{section} looks for subsection `{name}` {place}"
    if new.path == old.path and new.offset != old.offset:
        return f"{section}: {new} is at byte {new.offset:#x} now, and was at {old.offset:#x}"
    return f"{section}: at byte {new.offset:#x} is {new} now, where {old} was"


def _mend(change: Change) -> str:
    """Of a subsection: others than for fields. Empty for the code's own."""
    once = "If no such stream is out there, nothing is to do: this is said once."
    if change.subsection and change.new is None:
        return f"Keep it, with a field that nothing else uses. {once}"
    if change.subsection and change.old is None:
        return f"Say with `needed=` when it has something to tell. {once}"
    if change.subsection:
        return f"Leave its fields in the registers, or the device, that had them. {once}"
    return ""
