# SPDX-License-Identifier: GPL-2.0-or-later
"""C source, read without a compiler: what a device's text says of its migration.

lexical       tokens; source: where lines are, and what is no comment
directives    what the preprocessor is told; expand: macros put into their text
library       files and the headers they include; unit: what a file's names stand for
evaluate      constant expressions
structs       members of structs, and functions: by tree-sitter; types: how large they are
families      QEMU's macros, as data
entries       an entry of a list of fields by its roles; fields: from there to a field
ways          what the ways through a function write; infos: what an info of the device's own does
created       lengths that the calls of a file say
descriptions  a VMStateDescription's initialiser; reading: all of some files
qom           which types they are of; pci: what those say of a parent; properties: those that count
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from vmgen.importer.c.library import Files, Library
from vmgen.importer.c.qom import ObjectType
from vmgen.importer.c.reading import Definition, Reading
from vmgen.importer.c.targets import HOST, KERNEL, WORDS, said_by
from vmgen.importer.found import Description
from vmgen.values import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line says of how C is to be read."""

    folders: Sequence[Path] = ()
    """`-I`."""
    defines: Sequence[tuple[str, str]] = ()
    """`-D NAME=VALUE`, in pairs."""
    removed: Sequence[str] = ()
    """`-U`."""
    target: str = ""
    """QEMU's name of a target, `aarch64`; empty for none."""

    def library(self, files: Files | None = None) -> Library:
        """The files, with nothing read but what others have read of them."""
        given = {**HOST, **said_by(self.target), **dict(self.defines)}
        word = WORDS.get(self.target, 0)
        kernel = KERNEL.get(self.target, "")
        return Library(self.folders, given, self.removed, self.target, word, files, kernel)


@dataclass(frozen=True, slots=True)
class Source:
    """A description of a file, and the types that it is of."""

    description: Description
    types: tuple[ObjectType, ...]
    path: str


def read(
    files: Iterable[Path],
    options: Options,
    also: Iterable[Path] = (),
    known: Files | None = None,
) -> list[Source]:
    """Every description of C files, in their order.

    `known` are files that imports with other options have read, or will.
    `also` are files that are only looked into, for descriptions that others have inside. What could
    not be understood is in the descriptions, as gaps; nothing is raised for any text.
    """
    wanted = list(files)
    reading = Reading(options.library(known), wanted, list(also))
    return [_source(reading, it) for it in reading.definitions(len(wanted))]


def _source(reading: Reading, definition: Definition) -> Source:
    types = reading.types(definition.unit).get(definition.symbol, [])
    path = definition.unit.file.source.path
    return Source(reading.description(definition), tuple(types), path)
