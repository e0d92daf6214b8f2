# SPDX-License-Identifier: GPL-2.0-or-later
"""What of C's initialisers, and who has a description: `dc->vmsd = &x`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from vmgen.importer.c.lexical import Tokens, closing, parts
from vmgen.importer.c.library import File

_HOLDER = re.compile(r"(\w+|\bDEVICE_CLASS\s*\([^()]*\))\s*$")
_LONGEST = 200
"""Characters of what holds a `vmsd`."""
_VMSD = re.compile(
    r"->\s*vmsd\s*=\s*&?\s*(\w+)" r"|\bdevice_class_set_vmsd\s*\([^,()]*,\s*&?\s*(\w+)"
)
_CLASS = re.compile(r"\bDeviceClass\s*\*\s*(\w+)")


def assigned(file: File) -> Iterator[tuple[str, int]]:
    """`dc->vmsd = &x`: the variables that are a class's description, and where that is said."""
    if "vmsd" not in file.source.text:
        return
    plain = file.source.plain
    classes = set(_CLASS.findall(plain))
    for match in _VMSD.finditer(plain):
        at = match.start()
        before = _HOLDER.search(plain, max(0, at - _LONGEST), at) if match[1] else None
        holder = before[1] if before is not None else "DEVICE_CLASS" if match[2] else ""
        # Other classes have a `vmsd`, too: virtio's is of what is behind the device's own.
        if holder.startswith("DEVICE_CLASS") or holder in classes:
            yield match[1] or match[2], at


def designators(items: Tokens) -> Iterator[tuple[str, Tokens]]:
    """The `.name = value` of an initialiser; a value without one has an empty name."""
    for part in parts(items):
        if len(part) > 3 and part[0].text == "." and part[2].text == "=":
            yield part[1].text, part[3:]
        elif part:
            yield "", part


def braced(items: Tokens) -> Tokens | None:
    """What is in the braces of a compound literal, or of an initialiser."""
    for index, item in enumerate(items):
        if item.text == "{":
            return items[index + 1 : closing(items, index) - 1]
    return None
