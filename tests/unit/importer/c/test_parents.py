# SPDX-License-Identifier: GPL-2.0-or-later
"""QEMU's own parents are those of the language, whatever files were given."""

from __future__ import annotations

from pathlib import Path

import pytest

from vmgen.importer.c import Options
from vmgen.importer.c.devices import devices
from vmgen.importer.dump import told
from vmgen.importer.found import Bytes, Inside, Spot, Value
from vmgen.importer.to_model import to_model
from vmgen.layout.from_dump import from_dump

DEVICE = """
typedef struct LampState { PCIDevice parent_obj; uint8_t level; } LampState;
static const VMStateDescription vmstate_lamp = {
    .name = "lamp",
    .version_id = 1,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_PCI_DEVICE(parent_obj, LampState),
        VMSTATE_UINT8(level, LampState),
        VMSTATE_END_OF_LIST()
    }
};
"""
PARENT = """
typedef struct PCIDevice { int32_t version_id; uint8_t *config; } PCIDevice;
static bool short_one(void *opaque, int version_id) { return !is_long(opaque); }
static bool long_one(void *opaque, int version_id) { return is_long(opaque); }
const VMStateDescription vmstate_pci_device = {
    .name = "PCIDevice",
    .version_id = 2,
    .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_INT32(version_id, PCIDevice),
        VMSTATE_BUFFER_UNSAFE_INFO_TEST(config, PCIDevice, short_one, 0, vmstate_a, 256),
        VMSTATE_BUFFER_UNSAFE_INFO_TEST(config, PCIDevice, long_one, 0, vmstate_a, 4096),
%s        VMSTATE_END_OF_LIST()
    }
};
"""
IRQ = "        VMSTATE_BUFFER_UNSAFE_INFO(irq_state, PCIDevice, 2, vmstate_b, 16),\n"


def _parent(tmp_path: Path, *texts: str) -> str:
    paths = [tmp_path / f"file{number}.c" for number, _ in enumerate(texts)]
    for path, text in zip(paths, texts, strict=True):
        path.write_text(text)
    (lamp,) = devices(paths, Options(), ["lamp"])
    return to_model(lamp, "lamp").parent


@pytest.mark.parametrize("others", [(), (PARENT % IRQ,)])
def test_a_parent_is_one_whether_or_not_its_file_is_given(
    others: tuple[str, ...], tmp_path: Path
) -> None:
    assert _parent(tmp_path, DEVICE, *others) == "PCIDevice"


def test_a_parent_of_other_fields_is_what_its_file_says(tmp_path: Path) -> None:
    assert _parent(tmp_path, DEVICE, PARENT % "") == "SysBusDevice"


def test_a_dump_has_both_sizes_of_a_configuration_space() -> None:
    fields = [
        {"field": "version_id", "version_id": 0, "field_exists": False, "size": 4},
        {"field": "config", "version_id": 0, "field_exists": True, "size": 256},
        {"field": "config", "version_id": 0, "field_exists": True, "size": 4096},
        {"field": "irq_state", "version_id": 2, "field_exists": False, "size": 16},
    ]
    inner = {"name": "PCIDevice", "version_id": 2, "minimum_version_id": 1, "Fields": fields}
    parent = {"field": "parent_obj", "version_id": 0, "field_exists": False, "size": 2000}
    lamp = {"name": "lamp", "version_id": 1, "minimum_version_id": 1}
    lamp["Fields"] = [{**parent, "Description": inner}]
    body = from_dump(
        {"Name": "lamp", "version_id": 1, "minimum_version_id": 1} | {"Description": lamp}
    )
    (field,) = told(body, Spot("dump.json")).fields
    assert isinstance(field.what, Inside)
    shown = [(it.name, it.what) for it in field.what.description.fields]
    assert shown == [
        ("version_id", Value("i32")),
        ("config", Bytes(None)),
        ("irq_state", Bytes(16)),
    ]


TYPES = """
static void lamp_class(ObjectClass *klass, const void *data)
{
    DeviceClass *dc = DEVICE_CLASS(klass);

    dc->vmsd = &vmstate_lamp;
}
static const TypeInfo lamp_types[] = {
    {
        .name = "lamp", .parent = %s, .class_init = lamp_class,
        .interfaces = (const InterfaceInfo[]) { %s { } },
    },
    {
        .name = "slot", .parent = "pci-device",
        .interfaces = (const InterfaceInfo[]) { { "pci-express-device" }, { } },
    },
};
"""
EXPRESS, PLAIN = "{ INTERFACE_PCIE_DEVICE },", "{ INTERFACE_CONVENTIONAL_PCI_DEVICE },"


@pytest.mark.parametrize(
    ("parent", "interfaces", "expected"),
    [
        ('"pci-device"', EXPRESS, "PCIExpressDevice"),
        ('"slot"', "", "PCIExpressDevice"),
        ('"slot"', PLAIN, "PCIDevice"),
        ('"pci-device"', PLAIN, "PCIDevice"),
        ('"pci-device"', "", "PCIDevice"),
        ('"pci-device"', EXPRESS + PLAIN, "SysBusDevice"),
    ],
)
def test_the_bus_says_how_large_the_configuration_space_is(
    parent: str, interfaces: str, expected: str, tmp_path: Path
) -> None:
    """One of both buses is what its place makes it: a mark, and no parent of the one size."""
    assert _parent(tmp_path, DEVICE + TYPES % (parent, interfaces)) == expected


def test_the_mark_of_both_buses(tmp_path: Path) -> None:
    path = tmp_path / "lamp.c"
    path.write_text(DEVICE + TYPES % ('"pci-device"', EXPRESS + PLAIN))
    (lamp,) = devices([path], Options(), ["lamp"])
    (gap,) = lamp.description.all_gaps()
    assert gap.code == "VM621" and "256 on a bus of PCI, 4096" in gap.text


def test_a_type_that_nothing_names_may_be_of_both(tmp_path: Path) -> None:
    """Who has the description is said at run time, and the file has a type of PCI Express."""
    assert _parent(tmp_path, DEVICE) == "PCIDevice"
    express = "static const TypeInfo a = { .interfaces = &(InterfaceInfo){INTERFACE_PCIE_DEVICE} };"
    assert _parent(tmp_path, DEVICE + express) == "SysBusDevice"
