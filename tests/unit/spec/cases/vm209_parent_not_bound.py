# SPDX-License-Identifier: GPL-2.0-or-later
"""A spec whose crate compiles in few trees."""

from vmgen.spec import BqlCell, Device, Parent, ParentField, field, u8, u16


class Bus(Parent, name="bus_device", path="bus::BusDevice"):
    slot: u8


class Dev(Device, name="dev"):
    parent_obj: ParentField[Bus] = field(rename="bus")
    a: BqlCell[u16]
