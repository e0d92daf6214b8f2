# SPDX-License-Identifier: GPL-2.0-or-later
"""What a device refuses, with the class, the place and the field; and what it does not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.codec.common import kinds, subsection
from vmgen.codec import DeviceState, ErrorClass, WireError


def refusal(data: bytes, version: int | None = None, **options: Any) -> WireError:
    with pytest.raises(WireError) as caught:
        kinds().decode(data, version, **options)
    return caught.value


def reset_data() -> bytes:
    return kinds().encode(kinds().reset())


def place(path: str) -> tuple[int, int]:
    """Offset and width of the last element of a field."""
    spans = [span for span in kinds().spans(kinds().reset()) if span.path == path]
    assert len(spans) == 1
    return spans[0].end - spans[0].width, spans[0].width


def patched(path: str, value: int) -> bytes:
    at, width = place(path)
    data = reset_data()
    mask = (1 << 8 * width) - 1
    return data[:at] + (value & mask).to_bytes(width, "big") + data[at + width :]


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("regs.index", 16, "regs.index"),
        ("regs.index", -1, "regs.index"),
        ("regs.index", 256, "regs.index"),
        ("regs.below", 0, "regs.below"),
        ("regs.narrow", 201, "regs.narrow"),
        ("regs.size", 0, "regs.size"),
        ("regs.size", 65, "regs.size"),
        ("regs.truth", 2, "regs.truth"),
        ("regs.parity", 2, "regs.parity"),
        ("regs.parity", 256, "regs.parity"),
        ("regs.parities", 3, "regs.parities[1]"),
        ("regs.pair.left", 6, "regs.pair.left"),
        ("regs.pair.left", -6, "regs.pair.left"),
        ("regs.slots[1].parity", 5, "regs.slots[1].parity"),
        ("regs.pairs[0].left", 0x7FFF, "regs.pairs[0].left"),
        ("always.left", 6, "always.left"),
    ],
)
def test_values_that_a_restore_refuses(path: str, value: int, named: str) -> None:
    error = refusal(patched(path, value))
    assert (error.error_class, error.path) == (ErrorClass.POST_LOAD, named)
    assert error.offset == place(path)[0]


@pytest.mark.parametrize(
    ("path", "value", "held"),
    [
        ("regs.on", 0xFF, True),
        ("regs.flags", 2, [True, False, True]),
        ("regs.control", 0xFFFF, 0xFFFF),
        ("timer", -1, None),
        ("timer", -2, 0),
        ("timer", 5, 5),
        ("counters.last", 255, 255),
    ],
)
def test_values_that_are_taken(path: str, value: int, held: Any) -> None:
    found: Any = kinds().decode(patched(path, value)).model_dump()
    for key in path.split("."):
        found = found[key]
    assert found == held
    assert type(found) is not int or not isinstance(held, bool)


def test_versions() -> None:
    assert refusal(reset_data(), 5).error_class == ErrorClass.SECTION_TOO_NEW
    assert refusal(reset_data(), 2**32 - 1).error_class == ErrorClass.SECTION_TOO_NEW
    assert refusal(reset_data(), 1).error_class == ErrorClass.TOO_OLD
    with pytest.raises(ValueError, match="u32"):
        kinds().decode(reset_data(), -1)


def test_subsections() -> None:
    plain = kinds().encode(kinds().reset(), subsections=[])
    more = bytes(2) + b"\xff" * 8
    for version in (1, 2, 3, 256 + 3):
        body = more[:2] if version == 1 else more
        state = kinds().decode(plain + subsection("kinds/more", version, body))
        assert state.wire_subsections == ("kinds/more",)
    for name, version, error_class in [
        ("kinds/more", 4, ErrorClass.TOO_NEW),
        ("kinds/more", 0, ErrorClass.TOO_OLD),
        ("kinds/moro", 3, ErrorClass.UNKNOWN_SUBSECTION),
        ("kinds2", 3, ErrorClass.UNKNOWN_SUBSECTION),
        ("kinds", 3, ErrorClass.FOOTER),
        ("other/more", 3, ErrorClass.FOOTER),
    ]:
        error = refusal(plain + subsection(name, version, more))
        assert error.error_class == error_class, name
        assert error.touched


@pytest.mark.parametrize(
    "name", ["kinds/regsx", "migratable-wrapper/x", "kinds/countersx", "kinds/newer/x"]
)
def test_nested_descriptions_look_for_their_own(name: str) -> None:
    """A subsection is refused where it begins with the name of the description it follows."""
    field = {"kinds/regsx": "regs", "migratable-wrapper/x": "regs"}.get(name, "counters")
    field = "newer" if name.startswith("kinds/newer") else field
    spans = kinds().spans(kinds().reset())
    at = next(i for i, span in enumerate(spans) if span.path.startswith(f"{field}."))
    while spans[at].path.startswith(f"{field}."):
        at += 1
    offset = spans[at].offset
    data = reset_data()
    error = refusal(data[:offset] + subsection(name, 1, b"") + data[offset:])
    assert (error.error_class, error.offset) == (ErrorClass.UNKNOWN_SUBSECTION, offset)


def test_every_cut() -> None:
    """A section may end before each of its subsections, and nowhere else."""
    state = kinds().state(late=True)
    data = kinds().encode(state)
    names = [item.body.name for item in kinds().layout.subsections]
    ends = [span.offset for span in kinds().spans(state) if span.path in names]
    for length in range(len(data)):
        if length in ends:
            kinds().decode(data[:length])
        else:
            error = refusal(data[:length], footer=b"")
            possible = {ErrorClass.SHORT_STREAM, ErrorClass.FOOTER, ErrorClass.TOO_OLD}
            assert error.error_class in possible
            refusal(data[:length])


def test_what_is_absent() -> None:
    """A mirror's absent part is at reset; a cell, or a whole absent field, stays as it was."""
    changed = changed_state()
    old = kinds().encode(kinds().reset(), 2, subsections=[])
    state = kinds().decode(old, 2, into=changed)
    assert state.regs == kinds().state(regs={"hits": 77}).regs  # hits does not travel
    assert state.level == 3
    assert (state.late, state.newer.value) == (True, 0x1234)
    assert (state.scratch, state.migrate_clk) == (12, False)
    assert (state.extra, state.extra_timer, state.always.right) == (99, 500, 5)
    assert state.clk.multiplier == 6


