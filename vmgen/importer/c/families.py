# SPDX-License-Identifier: GPL-2.0-or-later
"""QEMU's VMSTATE macros, as data: what each argument is, and what the field is then.

Source: vmstate-macros.md sections 2 to 4 and appendix A. A row is the macro's name without
`VMSTATE_`, the roles of its arguments, and either what it is itself or, behind `->`, the macro that
it is short for, with what that has for the arguments that it does not take.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from vmgen.values import dataclass

_ROWS = """
SINGLE_TEST                field state test gate info type : SINGLE
SINGLE_FULL                field state test gate info type hint : SINGLE
VALIDATE                   label test : ARRAY MUST_EXIST
POINTER                    field state gate info type : SINGLE POINTER
POINTER_TEST               field state test info type : SINGLE POINTER
ARRAY                      field state num gate info type : ARRAY
2DARRAY                    field state n1 n2 gate info type : ARRAY
VARRAY_MULTIPLY            field state count factor info type : VARRAY_UINT32 MULTIPLY_ELEMENTS
SUB_ARRAY                  field state start num gate info type : ARRAY
ARRAY_INT32_UNSAFE         field state count info type : VARRAY_INT32
VARRAY_INT32               field state count gate info type : VARRAY_INT32 POINTER
VARRAY_UINT32              field state count gate info type : VARRAY_UINT32 POINTER
VARRAY_UINT32_ALLOC        field state count gate info type : VARRAY_UINT32 POINTER ALLOC
VARRAY_UINT16_ALLOC        field state count gate info type : VARRAY_UINT16 POINTER ALLOC
VARRAY_UINT16_UNSAFE       field state count gate info type : VARRAY_UINT16
VSTRUCT_TEST               field state test gate vmsd type struct_version : VSTRUCT
STRUCT_TEST                field state test gate vmsd type : STRUCT
STRUCT_POINTER_V           field state gate vmsd type : STRUCT POINTER
STRUCT_POINTER_TEST_V      field state test gate vmsd type : STRUCT POINTER
ARRAY_OF_POINTER           field state num gate info type : ARRAY ARRAY_OF_POINTER
ARRAY_OF_POINTER_TO_STRUCT field state num gate vmsd type : ARRAY STRUCT ARRAY_OF_POINTER
VARRAY_OF_POINTER_UINT32   field state count gate info type : VARRAY_UINT32 ARRAY_OF_POINTER POINTER
STRUCT_SUB_ARRAY           field state start num gate vmsd type : STRUCT ARRAY
STRUCT_ARRAY_TEST          field state num test gate vmsd type : STRUCT ARRAY
STRUCT_2DARRAY_TEST        field state n1 n2 test gate vmsd type : STRUCT ARRAY
STRUCT_VARRAY_UINT8        field state count gate vmsd type : STRUCT VARRAY_UINT8
STRUCT_VARRAY_POINTER_KNOWN  field state num gate vmsd type : STRUCT ARRAY POINTER
STRUCT_VARRAY_POINTER_INT32  field state count vmsd type : STRUCT VARRAY_INT32 POINTER
STRUCT_VARRAY_POINTER_UINT32 field state count vmsd type : STRUCT VARRAY_INT32 POINTER
STRUCT_VARRAY_POINTER_UINT16 field state count vmsd type : STRUCT VARRAY_UINT16 POINTER
STRUCT_VARRAY_INT32        field state count gate vmsd type : STRUCT VARRAY_INT32
STRUCT_VARRAY_UINT32       field state count gate vmsd type : STRUCT VARRAY_UINT32
STRUCT_VARRAY_ALLOC        field state count gate vmsd type : STRUCT VARRAY_INT32 ALLOC POINTER
STATIC_BUFFER              field state gate test start end : BUFFER info=buffer
VBUFFER_MULTIPLY           field state gate test bytes factor : VBUFFER POINTER MULTIPLY info=buffer
VBUFFER                    field state gate test bytes : VBUFFER POINTER info=buffer
VBUFFER_UINT32             field state gate test bytes : VBUFFER POINTER info=buffer
VBUFFER_ALLOC_UINT32       field state gate test bytes : VBUFFER POINTER ALLOC info=buffer
BUFFER_UNSAFE_INFO_TEST    field state test gate info size : BUFFER
BUFFER_POINTER_UNSAFE      field state gate size : BUFFER POINTER info=buffer
WITH_TMP_TEST              state test tmp vmsd : TMP
UNUSED_BUFFER              test gate size : BUFFER info=unused_buffer
UNUSED_VARRAY_UINT32       state test gate count size : VARRAY_UINT32 BUFFER info=unused_buffer
BITMAP_TEST                field state test gate bytes : VBUFFER POINTER info=bitmap
QTAILQ_V                   field state gate vmsd type next : LIST
QLIST_V                    field state gate vmsd type next : LIST
GTREE_V                    field state gate vmsd key value : TREE PAIRS
GTREE_DIRECT_KEY_V         field state gate vmsd value : TREE
VIRTIO_DEVICE              : SINGLE info=virtio
SHPC_VMSTATE               field state test : BUFFER info=shpc
END_OF_LIST                : END

