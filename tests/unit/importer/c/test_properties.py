# SPDX-License-Identifier: GPL-2.0-or-later
"""What counts an array is C's property, where its file says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from vmgen.importer.c import Options
from vmgen.importer.c.devices import devices
from vmgen.importer.found import Device
from vmgen.importer.to_model import to_model
from vmgen.model import nodes
from vmgen.model.kinds import Scalar
from vmgen.model.types import Cell, Property

TEXT = """
#define TWO (1 + 1)
typedef struct Lamp { uint16_t used; uint8_t level[8]; uint8_t *more; } Lamp;
static const VMStateDescription vmstate_lamp = {
    .name = "lamp", .version_id = 1, .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_VARRAY_UINT16_UNSAFE(level, Lamp, used, 0, vmstate_info_uint8, uint8_t),
        VMSTATE_END_OF_LIST()
    }
};
static const Property properties[] = { %s };
"""


def lamp(path: Path, properties: str, folder: str = "") -> Device:
    """The device of a file with these properties."""
    file = path / folder / "lamp.c"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(TEXT % properties)
    (found,) = devices([file], Options())
    return found


@pytest.mark.parametrize(
    ("text", "name", "default", "scalar"),
    [
        ('DEFINE_PROP_UINT16("used", Lamp, used, 3)', None, 3, "u16"),
        ('DEFINE_PROP_UINT32("num-" "used", Lamp, used, TWO),', "num-used", 2, "u32"),
        ('DEFINE_PROP_UINT8("n", Lamp, used, 0)', "n", None, "u8"),
        ('DEFINE_PROP_UINT8("a", Lamp, other, 1), DEFINE_PROP_UINT8("n", Lamp, used, 8)',
         "n", 8, "u8"),
    ],
)  # fmt: skip
def test_a_property(
    tmp_path: Path, text: str, name: str | None, default: int | None, scalar: str
) -> None:
    field = to_model(lamp(tmp_path, text), "lamp").fields[0]
    assert field.type == Property(item=Scalar(name=scalar))
    assert (field.rename, field.default, field.maximum) == (name, default, 8)
    assert "C's property (" in field.doc and "lamp.c:11:" in field.doc


@pytest.mark.parametrize(
    "text",
    [
        "",
        'DEFINE_PROP_UINT16("used", Bulb, used, 3)',
        'DEFINE_PROP_UINT16("used", Lamp, unused, 3)',
        'DEFINE_PROP_UINT16("used", Lamp, used, 9)',
        'DEFINE_PROP_UINT16("used", Lamp, used, NOBODY_KNOWS)',
        'DEFINE_PROP_UINT16(NAME, Lamp, used, 1)',
        'DEFINE_PROP_UINT16("used", Lamp)',
        'DEFINE_PROP_UINT8("one", Lamp, used, 1), DEFINE_PROP_UINT8("two", Lamp, used, 2)',
        '\n#ifdef NOBODY_KNOWS\nDEFINE_PROP_UINT16("used", Lamp, used, 3)\n#endif\n',
        'DEFINE_PROP_UINT16("used", Lamp, used',
    ],
)  # fmt: skip
def test_what_is_no_property(tmp_path: Path, text: str) -> None:
    field = to_model(lamp(tmp_path, text), "lamp").fields[0]
    assert field.type == Cell(name="BqlCell", item=Scalar(name="u32")) and not field.migrate


@pytest.mark.parametrize(
    ("folder", "category"),
    [("char", "char"), ("pci-host", "pci_host"), ("core", "misc"), ("9pfs", "misc")],
)
def test_a_category_is_one_that_rust_can_have(tmp_path: Path, folder: str, category: str) -> None:
    made: nodes.Device = to_model(lamp(tmp_path, "", f"hw/{folder}"), "lamp")
    assert made.category == category
