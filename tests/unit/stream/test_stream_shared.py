# SPDX-License-Identifier: GPL-2.0-or-later
"""What is said of a section more than once is worked out once."""

from __future__ import annotations

import json

import pytest
from stream_builder import field, vmsd

from vmgen.layout import LayoutError
from vmgen.layout.members import parse_json
from vmgen.stream.steps import LONGEST_SHARED, said, section_steps

ONE = vmsd("dev", 1, field("a", "uint8", 1), field("b", "uint32", 4))


def test_the_same_is_worked_out_once() -> None:
    again = json.loads(json.dumps(ONE))
    steps = section_steps({"name": "first", "instance_id": 0, **ONE})
    assert section_steps({"name": "second", "instance_id": 7, **again}) is steps


@pytest.mark.parametrize(
    "other",
    [
        vmsd("dev", 2, field("a", "uint8", 1), field("b", "uint32", 4)),
        vmsd("dev", 1, field("a", "int8", 1), field("b", "uint32", 4)),
        vmsd("dev", 1, field("b", "uint32", 4), field("a", "uint8", 1)),
    ],
)
def test_others_are_not_taken_for_it(other: dict[str, object]) -> None:
    assert section_steps(other) is not section_steps(ONE)
    assert said(other) != said(ONE)


def test_keys_that_repeat_are_not_lost() -> None:
    twice = '"vmsd_name": "e", "version": 1, "fields": []'
    entry = parse_json(f'{{"name": "d", "fields": [{{{twice}, {twice}}}]}}'.encode())
    assert said(entry) is None
    assert said(parse_json(b'{"name": "d", "version": 1, "version": 2}')) is None


def test_a_long_description_is_not_kept() -> None:
    long = vmsd("dev", 1, *[field(f"a{index}", "uint8", 1) for index in range(LONGEST_SHARED >> 4)])
    assert section_steps(long) is not section_steps(long)


def test_a_wrong_description_names_its_section() -> None:
    wrong = {"name": "0000:00:02.0/dev", **ONE, "size": 7}
    for _ in range(2):
        with pytest.raises(LayoutError, match=r"^0000:00:02\.0/dev: 5 bytes, described 7"):
            section_steps(wrong)
