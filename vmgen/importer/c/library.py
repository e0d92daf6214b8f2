# SPDX-License-Identifier: GPL-2.0-or-later
"""The files that an import looks into: those given, and the headers that they include.

A header is read when a name is looked for that nearer files do not have, and once for all files.
What is in a file is the same for every import; what its `#if`s and `#include`s mean is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from os.path import normpath
from pathlib import Path

from vmgen.importer.c.directives import Define, Directives, Include
from vmgen.importer.c.source import LARGEST, Source
from vmgen.values import dataclass

_MOST_FILES = 4096
"""Headers behind one file."""

# Each pattern begins with a character of its own, and looks back after it: one that begins with
# `\b` is tried at every place of a file.
_TAG = re.compile(
    r"(s(?<!\ws)truct|u(?<!\wu)nion|e(?<!\we)num)\b\s*(?:(?:QEMU_[A-Z]+|__attribute__)\b\s*(?:\([^{};]{0,200}?\)+\s*)?)?(\w+)?\s*\{"
)
_TYPEDEF = re.compile(r"typedef(?<!\wtypedef)\s+([^;{}]{1,400});")
_ALIASED = re.compile(r"([\s\S]+?)(\**)\s*\b(\w+)\s*((?:\[[^\]]*\]\s*)*)")
_ALIAS = re.compile(
    r"\s*(?:(?:QEMU_[A-Z]+|__attribute__)\b\s*(?:\([^{};]{0,200}?\)+\s*)?)?(\w+)\s*;"
)
_INFO = re.compile(r"VMStateInfo(?<!\wVMStateInfo)\s+(\w+)\s*=\s*\{")
_BRACE = re.compile(r"[{}]")
_ENUMERATOR = re.compile(r"[{,(]\s*(?:#[^\n]*\n\s*)*([A-Za-z_]\w*)")
_REGISTER = re.compile(r"REG(?<!\wREG)(8|16|32|64)\s*\(\s*(\w+)\s*,")
_VARIABLE = re.compile(
    r"(V(?<!\wV)MState(?:Description|Field|Info)|T(?<!\wT)ypeInfo)\b(\s*\*)?\s*(?:const\s+)?"
    r"(\w+)\s*(\[[^\]]*\])?\s*=\s*\{"
)
_CONSTANT = re.compile(r"static(?<!\wstatic)\s+const\s+\w+\s+(\w+)\s*=([^;{}]{1,400});")
_FUNCTION = re.compile(r"\b(\w+)\s*\(([^(){};]*)\)\s*\{")


@dataclass(frozen=True, slots=True)
class Tag:
    """The body of a struct, union or enum."""

    kind: str
    name: str
    """Empty of one without."""
    source: Source
    at: int
    """Of the word `struct`."""
    start: int
    """Of the brace."""

    @property
    def body(self) -> str:
        """What is in its braces."""
        return self.source.plain[self.start : self.source.closing(self.start)]


@dataclass(frozen=True, slots=True)
class Alias:
    """A `typedef` of a type that has no body there."""

    words: str
    """The type: `unsigned long`, `struct A`."""
    pointers: int
    arrays: str
    """`[16]`, as it is written."""
    source: Source
    at: int


@dataclass(frozen=True, slots=True)
class Body:
    """A function with its body."""

    name: str
    parameters: str
    source: Source
    at: int
    start: int
    """Of the brace."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable with an initialiser."""

    kind: str
    """Its type, with ` *` for an array of pointers."""
    name: str
    array: bool
    source: Source
    at: int
    """Of its name."""
    start: int
    """Of the brace."""


