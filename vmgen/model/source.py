# SPDX-License-Identifier: GPL-2.0-or-later
"""What a number on the wire says that has no field at run time."""

from __future__ import annotations

from typing import Literal

from vmgen.values import Frozen

Source = Literal["computed", "length", "oldest", "free", "slots"]
"""What a wire-only number says."""


class WireSource(Frozen):
    """What a wire-only number says: what the author computes, or something of these FIFOs."""

    kind: Source
    of: tuple[str, ...] = ()
    implied: bool = False
    """Of slots: no field of the spec says it, as the FIFO stands where they travel."""
