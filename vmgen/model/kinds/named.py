# SPDX-License-Identifier: GPL-2.0-or-later
"""What the kinds have in common that a class of the spec makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from vmgen.model.kinds.base import Kind, Most
from vmgen.model.kinds.saying import SHARED, Fault
from vmgen.model.kinds.written import Words

if TYPE_CHECKING:
    from vmgen.model.nodes import Device
    from vmgen.model.walk import Site


class Named(Kind):
    """A struct, enum or bitfield of the same device, by its Rust name."""

    is_word: ClassVar[bool] = False
    most: ClassVar[Most] = "array"
    mirrored: ClassVar[bool] = True
    in_parts: ClassVar[bool] = True
    takes_absent: ClassVar[bool] = True
    name: str

    @property
    def class_name(self) -> str:
        """Its name."""
        return self.name

    def in_device(self, site: Site) -> Fault | None:
        """Never bare."""
        return Fault(SHARED)

    def converted_by_macro(self, device: Device, dialect: Any) -> bool:
        """Whether QEMU's Rust has a macro that makes its conversion to a number."""
        return False

    def written(self, word: Words) -> str:
        """By its name."""
        return word.named(self.name)
