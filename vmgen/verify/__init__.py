# SPDX-License-Identifier: GPL-2.0-or-later
"""Verify: what Python and the generated Rust make of a section, and whether that is the same.

    with open_stream(path) as stream, Verifier(codecs, {"11": Runner(program)}) as verifier:
        for result in verifier.stream(stream):
            print(result.device, result.verdict, result.findings)

`compare` is the judge, a pure function; the rest gathers what it judges.
"""

from vmgen.verify.answer import Answer, runtime_values
from vmgen.verify.described import DescribedLeaf, described_leaves
from vmgen.verify.judge import Evidence, Finding, Verdict, compare, verdict
from vmgen.verify.run import Result, Verifier
from vmgen.verify.solve import Solution, UnsolvedError, solve
from vmgen.verify.tally import Tally

__all__ = [
    "Answer",
    "DescribedLeaf",
    "Evidence",
    "Finding",
    "Result",
    "Solution",
    "Tally",
    "UnsolvedError",
    "Verdict",
    "Verifier",
    "compare",
    "described_leaves",
    "runtime_values",
    "solve",
    "verdict",
]
