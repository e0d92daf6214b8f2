# SPDX-License-Identifier: GPL-2.0-or-later
"""From the initialiser of a VMStateDescription to what it says."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from vmgen.importer.c import gaps
from vmgen.importer.c.comments import above
from vmgen.importer.c.entries import Entries, Entry, name_of
from vmgen.importer.c.evaluate import NotConstant
from vmgen.importer.c.expand import expanded
from vmgen.importer.c.fields import Fields, Find
from vmgen.importer.c.lexical import Tokens, parts, spelled, unquoted
from vmgen.importer.c.library import Variable
from vmgen.importer.c.symbols import braced, designators
from vmgen.importer.c.unit import Unit
from vmgen.importer.found import Description, Field, Function, Gap, Hook, Spot, Subsection

_HOOKS = {
    "pre_load": "pre_load",
    "post_load": "post_load",
    "pre_save": "pre_save",
    "post_save": "post_save",
    "dev_unplug_pending": "unplug_pending",
    "needed": "needed",
}
_NUMBERS = ("version_id", "minimum_version_id", "unmigratable", "early_setup", "priority")
_WORDS = {"VMStateDescription", "const", "static"}

Lists = Callable[[str], tuple[Unit, list[Variable]] | None]
"""A list of fields, or of subsections, by C's variable: `#if`s may decide between several."""


class Descriptions:
    """Reads the descriptions of one file."""

    def __init__(self, unit: Unit, find: Find, lists: Lists) -> None:
        """`find` gives the descriptions that this one has inside, `lists` named lists."""
        self.unit = unit
        self.find = find
        self.lists = lists

    def read(self, symbol: str, at: int, items: Tokens, start: int) -> Description:
        """One description; `items` are what is in its braces, `start` is where its words begin."""
        return _Reading(self, symbol, at, start).read(items)


