# SPDX-License-Identifier: GPL-2.0-or-later
"""What vm112_type_of_two_files.py imports."""

from vmgen.spec import Registers, u8


class Regs(Registers, name="dev/beside"):
    a: u8
