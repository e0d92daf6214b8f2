# SPDX-License-Identifier: GPL-2.0-or-later
"""A device of a bus that no QEMU has: a parent of the author's, all of whose words are said."""

from vmgen.spec import (
    Array,
    BqlCell,
    BqlRefCell,
    Buffer,
    Device,
    Migratable,
    Parent,
    ParentField,
    Registers,
    field,
    i32,
    subsection,
    u8,
    u16,
    u32,
)


class WidgetLine(Registers, name="widget/line"):
    """A line to the bus."""

    level: u8
    driver: i32


class WidgetDevice(
    Parent,
    name="widget",
    version_id=2,
    minimum_version_id=1,
    header="hw/widget/widget.h",
    state="WidgetState",
    klass="WidgetStateClass",
    type_name="widget-device",
    vmstate="vmstate_widget",
    interface="pluggable-widget",
):
    """A device on a widget bus."""

    slot: u8
    "Where it is."
    lines: Array[WidgetLine, 2]
    config: Buffer[40]
    parent_obj: u16
    "A name that C's own parent has, too."
    extra: u8 = subsection("widget/extra", needed="extra != 0")


class BoundRegisters(Registers, name="boundparent/regs"):
    """What the guest sees."""

    control: u32
    index: u8 = field(lt=40)


class BoundParentState(Device, name="boundparent"):
    """The parent's state comes last, as that of C's tmp105 does."""

    regs: Migratable[BqlRefCell[BoundRegisters]]
    count: BqlCell[u8]
    parent_obj: ParentField[WidgetDevice]
