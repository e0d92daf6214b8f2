# SPDX-License-Identifier: GPL-2.0-or-later
"""Descriptions that are QEMU's own (vmstate-macros.md 4).

Of a FIFO nothing says how many bytes it holds, so its `data` has no size here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from vmgen.importer.found import (
    Bytes,
    Count,
    Description,
    Expiry,
    Field,
    Inside,
    Spot,
    Subsection,
    Value,
    What,
)
from vmgen.layout.scalars import SCALARS

HERE = Spot("vmstate-macros.md", path="section 4")
"""Where these facts are from."""


def _fields(text: str) -> Iterator[Field]:
    """`name:type`, `name:type*n`, a gate as `@n`. Types: numbers, `timer`, `bytes`, those below."""
    for word in text.split():
        name, _, rest = word.partition(":")
        rest, _, gate = rest.partition("@")
        kind, _, number = rest.partition("*")
        what: What
        count = None
        if kind == "bytes":
            what = Bytes(int(number) if number else None)
        else:
            what = Expiry() if kind == "timer" else _what(kind)
            count = Count(int(number)) if number else None
        yield Field(name, what, HERE, count, since=int(gate or 0))


def _what(kind: str) -> What:
    return Value(kind) if kind in SCALARS else Inside(STANDARD[kind])


def _description(name: str, version: int, minimum: int, text: str, *inner: Description) -> None:
    subsections = tuple(map(Subsection, inner))
    made = Description(name, HERE, tuple(_fields(text)), subsections, version, minimum)
    STANDARD[name] = made


def _inner(name: str, version: int, minimum: int, text: str) -> Description:
    return Description(name, HERE, tuple(_fields(text)), (), version, minimum)


STANDARD: dict[str, Description] = {}
"""QEMU's own descriptions by their names."""

_description(
    "clock", 0, 0, "period:u64", _inner("clock/muldiv", 1, 1, "multiplier:u32 divider:u32")
)
_description(
    "ptimer",
    1,
    1,
    "enabled:u8 limit:u64 delta:u64 period_frac:u32 period:i64 last_event:i64 next_event:i64 "
    "timer:timer",
)
_description("Fifo8", 1, 1, "data:bytes@1 head:u32 num:u32")
_description("PCIDevice", 2, 1, "version_id:i32 config:bytes*256 irq_state:bytes*16@2")
_description("I2CSlave", 1, 1, "address:u8")
_description("smbus-device", 1, 1, "i2c:I2CSlave mode:i32 data_len:i32 data_buf:u8*34")
_description("pmbus-device", 0, 0, "smb:smbus-device num_pages:u8 code:u8 page:u8 capability:u8")
_description("SSISlave", 1, 1, "cs:bool")
_description("ipack_device", 1, 1, "slot:i32")
_description(
    "USBDevice",
    1,
    1,
    "addr:u8 state:i32 remote_wakeup:i32 setup_state:i32 setup_len:i32 setup_index:i32 "
    "setup_buf:u8*8",
)
_description(
    "ide_bus",
    1,
    1,
    "cmd:u8 unit:u8",
    _inner(
        "ide_bus/error",
        2,
        1,
        "error_status:i32 retry_sector_num:i64@2 retry_nsector:u32@2 retry_unit:u8@2",
    ),
)


CONVENTIONAL_DEVICE, EXPRESS_DEVICE = "conventional-pci-device", "pci-express-device"
"""The interfaces by which a PCI device's type says what buses it is for."""
EXPRESS_CONFIG = 4096
"""Bytes of the configuration space of a PCI Express device; `STANDARD` has the other's."""


def alike(names: Iterable[str], standard: Description) -> bool:
    """Whether fields of these names are those of a description of QEMU's own.

    C has two of one name where one of them travels: the configuration space of PCI has two sizes.
    """
    bare = dict.fromkeys(name.partition("[")[0] for name in names)
    return list(bare) == [item.name for item in standard.fields]


CONDITIONS: Mapping[tuple[str, str], str] = MappingProxyType(
    {("ide_drive", "identify_data"): "identify_set != 0"}
)
"""By description and field of QEMU's own, when the field is there."""