WITH_TMP                   state tmp vmsd -> WITH_TMP_TEST
BITMAP                     field state gate bytes -> BITMAP_TEST
SINGLE                     field state gate info type -> SINGLE_TEST
VSTRUCT                    field state vmsd type struct_version -> VSTRUCT_TEST
VSTRUCT_V                  field state gate vmsd type struct_version -> VSTRUCT_TEST
STRUCT                     field state gate vmsd type -> STRUCT_TEST
STRUCT_POINTER             field state vmsd type -> STRUCT_POINTER_V
STRUCT_POINTER_TEST        field state test vmsd type -> STRUCT_POINTER_TEST_V
STRUCT_ARRAY               field state num gate vmsd type -> STRUCT_ARRAY_TEST
STRUCT_2DARRAY             field state n1 n2 gate vmsd type -> STRUCT_2DARRAY_TEST
BUFFER_UNSAFE_INFO         field state gate info size -> BUFFER_UNSAFE_INFO_TEST
UINT8_EQUAL                field state hint -> SINGLE_FULL info=uint8_equal
UINT16_EQUAL               field state hint -> SINGLE_FULL info=uint16_equal
UINT16_EQUAL_V             field state gate hint -> SINGLE_FULL info=uint16_equal
INT32_EQUAL                field state hint -> SINGLE_FULL info=int32_equal
UINT32_EQUAL_V             field state gate hint -> SINGLE_FULL info=uint32_equal
UINT32_EQUAL               field state hint -> SINGLE_FULL info=uint32_equal
UINT64_EQUAL_V             field state gate hint -> SINGLE_FULL info=uint64_equal
UINT64_EQUAL               field state hint -> SINGLE_FULL info=uint64_equal
INT32_POSITIVE_LE          field state -> SINGLE_TEST info=int32_le
FD                         field state -> SINGLE_TEST info=fd
FD_V                       field state gate -> SINGLE_TEST info=fd
FD_TEST                    field state test -> SINGLE_TEST info=fd
TIMER_PTR_TEST             field state test -> POINTER_TEST info=timer
TIMER_PTR_V                field state gate -> POINTER info=timer
TIMER_PTR                  field state -> POINTER info=timer
TIMER_PTR_ARRAY            field state num -> ARRAY_OF_POINTER info=timer
TIMER_PTR_VARRAY           field state count -> VARRAY_OF_POINTER_UINT32 info=timer
TIMER_TEST                 field state test -> SINGLE_TEST info=timer
TIMER_V                    field state gate -> SINGLE_TEST info=timer
TIMER                      field state -> SINGLE_TEST info=timer
TIMER_ARRAY                field state num -> ARRAY info=timer
CPUDOUBLE_ARRAY_V          field state num gate -> ARRAY info=cpudouble
CPUDOUBLE_ARRAY            field state num -> ARRAY info=cpudouble
BUFFER_V                   field state gate -> STATIC_BUFFER
BUFFER                     field state -> STATIC_BUFFER
BUFFER_TEST                field state test -> STATIC_BUFFER
PARTIAL_BUFFER             field state end -> STATIC_BUFFER
BUFFER_START_MIDDLE_V      field state start gate -> STATIC_BUFFER
BUFFER_START_MIDDLE        field state start -> STATIC_BUFFER
PARTIAL_VBUFFER            field state bytes -> VBUFFER
PARTIAL_VBUFFER_UINT32     field state bytes -> VBUFFER_UINT32
BUFFER_UNSAFE              field state gate size -> BUFFER_UNSAFE_INFO_TEST info=buffer
MACADDR                    field state -> BUFFER_UNSAFE_INFO_TEST info=buffer size=6
UNUSED_V                   gate size -> UNUSED_BUFFER
UNUSED                     size -> UNUSED_BUFFER
UNUSED_TEST                test size -> UNUSED_BUFFER