class _Reading:
    def __init__(self, around: Descriptions, symbol: str, at: int, start: int) -> None:
        self.around, self.unit = around, around.unit
        self.symbol = symbol
        self.source = self.unit.file.source
        self.at = self.source.spot(at)
        self.start = start
        self.gaps: list[Gap] = []

    def read(self, items: Tokens) -> Description:
        known: dict[str, Tokens] = {}
        for name, value in designators(items):
            inside = value[:1] if name in ("fields", "subsections") else value
            unsure = next((it.unsure for it in inside if it.unsure), "")
            if unsure:
                self.gaps.append(gaps.unanswered(unsure, self._spot(value)))
            elif name in known:
                text = f"`.{name[:40]}` stands there twice"
                self.gaps.append(gaps.gap(gaps.INITIALISER, text, self._spot(value)))
            if name == "":
                self._unknown(spelled(value), value)
            known[name] = value
        hooks = tuple(self._hooks(known))
        words = {"", "name", "fields", "subsections", *_NUMBERS, *self._said()}
        for name in (it for it in known if it not in words):
            self._unknown(f".{name}", known[name])
        entries = self._entries(known.get("fields"))
        version = self._number(known, "version_id")
        fields = tuple(self._fields(entries, version))
        subsections = tuple(self._subsections(known.get("subsections")))
        return Description(
            self._name(known.get("name")),
            self.at,
            fields,
            subsections,
            version,
            self._number(known, "minimum_version_id"),
            hooks,
            self._priority(known.get("priority")),
            bool(self._number(known, "unmigratable")),
            bool(self._number(known, "early_setup")),
            above(self.source, self.start),
            self.symbol,
            self._state(entries),
            tuple(self.gaps),
        )

    def _spot(self, items: Tokens) -> Spot:
        return self.source.spot(items[0].at) if items else self.at

    def _unknown(self, what: str, items: Tokens) -> None:
        text = f"`{what[:60]}` in the description of `{self.symbol}`"
        self.gaps.append(gaps.gap(gaps.INITIALISER, text, self._spot(items)))

    # -- its own words ---------------------------------------------------------------------------

    def _name(self, items: Tokens | None) -> str:
        """The name; one that is not written as a string is the gap of an empty name."""
        try:
            words = list(expanded(items or (), self.unit.macro))
        except NotConstant:
            words = []
        if words and all(it.kind == "string" or it.text in "()" for it in words):
            return "".join(unquoted(it.text) for it in words if it.kind == "string")
        text = f"the name of `{self.symbol}` is `{spelled(items or ())[:60]}`, not known here"
        if not items:
            text = f"`{self.symbol}` has no name here: C's code gives it one at run time"
        self.gaps.append(gaps.gap(gaps.INITIALISER, text, self._spot(items or ())))
        return ""

    def _number(self, known: dict[str, Tokens], name: str) -> int | None:
        items = known.get(name)
        if items is None:
            return 0
        try:
            return self.unit.number(items)
        except NotConstant as error:
            self.gaps.append(gaps.number(f"`.{name}`", str(error), self._spot(items)))
            return None

    def _priority(self, items: Tokens | None) -> str:
        found = name_of(items)
        if items is None or (found is not None and found.text == "MIG_PRI_DEFAULT"):
            return ""
        if found is None:
            self._unknown(f".priority = {spelled(items)}", items)
            return ""
        return found.text.removeprefix("MIG_PRI_")

    @staticmethod
    def _said() -> Iterator[str]:
        for name in _HOOKS:
            yield from (name, f"{name}_errp")

    def _hooks(self, known: dict[str, Tokens]) -> Iterator[Hook]:
        for name, kind in _HOOKS.items():
            for full, form in ((name, False), (f"{name}_errp", True)):
                items = known.get(full)
                if items is None or spelled(items) == "NULL":
                    continue
                function = self._function(items)
                if function is None:
                    self._unknown(f".{full} = {spelled(items)}", items)
                else:
                    yield Hook(kind, function, form)  # type: ignore[arg-type]

    def _function(self, items: Tokens) -> Function | None:
        found = name_of(items)
        if found is None:
            return None
        body = self.unit.function(found.text)
        at = self._spot(items) if body is None else body.source.spot(body.at)
        return Function(found.text, at)

    # -- what is in it ---------------------------------------------------------------------------

    def _listed(self, name: str, items: Tokens | None) -> tuple[Unit, Tokens]:
        """What is in a list, and the file that it is in: one that is written here, or a variable.

        Of variables that `#if`s decide between the first, and a gap.
        """
        if items is None or spelled(items) == "NULL":
            return self.unit, ()
        inner = braced(items)
        if inner is not None:
            return self.unit, inner
        found = name_of([it for it in items if it.text not in _WORDS])
        named = None if found is None else self.around.lists(found.text)
        if named is None:
            self._unknown(f".{name} = {spelled(items)}", items)
            return self.unit, ()
        unit, (variable, *others) = named
        for other in others:
            unsure = unit.unsure(unit.file.directives.asked(other.at))
            self.gaps.append(gaps.unanswered(unsure, other.source.spot(other.at)))
        end = variable.source.closing(variable.start)
        return unit, list(unit.sure(variable.source, variable.start + 1, end))

    def _entries(self, items: Tokens | None) -> list[tuple[Unit, Entry]]:
        unit, inner = self._listed("fields", items)
        return [(unit, entry) for entry in Entries(unit).read(inner)]

    def _fields(self, entries: list[tuple[Unit, Entry]], version: int | None) -> Iterator[Field]:
        made: dict[int, Fields] = {}
        for unit, entry in entries:
            fields = made.setdefault(id(unit), Fields(unit, self.around.find, version))
            yield fields.field(entry)

    def _state(self, entries: list[tuple[Unit, Entry]]) -> str:
        """The struct that its fields are of."""
        for _, entry in entries:
            words = [it.text for it in entry.roles.get("state", ()) if it.kind == "name"]
            if words:
                return words[-1]
        return ""

    def _subsections(self, items: Tokens | None) -> Iterator[Subsection]:
        _, inner = self._listed("subsections", items)
        seen = set[str]()
        for part in filter(None, parts(inner)):
            found = name_of(part)
            if found is not None and found.text == "NULL":
                return
            if part[0].unsure:
                self.gaps.append(gaps.unanswered(part[0].unsure, self._spot(part)))
            name = spelled(part) if found is None else found.text
            for made in self._subsection(name, part):
                if made.description.name in seen:
                    text = f"two subsections are called `{made.description.name}`"
                    self.gaps.append(gaps.gap(gaps.TWICE, text, self._spot(part)))
                seen.add(made.description.name)
                yield made

    def _subsection(self, name: str, items: Tokens) -> Iterator[Subsection]:
        description = self.around.find(name, self._spot(items))
        if isinstance(description, Gap):
            self.gaps.append(description)
            return
        needed = next((it.function for it in description.hooks if it.kind == "needed"), None)
        yield Subsection(description, needed, always=needed is None)
