# SPDX-License-Identifier: GPL-2.0-or-later
"""Golden wire tests of a crate: vectors by the Python codec, and Rust that loads and saves them.

The Rust test is `hwcore::testing::Vectors`, which goes through the stand-in for QEMU's C code: it
belongs to trees that vmgen makes and not to a QEMU tree.
"""

from __future__ import annotations

from collections.abc import Iterator

from vmgen.codec.author import Author, author_of
from vmgen.layout import bare
from vmgen.model.names import device_constant
from vmgen.model.nodes import Device
from vmgen.plan import DevicePlan
from vmgen.render.environment import render_template
from vmgen.vectors.make import Vector, vectors

ANY_BYTE = "??"
ANYTHING = ".."


def device_vectors(device: Device) -> list[Vector]:
    """The vectors of a device: the same in every dialect, so a build makes them once."""
    return vectors(device)


def render_vectors(plan: DevicePlan, found: list[Vector]) -> tuple[str, str]:
    """The texts of `tests/wire.rs` (its body) and `tests/vectors.txt`."""
    author = author_of(plan.device, armed=not plan.dialect.timer_migrates)
    accepted = sum(vector.refused is None for vector in found)
    flags = sorted({name for vector in found for name in vector.flags})
    rust = render_template(
        "crate/wire.rs.j2",
        device=plan.device,
        vmstate=device_constant(plan.device.crate),
        flags=[_flag(plan, name) for name in flags],
        guards=list(_guards(plan)),
        snapshots=any(plan.timed(item.field) for item in plan.fields),
        author=author,
        accepted=accepted,
        refused=len(found) - accepted,
    )
    head = (
        f"# Sections of `{plan.device.description.name}`, one a line:\n"
        "# name; version; flags of the device; verdict (* after a restore); body; "
        "what is saved, if not the body\n"
    )
    if author.has_word:
        head += (
            f"# {ANY_BYTE} is a byte, {ANYTHING} all of the rest, "
            "that the code of the device's author decides about.\n"
        )
    return rust, head + "".join(_line(author, vector) for vector in found)


def _guards(plan: DevicePlan) -> Iterator[str]:
    """What a test can look at behind `Migratable`; the author's types need not tell.

    Of registers with timers, which cannot be printed, it is what they would save.
    """
    for item in plan.fields:
        place = item.field.place
        if not (place.migratable and place.cell and item.travels):
            continue
        guard = "lock().unwrap()" if place.cell == "Mutex" else "borrow()"
        if plan.timed(item.field):
            guard += ".to_migration_state()"
        if item.field.shape.one:
            yield f"{item.field.name}.{guard}"
        else:
            yield f'{item.field.name}.each_ref().map(|item| format!("{{:?}}", item.{guard}))'


# -- lines -----------------------------------------------------------------------------------------


def _line(author: Author, vector: Vector) -> str:
    flags = " ".join(f"{name}={int(value)}" for name, value in sorted(vector.flags.items()))
    columns = [
        vector.name,
        str(vector.version),
        flags,
        _verdict(vector),
        vector.data.hex(),
    ]
    if vector.refused is None:
        saved = _saved(author, vector) if author.has_word else vector.saved.hex()
        if saved != vector.data.hex():
            columns.append(saved)
    return "; ".join(columns) + "\n"


def _verdict(vector: Vector) -> str:
    """`ok`, or the class of the refusal; a star where it comes after something was restored."""
    if vector.refused is None:
        return "ok"
    return f"{vector.refused.value}{'' if vector.unchanged else '*'}"


def _saved(author: Author, vector: Vector) -> str:
    """The bytes that are saved, as far as they are certain."""
    saver = vector.layout
    if author.anything or saver is None:
        return ANYTHING
    text = vector.saved.hex()
    for span in saver.spans:
        if author.owns(bare(span.path)):
            unknown = ANY_BYTE * (span.end - span.offset)
            text = text[: 2 * span.offset] + unknown + text[2 * span.end :]
    return text if saver.asked is None else text[: 2 * saver.asked] + ANYTHING


# -- flags -----------------------------------------------------------------------------------------


def _flag(plan: DevicePlan, name: str) -> str:
    """The call that says what a flag of the vectors is."""
    field = plan.field(name).field
    if field.place.is_property:
        return f'property("{name}", c"{field.wire_name}")'
    return f'cell("{name}", |device| &device.{name})'