PCI_DEVICE                 field state -> STRUCT_TEST vmsd=vmstate_pci_device type=PCIDevice
MSIX                       field state -> STRUCT_TEST vmsd=vmstate_msix
MSIX_TEST                  field state test -> STRUCT_TEST vmsd=vmstate_msix
CLOCK                      field state -> STRUCT_POINTER_V vmsd=vmstate_clock
CLOCK_V                    field state gate -> STRUCT_POINTER_V vmsd=vmstate_clock
ARRAY_CLOCK                field state num -> ARRAY_OF_POINTER_TO_STRUCT vmsd=vmstate_clock
ARRAY_CLOCK_V              field state num gate -> ARRAY_OF_POINTER_TO_STRUCT vmsd=vmstate_clock
PTIMER                     field state -> STRUCT_POINTER_V vmsd=vmstate_ptimer gate=1
PTIMER_ARRAY               field state num -> ARRAY_OF_POINTER_TO_STRUCT vmsd=vmstate_ptimer
FIFO8                      field state -> STRUCT_TEST vmsd=vmstate_fifo8
FIFO8_TEST                 field state test -> STRUCT_TEST vmsd=vmstate_fifo8
FIFO32                     field state -> STRUCT_TEST vmsd=vmstate_fifo8 below=fifo
USB_DEVICE                 field state -> STRUCT_TEST vmsd=vmstate_usb_device type=USBDevice
I2C_SLAVE                  field state -> STRUCT_TEST vmsd=vmstate_i2c_slave type=I2CSlave
SMBUS_DEVICE               field state -> STRUCT_TEST vmsd=vmstate_smbus_device
PMBUS_DEVICE               field state -> STRUCT_TEST vmsd=vmstate_pmbus_device
SSI_PERIPHERAL             field state -> STRUCT_TEST vmsd=vmstate_ssi_peripheral
SCSI_DEVICE                field state -> STRUCT_TEST vmsd=vmstate_scsi_device
IDE_BUS                    field state -> STRUCT_TEST vmsd=vmstate_ide_bus gate=1
IDE_BUS_ARRAY              field state num -> STRUCT_ARRAY_TEST vmsd=vmstate_ide_bus gate=1
IDE_DRIVE                  field state -> STRUCT_TEST vmsd=vmstate_ide_drive gate=1
IDE_DRIVES                 field state -> STRUCT_ARRAY_TEST vmsd=vmstate_ide_drive num=2 gate=3
AHCI                       field state -> STRUCT_TEST vmsd=vmstate_ahci
CPU_HOTPLUG                field state -> STRUCT_TEST vmsd=vmstate_cpu_hotplug gate=1
MEMORY_HOTPLUG             field state -> STRUCT_TEST vmsd=vmstate_memory_hotplug gate=1
HID_KEYBOARD_DEVICE        field state -> STRUCT_TEST vmsd=vmstate_hid_keyboard_device
HID_POINTER_DEVICE         field state -> STRUCT_TEST vmsd=vmstate_hid_ptr_device
IPACK_DEVICE               field state -> STRUCT_TEST vmsd=vmstate_ipack_device gate=1
CCW_DEVICE                 field state -> STRUCT_TEST vmsd=vmstate_ccw_dev gate=1
U2F_KEY                    field state -> STRUCT_TEST vmsd=vmstate_u2f_key
SPAPR_VIO                  field state -> STRUCT_TEST vmsd=vmstate_spapr_vio
PPC_TIMEBASE_V             field state gate -> STRUCT_TEST vmsd=vmstate_ppc_timebase
PTR_TO_IND_ADDR            field state -> STRUCT_TEST vmsd=vmstate_ind_addr gate=1
VFIO_INTX                  field state -> STRUCT_TEST vmsd=vfio_intx_vmstate
"""

_SCALARS = "BOOL INT8 INT16 INT32 INT64 UINT8 UINT16 UINT32 UINT64 UINTTL".split()
_SCALAR_ROWS = """
X             field state -> SINGLE_TEST
X_V           field state gate -> SINGLE_TEST
X_TEST        field state test -> SINGLE_TEST
X_ARRAY       field state num -> ARRAY
X_ARRAY_V     field state num gate -> ARRAY
X_SUB_ARRAY   field state start num -> SUB_ARRAY
X_2DARRAY     field state n1 n2 -> 2DARRAY
X_2DARRAY_V   field state n1 n2 gate -> 2DARRAY
"""

SYMBOLS = {
    "vmstate_pci_device": "PCIDevice",
    "vmstate_clock": "clock",
    "vmstate_ptimer": "ptimer",
    "vmstate_fifo8": "Fifo8",
    "vmstate_usb_device": "USBDevice",
    "vmstate_i2c_slave": "I2CSlave",
    "vmstate_smbus_device": "smbus-device",
    "vmstate_pmbus_device": "pmbus-device",
    "vmstate_ssi_peripheral": "SSISlave",
    "vmstate_ide_bus": "ide_bus",
    "vmstate_ide_drive": "ide_drive",
    "vmstate_ipack_device": "ipack_device",
}
"""C's variables of the descriptions that `vmgen.importer.composites` has, by their names there."""


