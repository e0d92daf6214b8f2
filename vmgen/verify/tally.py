# SPDX-License-Identifier: GPL-2.0-or-later
"""Counts per device: what a report is made of, whatever the number of streams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from vmgen.verify.compare import Verdict
from vmgen.verify.run import Result

MOST_KEPT = 10
"""Results with differences that are kept per device; the others are counted."""


@dataclass(slots=True)
class Tally:
    """What became of the sections of each device, every one of which has a line."""

    devices: dict[str, Counter[Verdict]]
    undescribed: Counter[str] = field(default_factory=Counter)
    """By device, sections without a description that adds up: only their bytes were compared."""
    kept: dict[str, list[Result]] = field(default_factory=dict)
    """By device, the first results with findings."""

    @classmethod
    def of(cls, devices: Iterable[str]) -> Tally:
        """Nothing counted yet."""
        return cls({name: Counter() for name in sorted(devices)})

    def add(self, result: Result) -> bool:
        """Count a result. Whether it is one of the first with findings, and was kept."""
        self.devices[result.device][result.verdict] += 1
        self.undescribed[result.device] += not result.described
        if not result.findings:
            return False
        kept = self.kept.setdefault(result.device, [])
        if len(kept) < MOST_KEPT:
            kept.append(result)
            return True
        return False

    @property
    def sections(self) -> int:
        """Sections of all devices."""
        return sum(counts.total() for counts in self.devices.values())

    @property
    def different(self) -> int:
        """Sections that differ."""
        return sum(counts[Verdict.DIFFERENT] for counts in self.devices.values())