def test_a_clock_without_its_subsection_is_not_scaled() -> None:
    data = kinds().encode(kinds().state(clk={"period": 7}))
    assert kinds().decode(data, into=changed_state()).clk.model_dump() == {
        "period": 7,
        "multiplier": 1,
        "divider": 1,
    }


def changed_state() -> Any:
    return kinds().state(
        level=8,
        regs={"hits": 77, "big": 1},
        counters={"reads": 4, "last": 5},
        timer=9,
        late=True,
        newer={"value": 0x1234},
        scratch=12,
        clk={"period": 3, "multiplier": 6, "divider": 2},
        extra=99,
        extra_timer=500,
        always={"right": 5},
        migrate_clk=False,
    )


def test_a_refused_section_changes_nothing() -> None:
    before: DeviceState = changed_state()
    refusal(patched("always.left", 6), into=before)
    assert before == changed_state()


@pytest.mark.parametrize(("path", "touched"), [("regs.index", True), ("always.left", True)])
def test_touched(path: str, touched: bool) -> None:
    """`level` is loaded before the registers are refused, and QEMU does not take that back."""
    assert refusal(patched(path, 100)).touched is touched
    assert refusal(reset_data(), 9).touched is False
    # QEMU's getters store what they read, zeros for what is not there, before the error is seen.
    assert refusal(b"", footer=b"").touched is True
    assert refusal(b"").touched is True  # `level` is read from the footer
