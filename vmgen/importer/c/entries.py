# SPDX-License-Identifier: GPL-2.0-or-later
"""An entry of a list of fields: what a macro call or a `{ .name = ... }` says, by its roles."""

from __future__ import annotations

from collections.abc import Iterator

from vmgen.importer.c.evaluate import NotConstant
from vmgen.importer.c.expand import replaced
from vmgen.importer.c.families import Family, families
from vmgen.importer.c.lexical import Token, Tokens, bare, closing, parts, tokens
from vmgen.importer.c.unit import Unit
from vmgen.values import dataclass

_DEEPEST = 16
MOST_ENTRIES = 10_000
"""Of a list: a spec of more is refused soon after."""
_MOST_WORDS = 200_000
"""What all macros of one list become."""
PREFIX = "VMSTATE_"

_PLAIN = {
    "version_id": "gate",
    "field_exists": "test",
    "num": "num",
    "info": "info",
    "vmsd": "vmsd",
    "start": "start",
    "size": "size",
    "struct_version_id": "struct_version",
    "err_hint": "hint",
}
"""Members of VMStateField by the roles that they are."""


@dataclass(slots=True)
class Entry:
    """A field, as the source has it."""

    word: str
    """The macro, or `{`."""
    at: int
    text: str
    """How it is written, cut."""
    roles: dict[str, Tokens]
    flags: frozenset[str]
    unsure: str = ""
    """The `#if` around it that nobody answers."""
    trouble: str = ""
    """Why it could not be read."""

    def has(self, *flags: str) -> bool:
        """Whether one of the flags is set."""
        return any(flag in self.flags for flag in flags)


