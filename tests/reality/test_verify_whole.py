# SPDX-License-Identifier: GPL-2.0-or-later
"""Arrays of structs are judged as a whole: the same is found as number by number, but sooner."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.reality.sections import copied_sections
from vmgen.codec import Codec, load_codecs
from vmgen.stream import Section
from vmgen.stream.steps import Steps
from vmgen.verify import Verifier
from vmgen.verify.run import Result

REAL = [item.section for item in copied_sections("arm_gic")]


@pytest.fixture(scope="module")
def codec() -> Codec:
    return load_codecs([Path(__file__).parent / "conversions" / "arm_gic.py"])["arm_gic"]


def judged(codec: Codec, section: Section) -> tuple[Result, object]:
    verifier = Verifier({"arm_gic": codec}, {})
    return verifier.section(section), verifier.coverage["arm_gic"].unseen()


def alone(codec: Codec, section: Section) -> tuple[Result, object]:
    """The same, number by number."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("load", "save"):
            patch.setattr(f"vmgen.codec.{module}.rows_of", lambda element: None)
        patch.setattr(Steps, "numbers", None)
        return judged(codec, section)


def other(section: Section, data: bytes, description: Any) -> Section:
    return Section(
        section.name, section.instance_id, section.version, data=data, description=description
    )


def lines(description: Any) -> Any:
    """The array of interrupts in a description."""
    return next(item for item in description["fields"] if item["name"] == "irq_state")


def renamed(found: Any) -> None:
    lines(found)["struct"]["fields"][2]["name"] = "alive"


def swapped(found: Any) -> None:
    fields = lines(found)["struct"]["fields"]
    fields[0], fields[3] = fields[3], fields[0]


def signed(found: Any) -> None:
    lines(found)["struct"]["fields"][0]["type"] = "int8"


def joined(found: Any) -> None:
    """Two bytes of the spec are one number."""
    fields = lines(found)["struct"]["fields"]
    fields[0:2] = [{"name": "both", "type": "uint16", "size": 2}]


def skipped(found: Any) -> None:
    lines(found)["struct"]["fields"][6]["type"] = "unused_buffer"


def parted(found: Any) -> None:
    """The array is two, of which the second begins elsewhere in the spec's."""
    first = lines(found)
    second = copy.deepcopy(first)
    first["array_len"], second["array_len"], second["name"] = 20, 1000, "spi_state"
    found["fields"].insert(found["fields"].index(first) + 1, second)


CHANGES = (renamed, swapped, signed, joined, skipped, parted)


@pytest.mark.parametrize("change", CHANGES)
def test_another_description(codec: Codec, change: Callable[[Any], None]) -> None:
    description = copy.deepcopy(REAL[0].description)
    change(description)
    data = bytearray(REAL[0].data)
    data[200] = 0x80  # a sign, and no number of a reset device
    section = other(REAL[0], bytes(data), description)
    found = judged(codec, section)
    assert found == alone(codec, section)
    result = found[0]
    assert result.described and (result.findings or result.notes or change is parted)


def test_other_bytes(codec: Codec) -> None:
    numbers, verdicts = random.Random(1), set()
    for end in (None, None, None, None, -3, 5000):
        data = bytearray(REAL[0].data)
        for _ in range(numbers.randrange(1, 4)):
            data[numbers.randrange(40, 7000)] = numbers.choice((1, 2, 0x80, 0xFF))
        section = other(REAL[0], bytes(data[:end]), REAL[0].description)
        found = judged(codec, section)
        assert found == alone(codec, section)
        verdicts.add(found[0].verdict)
    assert len(verdicts) > 1
