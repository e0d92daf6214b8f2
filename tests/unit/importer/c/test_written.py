# SPDX-License-Identifier: GPL-2.0-or-later
"""What is written of C is what `vmgen build` takes, and a person would write."""

from __future__ import annotations

from pathlib import Path

import pytest

from vmgen.diagnostics import Diagnostics
from vmgen.importer.c import Options
from vmgen.importer.c.devices import devices
from vmgen.importer.files import specs
from vmgen.spec.read import read_specs

TEXT = """
typedef struct Empty { int unused; } Empty;
typedef struct Lane { uint8_t a; uint16_t b; } Lane;
typedef struct LampState {
    /*< private >*/
    uint8_t first;
    /*< public >*/

    uint8_t second; /* The second one. */
    Empty drives[2];
    Lane lanes[2][3];
} LampState;
static const VMStateDescription vmstate_empty = {
    .name = "empty",
    .fields = (const VMStateField[]) { VMSTATE_END_OF_LIST() },
};
static const VMStateDescription vmstate_lane = {
    .name = "lane",
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(a, Lane), VMSTATE_UINT16(b, Lane), VMSTATE_END_OF_LIST(),
    },
};
static const VMStateDescription vmstate_lamp = {
    .name = "lamp",
    .version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT8(first, LampState),
        VMSTATE_UINT8(second, LampState),
        VMSTATE_STRUCT_ARRAY(drives, LampState, 2, 0, vmstate_empty, Empty),
        VMSTATE_STRUCT_2DARRAY(lanes, LampState, 2, 3, 0, vmstate_lane, Lane),
        VMSTATE_END_OF_LIST(),
    },
};
"""


@pytest.mark.parametrize(
    ("folder", "category"),
    [("hw/misc", "misc"), ("hw/pci-host", "pci_host"), ("hw/core", "misc"), ("", "misc")],
)
def test_a_spec_that_builds(folder: str, category: str, tmp_path: Path) -> None:
    file = tmp_path / folder / "lamp.c"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(TEXT)
    (spec,) = specs(devices([file], Options(), ["lamp"]), ["dump.json"])
    path = tmp_path / "lamp.py"
    path.write_text(spec.text)
    diagnostics = Diagnostics()
    (device,) = read_specs([path], diagnostics)
    assert not diagnostics.failed, list(diagnostics)
    assert device.category == category
    assert spec.text.startswith('"""`lamp`, imported from `lamp.c` and 1 more."""\n')
    assert (
        '    first: u8\n    second: u8\n    "The second one."\n    drives: Unused[0]\n' in spec.text
    )
    assert "lanes: Array[Lane, 6]" in spec.text


PART = """
static const VMStateDescription vmstate_%s = {
    .name = "lamp/part",
    .fields = (const VMStateField[]) { VMSTATE_UINT8(%s, LampState), VMSTATE_END_OF_LIST() },
};
"""


def test_two_subsections_of_one_name_are_a_mark(tmp_path: Path) -> None:
    """A load takes each for the first. Commas without a word between them are no subsection."""
    listed = "&vmstate_one, , &vmstate_two, NULL"
    head = f".subsections = (const VMStateDescription * const []) {{ {listed} }}, .version_id"
    text = TEXT.replace("static const VMStateDescription vmstate_lamp", "@@").split("@@")
    text[1:1] = [PART % ("one", "first"), PART % ("two", "second")]
    text[-1] = "static const VMStateDescription vmstate_lamp" + text[-1].replace(
        ".version_id", head
    )
    file = tmp_path / "lamp.c"
    file.write_text("".join(text))
    (lamp,) = devices([file], Options(), ["lamp"])
    assert [gap.code for gap in lamp.description.all_gaps()] == ["VM631"]
    (spec,) = specs([lamp], [])
    assert "VM631: two subsections are called `lamp/part`" in spec.text


QUEUE = """
typedef struct Port { QEMUTimer *timer; Fifo8 rx; uint8_t last; } Port;
static void port_init(Port *s) { fifo8_create(&s->rx, 16); }
static const VMStateDescription vmstate_port = {
    .name = "port",
    .version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_FIFO8(rx, Port), VMSTATE_UINT8(last, Port), %s VMSTATE_END_OF_LIST(),
    },
};
"""


@pytest.mark.parametrize(
    ("timer", "made"), [("", "rx: Fifo8[16]"), ("VMSTATE_TIMER_PTR(timer, Port),", "rx: Fifo8Reg")]
)
def test_a_queue_beside_a_timer(timer: str, made: str, tmp_path: Path) -> None:
    """What has a timer is restored in its place, where no queue of QEMU's own can be (VM208)."""
    inside = """
static const VMStateDescription vmstate_ports = {
    .name = "ports",
    .fields = (const VMStateField[]) {
        VMSTATE_STRUCT(port, Ports, 0, vmstate_port, Port), VMSTATE_END_OF_LIST(),
    },
};
"""
    file = tmp_path / "port.c"
    file.write_text(QUEUE % timer + "typedef struct Ports { Port port; } Ports;" + inside)
    (ports,) = devices([file], Options(), ["ports"])
    (spec,) = specs([ports], [])
    assert made in spec.text and "Incomplete[" not in spec.text


def test_the_name_of_a_field_is_short(tmp_path: Path) -> None:
    """What a macro makes of it is looked at as far as a name can go, and no further."""
    doubles = "".join(f"#define M{at} M{at + 1} M{at + 1}\n" for at in range(20))
    file = tmp_path / "lamp.c"
    file.write_text(doubles + TEXT.replace("VMSTATE_UINT8(first,", "VMSTATE_UINT8(M0,"))
    (lamp,) = devices([file], Options(), ["lamp"])
    assert any("more than 200 words" in gap.text for gap in lamp.description.all_gaps())


@pytest.mark.parametrize(
    ("parent", "text"),
    [
        ("TYPE_I2C_SLAVE", "parent_obj: ParentField[I2CSlave] = field(migrate=False)"),
        ("TYPE_SYS_BUS_DEVICE", "first: u8"),
        ("TYPE_LAMP_BASE", "C's type derives from `TYPE_LAMP_BASE`, which this spec does not say"),
        ('"lamp-base"', "C's type derives from `lamp-base`, which this spec does not say"),
    ],
)
def test_a_parent_whose_header_is_not_at_hand(parent: str, text: str, tmp_path: Path) -> None:
    file = tmp_path / "lamp.c"
    file.write_text(f"""{TEXT}
static void lamp_init(DeviceClass *dc) {{ dc->vmsd = &vmstate_lamp; }}
static const TypeInfo lamp = {{ .name = "lamp", .parent = {parent}, .class_init = lamp_init }};
""")
    (lamp,) = devices([file], Options(), ["lamp"])
    (spec,) = specs([lamp], [])
    assert text in spec.text
    assert ("derives from" in spec.text) is ("derives from" in text)
