# SPDX-License-Identifier: GPL-2.0-or-later
"""Which sections of one name are of one device, and what that device is.

Names of descriptions are not unique: the `cpu` of one target is not that of another, and a version
of QEMU may have changed a device. What one machine of one folder of streams has under a name is one
device; what two of them have is, if it fits together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from vmgen.importer.arrange import depends_inside
from vmgen.importer.found import Description, Device, Field, Inside, Spot, Value
from vmgen.importer.parents import PARENTS
from vmgen.importer.remarks import kept
from vmgen.importer.shapes import Contradiction, described
from vmgen.importer.stream import Sample, Samples
from vmgen.model.nesting import begins
from vmgen.values import dataclass

MOST_OPTIONAL = 4
"""Of so many fields one may be there in some machines only, and it is still one device."""


@dataclass(slots=True)
class Group:
    """Sections that are of one device."""

    description: Description
    samples: list[Sample]


def groups(samples: Samples) -> list[Group]:
    """The devices that have sections of this name, those with most sections first.

    `Contradiction` where those of one machine do not fit together.
    """
    found: list[Group] = []
    for lot in _lots(samples):
        for number, group in enumerate(found):
            joined = _joined(group.samples, lot, samples.name)
            if joined is not None:
                found[number] = joined
                break
        else:
            found.append(Group(_description(lot, samples.name), lot))
    return sorted(found, key=lambda it: -sum(sample.sections for sample in it.samples))


def _lots(samples: Samples) -> list[list[Sample]]:
    """Samples that share a stream, so that one binary wrote them; those with most sections first.

    Where these do not fit together each is alone.
    """
    lots: list[tuple[set[str], list[Sample]]] = []
    for sample in samples.found.values():
        streams, members = set(sample.streams), [sample]
        apart = []
        for other in lots:
            if other[0] & streams:
                streams |= other[0]
                members = [*other[1], *members]
            else:
                apart.append(other)
        lots = [*apart, (streams, members)]
    found = [part for _, members in lots for part in _fitting(members, samples.name)]
    return sorted(found, key=lambda it: -sum(sample.sections for sample in it))


def _fitting(samples: list[Sample], name: str) -> list[list[Sample]]:
    try:
        fits = not _apart(_description(samples, name))
    except Contradiction:
        fits = False
    return [samples] if fits else [[sample] for sample in samples]


def _description(samples: Sequence[Sample], name: str) -> Description:
    made = described([sample.body for sample in samples], Spot(samples[0].at.source, path=name))
    return _with_own(made, samples)


def _joined(samples: list[Sample], lot: list[Sample], name: str) -> Group | None:
    """All of them as one device; None if it would be none that anybody has written.

    What two machines of one name have is one device if it can be at all, and can be said.
    """
    every = [*samples, *lot]
    try:
        made = _description(every, name)
    except Contradiction:
        return None
    if _apart(made) or depends_inside(made):
        return None
    same = {it for sample in samples for it in sample.machines}
    if not same.isdisjoint(it for sample in lot for it in sample.machines):
        return Group(made, every)
    optional = sum(map(_not_in_all, made.fields))
    gone = any(_gated_parent(field) for field in made.fields) or _taken(made)
    if gone or optional * MOST_OPTIONAL > len(made.fields):
        return None
    return Group(made, every)


def _apart(description: Description) -> bool:
    """Whether no field is in all sections: then it is two devices of one name."""
    return bool(description.fields) and all(map(_not_in_all, description.fields))


def _not_in_all(field: Field) -> bool:
    return bool(field.optional or field.since or field.until is not None)


def _gated_parent(field: Field) -> bool:
    """Whether it is a parent that not all have, which no device's is."""
    inside = isinstance(field.what, Inside) and field.what.description.name in PARENTS
    return inside and _not_in_all(field)


def _taken(description: Description) -> bool:
    """Whether a subsection would be taken for one of another that comes before it."""
    names = [item.description.name for item in description.subsections]
    return any(begins(later, name) for at, name in enumerate(names) for later in names[at + 1 :])


def _with_own(description: Description, samples: Sequence[Sample]) -> Description:
    """The same with what all sections had, of numbers that are compared."""
    seen: dict[str, set[int]] = {}
    for sample in samples:
        for path, values in sample.compared.items():
            seen.setdefault(path, set()).update(values)
    own = {path: min(values) for path, values in seen.items() if len(values) == 1}
    return _filled(description, own)


def _filled(description: Description, own: dict[str, int]) -> Description:
    return replace(
        description,
        fields=tuple(_filled_field(field, own) for field in description.fields),
        subsections=tuple(
            replace(item, description=_filled(item.description, own))
            for item in description.subsections
        ),
    )


def _filled_field(field: Field, own: dict[str, int]) -> Field:
    match field.what:
        case Value(kept="equal", info="") as value:
            number = own.get(field.at.path)
            if number is None:
                return kept(field, fits=False)
            return replace(field, what=replace(value, own=number))
        case Inside(inner) as what:
            return replace(field, what=replace(what, description=_filled(inner, own)))
    return field


def devices(samples: Samples) -> list[Device]:
    """What all groups of a name are."""
    return [Device(group.description) for group in groups(samples)]
