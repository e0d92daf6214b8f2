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
    in_arrays: ClassVar[bool] = False
    """Whether a device can have an array of them."""

    @property
    def name(self) -> str:
        """Its type in QEMU."""
        return type(self).__name__

    def in_device(self, site: Site) -> Fault | None:
        """One, or as many as QEMU's Rust can make at once."""
        shape, name = site.field.shape, site.field.name
        if shape.one or (shape.array and self.in_arrays):
            return None
        if not shape.array:
            return super().in_device(site)
        mend = f"Name them singly: `{name}0`, `{name}1`, ..."
        return Fault(f"an array of `{self.name}` is not supported", mend=mend)

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
