# SPDX-License-Identifier: GPL-2.0-or-later
"""States: checked values that read like the device's data sheet."""

from __future__ import annotations

import enum
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from tests.unit.codec.common import kinds
from vmgen.codec import Codec, codec_of, decode, encode, load_codecs


def reset() -> Any:
    return kinds().reset()


def test_reset_values() -> None:
    state = reset()
    assert (state.level, state.scratch, state.timer, state.migrate_clk) == (3, 11, None, True)
    regs = state.regs
    assert (regs.on, regs.small, regs.below, regs.hits) == (True, 0, -1, 5)
    assert (regs.flags, regs.parities[1].name) == ([True, False, True], "EVEN")
    assert regs.words == [7] * 40
    assert [slot.parity.name for slot in regs.slots] == ["ODD", "ODD"]
    assert state.clk.model_dump() == {"period": 0, "multiplier": 1, "divider": 1}
    assert not hasattr(state, "pad") and not hasattr(state, "irqs")


def test_bitfields_are_integers_with_names() -> None:
    control = reset().regs.control
    assert control == 0x0102
    assert (control.enable, control.level.name, control.divider) == (False, "MEDIUM", 0)
    assert control._reserved == 1
    changed = control.replace(enable=True, divider=31)
    assert changed == 0x01FB
    assert repr(changed) == (
        "Control(0x1fb, enable=True, level=<Level.MEDIUM: 1>, divider=31, _reserved=1)"
    )
    assert changed.fields()["divider"] == 31
    for wrong in ({"divider": 32}, {"level": 4}, {"speed": 1}):
        with pytest.raises(ValueError):
            control.replace(**wrong)


def test_assignments_are_checked() -> None:
    state = reset()
    state.regs.index = 15
    state.regs.parity = "ODD"
    assert isinstance(state.regs.parity, enum.IntEnum) and state.regs.parity == 4
    state.regs.control = {"enable": True}
    state.timer = 12
    for struct, name, wrong in [
        (state.regs, "index", 16),
        (state.regs, "on", 1),
        (state.regs, "parity", 2),
        (state.regs, "control", 0x10000),
        (state.regs, "words", [0] * 39),
        (state.regs, "big", 1.0),
        (state.regs, "pair", {"left": 6}),
        (state, "timer", -1),
        (state.clk, "multiplier", 1 << 32),
        (state, "missing", 1),
    ]:
        before = kinds().encode(state)
        with pytest.raises(ValidationError):
            setattr(struct, name, wrong)
        assert kinds().encode(state) == before


def test_elements_are_checked_when_encoded() -> None:
    state = reset()
    state.regs.words[3] = 1 << 32
    with pytest.raises(ValidationError, match=r"regs\.words\.3"):
        kinds().encode(state)


def test_states_by_keyword() -> None:
    state: Any = kinds().state(regs={"pair": {"left": -5}, "slots": [{"word": 1}, {"word": 2}]})
    assert state.regs.pair.right == -1
    assert [slot.kept for slot in state.regs.slots] == [9, 9]
    with pytest.raises(ValidationError, match="no_such"):
        kinds().state(no_such=1)


def test_json() -> None:
    state = kinds().state(regs={"parity": "EVEN"}, timer=3)
    text = state.model_dump_json()
    assert kinds().state_class.model_validate_json(text) == state
    assert '"control":258' in text and '"parity":1' in text


def test_what_is_sent() -> None:
    codec = kinds()
    header = b"\x05\x0bkinds/clock"
    assert header in codec.encode(codec.reset())
    assert header not in codec.encode(codec.state(migrate_clk=False))
    assert header in codec.encode(codec.state(migrate_clk=False), subsections=["kinds/clock"])
    assert header not in codec.encode(codec.reset(), subsections=[])
    assert b"kinds/always" in codec.encode(codec.state(migrate_clk=False))
    assert b"clock/muldiv" not in codec.encode(codec.reset())
    assert b"clock/muldiv" in codec.encode(codec.state(clk={"divider": 0}))
    with pytest.raises(ValueError, match="kinds/nothing"):
        codec.encode(codec.reset(), subsections=["kinds/nothing"])
    for version in (1, 5):
        with pytest.raises(ValueError, match=r"2\.\.=4"):
            codec.encode(codec.reset(), version)


def test_layout_covers_every_byte() -> None:
    state = kinds().state(late=True, clk={"divider": 2})
    data, at = kinds().encode(state), 0
    for span in kinds().spans(state):
        assert span.offset == at
        at = span.end
    assert at == len(data)
    paths = [span.path for span in kinds().spans(state)]
    assert paths[:4] == ["level", "regs.control", "regs.on", "regs.unused"]
    assert "regs.slots[1].word" in paths and "clock/muldiv" in paths


def test_functions_share_one_codec_per_device() -> None:
    device = kinds().device
    assert codec_of(device) is codec_of(device)
    state = decode(device, kinds().encode(kinds().reset()))
    assert encode(device, state) == kinds().encode(kinds().reset())
    assert codec_of(replace(device)) is not codec_of(device)


def test_another_wrapper_name() -> None:
    """QEMU 10.2 has none of its own; what we emit there is named after the field."""
    codec = Codec(kinds().device, wrapper_name="kinds/regs/migratable")
    assert codec.encode(codec.reset()) == kinds().encode(kinds().reset())


def test_names_that_python_and_pydantic_have_too(tmp_path: Path) -> None:
    """Registers are called what the data sheet calls them."""
    (tmp_path / "odd.py").write_text(
        "from vmgen.spec import *\n"
        "class Part(Bits, repr=u8):\n"
        "    width: bits[2]\n    layout: bits[2]\n    real: bits[2]\n    replace: bits[2]\n"
        "class Regs(Registers, name='odd/regs'):\n"
        "    copy: u8 = 1\n    json: u8 = 2\n    schema: u8\n    dict: u8\n    part: Part = 0xE4\n"
        "class Odd(Device, name='odd'):\n    regs: Migratable[BqlRefCell[Regs]]\n"
    )
    codec = load_codecs([tmp_path])["odd"]
    state: Any = codec.decode(bytes([9, 8, 7, 6, 0x1B]))
    regs = state.regs
    assert (regs.copy, regs.json, regs.schema, regs.dict) == (9, 8, 7, 6)
    assert (regs.part.width, regs.part.layout, regs.part.real, regs.part.replace) == (3, 2, 1, 0)
    assert codec.encode(state) == bytes([9, 8, 7, 6, 0x1B])
    assert codec.encode(codec.state(regs={"copy": 3})) == bytes([3, 2, 0, 0, 0xE4])
