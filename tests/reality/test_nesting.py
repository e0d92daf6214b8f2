# SPDX-License-Identifier: GPL-2.0-or-later
"""Subsections that no stream holds, at places where the device that wrote it has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reality.sections import SPECS, codecs, copied_sections
from vmgen.codec import Codec, load_codecs
from vmgen.stream import Section
from vmgen.verify import Verdict, Verifier

COUNT = '    irq_reinject_on_ack_count: BqlCell[u16] = subsection(\n        "mc146818rtc/irq'
IN_REGISTERS = """    "The byte that the data port accesses."
    irq_reinject_on_ack_count: u16 = subsection(
        "{name}/irq_reinject_on_ack_count", needed="irq_reinject_on_ack_count != 0"
    )
"""


def rtc(folder: Path, name: str) -> Codec:
    """The RTC with its subsection in registers, behind which the rest of the section follows."""
    text = (SPECS / "mc146818rtc.py").read_text()
    text = text[: text.index(COUNT)]
    text = text.replace('name="mc146818rtc/regs"', f'name="{name}"')
    text = text.replace('    "The byte that the data port accesses."\n', IN_REGISTERS)
    (folder / "mc146818rtc.py").write_text(text.replace("{name}", name))
    return load_codecs([folder])["mc146818rtc"]


def unsent(device: str) -> list[Section]:
    sections = [real.section for real in copied_sections(device)]
    return [item for item in sections if "irq_reinject_on_ack_count" not in str(item.description)]


@pytest.mark.parametrize("name", ["mc146818rtc", "mc146818rtc/regs"])
def test_rtc_of_a_subsection_in_the_middle(tmp_path: Path, name: str) -> None:
    codec = rtc(tmp_path, name)
    sections = unsent("mc146818rtc")
    assert sections
    with Verifier({codec.name: codec}, {}) as verifier:
        for section in sections:
            state = codec.decode(section.data, section.version)
            assert codec.encode(state, section.version) == section.data  # bytes show nothing
            result = verifier.section(section)
            (finding,) = result.findings
            assert result.verdict is Verdict.DIFFERENT
            assert finding.path == f"{name}/irq_reinject_on_ack_count"
            assert finding.wanted == "at the end of `mc146818rtc`"
            assert finding.got == "behind `regs`"


@pytest.mark.parametrize("device", sorted(codecs()))
def test_real_devices_look_where_the_specs_say(device: str) -> None:
    codec = codecs()[device]
    with Verifier({device: codec}, {}) as verifier:
        kinds = {
            item.kind
            for real in copied_sections(device)
            for item in verifier.section(real.section).findings
        }
    assert "layout" not in kinds
