# SPDX-License-Identifier: GPL-2.0-or-later
"""How a field travels, as its kind decides, and between which numbers Rust converts by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from vmgen.layout.scalars import SCALARS
from vmgen.values import dataclass

if TYPE_CHECKING:
    from vmgen.model.kinds.base import Kind
    from vmgen.model.kinds.written import Type
    from vmgen.model.nodes import Device


@dataclass(frozen=True, slots=True)
class AuthorMethod:
    """A method that the author of the device writes for a field, in the trait of its struct."""

    name: str
    doc: str
    result: Type | None = None
    arguments: tuple[str, ...] = ()
    receiver: str = "&self"
    rank: int = 0
    """Its place among those of other fields: the lower, the earlier."""


@dataclass(frozen=True, slots=True)
class Travel:
    """How a field travels: the word for it that `vmgen plan` prints, and why."""

    strategy: str
    reason: str
    wire: Kind | None = None
    """One element on the wire; None where nothing travels under the field's own name."""
    converts: bool = False
    """Its form on the wire is another than at run time."""
    refuses: bool = False
    """A restore may refuse it, whatever its range."""
    partial: bool = False
    """Not all of what the run-time struct has of it travels."""
    by_traits: bool = False
    """It has an implementation of `ToMigrationState` of its own."""
    in_mirror: bool = True
    """Where it travels, the mirror has a field for it."""
    methods: tuple[AuthorMethod, ...] = ()


def widens(source: str, target: str) -> bool:
    """Whether Rust has `From<source> for target` between these scalars, so that none is refused."""
    if source == target:
        return True
    if source == "usize" or target == "usize":
        return (source, target) in {("u8", "usize"), ("u16", "usize"), ("bool", "usize")}
    if target == "bool":
        return False
    low, high = SCALARS[source].minimum, SCALARS[source].maximum
    info = SCALARS[target]
    return info.minimum <= low and high <= info.maximum


class Around(Protocol):
    """What a kind may ask of what is around a field."""

    @property
    def device(self) -> Device:
        """The device that it is of."""

    def struct(self, name: str) -> Any:
        """How the struct of this name travels: `strategy`, `mirror` and `whole`."""

    @property
    def dialect(self) -> Any:
        """What QEMU's Rust has, as flags."""
