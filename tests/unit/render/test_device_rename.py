# SPDX-License-Identifier: GPL-2.0-or-later
"""`rename=` of a device's own field: C's name in the description, the field's own in Rust."""

from __future__ import annotations

from pathlib import Path

import pytest

from vmgen.diagnostics import Diagnostics
from vmgen.layout.to_dump import to_dump
from vmgen.model.layout import layout_of
from vmgen.plan import DIALECTS, plan_device
from vmgen.render import render_crate
from vmgen.spec.read import read_specs

SPEC = '''"""A device."""

from vmgen.spec import BqlCell, BqlRefCell, Device, Migratable, Registers, field, u32


class Regs(Registers, name="dev/regs"):
    """Registers."""

    a: u32 = field(le=3)


class DevState(Device, name="dev", crate="devx", version_id=2):
    """The device."""

    regs: Migratable[BqlRefCell[Regs]] = field(rename="state")
    late: BqlCell[u32] = field(since=2, rename="level")
'''


@pytest.mark.parametrize("dialect", DIALECTS)
def test_device_rename(tmp_path: Path, dialect: str) -> None:
    (tmp_path / "dev.py").write_text(SPEC)
    diagnostics = Diagnostics()
    (device,) = read_specs([tmp_path / "dev.py"], diagnostics)
    files = render_crate(plan_device(device, DIALECTS[dialect], diagnostics))
    assert not diagnostics.failed
    text = next(file.text for file in files if file.path.endswith("migration.rs"))
    words = " ".join(text.split())
    assert (
        'VMStateField { name: c"level".as_ptr(), ..vmstate_of!(DevState, late) } '
        ".with_version_id(2)," in words
    )
    assert 'name: c"state".as_ptr(),' in words and "VMStateField" in words.split("VMSTATE")[0]
    assert [
        field["field"]
        for field in to_dump(layout_of(device), device.type_name)["Description"]["Fields"]
    ] == [
        "a",
        "level",
    ]
