# SPDX-License-Identifier: GPL-2.0-or-later
"""Two devices whose authors have something left to do."""

from vmgen.spec import BqlCell, Device, method, subsection, u32


class EarlyState(
    Device, name="early", version_id=3, minimum_version_id=2, category="misc", crate="early"
):
    """Asks its author, who has not written the method, whether a subsection is sent."""

    count: BqlCell[u32]
    more: BqlCell[u32] = subsection("early/more", needed=method("more_needed"))


class AngryState(Device, name="angry", category="misc", crate="angry", post_load=True):
    """Panics after a load."""

    count: BqlCell[u32]
