# SPDX-License-Identifier: GPL-2.0-or-later
"""A clock multiplexer of the NPCM7xx: five inputs, of which its owner chooses one."""

from vmgen.spec import Array, Clock, Device


class Npcm7xxClockSelState(
    Device,
    name="npcm7xx-clock-sel",
    version_id=0,
    category="misc",
    parent="DeviceState",
):
    """The multiplexer."""

    clock_in: Array[Clock, 5]
