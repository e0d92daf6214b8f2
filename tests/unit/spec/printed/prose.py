# SPDX-License-Identifier: GPL-2.0-or-later
"""Documentation of every shape.

It has modes:

- off
- on, of which there are

  1. one,
  2. the other:

         with a block
           in it

A table:

| offset | name |
|-------:|------|
| 0x00   | DR_X |
"""

from vmgen.spec import Bits, BqlRefCell, Device, Enum, Migratable, Registers, bits, field, u8, u32

DEPTH = 4
"""How deep it is:

* shallow
* deep
"""


class Mode(Enum, repr=u8):
    """A mode:

        off   0
        on    1
    """  # fmt: skip

    OFF = 0
    """Nothing happens, but for

    - this
    - that
    """
    ON = 1
    "On."


class Control(Bits, repr=u8):
    """Control register.

    ::

        7       1 0
        +--------+-+
    """

    enable: bool
    """Set by the guest:

    ```c
    ctrl |= 1;
    ```
    """
    _rest: bits[7]


class ProseRegisters(Registers, name="prose/regs"):
    """Registers, as in the manual:
    not all of them.

    >>> nothing()
    here
    """

    a: u32
    """Counts up
       to here."""
    b: u32 = field(default=1)
    """Layout:

        31    16 15    0
        +-------+-------+
        | high  |  low  |

    Both are `u16`, *of course*: 0*x + 1*y.
    """
    c: Mode
    (
        "A text that is so long that it takes more than a line, with a number in it, which is a "
        "- 5 at a margin."
    )
    d: Control
    """Title
    =====

    > quoted

    a) first
    b) second
    """
    e: u8
    """Only

        a block
    """


class ProseState(Device, name="prose"):
    """The device.

    * one
    * two
    """

    regs: Migratable[BqlRefCell[ProseRegisters]]
    """What the guest sees:

    - all of it
    """
