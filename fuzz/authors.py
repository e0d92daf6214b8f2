# SPDX-License-Identifier: GPL-2.0-or-later
"""What the author of `gates` says whether fields are there: the one method that Python has, too."""

from __future__ import annotations

from collections.abc import Mapping

_OPEN = 'todo!("say whether the field is there")'


def written(scaffold: str) -> str:
    """A scaffold in which the author's answers are written."""
    return scaffold.replace(_OPEN, "!self.wide")


def said(flags: Mapping[str, int], key: str) -> bool:
    """The answer of a method to a device with these flags; one that is not named is reset."""
    assert key == "has_mark()"
    return not flags.get("wide", True)
