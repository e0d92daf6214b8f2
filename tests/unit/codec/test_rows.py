# SPDX-License-Identifier: GPL-2.0-or-later
"""Arrays of structs taken as a whole: what they are, and that each number is as it would be alone.

Both ways must give the same: as a whole, and one by one as any other array of structs.
"""

from __future__ import annotations

import random

import pytest

from vmgen.codec import Codec, WireError, load_codecs
from vmgen.codec.save import opened
from vmgen.layout import Nested

SPEC = """
from vmgen.spec import *


class Mode(Enum, repr=u8):
    OFF = 0
    ON = 1
    BOTH = 3


class Line(Registers, name="rows_line"):
    flag: bool
    mode: Mode
    level: u16 = field(ge=1, le=0x300, default=1)
    old: Unused[3]
    offset: i32
    low: u32 = field(mask=0xFFF0)
    count: NonZero[u8] = 1
    cell: u16 = field(migrate=False)


class RowsRegisters(Registers, name="rows/regs"):
    before: u8
    lines: Array[Line, 5]
    after: u8


class Rows(Device, name="rows", version_id=1, category="misc"):
    regs: Migratable[BqlRefCell[RowsRegisters]]
"""


@pytest.fixture(scope="module")
def codec(tmp_path_factory: pytest.TempPathFactory) -> Codec:
    path = tmp_path_factory.mktemp("rows") / "rows.py"
    path.write_text(SPEC)
    return load_codecs([path])["rows"]


def outcome(codec: Codec, data: bytes) -> tuple[object, ...]:
    """All that a section comes to, or all that is said of why it is refused."""
    try:
        state = codec.decode(data)
    except WireError as error:
        return error.error_class, error.offset, error.path, error.touched, str(error)
    saver = codec.saved(state)
    spans = [(span.path, span.offset, span.width, span.count) for span in saver.spans]
    return "loaded", state.model_dump(), bytes(saver.data), spans


def alone(codec: Codec, data: bytes) -> tuple[object, ...]:
    """The same, number by number."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("load", "save"):
            patch.setattr(f"vmgen.codec.{module}.rows_of", lambda element: None)
        return outcome(codec, data)


def test_an_array_is_one_area_and_opens_to_its_fields(codec: Codec) -> None:
    areas = codec.saved(codec.reset()).areas
    assert [area.path for area in areas] == ["regs.before", "regs.lines", "regs.after"]
    assert isinstance(areas[1].element, Nested)
    assert [span.path for span in opened(areas)][1:9] == [
        *(f"regs.lines[0].{name}" for name in ("flag", "mode", "level", "unused", "offset")),
        *("regs.lines[0].low", "regs.lines[0].count", "regs.lines[1].flag"),
    ]


def test_each_number_is_as_it_would_be_alone(codec: Codec) -> None:
    sound = codec.encode(codec.reset())
    numbers, met = random.Random(1), set()
    for _ in range(2000):
        data = bytearray(sound)
        for _ in range(numbers.choice((0, 1, 1, 2, 5))):
            data[numbers.randrange(len(data))] = numbers.choice((0, 1, 2, 3, 5, 0x80, 0xFF))
        end = numbers.choice((len(data), len(data), len(data), numbers.randrange(len(data) + 3)))
        cut = bytes(data[:end]).ljust(end, b"\0")
        found = outcome(codec, cut)
        assert found == alone(codec, cut)
        met.add(found[0])
    assert met == {"loaded", "POST_LOAD", "FOOTER", "SHORT_STREAM"}


def test_what_looks_like_a_subsection_behind_an_element(codec: Codec) -> None:
    sound, met = codec.encode(codec.reset()), set()
    for at in range(len(sound)):
        data = sound[:at] + b"\x05\x0brows_line/x\0\0\0\1" + sound[at:]
        found = outcome(codec, data)
        assert found == alone(codec, data)
        met.add(found[0])
    assert "UNKNOWN_SUBSECTION" in met
