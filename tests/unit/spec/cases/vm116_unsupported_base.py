# SPDX-License-Identifier: GPL-2.0-or-later
"""A wrong spec: what comes from other bases, decorators and metaclasses is in no text."""

from vmgen.spec import Bits, BqlCell, BqlRefCell, Device, Enum, Migratable, Mirror, Registers, u8


class Plain:
    count = 1


def decorated(cls):
    return cls


class Common(Device, name="common"):
    a: BqlCell[u8]


class Dev(Common, name="dev"):
    b: BqlCell[u8]


class Mode(Enum, repr=u8):
    A = 0


class More(Mode, repr=u8):
    B = 1


class Two(Registers, Plain, name="dev/two"):
    a: u8


class Both(Registers, Mirror, name="dev/both"):
    a: u8


@decorated
class Wrapped(Registers, name="dev/wrapped"):
    a: u8


class Meta(Registers, metaclass=type, name="dev/meta"):
    a: u8


class Other(Device, name="other"):
    two: Migratable[BqlRefCell[Two]]
    wrapped: Migratable[BqlRefCell[Wrapped]]
    meta: Migratable[BqlRefCell[Meta]]
