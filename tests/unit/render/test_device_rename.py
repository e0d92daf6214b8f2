# SPDX-License-Identifier: GPL-2.0-or-later
"""`rename=`: C's name in the description, in Rust the field's own or one that is made of C's."""

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


PATHS = '''"""A device."""

from vmgen.spec import *


class Ticks(Mirror, name="dev.ticks"):
    """On the wire."""

    low: u32 = field(rename="env.low")


class Inner(Registers, name="dev.in[0]", nested=True):
    """Inside."""

    rules = ["a < b or b == 0"]

    a: u8 = field(rename="in.a")
    b: u8
    c: u8 = subsection("dev.in[0].c", needed="c > a", rename="in.c")


class Regs(Registers, name="dev.regs"):
    """Registers."""

    inner: Inner = field(rename="s.in")
    used: u8 = field(le=4, rename="n[used]")
    items: Array[u16, 4] = field(count="used", rename="n[items]")


class DevState(Device, name="dev", crate="devx"):
    """The device."""

    regs: Migratable[BqlRefCell[Regs]] = field(rename="s->regs")
    ticks: Migratable[Custom["Ticker", Ticks]]
'''


@pytest.mark.parametrize("dialect", DIALECTS)
def test_names_that_rust_has_not(tmp_path: Path, dialect: str) -> None:
    (tmp_path / "dev.py").write_text(PATHS)
    diagnostics = Diagnostics()
    (device,) = read_specs([tmp_path / "dev.py"], diagnostics)
    files = render_crate(plan_device(device, DIALECTS[dialect], diagnostics))
    assert not diagnostics.failed
    text = next(file.text for file in files if file.path.endswith("migration.rs"))
    words = " ".join(text.split())
    for shown, owner, member in (
        ("env.low", "Ticks", "env_low"),
        ("in.a", "InnerMigration", "in_a"),
        ("in.c", "InnerMigration", "in_c"),
        ("s.in", "RegsMigration", "s_in"),
        ("n[used]", "RegsMigration", "n_used"),
        ("n[items]", "RegsMigration", "n_items[0 .. n_used]"),
    ):
        field = f'VMStateField {{ name: c"{shown}".as_ptr(), ..vmstate_of!({owner}, {member}) }}'
        assert field in words, shown
    for rust in (
        "self.n_used <= 4",
        "self.in_c > self.in_a",
        "source.in_a >= source.b && source.b != 0",
        "pub n_items: [u16; 4],",
        "pub env_low: u32,",
    ):
        assert rust in words, rust
