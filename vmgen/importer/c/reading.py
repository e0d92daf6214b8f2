# SPDX-License-Identifier: GPL-2.0-or-later
"""All descriptions of some C files, each read once, however many have it inside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from itertools import chain
from pathlib import Path

from vmgen.importer.c import gaps
from vmgen.importer.c.descriptions import Descriptions
from vmgen.importer.c.entries import PREFIX
from vmgen.importer.c.evaluate import NotConstant
from vmgen.importer.c.expand import replaced
from vmgen.importer.c.families import SYMBOLS
from vmgen.importer.c.lexical import Token, Tokens, closing, names, parts, tokens
from vmgen.importer.c.library import File, Library, Variable
from vmgen.importer.c.pci import sized
from vmgen.importer.c.qom import EXPRESS, ObjectType, described, of_file
from vmgen.importer.c.source import LARGEST
from vmgen.importer.c.symbols import braced, designators
from vmgen.importer.c.unit import Unit
from vmgen.importer.composites import STANDARD, alike
from vmgen.importer.found import Description, Gap, Spot
from vmgen.values import dataclass

_CALL = re.compile(r"^[ \t]*(\w+)[ \t]*\(", re.MULTILINE)
_DEEPEST = 24
"""Descriptions within descriptions."""
_MOST_DEFINITIONS = 2000
"""In one file: QEMU's have a few dozen at most."""
_MOST_WORDS = 1_000_000
"""Of those: where a brace is missing, each may be all that follows."""
_MOST_FIELDS = 20_000
"""Of a description with all that is inside: a few lines of C can say that of any number."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A description in a file."""

    symbol: str
    unit: Unit
    at: int
    start: int
    """Where its declaration begins."""
    items: tuple[Token, ...]
    """What is in its braces."""
    static: bool
    twice: Gap | None = None
    """Where there is another one of this name, behind an `#if` that nobody answers."""


class _Opened:
    """A file and the definitions in it."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit

    @cached_property
    def lists(self) -> dict[str, list[Variable]]:
        """Named lists of fields and of subsections; `#if`s may decide between those of a name."""
        kinds = ("VMStateField", "VMStateDescription *")
        found: dict[str, list[Variable]] = {}
        for variable in self.unit.file.variables:
            if variable.kind in kinds and self._there(variable.at):
                found.setdefault(variable.name, []).append(variable)
        return found

    def _there(self, at: int) -> bool:
        return self.unit.holds(self.unit.file.directives.asked(at)) is not False

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        found: dict[str, Definition] = {}
        given = (it for it in self.unit.file.variables if it.kind == "VMStateDescription")
        words = 0
        every = chain(chain.from_iterable(map(self._defined, given)), self._generated())
        for count, item in enumerate(every):
            words += len(item.items)
            if found and (count == _MOST_DEFINITIONS or words > _MOST_WORDS):
                text = f"the file has more than {len(found)} descriptions, or one that never ends"
                too_much = gaps.gap(gaps.TOO_MUCH, text, self.unit.file.source.spot(item.at))
                return {symbol: replace(it, twice=too_much) for symbol, it in found.items()}
            first = found.setdefault(item.symbol, item)
            if [it.text for it in item.items] != [it.text for it in first.items]:
                found[item.symbol] = replace(first, twice=self._twice(item))
        return found

    def _twice(self, item: Definition) -> Gap:
        spot = self.unit.file.source.spot(item.at)
        unsure = self.unit.unsure(self.unit.file.directives.asked(item.at))
        if unsure:
            return gaps.unanswered(unsure, spot)
        text = f"another description `{item.symbol[:60]}` of the same file"
        return gaps.gap(gaps.INITIALISER, text, spot)

    def _defined(self, variable: Variable) -> Iterator[Definition]:
        if not self._there(variable.at):
            return
        source = variable.source
        end = source.closing(variable.start)
        behind = self.unit.file.directives.asked(variable.at)  # all of it is, or nobody asks for it
        items = tuple(self.unit.sure(source, variable.start + 1, end, behind))
        start = max(source.plain.rfind(mark, 0, variable.at) for mark in ";}\n#") + 1
        static = "static" in source.plain[start : variable.at].split()
        if variable.array:
            for index, part in enumerate(parts(items)):
                inner = self._braces(part)
                name = f"{variable.name}[{index}]"
                yield Definition(name, self.unit, variable.at, start, tuple(inner), static)
        else:
            yield Definition(variable.name, self.unit, variable.at, start, items, static)

    def _braces(self, items: Tokens) -> Tokens:
        """What is in the braces that an element is, or that its macro makes."""
        made: Tokens = items
        for _ in range(8):
            if not made or made[0].text == "{":
                break
            try:
                made = self._called(made)
            except NotConstant:
                return ()
        return made[1:-1]

    def _called(self, items: Tokens) -> Tokens:
        define = self.unit.macro(items[0])
        if define is None:
            raise NotConstant(items[0].text)
        arguments = parts(items[2:-1]) if define.parameters is not None else None
        return replaced(define, arguments, items[0])

    def _generated(self) -> Iterator[Definition]:
        """Descriptions that a macro of the file makes, by pasting names."""
        source = self.unit.file.source
        makers = {
            name
            for name, (*_, define) in self.unit.file.directives.defines.items()
            if define.parameters is not None and "VMStateDescription" in define.body
        }
        for match in _CALL.finditer(source.plain) if makers else ():
            if match[1] in makers and self._there(match.start()):
                end = source.closing(match.end() - 1) + 1
                items = list(tokens(source.text, match.start(), end))
                with suppress(NotConstant):
                    yield from self._in(self._called(items), match.start())

    @cached_property
    def pastes(self) -> bool:
        """Whether a name of a description may be nowhere in the file's text as it is."""
        every = self.unit.file.directives.defines.values()
        return any("VMStateDescription" in it[-1].body and "##" in it[-1].body for it in every)

    def _in(self, items: Tokens, at: int) -> Iterator[Definition]:
        for index, item in enumerate(items[:-3]):
            after = items[index + 1 : index + 4]
            if item.text == "VMStateDescription" and [it.text for it in after[1:]] == ["=", "{"]:
                inner = tuple(items[index + 4 : closing(items, index + 3) - 1])
                static = "static" in (it.text for it in items[max(0, index - 2) : index])
                yield Definition(after[0].text, self.unit, at, at, inner, static)


