# SPDX-License-Identifier: GPL-2.0-or-later
"""`CHANGED` as Rust: whether fields differ from what they are where their subsection is absent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from vmgen.model.nodes import Field, ResetElement, Subsection
from vmgen.render.fragment import Fragment, all_needs
from vmgen.render.scalars import literal
from vmgen.render.slot import Slot
from vmgen.render.values import mirror_defaults


def any_changed(tests: Iterable[Fragment]) -> Fragment:
    """Whether one of these holds."""
    found = list(tests)
    return Fragment(" || ".join(test.text for test in found), all_needs(found))


def in_device(field: Field) -> Fragment:
    """Whether a field of the device differs from its reset value."""
    number, default = field.kind.number, field.left_out
    assert number is not None
    place = f"self.{field.name}"
    part = field.shape.part
    if part is not None:
        place += f"[{part.text(field.shape.total, lambda length, name: name or str(length), '..')}]"
    if isinstance(default, tuple):
        sent = default if part is None else default[part.start : part.stop]
        values = ", ".join(literal(_known(value, number.name)) for value in sent)
        test = "item.get() != reset"
        return Fragment(f"{place}.iter().zip([{values}]).any(|(item, reset)| {test})")
    value = _known(default, number.name)
    truth = value if isinstance(value, bool) else None
    cell = ".get()" if field.place.cell else ""
    found = _differs(
        f"{place if field.shape.one else 'item'}{cell}", Fragment(literal(value)), truth
    )
    return found if field.shape.one else Fragment(f"{place}.iter().any(|item| {found.text})")


def _known(value: ResetElement | None, name: str) -> ResetElement:
    """A reset value as the literal of its type."""
    return bool(value) if name == "bool" else int(value or 0)


def in_mirror(items: Sequence[Slot], subsection: Subsection) -> Iterator[Fragment]:
    """Whether fields of a mirror differ from what it has where their subsection did not arrive.

    What only says where a queue lies changes with its length.
    """
    inside = {field.name for field in subsection.fields}
    sources = [field.source for field in subsection.fields if field.source is not None]
    told = {name for source in sources if source.kind == "length" for name in source.of}
    for item in items:
        source = item.field.source
        follows = source is not None and source.kind != "length" and set(source.of) <= told
        if (
            item.name not in inside
            or not item.plan.in_mirror
            or not (item.plan.at_run_time or source)
            or follows
        ):
            continue
        if item.kind.struct(item.device.device) is not None:
            yield _struct_differs(item)
            continue
        for default in mirror_defaults(item):
            yield _differs(f"self.{default.name}", default.expression, default.truth)


def _struct_differs(item: Slot) -> Fragment:
    assert item.wire is not None
    name = item.wire.name
    place, fresh = f"self.{item.wire_name}", f"{name}::default()"
    if item.one:
        return Fragment(f"{place} != {fresh}", frozenset([name]))
    return Fragment(f"{place}.iter().any(|item| *item != {fresh})", frozenset([name]))


def _differs(value: str, default: Fragment, truth: bool | None) -> Fragment:
    """The condition that a value is not its reset value; of a flag, which has a `truth`."""
    if truth is not None:
        return Fragment(f"!{value}" if truth else value)
    return Fragment(f"{value} != {default}", default.needs)
