# SPDX-License-Identifier: GPL-2.0-or-later
"""Fields that are there only if: a load must be able to say so when it comes to them.

Facts: vmstate-wire.md section 7. The condition is asked of the object as far as it has been loaded:
of a device its cells and properties, of registers the numbers that have arrived for the mirror.
"""

from __future__ import annotations

from collections.abc import Iterator

from vmgen.diagnostics import Diagnostics
from vmgen.expression import Interval
from vmgen.layout import SCALARS
from vmgen.lint.conditions import NOT_SENT, device_ranges, expression_is_good, struct_ranges
from vmgen.model.gates import comes_or_goes
from vmgen.model.nodes import Device, Field, Struct, travels
from vmgen.model.walk import owners

_LATER = "comes later on the wire: a load has not read it yet"
_ITSELF = "is the field itself: a load has not read it yet"
_UNANNOUNCED = (
    "Nothing in the stream announces a field in the middle: both sides must know from what comes "
    "before it, or from the machine, whether it is there."
)


def check_gates(device: Device, diagnostics: Diagnostics) -> None:
    """Check `needed=` of fields, and what cannot be left out."""
    for owner in owners(device):
        for index, field in enumerate(owner.fields):
            if field.needed is not None and not field.kind.unread and travels(field):
                _needed(device, owner, index, diagnostics)
            if isinstance(owner, Struct) and _gated(device, field):
                _compared(device, field, diagnostics)
        _rings(device, owner, diagnostics)


def arrived(device: Device, owner: Device | Struct) -> dict[str, Interval]:
    """What conditions of fields can name, with all that a number on the wire may be."""
    if isinstance(owner, Device):
        return device_ranges(device, of_types=True)
    found = struct_ranges(device, owner, of_types=True)
    for field in owner.fields:
        wire = field.kind.wire_scalar(device, field)
        number = field.kind.number
        if wire is not None and field.name in found and not (number and number.name == "bool"):
            found[field.name] = SCALARS[wire].minimum, SCALARS[wire].maximum
    return found


def _gated(device: Device, field: Field) -> bool:
    return field.needed is not None or comes_or_goes(field, device.description)


def _needed(device: Device, owner: Device | Struct, index: int, diagnostics: Diagnostics) -> None:
    field = owner.fields[index]
    assert field.needed is not None
    at = field.where("needed")
    if isinstance(owner, Struct) and owner.path:
        diagnostics.add("VM124", at, f"`needed` has no effect on `{field.name}`: QEMU loads it")
    elif field.needed.kind != "expression":
        says = "it has changed" if field.needed.kind == "changed" else "a method says so"
        message = f"`{field.name}`: a load cannot know whether {says} where the section is sent"
        mend = (
            "Say `needed=` with an expression over what comes before it, or a property; or put the "
            "field into a subsection, which says by its name that it is there."
        )
        diagnostics.add("VM170", at, message, cause=_UNANNOUNCED, mend=mend)
    else:
        ranges, others = _named(device, owner, index)
        expression_is_good(field.needed.text, (ranges, ranges, others), at, diagnostics)


def _named(
    device: Device, owner: Device | Struct, index: int
) -> tuple[dict[str, Interval], dict[str, str]]:
    """What the condition of a field can name, and why it cannot name the others."""
    there = {field.name for field in owner.fields[:index]}
    if isinstance(owner, Device):
        there |= {field.name for field in owner.all_fields if not travels(field)}
    ranges = {
        name: interval
        for name, interval in arrived(device, owner).items()
        if name.partition(".")[0] in there
    }
    others = {}
    for field in owner.all_fields:
        if field.kind.unread:
            others[field.name] = ""
        elif isinstance(owner, Struct) and not field.migrate:
            others[field.name] = NOT_SENT
        elif field.name not in there:
            others[field.name] = _ITSELF if field is owner.fields[index] else _LATER
    return ranges, others


def _compared(device: Device, field: Field, diagnostics: Diagnostics) -> None:
    """A number that must be the device's own is compared, whatever arrived."""
    name = next(_equal(device, field, field.name), None)
    if name is None:
        return
    message = f"`{name}` must always arrive: a restore compares it with what is there"
    mend = "Let it travel always, or write the number itself, with a rule or `check=True`."
    option = next(option for option in ("needed", "since", "until") if option in field.at)
    cause = (
        "What did not arrive would be its reset value, and refused where the device has another."
    )
    diagnostics.add("VM204", field.where(option), message, cause=cause, mend=mend)


def _equal(device: Device, field: Field, path: str) -> Iterator[str]:
    if field.kind.compared:
        yield path
    struct = field.kind.struct(device)
    for inner in struct.all_fields if struct is not None else ():
        yield from _equal(device, inner, f"{path}.{inner.name}")


def _rings(device: Device, owner: Device | Struct, diagnostics: Diagnostics) -> None:
    """The parts of a FIFO are there together, or not at all."""
    first: dict[str, Field] = {}
    for field in owner.all_fields:
        for name in field.source.of if field.source is not None else ():
            other = first.setdefault(name, field)
            both = _gated(device, field) or _gated(device, other)
            if both and _when(field) != _when(other):
                message = f"`{field.name}` and `{other.name}` of `{name}` are not there together"
                mend = "Give all parts of the FIFO the same `since=`, `until=` and `needed=`."
                diagnostics.add("VM163", field.position, message, mend=mend)
                return


def _when(field: Field) -> tuple[object, ...]:
    return field.since, field.until, field.needed
