# SPDX-License-Identifier: GPL-2.0-or-later
"""Fields and subsections of a struct or device, from the statements that say them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from vmgen.diagnostics import Diagnostics, Position
from vmgen.diagnostics.limits import MOST_FIELDS
from vmgen.model import nodes
from vmgen.model.gates import Needed
from vmgen.model.source import WireSource
from vmgen.spec import language, options
from vmgen.spec.annotations import NameOf, evaluate
from vmgen.spec.classes import Home
from vmgen.spec.language import MISSING, FieldOptions, Member
from vmgen.spec.spelling import Spellings
from vmgen.spec.syntax import FieldSyntax

_SAME_BOUND = (("ge", "gt"), ("le", "lt"))


class Members:
    """Reads the fields of one class, or of registers with those that they derive from."""

    def __init__(self, name_of: NameOf, spellings: Spellings, diagnostics: Diagnostics) -> None:
        self._name_of = name_of
        self._spellings = spellings
        self._diagnostics = diagnostics
        self.constants: dict[str, int] = {}
        """What annotations name, with its value."""

    def read(
        self, chain: Sequence[Home]
    ) -> tuple[tuple[nodes.Field, ...], tuple[nodes.Subsection, ...]]:
        """Fields of a device or struct itself, and its subsections with theirs."""
        fields: list[nodes.Field] = []
        parts: dict[str, list[nodes.Field]] = {}
        heads: dict[str, tuple[nodes.Field, nodes.Description, Needed | None, str]] = {}
        statements = [(home, item, _value(home, item)) for home, item in self._statements(chain)]
        places = {item.name: value.subsection for _, item, value in statements}
        for home, item, value in statements:
            at = _positions(item, value)
            name = _place(value, places)
            known = options.FIELD if name is None else {**options.FIELD, **options.SUBSECTION}
            field = self._field(home, item, value, at, known)
            if name is None or not self._is_name(name, at.get("subsection", at["type"])):
                fields.append(field)
                continue
            parts.setdefault(name, []).append(field)
            if value.subsection is None:
                continue  # a part of a FIFO, which says what the subsection is
            if name not in heads:
                heads[name] = (field, *_subsection_head(name, value, at))
            elif set(value.options) & set(options.SUBSECTION):
                message = f"what `{name}` is has been said with its first field"
                self._diagnostics.add("VM143", at["subsection"], message)
        subsections = tuple(
            nodes.Subsection(
                position=heads[name][0].position,
                at=heads[name][0].at,
                spelled=heads[name][0].spelled,
                description=heads[name][1],
                needed=heads[name][2],
                within=heads[name][3],
                fields=tuple(items),
            )
            for name, items in parts.items()
        )
        return tuple(fields), subsections

    def _statements(self, chain: Sequence[Home]) -> list[tuple[Home, FieldSyntax]]:
        """The fields of a chain, each once."""
        found: dict[str, tuple[Home, FieldSyntax]] = {}
        for home in chain:
            for item in home.syntax.fields:
                first, _ = found.setdefault(item.name, (home, item))
                if first is not home:
                    message = f"`{item.name}` is a field of `{first.syntax.name}` already"
                    cause = "Both would travel under one name, and Rust has no field twice."
                    mend = "Give it another name, or leave it to the class that is derived from."
                    self._diagnostics.add("VM112", item.position, message, cause=cause, mend=mend)
        statements = list(found.values())
        for home, item in statements[MOST_FIELDS : MOST_FIELDS + 1]:
            self.too_many(home.syntax.name, "fields", len(statements), item.position)
        return statements[:MOST_FIELDS]

    def too_many(self, name: str, what: str, count: int, at: Position) -> None:
        """Note that a class has more members than it may; `at` is the first of these."""
        message = f"`{name}` has {count} {what}, and the most is {MOST_FIELDS}"
        cause = "Each is lines of Rust that somebody reads and rustc compiles: both take too long."
        mend = "Write fields that are alike as one `Array`." if what == "fields" else ""
        self._diagnostics.add("VM127", at, message, cause=cause, mend=mend)

    def _is_name(self, name: Any, at: Position) -> bool:
        if options.is_text(name):
            return True
        message = f"a subsection's name is a string, not {options.shown(name)}"
        self._diagnostics.add("VM106", at, message)
        return False

    def _field(
        self,
        home: Home,
        syntax: FieldSyntax,
        value: FieldOptions,
        at: dict[str, Position],
        known: Mapping[str, options.Check],
    ) -> nodes.Field:
        """One field of a struct or of the device."""
        names = home.names
        type_ = evaluate(syntax, names, self._name_of, self._diagnostics, self.constants)
        given = options.checked(value.options, known, at, syntax.position, self._diagnostics)
        for first, second in _SAME_BOUND:
            if first in given and second in given:
                message = f"`{first}` and `{second}` say the same bound: one has no effect"
                self._diagnostics.add("VM124", at[second], message)
        lower = [given[k] + (k == "gt") for k in ("ge", "gt") if k in given]
        upper = [given[k] - (k == "lt") for k in ("le", "lt") if k in given]
        return nodes.Field(
            position=syntax.position,
            at=at,
            spelled=self._spellings.of(
                {"type": syntax.annotation, **syntax.values}, names, home.file.syntax.positions
            ),
            name=syntax.name,
            type=type_,
            doc=syntax.doc,
            default=self._reset(value.default, at["default"]),
            wire=scalar_name(given["wire"]) if "wire" in given else None,
            minimum=max(lower) if lower else None,
            maximum=min(upper) if upper else None,
            migrate=given.get("migrate", True),
            since=given.get("since", 0),
            until=given.get("until"),
            needed=needed(given.get("needed")) if value.subsection is None else None,
            rename=given.get("rename"),
            **_count(given.get("count")),
            present=given.get("present"),
            mask=given.get("mask"),
            force=given.get("force", 0),
            own={name: given[name] for name in options.OWN if name in given},
            absent=self._reset(given.get("absent", MISSING), at.get("absent", at["default"])),
            derived=value.derived,
            source=self._source(value, at["default"]),
        )

    def _reset(self, value: Any, at: Position) -> nodes.Reset | None:
        """A reset value of the spec as one of the model; None where there is no good one."""
        if value is MISSING:
            return None
        if isinstance(value, list | tuple):
            items = [self._element(item, at) for item in value]
            return tuple(item for item in items if item is not None)
        return self._element(value, at)

    def _element(self, value: Any, at: Position) -> nodes.ResetElement | None:
        """A reset value of one element."""
        if isinstance(value, Member):
            return f"{value.enum}.{value.name}"
        if isinstance(value, bool):
            return value
        if options.is_number(value):
            return int(value)
        message = (
            f"a reset value is a number, a variant or a list of them, not {options.shown(value)}"
        )
        mend = ""
        if isinstance(value, list | tuple):
            mend = "Write one list of all elements, row after row."
        self._diagnostics.add("VM106", at, message, mend=mend)
        return None

    def _source(self, value: FieldOptions, at: Position) -> WireSource | None:
        """What a number on the wire is made of."""
        if value.source is None:
            return None
        kind, of = value.source
        bad = [name for name in of if not options.is_text(name)]
        for name in bad:
            message = f"`{kind}` takes the name of a FIFO, not {options.shown(name)}"
            self._diagnostics.add("VM106", at, message)
        if kind != "computed" and not of:
            message = f"`{kind}` takes the name of a FIFO, and there is none"
            self._diagnostics.add("VM106", at, message)
        return WireSource(kind=kind, of=() if bad else of)


def _value(home: Home, syntax: FieldSyntax) -> FieldOptions:
    """What stands behind the `=` of a field."""
    value = vars(home.cls).get(syntax.name, MISSING)
    return value if isinstance(value, FieldOptions) else FieldOptions(value)


def _place(value: FieldOptions, places: Mapping[str, str | None]) -> str | None:
    """The subsection that a field travels in: a part of a FIFO is where that is."""
    if value.subsection is None and value.source is not None and value.source[1]:
        first = value.source[1][0]
        return places.get(first) if options.is_text(first) else None
    return value.subsection


def _positions(syntax: FieldSyntax, value: FieldOptions) -> dict[str, Position]:
    """Where each option is; one that came from a helper or behind `**` is where the value is."""
    given = [*value.options, "subsection"] if value.subsection is not None else value.options
    return {
        **dict.fromkeys(given, syntax.value_at),
        "default": syntax.value_at,
        **syntax.options,
        "type": syntax.annotation_at,
    }


def _subsection_head(
    name: str, value: FieldOptions, at: dict[str, Position]
) -> tuple[nodes.Description, Needed | None, str]:
    """Name, versions, condition and place of a subsection, from the field that says them."""
    # Wrong kinds have been noted with the field; here only what is right is taken.
    good = {
        key: given
        for key, given in value.options.items()
        if key in options.SUBSECTION and options.SUBSECTION[key][1](given)
    }
    version_id = good.get("version_id", 1)
    description = nodes.Description(
        position=at["subsection"],
        at=at,
        name=name,
        version_id=version_id,
        minimum_version_id=good.get("minimum_version_id", version_id),
    )
    return description, needed(good.get("needed")), good.get("within", "")


def needed(given: Any) -> Needed | None:
    """The condition of a field, of a subsection, or of a section."""
    if given is None:
        return None
    if isinstance(given, language.Method):
        return Needed(kind="method", text=given.name)
    if given == language.CHANGED:
        return Needed(kind="changed")
    return Needed(kind="expression", text=given)


def scalar_name(value: Any) -> str:
    """The name of a scalar of the language."""
    return "bool" if value is bool else str(value.name)


def _count(given: str | None) -> dict[str, Any]:
    """The field of `count=` and how many elements there are for each: `"n"`, `"n * 4"`."""
    found = None if given is None else re.fullmatch(r"([^*\s]+)\s*\*\s*(\d{1,9})", given.strip())
    return {"count": given} if found is None else {"count": found[1], "times": int(found[2])}
