# SPDX-License-Identifier: GPL-2.0-or-later
"""What an import found, as lines that people can read and compare."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

from vmgen.importer.c import Source
from vmgen.importer.found import Description, Field, Function, Gap, Inside, Spot


def shown(source: Source) -> Iterator[str]:
    """A description with all that is in it."""
    for kind in source.types:
        yield f"type {kind.name} of {kind.parent} {'abstract' if kind.abstract else ''}".rstrip()
    yield from _description(source.description, "")


def _description(found: Description, indent: str) -> Iterator[str]:
    words = [found.symbol, f"version {found.version_id}", f"minimum {found.minimum_version_id}"]
    words += [found.state] if found.state else []
    words += [f"priority {found.priority}"] if found.priority else []
    words += ["unmigratable"] if found.unmigratable else []
    words += ["early"] if found.early_setup else []
    yield f'{indent}"{found.name}" {" ".join(words)}'
    inner = indent + "    "
    yield from _doc(found.doc, inner)
    for hook in found.hooks:
        yield f"{inner}{hook.kind}{'_errp' if hook.error_form else ''} {_function(hook.function)}"
    for field in found.fields:
        yield from _field(field, inner)
    for item in found.subsections:
        when = "always" if item.always else f"needed {_function(item.needed)}"
        yield f"{inner}subsection {when}"
        yield from _description(item.description, inner + "    ")
    yield from (f"{inner}{_gap(gap)}" for gap in found.gaps)


def _field(field: Field, indent: str) -> Iterator[str]:
    words = [f"{field.name}: {_words(field.what)}"]
    words += [_words(field.count)] if field.count is not None else []
    words += [f"since {field.since}"] if field.since else []
    words += [f"until {field.until}"] if field.until is not None else []
    words += [f"if {_function(field.test)}"] if field.test is not None else []
    words += [f"made by {_function(field.made_by)}"] if field.made_by is not None else []
    words += [f"by {_function(it)}" for it in field.by]
    yield indent + " ".join(words)
    yield from _doc(field.doc, indent + "    ")
    if isinstance(field.what, Inside) and field.what.description.at.line is not None:
        yield from _description(field.what.description, indent + "    ")
    yield from (f"{indent}    {_gap(gap)}" for gap in field.gaps)


def _doc(text: str, indent: str) -> Iterator[str]:
    yield from (f"{indent}# {line}" for line in text.splitlines())


def _words(what: object) -> str:
    """A class with what is not as it is by default."""
    said = []
    assert is_dataclass(what)
    for item in fields(what):
        value = getattr(what, item.name)
        if value != item.default:
            said.append(f"{item.name}={_value(value)}")
    return f"{type(what).__name__}({', '.join(said)})"


def _value(value: object) -> str:
    if isinstance(value, Gap):
        return _gap(value)
    if isinstance(value, Description):
        return repr(value.name)
    if isinstance(value, Function):
        return _function(value)
    if isinstance(value, tuple):
        return f"({', '.join(map(_value, value))})"
    return _words(value) if is_dataclass(value) else repr(value)


def _gap(gap: Gap) -> str:
    mend = f" {gap.mend}" if gap.mend else ""
    return f"{gap.code} {_spot(gap.at)} {gap.text}.{mend}"


def _function(function: Function | None) -> str:
    return "nobody" if function is None else f"{function.name} ({_spot(function.at)})"


def _spot(spot: Spot | None) -> str:
    return "nowhere" if spot is None else f"{Path(spot.source).name}:{spot.line}:{spot.column}"
