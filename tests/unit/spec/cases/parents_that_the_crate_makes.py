# SPDX-License-Identifier: GPL-2.0-or-later
"""What is said wrongly of a parent whose Rust type the crate makes."""

from vmgen.spec import BqlCell, Device, Parent, ParentField, field, u8


class Bad(
    Parent,
    name="bad",
    path="hwcore::Bad",
    header='hw/bad.h"',
    state="struct Bad",
    klass="",
    type_name='bad"device',
    vmstate="&vmstate_bad",
    interface="an interface",
):
    slot: u8


class Nameless(Parent, name="nameless", header="hw/nameless.h", vmstate="vmstate_nameless"):
    slot: u8


class Silent(Parent, name="silent", header="hw/silent.h", type_name="silent"):
    slot: u8


class There(Parent, name="there", path="hwcore::There", state="TheirState", vmstate="vmstate_it"):
    slot: u8


class One(Device, name="one", crate="one"):
    parent_obj: ParentField[Bad]


class Two(Device, name="two", crate="two"):
    parent_obj: ParentField[Nameless]


class Three(Device, name="three", crate="three"):
    parent_obj: ParentField[Silent]


class Four(Device, name="four", crate="four"):
    parent_obj: ParentField[There]


class Five(Device, name="five", crate="five"):
    """Nothing of it is sent, so C needs no description."""

    parent_obj: ParentField[Silent] = field(migrate=False)
    a: BqlCell[u8]