class File:
    """A source and where the names of it are."""

    def __init__(self, source: Source) -> None:
        """Nothing is looked for before it is asked for."""
        self.source = source
        self.folder = str(Path(source.path).parent)

    @cached_property
    def describes(self) -> bool:
        """Whether there may be a description in it."""
        return "VMStateDescription" in self.source.text

    @cached_property
    def variables(self) -> list[Variable]:
        """Its descriptions, lists of fields, and types of QOM."""
        return [
            Variable(
                *(match[1] + (" *" if match[2] else ""), match[3], match[4] is not None),
                *(self.source, match.start(3), match.end() - 1),
            )
            for match in _VARIABLE.finditer(self.source.plain)
        ]

    @cached_property
    def directives(self) -> Directives:
        """What the preprocessor is told."""
        return Directives(self.source)

    @cached_property
    def tags(self) -> dict[str, list[Tag]]:
        """By name the structs, unions and enums; typedefs of bodies as well."""
        found: dict[str, list[Tag]] = {}
        for tag in self._tags:
            names = {tag.name} if tag.name else set()
            head = self.source.plain[max(0, tag.at - 40) : tag.at].rstrip()
            if head.endswith("typedef"):
                end = self.source.closing(tag.start)
                alias = _ALIAS.match(self.source.plain, end + 1, end + 200)
                names |= {alias[1]} if alias is not None else set()
            for name in names:
                found.setdefault(name, []).append(tag)
        return found

    @cached_property
    def _tags(self) -> list[Tag]:
        return [
            Tag(match[1], match[2] or "", self.source, match.start(), match.end() - 1)
            for match in _TAG.finditer(self.source.plain)
        ]

    @cached_property
    def enumerators(self) -> dict[str, list[Tag]]:
        """By name of a constant the enums that it may be in; macros may decide."""
        found: dict[str, list[Tag]] = {}
        for tag in self._tags:
            if tag.kind == "enum":  # there are no braces in one
                brace = _BRACE.search(self.source.plain, tag.start + 1)
                end = len(self.source.plain) if brace is None else brace.start()
                for match in _ENUMERATOR.finditer(self.source.plain, tag.start, end):
                    found.setdefault(match[1], []).append(tag)
        return found

    @cached_property
    def registers(self) -> dict[str, tuple[Source, int, int]]:
        """By name the registers of `REG32(NAME, address)`: where the address is, and bits."""
        return {
            match[2]: (self.source, match.end(), int(match[1]))
            for match in _REGISTER.finditer(self.source.plain)
        }

    @cached_property
    def aliases(self) -> dict[str, Alias]:
        """By name the typedefs of what has its body elsewhere."""
        found = {}
        for declared in _TYPEDEF.finditer(self.source.plain):
            match = _ALIASED.fullmatch(declared[1])
            if match is not None:
                words = " ".join(match[1].split())
                alias = Alias(words, len(match[2]), match[4], self.source, declared.start())
                found[match[3]] = alias
        return found

    @cached_property
    def constants(self) -> dict[str, str]:
        """By name what is behind `=` of a `static const int NAME = 3;`, the first of a name."""
        found: dict[str, str] = {}
        for match in _CONSTANT.finditer(self.source.plain):
            found.setdefault(match[1], match[2])
        return found

    @cached_property
    def infos(self) -> dict[str, str]:
        """By name what is in the braces of a VMStateInfo."""
        plain = self.source.plain
        return {
            match[1]: plain[match.end() : self.source.closing(match.end() - 1)]
            for match in _INFO.finditer(plain)
        }

    @cached_property
    def functions(self) -> dict[str, list[Body]]:
        """By name the functions with a body; `#if`s may decide between those of one name."""
        found: dict[str, list[Body]] = {}
        for match in _FUNCTION.finditer(self.source.plain):
            name = match[1]
            if name not in ("if", "for", "while", "switch"):
                at, start = match.start(), match.end() - 1
                found.setdefault(name, []).append(Body(name, match[2], self.source, at, start))
        return found


