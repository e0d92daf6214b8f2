# SPDX-License-Identifier: GPL-2.0-or-later
"""What sections have shown, and what they have not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from vmgen.codec import Codec, load_codecs
from vmgen.verify.coverage import Coverage, Unseen, gaps


@pytest.fixture(scope="module")
def codec() -> Codec:
    return load_codecs([Path(__file__).parent / "specs" / "seen.py"])["seen"]


Note = Callable[..., Unseen]


@pytest.fixture
def note(codec: Codec) -> Note:
    """Show it one more section, and ask."""
    coverage = Coverage(codec)

    def shown(version: int = 4, data: bytes = b"", **values: Any) -> Unseen:
        device = {key: values.pop(key) for key in ("late", "extra", "other") if key in values}
        state = codec.state(regs=values, **device)
        spans = codec.spans(state, version)
        coverage.note(version, data or codec.encode(state, version), spans)
        return coverage.unseen()

    return shown


def test_no_section(codec: Codec) -> None:
    """Nothing is taken for seen."""
    unseen = Coverage(codec).unseen()
    assert (unseen.versions, unseen.never_sent) == (("1..=4",), ("seen/extra", "seen/other"))
    assert {"regs.control", "late", "extra"} <= set(unseen.absent)
    assert not unseen.at_reset


def test_a_reset_device(note: Note) -> None:
    unseen = note()
    assert unseen.versions == ("1..=3",)
    assert unseen.never_sent == ("seen/extra", "seen/other")
    assert unseen.always_empty == ("regs.queue", "regs.list")
    assert unseen.at_reset == (
        *("regs.control", "regs.small", "regs.count", "regs.memory"),
        *("regs.channels.load", "regs.channels.delta", "late"),
    )
    assert unseen.absent == ("regs.list", "extra", "other")
    assert (unseen.never_full, unseen.either_end, unseen.top_bit) == ((), (), ())


def test_versions(note: Note) -> None:
    assert note(2).versions == ("1", "3..=4")
    assert "late" in note(2).absent
    assert note(4, other=1).versions == ("1", "3", "1..=2 of seen/other")
    note(1)
    assert note(3).versions == ("1..=2 of seen/other",)


def test_subsections(note: Note) -> None:
    unseen = note(extra=5)
    assert (unseen.never_sent, unseen.always_sent) == (("seen/other",), ("seen/extra",))
    unseen = note()
    assert (unseen.never_sent, unseen.always_sent) == (("seen/other",), ())


def test_fields(note: Note) -> None:
    """Another value than at reset is seen in any element; the top bit only where it is set."""
    unseen = note(control=8, small=9, channels=[{}, {"delta": 3}])
    assert not {"regs.control", "regs.small", "regs.channels.delta"} & set(unseen.at_reset)
    assert unseen.top_bit == ("regs.control", "regs.channels.delta")
    unseen = note(control=1 << 31, channels=[{"delta": -1}, {}])
    assert unseen.top_bit == ()


def test_arrays(note: Note) -> None:
    assert note(memory=[0, 2, 0, 0, 0]).never_full == ("regs.memory (2 of 5)",)
    assert note(memory=[1, 0, 0, 0, 0]).never_full == ("regs.memory (2 of 5)",)
    assert note(memory=[0, 0, 0, 0, 9]).never_full == ()
    assert note(count=2, list=[1, 2, 0]).never_full == ("regs.list (2 of 3)",)
    unseen = note(count=3)
    assert (unseen.never_full, unseen.always_empty) == ((), ("regs.queue",))


def test_queues(codec: Codec, note: Note) -> None:
    """Full or empty, both ends are the same place; and items that are 0 tell nothing."""
    assert note(queue=[0, 0]).either_end == ("regs.queue",)
    assert note(queue=[1, 2, 3, 4]).either_end == ("regs.queue",)
    assert note(queue=[5]).either_end == ()
    unseen = note()
    assert (unseen.always_empty, unseen.never_full) == (("regs.list",), ())


def test_items_that_could_be_on_either_side(codec: Codec, note: Note) -> None:
    """A free slot with something in it may be an item as well, if the position were the end's."""
    spans = {span.path: span for span in codec.spans(codec.reset())}
    data = bytearray(codec.encode(codec.state(regs={"queue": [5]})))
    data[spans["regs.items"].end - 1] = 6
    unseen = note(data=bytes(data), queue=[5])
    assert (unseen.either_end, unseen.never_full) == (("regs.queue",), ("regs.queue",))


def test_all_seen(note: Note) -> None:
    top = 1 << 31
    channels = [{"load": top, "delta": -1}] * 2
    everything = {"control": top, "small": 1, "count": 3, "list": [0x8000] * 3}
    everything |= {"memory": [0x8000] * 5, "channels": channels, "late": top, "extra": top}
    for version in (1, 2, 3):
        note(version)
    note(queue=[0x80, 1], **everything)
    unseen = note(queue=[1, 2, 3, 4], **everything)
    assert unseen == Unseen(never_sent=("seen/other",), absent=("other",))
    assert unseen and not Unseen()
    assert all(getattr(Unseen(), item.name) == () for item in fields(Unseen))


@pytest.mark.parametrize(
    ("met", "wanted"),
    [((), ["0..=9"]), ((0, 9), ["1..=8"]), ((3, 5, 40), ["0..=2", "4", "6..=9"])],
)
def test_gaps(met: tuple[int, ...], wanted: list[str]) -> None:
    assert list(gaps(met, 0, 9)) == wanted
    assert list(gaps(range(10), 0, 9)) == []
