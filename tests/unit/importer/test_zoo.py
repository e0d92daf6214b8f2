# SPDX-License-Identifier: GPL-2.0-or-later
"""The zoo's own arithmetic, on the streams that are always there."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import ROOT
from tests.zoo.sections import Gathered
from tests.zoo.trial import imported, read, tried

STREAMS = [ROOT / "tests/data/streams/7.2/aarch64-virt-3.0.xz"]


def test_every_section_of_a_small_machine_comes_back(tmp_path: Path) -> None:
    lots = Gathered(lambda name: name in ("pl011", "arm_gic", "gpex_root")).read(map(str, STREAMS))
    animals = imported(lots, {}, tmp_path)
    read(animals)
    for animal in animals:
        tried(animal, None)
        assert animal.sections and animal.same == animal.sections, animal.left
    assert [animal.name for animal in animals] == ["arm_gic", "gpex_root", "pl011"]


def test_what_does_not_come_back_has_a_reason(tmp_path: Path) -> None:
    lots = Gathered(lambda name: name == "pl011").read(map(str, STREAMS))
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


def test_a_stream_that_is_cut_is_a_row_and_what_came_before_counts(tmp_path: Path) -> None:
    cut, no = tmp_path / "cut", tmp_path / "no"
    cut.write_bytes(STREAMS[0].read_bytes()[:2000])
    no.write_text("no stream")
    gathered = Gathered(bool)
    assert gathered.read(map(str, [no, cut, *STREAMS]))
    assert list(gathered.broken) == [str(no), str(cut)]
    assert gathered.undescribed["ram"] == 1