def _empty(definition: Definition) -> bool:
    """Whether nothing of it travels: no word is in it, or no field and no subsection."""
    known = dict(designators(definition.items))
    fields = braced(known.get("fields", ()))
    ends = fields is not None and names(fields) == [f"{PREFIX}END_OF_LIST"]
    return not definition.items or (ends and "subsections" not in known)


def _said(definition: Definition) -> bool:
    return bool(definition.items) or definition.twice is not None


class Reading:
    """The descriptions of an import."""

    def __init__(self, library: Library, paths: Sequence[Path], also: Sequence[Path] = ()) -> None:
        """`paths` are the files given, `also` those that are looked into only.

        One that cannot be read has no definitions.
        """
        self.library = library
        self._opened: dict[int, _Opened] = {}
        self._read: dict[tuple[int, str], Description] = {}
        self._types: dict[int, dict[str, list[ObjectType]]] = {}
        self._named: dict[str, list[Definition]] = {}
        self._busy: list[tuple[int, str]] = []
        self._weights: list[int] = []
        """Fields inside each of those that are busy, so far."""
        self._weight: dict[tuple[int, str], int] = {}
        self.given = [library.file(path) for path in (*paths, *also)]
        library.others = [it for it in self.given if it is not None]

    def _of(self, file: File) -> _Opened:
        opened = self._opened.get(id(file))
        if opened is None:
            opened = self._opened[id(file)] = _Opened(Unit(self.library, file))
        return opened

    def types(self, unit: Unit) -> dict[str, list[ObjectType]]:
        """By C's variable of a description the types of QOM that a file gives it to."""
        key = id(unit)
        if key not in self._types:
            self._types[key] = described(unit)
        return self._types[key]

    @cached_property
    def _kinds(self) -> dict[str, ObjectType]:
        """The types of QOM of the files given, by their names."""
        files = (it for it in self.given if it is not None and "TypeInfo" in it.source.text)
        return {kind.name: kind for file in files for kind in of_file(self._of(file).unit)}

    def definitions(self, many: int | None = None) -> Iterator[Definition]:
        """Those of the files given, or of the first of them, in order.

        One without a word is not there: it is for binaries without the device.
        """
        for file in self.given[:many]:
            if file is not None and file.describes:
                made = self._of(file).definitions.values()
                yield from sorted(filter(_said, made), key=lambda it: (it.at, it.symbol))

    def description(self, definition: Definition) -> Description:
        """What a definition says."""
        key = (id(definition.unit), definition.symbol)
        found = self._read.get(key)
        if found is None:
            self._busy.append(key)
            self._weights.append(0)
            unit = definition.unit
            reader = Descriptions(
                unit,
                lambda symbol, at: self._find(unit, symbol, at),
                lambda symbol: self._list(unit, symbol),
            )
            found = reader.read(
                definition.symbol, definition.at, definition.items, definition.start
            )
            self._busy.pop()
            self._weight[key] = self._weights.pop() + len(found.fields) + 1
            more = [it for it in (definition.twice, self._cut(definition)) if it is not None]
            found = replace(found, gaps=(*found.gaps, *more)) if more else found
            found = self._with_pci(found, definition)
            self._read[key] = found
        return found

    def _with_pci(self, found: Description, definition: Definition) -> Description:
        """A description with a PCI parent as large as its type's."""
        unit, symbol = definition.unit, definition.symbol
        return sized(
            found,
            lambda: self.types(unit).get(symbol, []),
            lambda: self._kinds,
            unsure=lambda: EXPRESS in unit.file.source.text and not any(self.types(unit).values()),
        )

    @staticmethod
    def _cut(definition: Definition) -> Gap | None:
        """That the end of its file was not read, so that what it names may be there."""
        source = definition.unit.file.source
        if not source.cut:
            return None
        text = f"`{source.path}` has more than {LARGEST >> 20} MiB, and was read so far only"
        mend = "Import a file with the description and what it names alone."
        return gaps.gap(gaps.TOO_MUCH, text, source.spot(definition.at), mend)

    def _find(self, unit: Unit, symbol: str, at: Spot) -> Description | Gap:
        """A description that another one has inside: of the file, of others, or of QEMU's own."""
        definition = self._opened[id(unit.file)].definitions.get(symbol)
        if definition is None:
            others = self._elsewhere(unit, symbol)
            if len(others) > 1:  # an empty one is for binaries without the device
                others = [it for it in others if not _empty(it)] or others
            if len(others) > 1:
                places = ", ".join(it.unit.file.source.path for it in others[:3])
                text = f"`{symbol[:60]}` is in {len(others)} files: {places}"
                return gaps.gap(gaps.DESCRIPTION, text, at, "Give the one that is meant alone.")
            definition = others[0] if others else None
        standard = STANDARD.get(SYMBOLS.get(symbol, ""))
        if definition is None:
            if standard is not None:
                return standard
            text = f"the description `{symbol[:60]}` is not in the files given"
            return gaps.gap(gaps.DESCRIPTION, text, at)
        key = (id(definition.unit), definition.symbol)
        if key in self._busy or len(self._busy) > _DEEPEST:
            text = f"the description `{symbol[:60]}` is inside itself"
            return gaps.gap(gaps.TOO_MUCH, text, at)
        found = self.description(definition)
        weight = self._weight[key] + self._weights[-1]
        if weight > _MOST_FIELDS:
            text = f"`{symbol[:60]}` and what is beside it have more than {_MOST_FIELDS} fields"
            return gaps.gap(gaps.TOO_MUCH, text, at)
        self._weights[-1] = weight
        # QEMU's own parent is one, whether or not its C file was given, too.
        own = standard is not None and alike((it.name for it in found.fields), standard)
        return standard if standard is not None and own else found

    @cached_property
    def _defining(self) -> list[File]:
        """The files given that may define a description."""
        return [it for it in self.library.others if it.describes]

    def _given(self, symbol: str) -> list[Definition]:
        """The definitions of the files given that others can name."""
        if symbol not in self._named:
            stem = symbol.partition("[")[0]
            files = [it for it in self._defining if stem in it.source.text]
            files += [it for it in self._defining if it not in files and self._of(it).pastes]
            made = (self._of(it).definitions.get(symbol) for it in files)
            self._named[symbol] = [it for it in made if it is not None and not it.static]
        return self._named[symbol]

    def _elsewhere(self, unit: Unit, symbol: str) -> list[Definition]:
        found = self._given(symbol)
        if found:
            return found
        for file in self.library.behind(unit.file):
            if file.describes:
                definition = self._of(file).definitions.get(symbol)
                if definition is not None:
                    return [definition]
        return []

    def _list(self, unit: Unit, symbol: str) -> tuple[Unit, list[Variable]] | None:
        for file in (unit.file, *self.library.behind(unit.file)):
            opened = self._of(file)
            found = opened.lists.get(symbol)
            if found is not None:
                return opened.unit, found
        return None
