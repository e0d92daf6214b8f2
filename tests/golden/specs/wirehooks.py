# SPDX-License-Identifier: GPL-2.0-or-later
"""A device that no board has: all that QEMU calls with a whole device."""

from vmgen.spec import BqlCell, Device, method, subsection, u32


class WireHooksState(
    Device,
    name="wirehooks",
    needed=method("wanted"),
    pre_save=True,
    post_save=True,
    pre_load=True,
    post_load=True,
    unplug_pending=True,
):
    """What QEMU calls with the whole device."""

    level: BqlCell[u32]
    speed: BqlCell[u32] = subsection("wirehooks/speed", needed="speed != 9", absent=9)
