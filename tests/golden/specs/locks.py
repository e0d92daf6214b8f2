# SPDX-License-Identifier: GPL-2.0-or-later
"""Single values that another thread uses, too: behind `Migratable`, or by numbers beside them."""

from vmgen.spec import (
    Arc,
    Array,
    BqlRefCell,
    Device,
    Duration,
    Enum,
    Migratable,
    Mutex,
    Option,
    field,
    i16,
    u8,
    u32,
    u64,
)


class Phase(Enum, repr=u8):
    """Phase of a transfer."""

    IDLE = 0
    BUSY = 2


class LockState(Device, name="locks", parent="DeviceState"):
    """The device."""

    rules = [
        "busy or count == 0",
        "phase == Phase.BUSY or limit < 100",
        "scratch < 9 or count < 5",
    ]

    busy: Migratable[Mutex[bool]] = True
    count: Migratable[BqlRefCell[u32]]
    shared: Migratable[Arc[Mutex[u64]]] = field(default=0x1234_5678, rename="shared.total")
    offsets: Array[Migratable[Mutex[i16]], 2] = [1, -1]
    phase: Migratable[Mutex[Phase]]
    limit: Mutex[u8] = field(le=200, wire=u32)
    raised: Mutex[bool] = True
    levels: Array[Mutex[u8], 3] = [1, 2, 3]
    next_phase: Mutex[Phase] = Phase.BUSY
    wait: Mutex[Duration] = field(unit="us", wire=u32)
    chosen: Mutex[Option[u8]] = field(flag="has_chosen", lt=16)
    scratch: Mutex[u32] = field(migrate=False)