@dataclass(frozen=True, slots=True)
class Family:
    """What a macro is."""

    roles: tuple[str, ...]
    """What its arguments are, in order."""
    flags: frozenset[str]
    """As VMStateField has them; LIST, TREE, PAIRS, TMP and END are ours."""
    fixed: tuple[tuple[str, str], ...]
    """What it says itself: an info, a gate, a description."""


@lru_cache(maxsize=1)
def families() -> dict[str, Family]:
    """All macros by name, without `VMSTATE_`."""
    found: dict[str, Family] = {}
    for line in _lines():
        head, arrow, rest = line.partition(" -> ")
        if not arrow:
            head, _, rest = line.partition(" : ")
        name, *roles = head.split()
        words = rest.split()
        fixed = tuple(
            (key, value) for key, _, value in (it.partition("=") for it in words) if value
        )
        plain = [word for word in words if "=" not in word]
        if arrow:
            core = found[plain[0]]
            found[name] = Family(tuple(roles), core.flags, (*core.fixed, *fixed))
        else:
            found[name] = Family(tuple(roles), frozenset(plain), fixed)
    return found


def _lines() -> Iterator[str]:
    yield from filter(None, _ROWS.splitlines())
    for name in _SCALARS:
        for line in filter(None, _SCALAR_ROWS.splitlines()):
            yield f"{line.replace('X', name, 1)} info={name.lower()}"
    for bits in (8, 16, 32, 64):  # Linux's own types
        yield f"U{bits} field state -> SINGLE_TEST info=uint{bits}"
        yield f"U{bits}_V field state gate -> SINGLE_TEST info=uint{bits}"


INFOS = {
    "bool": "bool",
    **{f"{u}int{bits}": f"{u or 'i'}{bits}" for u in ("", "u") for bits in (8, 16, 32, 64)},
    **{f"uint{bits}_equal": f"u{bits}" for bits in (8, 16, 32, 64)},
    "int32_equal": "i32",
    "int32_le": "i32",
    "cpudouble": "u64",
}
"""The infos that are one number, by the name behind `vmstate_info_`."""
