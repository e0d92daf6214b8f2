# SPDX-License-Identifier: GPL-2.0-or-later
"""QEMU's ptimer, as it is nested in many devices."""

from vmgen.spec import Enum, Registers, Timer, i64, u8, u32, u64


class PtimerMode(Enum, repr=u8):
    """Whether the timer runs."""

    DISABLED = 0
    PERIODIC = 1
    ONE_SHOT = 2


class Ptimer(Registers, name="ptimer"):
    """A count-down timer."""

    enabled: PtimerMode
    limit: u64
    delta: u64
    period_frac: u32
    period: i64
    last_event: i64
    next_event: i64
    timer: Timer
