# SPDX-License-Identifier: GPL-2.0-or-later
"""Golden wire tests of a crate: vectors by the Python codec, and Rust that loads and saves them.

The Rust test is `hwcore::testing::Vectors`, which goes through the stand-in for QEMU's C code: it
belongs to trees that vmgen makes and not to a QEMU tree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from vmgen.codec.author import Author, author_of
from vmgen.codec.save import Saver
from vmgen.layout import bare
from vmgen.model.conditions import answer_key
from vmgen.model.names import device_constant
from vmgen.model.nodes import Device
from vmgen.model.scope import Scope
from vmgen.plan import DevicePlan
from vmgen.render.cells import LOOKS, put
from vmgen.render.environment import render_template
from vmgen.vectors.edit import Edit, compared
from vmgen.vectors.make import Vector, vectors
from vmgen.vectors.settings import setting_text
from vmgen.vectors.text import ANY_BYTE, PLAIN, first_text, section_text

ANYTHING, NOTHING = "..", "-"


def device_vectors(device: Device) -> list[Vector]:
    """The vectors of a device: the same in every dialect, so a build makes them once."""
    return vectors(device)


def render_vectors(plan: DevicePlan, found: list[Vector]) -> tuple[str, str]:
    """The texts of `tests/wire.rs` (its body) and `tests/vectors.txt`."""
    author = author_of(plan.device, armed=not plan.dialect.timer_migrates)
    accepted = sum(vector.refused is None for vector in found)
    flags = sorted(
        {name for vector in found for name in vector.flags}
        | set(map(answer_key, plan.device.answers))
    )
    rust = render_template(
        "crate/wire.rs.j2",
        device=plan.device,
        vmstate=device_constant(plan.device.crate),
        flags=[_flag(plan, name) for name in flags],
        guards=list(_guards(plan)),
        snapshots=any(plan.timed(item.field) for item in plan.fields),
        author=author,
        looks_back=_looks_back(plan.device),
        accepted=accepted,
        refused=len(found) - accepted,
    )
    head = (
        f"# Sections of `{plan.device.description.name}`, one a line:\n"
        "# name; version; flags of the device; verdict (* after a restore); body; "
        "what is saved, if not the body\n"
    )
    if replace(author, answers=False).has_word:
        head += (
            f"# {ANY_BYTE} is a byte, {ANYTHING} all of the rest, "
            "that the code of the device's author decides about.\n"
        )
    if any(vector.section.length > PLAIN for vector in found):
        head += (
            f"# Of more than {PLAIN} bytes, 00*9 is nine times 00, "
            "and @4+9 nine bytes of the first body, from the fifth on.\n"
        )
    return rust, head + "".join(_Lines(author, found).lines())


def _looks_back(device: Device) -> bool:
    """Whether a rule of registers compares what arrives with what is there."""
    scopes = ((node, Scope(device, node, "rule")) for node in device.structs)
    read = (scope.read(rule.text) for node, scope in scopes for rule in node.rules)
    return any(seen.now for item in read for seen in item.seen.values())


def _guards(plan: DevicePlan) -> Iterator[str]:
    """What a test can look at behind `Migratable`; the author's types need not tell.

    Of registers with timers, which cannot be printed, it is what they would save.
    """
    for item in plan.fields:
        place = item.field.place
        if not (place.migratable and place.cell and item.travels):
            continue
        guard = LOOKS[place.cell]
        if plan.timed(item.field):
            guard += ".to_migration_state()"
        if item.field.shape.one:
            yield f"{item.field.name}.{guard}"
        else:
            yield f'{item.field.name}.each_ref().map(|item| format!("{{:?}}", item.{guard}))'


# -- lines -----------------------------------------------------------------------------------------


class _Lines:
    """The lines of a device's vectors."""

    def __init__(self, author: Author, found: Sequence[Vector]) -> None:
        self._author = author
        self._found = found
        self._first = found[0].data if found else b""
        self._unknown: dict[int, list[tuple[int, int]]] = {}
        """Ranges of bytes that are the author's, by the layout that has them."""

    def lines(self) -> Iterator[str]:
        """One for each, as sections of more than a few bytes refer to the first."""
        for number, vector in enumerate(self._found):
            body = (
                section_text(self._of_first(vector.section)) if number else first_text(self._first)
            )
            flags = " ".join(
                f"{name}={setting_text(value)}" for name, value in sorted(vector.flags.items())
            )
            columns = [vector.name, str(vector.version), flags, _verdict(vector), body]
            if not vector.needed:
                columns.append(NOTHING)
            elif vector.saves is not None:
                saved = self._saved(vector, vector.saves)
                if saved is not None:
                    columns.append(saved)
            yield "; ".join(columns) + "\n"

    def _saved(self, vector: Vector, saves: Edit) -> str | None:
        """What is saved, as far as it is certain; None if that is the body."""
        if self._author.anything:
            return ANYTHING
        layout, unknown = vector.layout, list[tuple[int, int]]()
        if self._author.has_word and layout is not None:
            if id(layout) not in self._unknown:
                self._unknown[id(layout)] = list(self._owned(layout))
            unknown = self._unknown[id(layout)]
            if layout.asked is not None:
                known = compared(self._first, saves.whole[: layout.asked])
                unknown = [(start, end) for start, end in unknown if end <= layout.asked]
                return section_text(known, unknown) + ANYTHING
        if saves == vector.section and not unknown:
            return None
        return section_text(self._of_first(saves), unknown)

    def _of_first(self, section: Edit) -> Edit:
        """A section as an edit of the first body, which is not that of a reset if none loads so."""
        same = section.base == self._first
        return section if same else compared(self._first, section.whole)

    def _owned(self, layout: Saver) -> Iterator[tuple[int, int]]:
        for span in layout.spans:
            if self._author.owns(bare(span.path)):
                yield span.offset, span.end


def _verdict(vector: Vector) -> str:
    """`ok`, or the class of the refusal; a star where it comes after something was restored."""
    if vector.refused is None:
        return "ok"
    return f"{vector.refused.value}{'' if vector.unchanged else '*'}"


# -- flags -----------------------------------------------------------------------------------------


def _flag(plan: DevicePlan, name: str) -> str:
    """The call that says what a flag of the vectors is."""
    if name not in plan.device.by_name:
        return f'method("{name}", {plan.device.name}::{name.removesuffix("()")})'
    field = plan.field(name).field
    if field.place.is_property:
        return f'property("{name}", c"{field.wire_name}")'
    cell = field.place.cell
    if not field.shape.one:
        return f'cells("{name}", |device| &device.{name})'
    if cell == "BqlCell":
        return f'cell("{name}", |device| &device.{name})'
    return f'set("{name}", |device, value| {put(cell, f"device.{name}", "value")})'
