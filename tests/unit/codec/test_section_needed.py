# SPDX-License-Identifier: GPL-2.0-or-later
"""`needed=` of a device, and `absent=` of its cells: what a `pre_load` of C's sets."""

from __future__ import annotations

from pathlib import Path

import pytest

from vmgen.codec import Codec, WireError, load_codecs
from vmgen.codec.author import author_of
from vmgen.vectors.make import vectors

SPEC = '''"""A device."""

from vmgen.spec import *


class DevState(Device, name="dev", version_id=2, minimum_version_id=1, needed={needed}{hooks}):
    """The device."""

    level: BqlCell[u32] = 7
    mode: BqlCell[u8] = subsection("dev/mode", needed=CHANGED, default=1, absent=4)
    on: BqlCell[bool] = subsection("dev/mode", absent=True)
    kept: BqlCell[u8] = subsection("dev/kept", needed="kept != 0")
    used: Property[bool]
'''


def codec(tmp_path: Path, needed: str = '"used or level != 7"', hooks: str = "") -> Codec:
    (tmp_path / "dev.py").write_text(SPEC.format(needed=needed, hooks=hooks))
    return load_codecs([tmp_path / "dev.py"])["dev"]


def test_absent(tmp_path: Path) -> None:
    """Before anything is read, whatever was there; `CHANGED` is from this value."""
    dev = codec(tmp_path)
    before = dev.state(level=1, mode=3, on=False, kept=5)
    state = dev.decode(bytes(4), into=before)
    assert (state.level, state.mode, state.on, state.kept) == (0, 4, True, 5)
    assert dev.encode(state, subsections=None).count(b"dev/mode") == 0
    assert dev.encode(before).count(b"dev/mode") == 1
    arrived = dev.decode(dev.encode(before))
    assert (arrived.mode, arrived.on) == (3, False)
    assert dev.reset().mode == 1


@pytest.mark.parametrize(
    ("version", "data", "touched"), [(3, bytes(4), False), (0, bytes(4), False), (2, b"", True)]
)
def test_absent_is_first(tmp_path: Path, version: int, data: bytes, touched: bool) -> None:
    """A version that is refused changes nothing; anything else comes after."""
    with pytest.raises(WireError) as raised:
        codec(tmp_path).decode(data, version, footer=b"")
    assert raised.value.touched is touched


def test_needed(tmp_path: Path) -> None:
    dev = codec(tmp_path)
    assert not dev.needed(dev.reset())
    assert dev.needed(dev.state(used=True)) and dev.needed(dev.state(level=6))
    found = {vector.name: vector.needed for vector in vectors(dev.device)}
    assert (found["reset"], found["every value its own"]) == (False, True)
    asked = codec(tmp_path, 'method("wanted")')
    assert asked.needed(asked.reset()) and author_of(asked.device).anything


@pytest.mark.parametrize(
    ("hook", "refuses", "anything"),
    [
        ("pre_load", True, True),
        ("post_save", False, True),
        ("unplug_pending", False, False),
    ],
)
def test_hooks(tmp_path: Path, hook: str, refuses: bool, anything: bool) -> None:
    author = author_of(codec(tmp_path, hooks=f", {hook}=True").device)
    assert (author.refuses, author.anything) == (refuses, anything)
