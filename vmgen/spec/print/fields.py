# SPDX-License-Identifier: GPL-2.0-or-later
"""Fields with their options, and the documentation below them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from vmgen.layout.body import count_text
from vmgen.model.gates import Needed
from vmgen.model.kinds.implied import joined
from vmgen.model.node import Node
from vmgen.model.nodes import BitsField, Device, Field, Reset, Struct, Subsection
from vmgen.spec import options
from vmgen.spec.print.text import below, quoted
from vmgen.spec.print.words import Words

Option = tuple[str, Any, Any]
"""Name and value of an option, and the value that it has where it is not written."""


def fields(node: Struct | Device, word: Words) -> list[str]:
    """The lines of all fields, in the spec's order; without one, those of subsections last."""
    place = {name: at for at, name in enumerate(node.order)}
    subsections = {
        item.name: subsection for subsection in node.subsections for item in subsection.fields
    }
    implied = {it.source.of[0]: it for it in node.all_fields if it.source and it.source.implied}
    seen: set[str] = set()
    lines = []
    for item in sorted(node.all_fields, key=lambda item: place.get(item.name, len(place))):
        if item.source is not None and item.source.implied:
            continue
        if item.name in implied:
            item = joined(item, implied[item.name])
        call = _call(item, word)
        if item.name in subsections and (item.source is None or item.computed):
            subsection = subsections[item.name]
            head = [] if subsection.description.name in seen else _head(subsection, word)
            seen.add(subsection.description.name)
            call = [word("subsection"), repr(subsection.description.name), *head, *call[1:]]
        lines += [_typed(item, word) + _value(call, word), *below(item.doc)]
    return lines


def bits_fields(items: Sequence[BitsField], word: Words) -> list[str]:
    """The lines of the fields of a bitfield register."""
    return [line for item in items for line in (_typed(item, word), *below(item.doc))]


def given(node: Node, known: Iterable[str], found: Iterable[Option], word: Words) -> list[str]:
    """`word=value` of the options that are written, or are not what they are otherwise.

    In the order of the language, which has them in `known`.
    """
    values = {name: value for name, value, usual in found if value != usual or name in node.at}
    return [f"{name}={_shown(node, name, values[name], word)}" for name in known if name in values]


def _typed(item: Field | BitsField, word: Words) -> str:
    return f"    {item.name}: {word.type(item.type.written(word), item.spelled.get('type'))}"


def _value(call: Sequence[str], word: Words) -> str:
    """What stands behind the type: a call, a reset value alone, or nothing."""
    match call:
        case ("field",):
            return ""
        case ("field", only) if only.startswith("default="):
            return f" = {only.removeprefix('default=')}"
    return f" = {word(call[0])}({', '.join(call[1:])})"


def _call(field: Field, word: Words) -> list[str]:
    """The word that says what a field is, and its arguments."""
    found: list[Option] = [
        *_bounds(field),
        ("wire", field.wire, None),
        ("rename", field.rename, None),
        ("migrate", field.migrate or field.derived, True),
        ("since", field.since, 0),
        ("until", field.until, None),
        *([("needed", field.needed, None)] if field.needed is not None else []),
        ("count", field.count and count_text(field.count, field.times), None),
        ("present", field.present, None),
        ("mask", field.mask, None),
        ("force", field.force, 0),
        *((name, value, None) for name, value in field.own.items()),
        ("absent", field.absent, None),
    ]
    known = [name for name in options.FIELD if not (field.derived and name == "migrate")]
    arguments = given(field, known, found, word)
    if field.default is not None:
        arguments.insert(0, f"default={_shown(field, 'default', field.default, word)}")
    if field.source is not None:
        return [field.source.kind, *map(repr, field.source.of), *arguments]
    return ["derived" if field.derived else "field", *arguments]


def _bounds(field: Field) -> list[Option]:
    """The ends of a range, by the words that the spec has for them; `ge` and `le` without."""
    lower = [word for word in ("ge", "gt") if word in field.at] or ["ge"]
    upper = [word for word in ("le", "lt") if word in field.at] or ["le"]
    found: list[Option] = []
    if field.minimum is not None:
        found += [(word, field.minimum - (word == "gt"), None) for word in lower]
    if field.maximum is not None:
        found += [(word, field.maximum + (word == "lt"), None) for word in upper]
    return found


def _head(subsection: Subsection, word: Words) -> list[str]:
    """What a subsection is, as its first field says it."""
    description = subsection.description
    found: list[Option] = [
        ("needed", subsection.needed, None),
        ("within", subsection.within, ""),
        ("version_id", description.version_id, 1),
        ("minimum_version_id", description.minimum_version_id, description.version_id),
    ]
    return given(subsection, options.SUBSECTION, found, word)


def _shown(node: Node, option: str, value: Any, word: Words) -> str:
    """The value of an option, its number as the spec spells it."""
    if isinstance(value, Needed):
        return _needed(value, word)
    if option in ("wire", "repr"):
        return word(value)
    if option in ("default", "absent"):
        return word.number(_reset(value), value, node.spelled.get(option))
    if isinstance(value, bool | str):
        return repr(value)
    bits = option in ("mask", "force") and option not in node.at  # written decimal, if written
    text = f"{value:#x}" if bits else str(value)
    return word.number(text, value, node.spelled.get(option))


def _reset(value: Reset) -> str:
    """A reset value: `Mode.ONCE` as it is, and one for many elements once."""
    if not isinstance(value, tuple):
        return str(value)
    items = [str(item) for item in value]
    if len(items) > 1 and len(set(items)) == 1:
        return f"[{items[0]}] * {len(items)}"
    return f"[{', '.join(items)}]"


def _needed(needed: Needed, word: Words) -> str:
    """The condition of a subsection, or of a field."""
    if needed.kind == "changed":
        return word("CHANGED")
    return (
        f"{word('method')}({quoted(needed.text)})"
        if needed.kind == "method"
        else quoted(needed.text)
    )
