# SPDX-License-Identifier: GPL-2.0-or-later
"""Conditions of two sides over the same numbers: whether they can hold together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from typing import Literal

from vmgen.expression import Compare, Expression, Junction, Name, Not, Number, children, made_of
from vmgen.expression.language import evaluate, numbers
from vmgen.layout.condition import Condition, Source
from vmgen.values import dataclass

Answer = Literal["no", "yes", "maybe"]

_MOST = 20_000
"""Combinations of values that are tried."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A number of a condition: some bits of one that both sides have."""

    base: str | int
    """Its name; or the number itself, where a side knows it."""
    shift: int = 0
    mask: int = -1
    force: int = 0

    def value(self, values: Mapping[str, int]) -> int:
        """The number, given those of the names."""
        base = values[self.base] if isinstance(self.base, str) else self.base
        return base >> self.shift & self.mask | self.force


@dataclass(frozen=True, slots=True)
class Guard:
    """A condition whose names are `atoms`, in the order in which they come."""

    text: str
    expression: Expression
    atoms: tuple[Atom, ...]

    def same(self, other: Guard) -> bool:
        """Whether it is the same condition by its form."""
        return self.expression == other.expression and self.atoms == other.atoms

    def holds(self, values: Mapping[str, int]) -> bool:
        """Whether it is true of these numbers."""
        known = {str(index): atom.value(values) for index, atom in enumerate(self.atoms)}
        return evaluate(self.expression, known) != 0


Resolve = Callable[[str, Source], str | int]
"""From the name of a number, with its scope before it, to the one that both sides have."""


def guard(condition: Condition, scope: str, resolve: Resolve) -> Guard:
    """A condition of one side, over numbers that both have."""
    atoms: dict[Atom, str] = {}
    renamed: dict[str, str] = {}
    for name, source in condition.sources:
        atom = Atom(resolve(scope, source), source.shift, source.mask, source.force)
        renamed[name] = atoms.setdefault(atom, str(len(atoms)))
    made = _renamed(condition.expression, renamed)
    return Guard(condition.text, made, tuple(atoms))


def _renamed(expression: Expression, names: Mapping[str, str]) -> Expression:
    if isinstance(expression, Name):
        return Name(names.get(expression.name, expression.name))
    parts = [_renamed(part, names) for part in children(expression)]
    return made_of(expression, parts) if parts else expression


Assumed = tuple[tuple[Guard, bool], ...]
"""Conditions, and whether they hold."""

Ranges = Callable[[str], Sequence[range]]
"""From a name to the numbers that it can be."""


def possible(assumed: Assumed, ranges: Ranges) -> Answer:
    """Whether all can be as it is assumed at once."""
    names = sorted(
        {atom.base for it, _ in assumed for atom in it.atoms if isinstance(atom.base, str)}
    )
    found = [domain(name, assumed, ranges) for name in names]
    domains = [values for values, _ in found]
    whole = all(every for _, every in found) or all(
        _plain(it.expression) and all(atom.mask == -1 for atom in it.atoms) for it, _ in assumed
    )
    total = 1
    for values in domains:
        total *= len(values)
    if total > _MOST:
        return "maybe"
    for chosen in product(*domains):
        known = dict(zip(names, chosen, strict=True))
        if all(it.holds(known) == wanted for it, wanted in assumed):
            return "yes"
    return "no" if whole else "maybe"


def domain(name: str, assumed: Assumed, ranges: Ranges) -> tuple[list[int], bool]:
    """Values of a name between which nothing changes, and whether these are all."""
    known = ranges(name)
    if sum(part.stop - part.start for part in known) <= 256:
        return sorted({value for part in known for value in part}), True
    found = {edge for part in known for edge in (part.start, part.stop - 1)} | {0, 1}
    high = max(part.stop for part in known)
    for it, _ in assumed:
        for atom in it.atoms:
            if atom.base == name:
                for number in numbers(it.expression):
                    found |= {(number + by) << atom.shift for by in (-1, 0, 1)}
                found |= {1 << bit for bit in range(max(high.bit_length(), 1))}
    return sorted(value for value in found if any(value in part for part in known)), False


def _plain(expression: Expression) -> bool:
    """Whether it is about names one by one, each compared with constants only."""
    match expression:
        case Junction(parts=parts):
            return all(map(_plain, parts))
        case Not(part):
            return _plain(part)
        case Compare(_, left, right):
            return {type(left), type(right)} <= {Name, Number} and Number in (
                type(left),
                type(right),
            )
    return isinstance(expression, Name | Number)


def described(assumed: Assumed) -> str:
    """Conditions as a message has them."""
    said: Iterator[str] = (f"{'' if holds else 'not '}`{it.text}`" for it, holds in assumed)
    return " and ".join(dict.fromkeys(said))
