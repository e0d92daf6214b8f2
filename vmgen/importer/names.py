# SPDX-License-Identifier: GPL-2.0-or-later
"""Names in a spec for what C, or the wire, calls otherwise."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator

from vmgen import spec
from vmgen.model.emitted import METHODS, NAMES
from vmgen.model.names import (
    BILGE,
    CATEGORIES,
    KEYWORDS,
    PRELUDE,
    PRELUDE_METHODS,
    SNAKE,
    counted,
    member_name,
)

_TYPES = NAMES | PRELUDE | BILGE | frozenset(vars(spec))


def is_constant(name: str) -> bool:
    """Whether a constant of the spec, and of the crate, can be called so."""
    return re.fullmatch(r"[A-Z][A-Z0-9_]*", name) is not None and name not in _TYPES


def category(folder: str) -> str:
    """The category of a device that C has in a folder below `hw`; one of ours where Rust cannot
    have this name."""
    name = folder.replace("-", "_")
    return name if SNAKE.fullmatch(name) and name not in CATEGORIES | KEYWORDS else "misc"


class Names:
    """Names of one scope, each given once."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = set(taken)
        self._counted: dict[str, Iterator[str]] = {}
        """By stem the names with it that may still be free."""

    def field(self, wire: str) -> str:
        """A field for what is called so on the wire: `queue_rptr` of `queue.rptr`."""
        stem = member_name(wire) or "field"
        if keyword.iskeyword(stem) or stem in METHODS | PRELUDE_METHODS | vars(spec).keys():
            stem = f"{stem}_"
        return self._free(stem)

    def type(self, name: str, ending: str = "") -> str:
        """A class: `ArmGicRegisters` of `arm_gic`, with this ending."""
        words = re.findall(r"[A-Za-z0-9]+", name)
        stem = "".join(word[:1].upper() + word[1:] for word in words) or "Unnamed"
        stem = f"N{stem}" if stem[0].isdigit() else stem
        stem = stem if stem.endswith(ending) else f"{stem}{ending}"
        if not ending and stem in _TYPES | self._taken:
            stem = f"{stem}Registers"
        number, found = 1, stem
        while found in _TYPES or found in self._taken:
            number += 1
            found = f"{stem}{number}"
        return self._take(found)

    def _take(self, name: str) -> str:
        self._taken.add(name)
        return name

    def _free(self, stem: str) -> str:
        names = self._counted.setdefault(stem, counted(stem))  # what was given stays given
        return self._take(next(name for name in names if name not in self._taken))
