# SPDX-License-Identifier: GPL-2.0-or-later
"""The names of a spec that is printed: its own, and the words that it imports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from vmgen import spec


class Words:
    """Collects the words that a text uses, and takes a spelling only where it says the same."""

    def __init__(self, classes: Iterable[str]) -> None:
        self._used: set[str] = set()
        self._own: dict[str, object] = {name: object() for name in classes}
        self.constants: dict[str, int] = {}
        """Those that the file has by now."""
        self.references: dict[str, None] = {}
        """Classes of the file that were used since somebody looked."""

    def __call__(self, word: str, *arguments: str) -> str:
        """A word of the language, with its brackets if it has any; `bool` is Python's own."""
        if word != "bool":
            self._used.add(word)
        return f"{word}[{', '.join(arguments)}]" if arguments else word

    def named(self, name: str) -> str:
        """A class of the file, or a parent that is a word of the language."""
        if name not in self._own:
            return self(name)
        self.references[name] = None
        return name

    def length(self, length: int, named: str = "") -> str:
        """A number in brackets: the constant that it is, where the file has that."""
        return named if self.constants.get(named) == length else str(length)

    def number(self, text: str, value: Any, spelled: str | None) -> str:
        """A number, or a list of them: as it is spelled, if that is its value."""
        return spelled if spelled and _value(spelled, self.constants) == value else text

    def type(self, text: str, spelled: str | None) -> str:
        """A type: as it is spelled, if that is what the text says."""
        scope = {**vars(spec), **self._own, **self.constants}
        return spelled if spelled and _value(spelled, scope) == _value(text, scope) else text

    def imports(self) -> str:
        """The statement that imports what was used; `ValueError` if the file has such a name."""
        taken = sorted(self._used & {*self._own, *self.constants})
        if taken:
            raise ValueError(f"`{taken[0]}` is a word of the language that this spec needs")
        return f"from vmgen.spec import {', '.join(sorted(self._used, key=_place))}"


def _value(text: str | None, scope: Mapping[str, Any]) -> Any:
    """What an expression is; None where it has a name that is not there."""
    try:
        found = eval(text or "None", {"__builtins__": {"bool": bool}}, dict(scope))
    except (NameError, TypeError, ValueError, ArithmeticError):
        return None
    return tuple(found) if isinstance(found, list) else found


def _place(word: str) -> tuple[int, list[tuple[int, str]]]:
    """Where sorters of imports put a word: constants, classes, others; numbers by their value."""
    group = 0 if word.isupper() else 1 if word[0].isupper() else 2
    parts = re.findall(r"(\d+)|(\D+)", word)
    return group, [(int(digits or 0), text.lower()) for digits, text in parts]
