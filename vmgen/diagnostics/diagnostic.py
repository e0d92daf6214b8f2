# SPDX-License-Identifier: GPL-2.0-or-later
"""The one type of message that vmgen has, and the list that gathers them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from vmgen.diagnostics.codes import CODES, Entry, Severity
from vmgen.values import dataclass

__all__ = ["Diagnostic", "Diagnostics", "Position", "Severity", "VmgenError"]


@dataclass(frozen=True, slots=True)
class Position:
    """A place in a spec. Lines and columns count from 1, as editors do; 0 means unknown."""

    file: str
    line: int = 0
    column: int = 0
    end_column: int = 0

    def __lt__(self, other: Position) -> bool:
        """By file, then from the first line to the last."""
        return self._key < other._key

    @property
    def _key(self) -> tuple[str, int, int, int]:
        return self.file, self.line, self.column, self.end_column

    def __str__(self) -> str:
        """`file:line:column`, as far as it is known."""
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding: which code, where, and what exactly is wrong there.

    `cause` and `mend` replace the code's own texts where a finding can say more, `own` its severity
    where that depends on more than the code.
    """

    code: str
    position: Position
    message: str
    cause: str = ""
    mend: str = ""
    own: Severity | None = None

    @property
    def entry(self) -> Entry:
        """What is known of its code."""
        return CODES[self.code]

    @property
    def severity(self) -> Severity:
        """`error` stops a build, `warning` and `note` do not."""
        return self.own or self.entry.severity


class Diagnostics:
    """The findings of one run, in the order in which they were found."""

    def __init__(self) -> None:
        self._found: dict[Diagnostic, None] = {}

    def add(
        self, code: str, position: Position, message: str, *, cause: str = "", mend: str = ""
    ) -> None:
        """Note a finding; the same finding at the same place is kept once."""
        self._found[Diagnostic(code, position, message, cause, mend)] = None

    def extend(self, others: Iterable[Diagnostic]) -> None:
        """Note the findings of another list, too."""
        self._found |= dict.fromkeys(others)

    def __iter__(self) -> Iterator[Diagnostic]:
        """Findings sorted by place, so that the order of discovery does not show."""
        return iter(sorted(self._found, key=lambda item: (item.position, item.code, item.message)))

    def __len__(self) -> int:
        return len(self._found)

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(item.severity == severity for item in self._found)

    @property
    def failed(self) -> bool:
        """Whether there is an error among the findings."""
        return self.count("error") > 0

    def raise_if_failed(self) -> None:
        """Raise `VmgenError` with everything found so far, if an error is among it."""
        if self.failed:
            raise VmgenError(self)


class VmgenError(Exception):
    """Carries the findings to the command line, which shows them and exits with 2."""

    def __init__(self, diagnostics: Diagnostics) -> None:
        super().__init__(f"{diagnostics.count('error')} error(s)")
        self.diagnostics = diagnostics

    @classmethod
    def single(
        cls, code: str, position: Position, message: str, *, cause: str = "", mend: str = ""
    ) -> VmgenError:
        """An error of one finding, for what cannot go on at all."""
        diagnostics = Diagnostics()
        diagnostics.add(code, position, message, cause=cause, mend=mend)
        return cls(diagnostics)
