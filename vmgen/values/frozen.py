# SPDX-License-Identifier: GPL-2.0-or-later
"""The base of what a spec says, as values that stay as they were made."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Any, ClassVar, dataclass_transform

from vmgen.values.dataclass import lazily

if TYPE_CHECKING:
    from dataclasses import Field


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
class Frozen:
    """Each class derived from it is a frozen dataclass whose fields are given by their names.

    What a `cached_property` has worked out goes with the value: `dataclasses.replace` makes a new
    one, which works it out anew.
    """

    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    def __init_subclass__(cls) -> None:
        lazily(cls, frozen=True, slots=False, kw_only=True)
