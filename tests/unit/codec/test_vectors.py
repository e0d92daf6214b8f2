# SPDX-License-Identifier: GPL-2.0-or-later
"""Golden vectors: that they are there, what they expect, and that they say the truth."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from fuzz.corpus import ROOT, codecs_at, vectors_of
from tests.unit.codec.common import SPECS, golden, kinds, nested
from vmgen.codec import Codec, ErrorClass, WireError, load_codecs
from vmgen.codec.leaves import changes
from vmgen.vectors.make import Vector, vectors

CODECS = [*codecs_at(ROOT / "specs").values(), kinds(), nested(), golden()]


def named() -> dict[str, Vector]:
    return {item.name: item for item in vectors_of(kinds())}


def changed(codec: Codec, item: Vector) -> dict[str, Any]:
    """The run-time values that a load of a vector changes."""
    before = codec.state(**{**codec.reset().model_dump(), **item.flags})
    state = codec.decode(item.data, item.version, into=before)
    return dict(changes(before.model_dump(), state.model_dump()))


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_vectors_say_the_truth(codec: Codec) -> None:
    found = vectors_of(codec)
    assert len({item.name for item in found}) == len(found)
    for item in found:
        before = codec.state(**{**codec.reset().model_dump(), **item.flags})
        if item.refused is None:
            state = codec.decode(item.data, item.version, into=before)
            assert codec.encode(state) == item.saved
        else:
            with pytest.raises(WireError) as caught:
                codec.decode(item.data, item.version, into=before)
            assert caught.value.error_class == item.refused
            assert item.unchanged is not caught.value.touched


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_a_section_leaves_nothing_of_the_one_before(codec: Codec) -> None:
    """As the Rust test of a crate has it: each twice, and registers after another vector."""
    places = [field for field in codec.device.fields if field.migrate]
    registers = {item.name for item in places if item.place.migratable and item.place.cell}
    last, tried = None, 0
    for item in vectors_of(codec):
        if item.refused is not None:
            continue
        reset = codec.state(**{**codec.reset().model_dump(), **item.flags})
        alone = codec.decode(item.data, item.version, into=reset)
        assert codec.encode(codec.decode(item.data, item.version, into=alone)) == item.saved
        if last is not None and item.version == codec.layout.version_id:
            with suppress(WireError):  # other flags
                before = codec.decode(last.data, last.version, into=reset)
                after = codec.decode(item.data, item.version, into=before)
                left = dict(changes(alone.model_dump(), after.model_dump()))
                assert not {re.split(r"[.\[]", path)[0] for path in left} & registers
                tried += 1
        last = item
    assert tried > 3


@pytest.mark.parametrize("codec", CODECS, ids=lambda codec: codec.name)
def test_the_same_spec_gives_the_same_vectors(codec: Codec) -> None:
    assert (*vectors(codec.device),) == vectors_of(codec)


def test_accepted() -> None:
    found = named()
    assert found["reset"].saved == found["reset"].data
    for name, values in {
        "reset": {},
        "regs.index high": {"regs.index": 15},
        "regs.below low": {"regs.below": -(2**63)},
        "regs.parity EVEN": {"regs.parity": 1},
        "regs.pairs.left low": {"regs.pairs[0].left": -5, "regs.pairs[1].left": -5},
        "timer 0": {"timer": 0},
    }.items():
        assert changed(kinds(), found[name]) == values
    off = found["kinds/clock off"]
    assert off.flags == {"migrate_clk": False} and off.saved == off.data
    absent = found["kinds/clock wanted but absent"]
    assert absent.flags == {} and len(absent.saved) > len(absent.data)
    for version, newer in ((2, False), (3, True)):
        old = found[f"version {version}"]
        assert old.version == version
        values = changed(kinds(), old)
        assert "late" not in values and ("newer.value" in values) is newer


def test_every_value_its_own() -> None:
    """The bytes count up, so that two fields exchanged show."""
    data = named()["every value its own"].data
    assert data[:4] == bytes([1, 2, 3, 4])
    assert len(set(data[60:160])) == 100


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("version 5", ErrorClass.SECTION_TOO_NEW),
        ("version 1", ErrorClass.TOO_OLD),
        ("regs.index = 16", ErrorClass.POST_LOAD),
        ("regs.index = -1", ErrorClass.POST_LOAD),
        ("regs.parity = 2", ErrorClass.POST_LOAD),
        ("regs.truth = 2", ErrorClass.POST_LOAD),
        ("regs.pairs.left = 6", ErrorClass.POST_LOAD),
        ("kinds/more called kinds/morx", ErrorClass.UNKNOWN_SUBSECTION),
        ("kinds/more called kinds/more2", ErrorClass.UNKNOWN_SUBSECTION),
        ("kinds/more called ?kinds/more", ErrorClass.FOOTER),
        ("kinds/more version 4", ErrorClass.TOO_NEW),
        ("kinds/more version 0", ErrorClass.TOO_OLD),
        ("clock/muldiv version 2", ErrorClass.TOO_NEW),
        ("cut before regs.control", ErrorClass.SHORT_STREAM),
        ("one byte too long", ErrorClass.FOOTER),
    ],
)
def test_refused(name: str, refused: ErrorClass) -> None:
    assert named()[name].refused == refused


def test_few_enough_to_be_read() -> None:
    counts = {codec.name: len(vectors_of(codec)) for codec in CODECS if codec is not golden()}
    assert counts["bcm2835-mbox"] < 25
    assert counts["pl061"] < 60
    assert counts["pl011"] < 75
    assert counts["kinds"] < 150
    assert counts["nested"] < 350


def test_two_devices_of_one_section_name(tmp_path: Path) -> None:
    from vmgen.diagnostics import VmgenError

    text = (SPECS / "kinds.py").read_text()
    (tmp_path / "one.py").write_text(text)
    (tmp_path / "two.py").write_text(text)
    with pytest.raises(VmgenError) as caught:
        load_codecs([tmp_path])
    assert [item.code for item in caught.value.diagnostics] == ["VM112"]


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("keys[2]", "keys: Array[BqlCell[u8], 3] = field(migrate=False, default=[0, 0, 1])"),
        ("keys[2]", "keys: Array[Mutex[u8], 3] = field(migrate=False, default=[0, 0, 1])"),
        ("own", "own: u32 = field(migrate=False, default=1)"),
    ],
)
def test_what_nobody_can_set_stays_as_it_is(name: str, kept: str, tmp_path: Path) -> None:
    """A condition may look at an element of an array, or at a number in no cell."""
    spec = tmp_path / "dev.py"
    spec.write_text(
        "from vmgen.spec import *\n"
        "class Dev(Device, name='dev'):\n"
        f"    rules = ['{name} == 1 or level < 3']\n"
        "    level: BqlCell[u8]\n"
        f"    {kept}\n",
        encoding="utf-8",
    )
    found = vectors(load_codecs([spec])["dev"].device)
    assert found and not any(item.flags for item in found)
