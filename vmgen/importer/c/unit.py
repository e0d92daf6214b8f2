# SPDX-License-Identifier: GPL-2.0-or-later
"""What the names of one file stand for: in it, and in the headers behind it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cached_property
from itertools import chain
from typing import TypeVar

from vmgen.importer.c.directives import Asked, Define, Directives, Include
from vmgen.importer.c.enums import numbered
from vmgen.importer.c.evaluate import Maybe, NotConstant, evaluate
from vmgen.importer.c.expand import replaced
from vmgen.importer.c.lexical import END, Token, Tokens, anywhere, parts, tokens
from vmgen.importer.c.library import Alias, Body, File, Library, Reach, Tag, same_text
from vmgen.importer.c.source import Source
from vmgen.importer.c.types import BUILT_IN, CONSTANTS, Types

_T = TypeVar("_T")
_MOST_STEPS = 100_000
"""Macros and constants that are looked into for one expression, in words."""
_DEEPEST = 48
_WORD = {"TARGET_LONG_BITS": 1, "TARGET_LONG_SIZE": 8}
_MOST_WORDS = 100_000
"""Of an initialiser or an enum."""

_NEVER = frozenset(
    "__cplusplus _WIN32 __APPLE__ CONFIG_USER_ONLY CONFIG_LINUX_USER CONFIG_BSD_USER".split()
)
"""What no binary that migrates has."""


class Unit:
    """A file with all that it can see; asked for a name, the nearest file answers."""

    def __init__(self, library: Library, file: File) -> None:
        """Headers are read when a name is looked for that nearer ones do not have."""
        self.library = library
        self.file = file
        self.files = Reach(library, file)
        self.types = Types(self)
        self.created: dict[str, dict[str, list[tuple[Tokens, int | None, int]]]] = {}
        """What calls of the file say of members (`vmgen.importer.c.created`), by sort and name."""
        self._values: dict[str, Maybe] = {}
        self._asked: dict[str, bool | None] = {}
        self._enums: dict[tuple[int, int], dict[str, Maybe]] = {}
        self._steps = 0
        self._depth = 0

    # -- conditions ------------------------------------------------------------------------------

    def holds(self, asked: tuple[Asked, ...], behind: tuple[Asked, ...] = ()) -> bool | None:
        """Whether what stands behind these `#if`s is there; None where nobody says.

        `behind` are those that hold, as who asks stands behind them.
        """
        answers = [self._assumed(it, behind) for it in asked]
        if False in answers:
            return False
        return None if None in answers else True

    def unsure(self, asked: tuple[Asked, ...], behind: tuple[Asked, ...] = ()) -> str:
        """The `#if` that nobody has answered, as a finding calls it."""
        for text, wanted in asked:
            if self._assumed((text, wanted), behind) is None:
                return text if wanted else f"!({text})"
        return ""

    def _assumed(self, asked: Asked, behind: tuple[Asked, ...]) -> bool | None:
        text, wanted = asked
        known = dict(behind).get(text)
        return self._one(text, wanted) if known is None else known == wanted

    def _one(self, text: str, wanted: bool) -> bool | None:
        if text not in self._asked:
            self._asked[text] = None  # also while it is worked out: a macro that asks for itself
            with suppress(NotConstant):
                self._asked[text] = evaluate(list(anywhere(text)), self) != 0
        answer = self._asked[text]
        return None if answer is None else answer == wanted

    def defined(self, name: str) -> bool:
        """Whether a macro is defined; `NotConstant` where nobody says."""
        if name in self.library.given:
            return True
        if name in self.library.removed or name in _NEVER:
            return False
        built = name.startswith("CONFIG_")  # by a build, not by a header
        files = (self.file,) if built else self.files
        for file in files:
            if any(self.holds(it.asked) for it in file.directives.defines.get(name, ())):
                return True
        if name.startswith("TARGET_") and self.library.target:
            return False
        raise NotConstant(f"whether `{name}` is defined")

    # -- names -----------------------------------------------------------------------------------

    def macro(self, item: Token) -> Define | None:
        """The macro that a name is where it stands; `NotConstant` if it may be several."""
        found = self.macros(item.text, item.at)
        if len(found) > 1 and not same_text(found):
            raise NotConstant(f"`{item.text}` is defined {len(found)} times, behind `#if`s")
        return found[-1] if found else None

    def local_macro(self, item: Token) -> bool:
        """Whether the file itself defines a name."""
        return item.text in self.file.directives.defines

    def nearby(self, item: Token) -> Define | None:
        """The macro that a part of a field's name is: in capitals, or of the file itself.

        Members are in small letters; to look for a macro of such a name in all headers would be to
        read them all.
        """
        if item.text.isupper() or item.text in self.file.directives.defines:
            return self.macro(item)
        return None

    def macros(self, name: str, at: int) -> list[Define]:
        """What a macro may be: one, or all those behind `#if`s that nobody answers."""
        return next((found for file in self.files if (found := self._in(file, name, at))), [])

    def _in(self, file: File, name: str, at: int) -> list[Define]:
        defines = file.directives.defines.get(name)
        if defines is None:
            return []
        if file is self.file:
            defines = self._before(defines, name, at)
        found: list[Define] = []
        for define in defines:
            holds = self.holds(define.asked)
            if holds:
                found = [define]
            elif holds is None:
                found.append(define)
        return found

    def _before(self, defines: list[Define], name: str, at: int) -> list[Define]:
        removed = [it for it in self.file.directives.removed.get(name, ()) if it < at]
        after = max(removed, default=-1)
        return [it for it in defines if after < it.at < at]

    def nearest(self, pick: Callable[[File], _T | None]) -> _T | None:
        """What the nearest file has."""
        return next((it for file in self.files if (it := pick(file)) is not None), None)

    def tag(self, name: str) -> Tag | None:
        """The struct, union or enum of a name, the nearest one that is there.

        `NotConstant` if it may be several, behind `#if`s that nobody answers.
        """
        found = self.nearest(lambda file: self._tags(file, name) or None) or []
        if len({" ".join(it.body.split()) for it in found}) > 1:
            raise NotConstant(f"`{name}` is declared {len(found)} times, behind `#if`s")
        return found[0] if found else None

    def _tags(self, file: File, name: str) -> list[Tag]:
        found: list[Tag] = []
        for tag in file.tags.get(name, ()):
            holds = self.holds(file.directives.asked(tag.at))
            if holds:
                return [tag]
            found += [tag] if holds is None else []
        return found

    def alias(self, name: str) -> Alias | None:
        """A typedef."""
        return self.nearest(lambda file: file.aliases.get(name))

    def function(self, name: str) -> Body | None:
        """A function with its body; the first, where `#if`s that nobody answers decide."""
        return next(iter(self.functions(name)), None)

    def functions(self, name: str) -> list[Body]:
        """What a function may be: one, or one for each `#if` that nobody answers."""
        return self.nearest(lambda file: self._bodies(file, name) or None) or []

    def _bodies(self, file: File, name: str) -> list[Body]:
        asked = file.directives.asked
        bodies = file.functions.get(name, ())
        return [it for it in bodies if self.holds(asked(it.at)) is not False]

    def info(self, name: str) -> tuple[Unit, str] | None:
        """What is in the braces of a VMStateInfo, and the file that it is in."""
        for file in chain((self.file,), self.library.others, self.files):
            text = file.infos.get(name) if name in file.source.text else None
            if text is not None:
                return self if file is self.file else Unit(self.library, file), text
        return None

    # -- numbers ---------------------------------------------------------------------------------

    def number(self, items: Tokens) -> int:
        """A constant expression; `NotConstant` with the reason."""
        if self._depth == 0:
            self._steps = 0
        return evaluate(items, self)

    def name(self, item: Token) -> int:
        """The number that a name stands for; `NotConstant`."""
        name = item.text
        if name not in self._values:
            self._values[name] = NotConstant(f"`{name}` is defined by itself")
            try:
                self._values[name] = self._number(item)
            except NotConstant as error:
                self._values[name] = error
        value = self._values[name]
        if isinstance(value, NotConstant):
            raise value
        return value

    def _number(self, item: Token) -> int:
        name = item.text
        if name in self.library.given:
            return evaluate(list(anywhere(self.library.given[name] or "1")), self)
        for file in self.files:
            value = self._number_in(file, item)
            if value is not None:
                return value
        if name in _WORD and self.library.word:
            return self.library.word // _WORD[name]
        if name in CONSTANTS:
            return CONSTANTS[name]
        raise NotConstant(f"`{name}` is not known")

    def _number_in(self, file: File, item: Token) -> int | None:
        """What a file says that a name is: a macro, an enum's, a register's, a constant."""
        name = item.text
        found = self._in(file, name, item.at)
        if found:
            values = {self._inside(define, None, item) for define in found}
            if len(values) > 1:
                asked = self.unsure(found[-1].asked)
                raise NotConstant(f"`{name}` depends on `#if {asked}`")
            return values.pop()
        for tag in file.enumerators.get(name, ()):
            value = self.enum(tag).get(name)
            if isinstance(value, NotConstant):
                raise value
            if value is not None:
                return value
        if name[:2] in ("A_", "R_") and name[2:] in file.registers:
            return self._register(file, name)
        return self._constant(name) if file is self.file else None

    def _inside(self, define: Define, arguments: list[Tokens] | None, item: Token) -> int:
        made = replaced(define, arguments, item)
        self._steps += 1 + len(made)
        if self._steps > _MOST_STEPS or self._depth > _DEEPEST:
            raise NotConstant(f"`{define.name}` leads too far")
        self._depth += 1
        try:
            return evaluate(made, self)
        finally:
            self._depth -= 1

    def call(self, item: Token, arguments: list[Tokens]) -> int:
        """What a macro is of its arguments; `NotConstant`."""
        work = BUILT_IN.get(item.text)
        if work is not None:
            return work(self, arguments)
        define = self.macro(item)
        if define is None or define.parameters is None:
            raise NotConstant(f"`{item.text}()` is not known")
        return self._inside(define, arguments, item)

    @cached_property
    def word(self) -> int:
        """Bits of `target_ulong`; 0 if nobody says. Old trees have a macro in a header."""
        try:
            return self.name(Token("name", "TARGET_LONG_BITS", END))
        except NotConstant:
            return 0

    def _constant(self, name: str) -> int | None:
        """`static const int NAME = 3;` of the file itself."""
        text = self.file.constants.get(name)
        return None if text is None else evaluate(list(anywhere(text)), self)

    def _register(self, file: File, name: str) -> int:
        """`REG32(NAME, 0x10)` makes `A_NAME` an address, and `R_NAME` a register's number."""
        source, start, width = file.registers[name[2:]]
        end = source.closing(source.plain.rindex("(", 0, start))
        address = evaluate(list(tokens(source.text, start, end)), self)
        return address if name.startswith("A_") else address * 8 // width

    def enum(self, tag: Tag) -> dict[str, Maybe]:
        """The names and numbers of an enum."""
        key = (id(tag.source), tag.start)
        if key not in self._enums:
            found = self._enums[key] = {}  # also while it is worked out: a name of it that is asked
            end = tag.source.closing(tag.start)
            numbered(self, list(self.sure(tag.source, tag.start + 1, end)), found)
        return self._enums[key]

    def array_length(self, items: Tokens) -> int:
        """How many elements an array of a file has: as declared, or as it is filled."""
        if len(items) != 1:
            raise NotConstant("the length of an array that is no member")
        match = re.search(
            rf"\b{re.escape(items[0].text)}\s*\[([^\];{{}}]{{0,200}})\]\s*(=\s*\{{)?",
            self.file.source.plain,
        )
        if match is None:
            raise NotConstant(f"the array `{items[0].text[:40]}` is not in the file")
        if match[1].strip():
            return evaluate(list(anywhere(match[1])), self)
        if match[2] is None:
            raise NotConstant(f"how long `{items[0].text[:40]}` is")
        source = self.file.source
        inner = list(self.sure(source, match.end(), source.closing(match.end() - 1)))
        found = parts(inner)
        if any(it.unsure for it in inner) or any(it[:1] and it[0].text == "[" for it in found):
            raise NotConstant(f"how long `{items[0].text[:40]}` is")
        return len(found)

    def sizeof(self, items: Tokens) -> int:
        """Bytes of a type or of a member; `NotConstant`."""
        return self.types.sizeof(items)

    def is_type(self, items: Tokens) -> bool:
        """Whether what is in parentheses is a type."""
        return self.types.is_type(items)

    # -- text ------------------------------------------------------------------------------------

    def sure(
        self, source: Source, start: int, end: int, behind: tuple[Asked, ...] = ()
    ) -> Iterator[Token]:
        """The tokens of a part of a file, without those whose `#if` does not hold.

        Those behind one that nobody answers say so; `behind` are `#if`s that hold. A part that is
        endless ends in a word for that.
        """
        for count, item in enumerate(self._sure(source, start, end, behind)):
            if count == _MOST_WORDS:
                yield Token("name", f"more than {_MOST_WORDS} words", item.at)
                return
            yield item

    def _sure(
        self, source: Source, start: int, end: int, behind: tuple[Asked, ...]
    ) -> Iterator[Token]:
        file = self.library.of(source)
        directives = file.directives
        inside = [it for it in directives.includes if start <= it.at < end]
        for include in inside:
            yield from self._known(directives, tokens(source.text, start, include.at), behind)
            asked = directives.asked(include.at)
            if self.holds(asked, behind) is not False:
                unsure = self.unsure(asked, behind)
                for item in self._included(file, include):
                    yield item._replace(unsure=item.unsure or unsure)
            start = include.at
        yield from self._known(directives, tokens(source.text, start, end), behind)

    def _known(
        self, directives: Directives, items: Iterator[Token], behind: tuple[Asked, ...] = ()
    ) -> Iterator[Token]:
        for item in items:
            asked = directives.asked(item.at)
            if not asked:
                yield item
                continue
            holds = self.holds(asked, behind)
            if holds is None:
                yield item._replace(unsure=self.unsure(asked, behind))
            elif holds:
                yield item

    def _included(self, file: File, item: Include) -> Iterator[Token]:
        """What a file says that is included in the middle of an initialiser."""
        found = self.library.included(file.folder, item)
        if found is None or found.source.text.count("#include") > 1:
            yield Token("name", f'#include "{item.path}"', item.at)
            return
        for made in self._known(found.directives, tokens(found.source.text)):
            yield made._replace(at=item.at)