class Entries:
    """Reads the lists of fields of one file."""

    def __init__(self, unit: Unit) -> None:
        """Macros are looked for where the unit sees them."""
        self.unit = unit
        self._count = self._words = 0
        self._full = False

    def read(self, items: Tokens) -> list[Entry]:
        """All entries of a list, up to its end mark."""
        self._count = self._words = 0
        self._full = False
        found = []
        for entry in self._read(items, 0):
            if entry.has("END"):
                break
            found.append(entry)
        return found

    def _read(self, items: Tokens, depth: int) -> Iterator[Entry]:
        for part in parts(items):
            at = 0
            while at < len(part):
                end = self._one(part, at)
                yield from self._entry(part[at:end], depth)
                at = end

    def _one(self, items: Tokens, at: int) -> int:
        """Where an entry ends: behind `#if` a comma may be missing between two."""
        first, behind = items[at], items[at + 1 : at + 2]
        if first.kind == "name" and behind and behind[0].text == "(":
            return closing(items, at + 1)
        if first.text == "{":
            return closing(items, at)
        if first.kind == "name" and behind and behind[0].kind == "name":
            return at + 1
        return len(items)

    def _entry(self, items: Tokens, depth: int) -> Iterator[Entry]:
        self._count += 1
        first = items[0]
        if self._count > MOST_ENTRIES or self._words > _MOST_WORDS:
            if not self._full:
                self._full = True
                yield self._trouble(items, "macros that lead to more and more fields")
            return
        if first.text == "{":
            yield self._raw(items)
            return
        if first.kind != "name":
            yield self._trouble(items, "neither a macro nor an initialiser")
            return
        arguments = parts(items[2:-1]) if len(items) > 1 and items[1].text == "(" else None
        family = families().get(first.text.removeprefix(PREFIX))
        known = family is not None and first.text.startswith(PREFIX)
        if family is not None and known and not self.unit.local_macro(first):
            yield self._known(items, family, arguments or [])
            return
        yield from self._expanded(items, arguments, depth)

    def _expanded(
        self, items: Tokens, arguments: list[Tokens] | None, depth: int
    ) -> Iterator[Entry]:
        first = items[0]
        try:
            define = self.unit.macro(first)
            if define is None:
                raise NotConstant("")
            made = replaced(define, arguments if define.parameters is not None else None, first)
        except NotConstant as error:
            yield self._trouble(items, str(error) or f"the macro `{first.text[:60]}` is not known")
            return
        self._words += len(made)
        inside = define.source.text[define.start : define.end]
        if f"{first.text}(" in inside.replace(" ", "") or depth >= _DEEPEST:
            yield self._trouble(items, f"the macro `{first.text[:60]}` is in itself")
            return
        yield from self._read(made, depth + 1)

    def _trouble(self, items: Tokens, why: str) -> Entry:
        """What could not be read; it is called as what a macro has first, a member as a rule."""
        first = items[0]
        called = len(items) > 3 and first.kind == "name" and items[1].text == "("
        label = next(iter(parts(items[2:-1])), ()) if called else items[:1]
        roles: dict[str, Tokens] = {"label": label}
        return Entry(first.text, first.at, _text(items), roles, frozenset(), _unsure(items), why)

    def _known(self, items: Tokens, family: Family, arguments: list[Tokens]) -> Entry:
        first = items[0]
        if len(arguments) != len(family.roles):
            many = f"{len(family.roles)} arguments, here {len(arguments)}"
            return self._trouble(items, f"`{first.text}` has {many}")
        roles = dict(zip(family.roles, arguments, strict=True))
        for role, text in family.fixed:
            word = f"vmstate_info_{text}" if role == "info" else text
            roles.setdefault(role, [it._replace(at=first.at) for it in tokens(word)])
        return Entry(first.text, first.at, _text(items), roles, family.flags, _unsure(items))

    def _raw(self, items: Tokens) -> Entry:
        """`{ .name = "x", .info = &vmstate_info_uint32, .flags = VMS_SINGLE, ... }`."""
        first = items[0]
        entry = Entry("{", first.at, _text(items), {}, frozenset(), _unsure(items))
        for part in parts(items[1:-1]):
            if len(part) < 4 or part[0].text != "." or part[2].text != "=":
                entry.trouble = f"`{_text(part)}` in an initialiser"
                continue
            self._designated(entry, part[1].text, part[3:])
        if not entry.roles and not entry.trouble:
            entry.flags = frozenset(("END",))
        return entry

    def _designated(self, entry: Entry, name: str, value: Tokens) -> None:
        if name == "name":
            inner = _inside(value, "stringify")
            entry.roles["field" if inner is not None else "label"] = (
                value if inner is None else inner
            )
        elif name == "flags":
            words = [it.text for it in value if it.kind == "name"]
            entry.flags |= {word.removeprefix("VMS_") for word in words}
            if entry.flags == {"END"}:
                entry.roles["label"] = []
        elif name == "offset":
            self._offset(entry, value, "field")
        elif name == "num_offset":
            self._offset(entry, value, "count")
        elif name == "size_offset":
            self._offset(entry, value, "bytes")
        elif name in _PLAIN:
            value = value[1:] if value[0].text == "&" else value
            entry.roles[_PLAIN[name]] = value
        else:
            entry.trouble = f"`.{name[:40]}` in a field"

    def _offset(self, entry: Entry, value: Tokens, role: str) -> None:
        """`vmstate_offset_value(S, member, T)` and the like, `offsetof(S, member)`."""
        for index, item in enumerate(value):
            if item.text == "offsetof" or item.text.startswith("vmstate_offset_"):
                end = closing(value, index + 1)
                arguments = parts(value[index + 2 : end - 1])
                if len(arguments) >= 2:
                    entry.roles.setdefault("state", arguments[0])
                    entry.roles.setdefault(role, arguments[1])
                return
        if role != "field":
            entry.trouble = f"`{_text(value)}` says where a number is"


def _inside(items: Tokens, word: str) -> Tokens | None:
    for index, item in enumerate(items):
        if item.text == word and index + 1 < len(items) and items[index + 1].text == "(":
            return items[index + 2 : closing(items, index + 1) - 1]
    return None


def _unsure(items: Tokens) -> str:
    """The first `#if` that nobody answers of those that they stand behind."""
    return next((it.unsure for it in items if it.unsure), "")


def _text(items: Tokens) -> str:
    """Words of a source as a message has them."""
    text = "".join(f" {it.text}" if it.gap else it.text for it in items[:40]).strip()
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:77]}..."


def name_of(items: Tokens | None) -> Token | None:
    """The one name that an argument is, without parentheses and `&`; None if it is more."""
    inner = bare(items or ())
    if inner and inner[0].text == "&":
        inner = inner[1:]
    return inner[0] if len(inner) == 1 and inner[0].kind == "name" else None
