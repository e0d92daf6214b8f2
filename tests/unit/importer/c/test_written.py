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
