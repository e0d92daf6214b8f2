# SPDX-License-Identifier: GPL-2.0-or-later
"""What the kinds have in common that are objects of QEMU's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

from vmgen.model.kinds.base import Kind
from vmgen.model.kinds.saying import Fault

if TYPE_CHECKING:
    from vmgen.model.walk import Site


class Part(Kind):
    """A part of the device that is an object of QEMU's own."""

    is_word: ClassVar[bool] = False

    @property
    def name(self) -> str:
        """Its type in QEMU."""
        return type(self).__name__

    def in_device(self, site: Site) -> Fault | None:
        """One, or a row of them."""
        return super().in_device(site) if site.field.shape.rows else None

    @property
    def movable(self) -> bool:
        """It stays where it was initialised."""
        return False


class BarePart(Part):
    """A part that takes no brackets."""

    @classmethod
    def bare(cls) -> Self:
        """As it is."""
        return cls()


class Wiring(Part):
    """A part that the device makes anew, and that does not travel."""

    wiring: ClassVar[bool] = True
    of_sysbus: ClassVar[bool] = True

    @property
    def on_the_wire(self) -> bool:
        """Never."""
        return False
