# SPDX-License-Identifier: GPL-2.0-or-later
"""Which devices of a binary a spec is tried on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.engine.fake import described, fake
from vmgen.codec import load_codecs
from vmgen.engine import DeviceType, Engine, Subjects
from vmgen.engine.subjects import _chosen
from vmgen.layout.members import Json

PLAIN = """
from vmgen.spec import BqlCell, Device, u32


class Dev(Device, name="dev", type_name="{type}", category="misc"):
    a: BqlCell[u32]
    b: BqlCell[u32]
"""
REGISTERS = """
from vmgen.spec import BqlRefCell, Device, Migratable, Registers, u32


class Regs(Registers, name="dev/regs"):
    a: u32
    b: u32


class Dev(Device, name="dev", type_name="{type}", category="misc"):
    regs: Migratable[BqlRefCell[Regs]]
"""


def kind(name: str, parent: str, *, abstract: bool = False, description: str = "dev") -> DeviceType:
    return DeviceType(name, parent, abstract, 1, 1, description)


@pytest.mark.parametrize(
    ("types", "own", "expected"),
    [
        ([], "dev", []),
        ([kind("other", "device", description="other")], "other", []),
        ([kind("dev", "device")], "dev", ["dev"]),
        ([kind("dev", "device"), kind("dev-vm", "device")], "dev-vm", ["dev-vm", "dev"]),
        ([kind("dev", "device"), kind("dev-vm", "device")], "none", ["dev", "dev-vm"]),
        ([kind("dev", "device"), kind("dev-luminary", "dev")], "dev", ["dev"]),
        ([kind("dev", "device"), kind("dev-luminary", "dev")], "none", ["dev"]),
        ([kind("dev", "device"), kind("dev-luminary", "dev")], "dev-luminary", ["dev-luminary"]),
        (
            [kind("base", "device", abstract=True), kind("b", "base"), kind("a", "base")],
            "dev",
            ["a"],
        ),
        ([kind("base", "device", abstract=True)], "dev", []),
    ],
)
def test_one_of_each_family(types: list[DeviceType], own: str, expected: list[str]) -> None:
    assert [item.name for item in _chosen(types, "dev", own)] == expected


WRAPPED, OPEN = described(wrapped=True), described()


@pytest.mark.parametrize(
    ("spec", "descriptions", "ours"),
    [
        (REGISTERS.format(type="x"), {"x": WRAPPED}, {"x": True}),
        (REGISTERS.format(type="x"), {"x": OPEN}, {"x": False}),
        (REGISTERS.format(type="x"), {"x": WRAPPED, "y": OPEN}, {"x": True, "y": False}),
        (REGISTERS.format(type="x"), {"x": WRAPPED, "y": WRAPPED}, {"x": True, "y": False}),
        (REGISTERS.format(type="x"), {"y": OPEN}, {"y": False}),
        (PLAIN.format(type="x"), {"x": OPEN}, {"x": False}),
        (PLAIN.format(type="x"), {"x": OPEN, "y": OPEN}, {"x": True, "y": False}),
    ],
)
def test_which_is_the_crate(
    spec: str, descriptions: dict[str, Json], ours: dict[str, bool], tmp_path: Path
) -> None:
    (tmp_path / "dev.py").write_text(spec)
    (codec,) = load_codecs([tmp_path / "dev.py"]).values()
    program = fake(tmp_path, dict.fromkeys(descriptions, "body"), descriptions)
    with Engine(program) as engine:
        found = Subjects(engine).of(codec.device, {})
        assert {item.name: item.ours for item in found} == ours
        assert all(item.realized for item in found)
