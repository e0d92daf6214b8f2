# SPDX-License-Identifier: GPL-2.0-or-later
"""What could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from vmgen.model.kinds.base import Kind, Most
from vmgen.model.kinds.saying import Fault
from vmgen.model.kinds.written import Words

if TYPE_CHECKING:
    from vmgen.model.walk import Site


class Unknown(Kind):
    """A type that could not be read; the reason has been noted, and no build gets past it."""

    is_word: ClassVar[bool] = False
    most: ClassVar[Most] = "array"
    mirrored: ClassVar[bool] = True

    @property
    def unread(self) -> bool:
        """Always."""
        return True

    def in_device(self, site: Site) -> Fault | None:
        """Where it would be right is not known."""
        return super().in_device(site) if site.field.shape.rows else None

    def written(self, word: Words) -> str:
        """What is no type, so that nobody takes it for one."""
        return "..."
