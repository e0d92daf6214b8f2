# SPDX-License-Identifier: GPL-2.0-or-later
"""Wrong things about when a section is sent, and what a missing subsection means."""

from vmgen.spec import CHANGED, Array, BqlCell, Device, Timer, method, subsection, u8


class First(Device, name="first", crate="first", config="X_FIRST", needed=CHANGED):
    level: BqlCell[u8]


class Second(Device, name="second", crate="second", config="X_SECOND", needed="level + other"):
    level: BqlCell[u8]


class Third(Device, name="third", crate="third", config="X_THIRD", needed="level >= 0"):
    level: BqlCell[u8]


class Fourth(Device, name="fourth", crate="fourth", config="X_FOURTH", needed=method("init")):
    level: BqlCell[u8]


class Fifth(Device, name="fifth", crate="fifth", config="X_FIFTH", needed="level == 1"):
    base: BqlCell[u8]
    level: BqlCell[u8] = subsection("fifth/section", needed="level > 2", absent=3)
    more: BqlCell[u8] = subsection("fifth/more", needed=method("before_load"))


class Sixth(Device, name="sixth", crate="sixth", config="X_SIXTH"):
    level: BqlCell[u8]
    big: BqlCell[u8] = subsection("sixth/x", absent=256)
    many: Array[BqlCell[u8], 2] = subsection("sixth/y", absent=1)
    timer: Timer = subsection("sixth/z", absent=1)
