# SPDX-License-Identifier: GPL-2.0-or-later
"""The zoo's own arithmetic, on the streams that are always there."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import ROOT
from tests.zoo.sections import gathered
from tests.zoo.trial import imported, read, tried

STREAMS = [ROOT / "tests/data/streams/7.2/aarch64-virt-3.0.xz"]


def test_every_section_of_a_small_machine_comes_back(tmp_path: Path) -> None:
    lots = gathered(map(str, STREAMS), lambda name: name in ("pl011", "arm_gic", "gpex_root"))
    animals = imported(lots, {}, tmp_path)
    read(animals)
    for animal in animals:
        tried(animal, None)
        assert animal.sections and animal.same == animal.sections, animal.left
    assert [animal.name for animal in animals] == ["arm_gic", "gpex_root", "pl011"]


def test_what_does_not_come_back_has_a_reason(tmp_path: Path) -> None:
    lots = gathered(map(str, STREAMS), lambda name: name == "pl011")
    animals = imported(lots, {}, tmp_path)
    (animal,) = animals
    assert animal.spec is not None
    text = animal.spec.read_text()
    animal.spec.write_text(
        text.replace("    ifl: u32\n", "    ifl: u16\n").replace("u32", "u16, u32", 1)
    )
    read(animals)
    tried(animal, None)
    (reason,) = animal.left
    assert animal.same == 0 and reason.startswith("Python refuses it: FOOTER")