class Files:
    """Files, each read once for any number of imports."""

    def __init__(self) -> None:
        self._files: dict[str, File | None] = {}
        self._sources: dict[int, File] = {}

    def file(self, path: str) -> File | None:
        """A file; None where there is none that can be read."""
        if path not in self._files:
            key = normpath(path)
            if key != path:
                self._files[path] = self.file(key)
                return self._files[path]
            data = _bytes(Path(path))
            if data is None:
                self._files[path] = None
            else:
                made = self._files[path] = File(Source(path, data))
                self._sources[id(made.source)] = made
        return self._files[path]

    def of(self, source: Source) -> File:
        """The file that a source is of."""
        return self._sources[id(source)]


def _bytes(path: Path) -> bytes | None:
    """What a file has; None for one that cannot be read, and for a pipe or device, whose text may
    never come, or never end."""
    try:
        if not path.is_file():
            return None
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except (OSError, ValueError):
        return None


class Library:
    """All files of an import, as it sees them."""

    def __init__(
        self,
        folders: Iterable[Path] = (),
        given: Mapping[str, str] | None = None,
        removed: Iterable[str] = (),
        target: str = "",
        word: int = 0,
        files: Files | None = None,
        kernel: str = "",
    ) -> None:
        """`folders` are those of `-I`, `given` what `-D` says, `removed` what `-U` says.

        `target` is QEMU's name of one, `aarch64`, and `word` the bits of its `target_ulong`; 0
        where it is not known. `files` are those that other imports have read. `kernel` is what
        Linux calls the target, `arm64`: only a build has its headers as `asm/`.
        """
        self.folders = tuple(map(str, folders))
        self.given = dict(given or {})
        self.removed = frozenset(removed)
        self._files = Files() if files is None else files
        self._found: dict[tuple[str, str], File | None] = {}
        self._behind: dict[int, list[File]] = {}
        self.target = target
        self.word = word
        self._kernel = kernel
        self.others: list[File] = []
        """The files that are imported together."""

    def file(self, path: Path) -> File | None:
        """A file; None where there is none that can be read."""
        return self._files.file(str(path))

    def of(self, source: Source) -> File:
        """The file that a source is of."""
        return self._files.of(source)

    def behind(self, file: File) -> list[File]:
        """The files that the `#include`s of one mean, where there are any."""
        if id(file) not in self._behind:
            found = (self.included(file.folder, it) for it in file.directives.includes)
            self._behind[id(file)] = [it for it in found if it is not None]
        return self._behind[id(file)]

    def included(self, folder: str, item: Include) -> File | None:
        """The file that an `#include` in a folder means."""
        beside = (folder,) if item.quoted else ()
        key = ("".join(beside), item.path)
        if key not in self._found:
            folders = (*beside, *self.folders) if item.path[0] != "/" else ("",)
            places = (f"{one}/{item.path}" for one in folders)
            found = next((it for place in places if (it := self._files.file(place))), None)
            if found is None and self._kernel and item.path.startswith("asm/"):
                path = f"asm-{self._kernel}/{item.path.removeprefix('asm/')}"
                found = self.included(folder, replace(item, path=path))
            self._found[key] = found
        return self._found[key]


class Reach:
    """A file and all that it includes, the nearest first, read as far as somebody looks."""

    def __init__(self, library: Library, file: File) -> None:
        """Nothing but the file is read yet."""
        self._known = [file]
        self._more = self._behind(library, file)

    def __iter__(self) -> Iterator[File]:
        index = 0
        while True:
            if index == len(self._known):
                following = next(self._more, None)
                if following is None:
                    return
                self._known.append(following)
            yield self._known[index]
            index += 1

    @staticmethod
    def _behind(library: Library, file: File) -> Iterator[File]:
        seen, queue = {id(file)}, [file]
        for one in queue:
            for other in library.behind(one):
                if id(other) not in seen and len(seen) < _MOST_FILES:
                    seen.add(id(other))
                    queue.append(other)
                    yield other


def same_text(defines: list[Define]) -> bool:
    """Whether macros say the same."""
    texts = {(it.parameters, " ".join(it.body.split())) for it in defines}
    return len(texts) == 1
