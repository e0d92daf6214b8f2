# SPDX-License-Identifier: GPL-2.0-or-later
"""What a section costs `vmgen verify` without the Rust runner.

`python -m benches.sections`
Read are the copied sections of tests/data/sections by the specs of specs/ and the conversions.
Printed are, per device, the fields on the wire (each element of an array counted), and the CPU time
of its dearest section: the median of nine runs, as a busy machine makes single runs slow.
"""

from __future__ import annotations

import statistics
import time

from benches.measure import ROOT
from tests.reality.sections import copied_sections
from vmgen.codec import load_codecs
from vmgen.stream import Section, count_leaves, decode_section
from vmgen.verify import Verifier

RUNS = 9
SPECS = (ROOT / "specs", ROOT / "tests" / "reality" / "conversions")


def cost(verifier: Verifier, section: Section) -> float:
    """Seconds of CPU for one section."""
    times = []
    for _ in range(RUNS):
        begin = time.process_time()
        verifier.section(section)
        times.append(time.process_time() - begin)
    return statistics.median(times)


def main() -> None:
    print(f"{'device':<28} {'fields':>7} {'ms':>7}")
    for folder in SPECS:
        codecs = load_codecs([folder])
        verifier = Verifier(codecs, {})
        for name in sorted(codecs):
            sections = [item.section for item in copied_sections(name)]
            cost(verifier, sections[0])  # what is made once per device
            dearest, section = max(
                ((cost(verifier, section), section) for section in sections),
                key=lambda found: found[0],
            )
            fields = count_leaves(decode_section(section))
            print(f"{name:<28} {fields:>7} {dearest * 1000:>7.1f}", flush=True)


if __name__ == "__main__":
    main()
