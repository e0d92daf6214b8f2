# SPDX-License-Identifier: GPL-2.0-or-later
"""What is told of a description, put so that the language can say it.

QEMU's Rust loads registers into a mirror that knows nothing of the device. What depends on the
device (an array of as many as it was made with, a field that some have) must therefore be a field
of the device itself. A struct in C that is one field has no bytes of its own, so its fields can
stand there in its place.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vmgen.importer.found import Description, Field, Inside, Skipped, Subsection, Unknown
from vmgen.model.names import member_name
from vmgen.model.nesting import begins


def arranged(description: Description) -> Description:
    """The same bytes, with as much inside registers as can be there."""
    description = _gated(description, description.minimum_version_id or 0)
    fields, subsections = list(description.fields), list(description.subsections)
    if fields and (last := _at_the_end(description)) is not None:
        fields[-1:] = _inside(fields[-1], last)
        subsections = [*last.subsections, *subsections]
    nothing = Field("nothing", Skipped(0), description.at)
    return replace(
        description,
        fields=tuple(_opened(fields)) or (nothing,),  # Rust has no list of no fields
        subsections=tuple(
            replace(item, description=arranged(item.description)) for item in subsections
        ),
    )


def _gated(description: Description, minimum: int) -> Description:
    """The same without gates that are open in every version that loads, or in none."""
    made = _marked(description)
    fields = (_entered(field) for field in made.fields if not never(field, made.version_id))
    return replace(
        made, fields=tuple(replace(it, since=0) if it.since <= minimum else it for it in fields)
    )


def never(field: Field, version_id: int | None) -> bool:
    """Whether its description's own version shuts its gate: the engine neither saves nor loads it
    (vmstate-wire.md section 17.3). None for a version that no source says."""
    return field.test is None and version_id is not None and field.since > version_id


def _entered(field: Field) -> Field:
    """A field, of a struct with what is in it as it is at its version.

    Where C asks a predicate it does not look at the versions.
    """
    what = field.what
    if field.test is not None:
        field = replace(field, since=0, until=None)
    return replace(field, what=_fixed(what)) if isinstance(what, Inside) else field


def _fixed(what: Inside) -> Inside:
    """A struct without gates: it is read at one version, whatever that of the section is."""
    inner = _marked(what.description)
    version = (inner.version_id or 0) if what.version is None else what.version
    fields = tuple(
        replace(_entered(field), since=0, until=None)
        for field in inner.fields
        if field.test is not None
        or (field.since <= version and (field.until is None or version <= field.until))
    )
    made = replace(inner, version_id=version, fields=fields)
    return replace(what, description=made, version=None)


def _marked(description: Description) -> Description:
    """The same with a field, behind the others, for each thing that was not understood of it."""
    marks = (Field("not_understood", Unknown(gap), gap.at) for gap in description.gaps)
    return replace(description, fields=(*description.fields, *marks), gaps=())


def of_device(field: Field, before: Sequence[Field] = ()) -> bool:
    """Whether it depends on the device: registers cannot say it.

    `before` are the fields of the same struct that come first: one of them may count it.
    """
    count = field.count
    if field.optional or field.test is not None:
        return True
    if count is None:
        return False
    counted = count.member and all(item.name != count.member for item in before)
    return count.varies or count.nulls or bool(counted)


def depends(description: Description) -> bool:
    """Whether anything in it, however deep, depends on the device."""
    fields = description.fields
    return any(
        of_device(field, fields[:number])
        or (isinstance(field.what, Inside) and depends(field.what.description))
        for number, field in enumerate(fields)
    ) or any(depends(item.description) for item in description.subsections)


def depends_inside(description: Description) -> bool:
    """Whether something that cannot be put into the device itself depends on it."""
    made = arranged(description)
    every = [*made.fields, *(field for item in _every(made) for field in item.fields)]
    return any(
        isinstance(field.what, Inside) and depends(field.what.description) for field in every
    )


def _every(description: Description) -> Iterator[Description]:
    """The descriptions of its subsections, however deep."""
    for item in description.subsections:
        yield item.description
        yield from _every(item.description)


def _at_the_end(description: Description) -> Description | None:
    """The struct that is last, if its subsections can as well be those of what is around it.

    They come where those do, and are looked for by the beginning of their names.
    """
    last = description.fields[-1]
    if not isinstance(last.what, Inside) or last.count is not None or of_device(last):
        return None
    inner = last.what.description
    names = [item.description.name for item in inner.subsections]
    fits = names and all(begins(name, description.name) for name in names)
    return inner if fits else None


def _opened(fields: Sequence[Field]) -> Iterator[Field]:
    """The fields; of a struct in which something depends on the device those in it."""
    for field in fields:
        if (inner := _to_open(field)) is None:
            yield field
        else:
            yield from _opened(list(_inside(field, inner)))


def _inside(field: Field, inner: Description) -> Iterator[Field]:
    """The fields of the struct that a field is, as they are called from outside.

    C's predicates of them get this struct: a method of the device is for this field alone.
    """
    outer = field.name
    names = {item.name for item in inner.fields}
    for item in inner.fields:
        if item.count is not None and item.count.member in names:
            count = replace(item.count, member=f"{outer}.{item.count.member}")
            item = replace(item, count=count)
        if item.test is not None and item.test.name:
            name = f"{member_name(outer)}_{item.test.name}"
            item = replace(item, test=replace(item.test, name=name))
        optional = item.optional and f"{outer}.{item.optional}"
        name = f"{outer}.{item.name}"
        yield replace(item, name=name, since=field.since, until=field.until, optional=optional)


def _to_open(field: Field) -> Description | None:
    """The struct that a field is, if something in it depends on the device and it can be opened."""
    what = field.what
    if not isinstance(what, Inside) or field.count is not None or of_device(field):
        return None
    inner = what.description
    return inner if depends(inner) and not inner.subsections else None


def shown(subsections: Sequence[Subsection]) -> Iterator[str]:
    """The names of subsections, however deep."""
    for item in subsections:
        yield item.description.name
        yield from shown(item.description.subsections)
