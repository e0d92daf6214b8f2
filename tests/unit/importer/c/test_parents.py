# SPDX-License-Identifier: GPL-2.0-or-later
"""QEMU's own parents are those of the language, whatever files were given."""

from __future__ import annotations

from pathlib import Path

import pytest

from vmgen.importer.c import Options
from vmgen.importer.c.devices import devices
from vmgen.importer.dump import told
from vmgen.importer.found import Bytes, Inside, Spot, Unknown, Value
from vmgen.importer.to_model import to_model
from vmgen.layout.from_dump import from_dump
from vmgen.model import nodes
from vmgen.model.kinds import Incomplete

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


CONVENTIONAL, EXPRESS = (
    "{ INTERFACE_CONVENTIONAL_PCI_DEVICE },",
    "{ .type = INTERFACE_PCIE_DEVICE },",
)


def _type(name: str, parent: str, interfaces: str, more: str = "") -> str:
    """A type of QOM."""
    return (
        f'static const TypeInfo {name}_info = {{ .name = "{name}", .parent = "{parent}", {more}'
        f".interfaces = (const InterfaceInfo[]) {{ {interfaces} {{ }} }} }};\n"
    )


def _lamp(interfaces: str, parent: str = "pci-device", name: str = "lamp") -> str:
    """A type that has the description, and what gives it that."""
    return _type(name, parent, interfaces, ".class_init = lamp_init,")


LAMP_INIT = "static void lamp_init(DeviceClass *dc) { dc->vmsd = &vmstate_lamp; }\n"
UNSURE = "marked"


@pytest.mark.parametrize(
    ("types", "size"),
    [
        ("", 256),
        (_lamp(CONVENTIONAL), 256),
        (_lamp(EXPRESS), 4096),
        (_lamp("{ INTERFACE_OTHER }, " + EXPRESS), 4096),
        (_lamp(CONVENTIONAL + EXPRESS), UNSURE),
        (_lamp(""), UNSURE),
        (_lamp("", "port") + _type("port", "pci-device", EXPRESS), 4096),
        (_lamp("", "port") + _type("port", "lamp", CONVENTIONAL), 256),
        (_lamp(CONVENTIONAL) + _lamp(CONVENTIONAL, name="light"), 256),
        (_lamp(CONVENTIONAL) + _lamp(EXPRESS, name="light"), UNSURE),
    ],
)  # fmt: skip
@pytest.mark.parametrize("within", [False, True])
def test_how_large_a_configuration_space_is(
    types: str, size: int | str, within: bool, tmp_path: Path
) -> None:
    text = DEVICE + LAMP_INIT + types
    if within:  # the parent is in a subsection, as pvscsi has it
        part = DEVICE.replace("vmstate_lamp", "vmstate_part").replace('"lamp"', '"lamp/part"')
        subsections = ".subsections = (const VMStateDescription * const []) { &vmstate_part, NULL }"
        head = f'.name = "lamp", .version_id = 1, .minimum_version_id = 1, {subsections}'
        text = f"{part} static const VMStateDescription vmstate_lamp = {{ {head} }};\n"
        text += LAMP_INIT + types
    file = tmp_path / "lamp.c"
    file.write_text(text)
    (lamp,) = devices([file], Options())
    found = lamp.description.subsections[0].description if within else lamp.description
    inside = found.fields[0].what
    assert isinstance(inside, Inside)
    (config,) = [it for it in inside.description.fields if it.name == "config"]
    made = to_model(lamp, "lamp")
    assert config.what == Bytes(size) if size != UNSURE else isinstance(config.what, Unknown)
    if not within:
        assert made.parent == ("PCIDevice" if size == 256 else "PCIExpressDevice")
    marks = [it for it in made.types if isinstance(it, nodes.Struct) for it in it.fields]
    assert any(isinstance(it.type, Incomplete) for it in marks) is (size == UNSURE)


def test_a_type_that_nothing_names_may_be_of_both(tmp_path: Path) -> None:
    """Who has the description is said at run time, and the file has a type of PCI Express."""
    express = "static const TypeInfo a = { .interfaces = &(InterfaceInfo){INTERFACE_PCIE_DEVICE} };"
    path = tmp_path / "lamp.c"
    for text, marks in ((DEVICE, 0), (DEVICE + express, 1)):
        path.write_text(text)
        (lamp,) = devices([path], Options(), ["lamp"])
        assert len(list(lamp.description.all_gaps())) == marks
