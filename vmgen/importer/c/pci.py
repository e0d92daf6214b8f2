# SPDX-License-Identifier: GPL-2.0-or-later
"""How large the configuration space of a PCI device is, which its type says by its interfaces.

A type that is an Express device alone has 4,096 bytes, one of conventional buses alone 256. Of one
that is both the bus decides, or code of its own (vmstate-macros.md section 4).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from vmgen.importer.c.qom import ObjectType
from vmgen.importer.composites import (
    CONVENTIONAL_DEVICE,
    EXPRESS_CONFIG,
    EXPRESS_DEVICE,
    STANDARD,
)
from vmgen.importer.found import Bytes, Description, Field, Gap, Inside, Spot, Unknown, What

_PCI = STANDARD["PCIDevice"]


def sized(
    description: Description,
    types: Callable[[], Sequence[ObjectType]],
    known: Callable[[], Mapping[str, ObjectType]],
    *,
    unsure: Callable[[], bool],
) -> Description:
    """A description whose PCI parent, in its subsections, too, is as large as its types say.

    `types` gives those, `known` the ones that others derive from, by name. Without a type nothing
    is said, unless `unsure`: then its file has Express devices, and says at run time which.
    """
    found = types() if _has(description) else ()
    made = [it for it in found if not it.abstract] or found[:1]
    if not made and _has(description) and unsure():
        return _sized(description, "the types of the file")
    if not made:
        return description
    said = {frozenset(_interfaces(it, known)) for it in made}
    if said == {frozenset((CONVENTIONAL_DEVICE,))}:
        return description
    sure = said == {frozenset((EXPRESS_DEVICE,))}
    return _sized(description, "" if sure else f"`{made[0].name}`")


def _interfaces(kind: ObjectType | None, known: Callable[[], Mapping[str, ObjectType]]) -> set[str]:
    """Those of buses that a type and its parents have, as far as the files given say."""
    found, seen = set[str](), set[str]()
    while kind is not None and kind.name not in seen:
        seen.add(kind.name)
        found.update(kind.interfaces)
        kind = known().get(kind.parent) if kind.parent else None
    return found & {CONVENTIONAL_DEVICE, EXPRESS_DEVICE}


def _has(description: Description) -> bool:
    return any(_field(it, "") is not it for it in description.fields) or any(
        _has(item.description) for item in description.subsections
    )


def _sized(description: Description, unsure: str) -> Description:
    subsections = (
        replace(item, description=_sized(item.description, unsure))
        for item in description.subsections
    )
    fields = (_field(it, unsure) for it in description.fields)
    return replace(description, fields=tuple(fields), subsections=tuple(subsections))


def _field(field: Field, unsure: str) -> Field:
    """The same, but for the one that is the parent."""
    what = field.what
    if not isinstance(what, Inside) or what.description is not _PCI:
        return field
    return replace(field, what=replace(what, description=_parent(field.at, unsure)))


def _parent(at: Spot, unsure: str) -> Description:
    """QEMU's own, of an Express device; marked if the type says that it may be another one."""
    config: What = Bytes(EXPRESS_CONFIG)
    if unsure:
        text = (
            f"`config`: 256 bytes, or {EXPRESS_CONFIG} on PCI Express, and the interfaces of "
            f"{unsure} do not say which"
        )
        mend = (
            f"Write `Buffer[{EXPRESS_CONFIG}]`, or make the parent a `ParentField[PCIDevice]` of "
            "256."
        )
        config = Unknown(Gap("VM618", text, mend, at))
    fields = (replace(it, what=config) if it.name == "config" else it for it in _PCI.fields)
    return replace(_PCI, fields=tuple(fields))
