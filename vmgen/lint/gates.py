# SPDX-License-Identifier: GPL-2.0-or-later
"""Fields that are there only if: a load must be able to say so when it comes to them.

Facts: vmstate-wire.md section 7. The condition is asked of the object as far as it has been loaded:
of a device its cells and properties, of registers the numbers that have arrived for the mirror.
"""

from __future__ import annotations

from collections.abc import Iterator

from vmgen.diagnostics import Diagnostics
from vmgen.lint.conditions import expression_is_good
from vmgen.model.gates import gated
from vmgen.model.nodes import Device, Field, Struct, travels
from vmgen.model.scope import arriving
from vmgen.model.walk import owners

_UNANNOUNCED = (
    "Nothing in the stream announces a field in the middle: both sides must know from what comes "
    "before it, or from the machine, whether it is there."
)

_NO_DEVICE = (
    "What QEMU loads into is made anew for each load, and nothing in it leads to the device or to "
    "what the registers were."
)
_KNOWN = (
    "Say `needed=` with an expression over what comes before it, or a property; or put the field "
    "into a subsection, which says by its name that it is there."
)


def check_gates(device: Device, diagnostics: Diagnostics) -> None:
    """Check `needed=` of fields, and what cannot be left out."""
    for owner in owners(device):
        for field in owner.fields:
            if field.needed is not None and not field.kind.unread and travels(field):
                _needed(device, owner, field, diagnostics)
            if isinstance(owner, Struct) and gated(device, owner, field):
                _compared(device, field, diagnostics)
        _rings(device, owner, diagnostics)


def _needed(device: Device, owner: Device | Struct, field: Field, diagnostics: Diagnostics) -> None:
    assert field.needed is not None
    at = field.where("needed")
    if isinstance(owner, Struct) and owner.path:
        diagnostics.add("VM124", at, f"`needed` has no effect on `{field.name}`: QEMU loads it")
    elif field.needed.kind == "changed":
        message = f"`{field.name}`: a load cannot know whether it has changed where it is sent"
        diagnostics.add("VM170", at, message, cause=_UNANNOUNCED, mend=_KNOWN)
    elif field.needed.asks and isinstance(owner, Struct):
        message = (
            f"`{field.name}`: a load fills a mirror of `{owner.name}`, which has no such method"
        )
        mend = f"{_KNOWN} A field of the device may ask a method of it."
        diagnostics.add("VM170", at, message, cause=_NO_DEVICE, mend=mend)
    elif field.needed.asks:
        pass  # the author's answer, whatever it looks at
    else:
        scope = arriving(device, owner, field)
        expression_is_good(device, field.needed.text, scope, at, diagnostics)


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
            both = gated(device, owner, field) or gated(device, owner, other)
            if both and _when(field) != _when(other):
                message = f"`{field.name}` and `{other.name}` of `{name}` are not there together"
                mend = "Give all parts of the FIFO the same `since=`, `until=` and `needed=`."
                diagnostics.add("VM163", field.position, message, mend=mend)
                return


def _when(field: Field) -> tuple[object, ...]:
    return field.since, field.until, field.needed
