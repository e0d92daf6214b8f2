# SPDX-License-Identifier: GPL-2.0-or-later
"""Counts per device: what a report is made of, whatever the number of streams."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import field
from enum import StrEnum

from vmgen.cargo.todo import Todo
from vmgen.engine import Subject
from vmgen.values import dataclass
from vmgen.verify.agreement import Note
from vmgen.verify.binary import Came, Trial
from vmgen.verify.coverage import Unseen
from vmgen.verify.judge import AGREE, Verdict
from vmgen.verify.run import Result

MOST_KEPT = 10
"""Results with findings that are kept per device; the others are counted."""


@dataclass(slots=True)
class Tried:
    """What became of the sections of a device in one type of device of a real QEMU."""

    subject: Subject
    counts: Counter[Came] = field(default_factory=Counter)
    named: dict[Came, Counter[str]] = field(default_factory=dict)
    """The fields that C changes, and why sections were not tried or not taken."""

    def add(self, trial: Trial) -> None:
        """Count it."""
        self.counts[trial.came] += 1
        self.named.setdefault(trial.came, Counter()).update(trial.named)


class Outcome(StrEnum):
    """What a run came to: text, JSON and exit status all follow from it. The worst comes last."""

    AGREE = "agree"
    TOO_OLD = "too old"
    """All sections are, as the specs say: nothing else was compared."""
    UNFINISHED = "unfinished"
    NOTHING = "nothing"
    """No section at all, or none that a QEMU that was to be asked was tried with."""
    DIFFERENT = "different"
    UNREADABLE = "unreadable"

    @property
    def status(self) -> int:
        """The exit status."""
        if self in (Outcome.NOTHING, Outcome.UNREADABLE):
            return 2
        return 1 if self in (Outcome.UNFINISHED, Outcome.DIFFERENT) else 0


@dataclass(slots=True)
class Tally:
    """What became of the sections of each device, every one of which has a line."""

    devices: dict[str, Counter[Verdict]]
    shown: Collection[Verdict] = (Verdict.DIFFERENT,)
    """Of which verdicts results are kept."""
    undescribed: Counter[str] = field(default_factory=Counter)
    """By device, sections without a description that adds up: only their bytes were compared."""
    kept: dict[str, list[Result]] = field(default_factory=dict)
    """By device, the first results of a verdict that is shown."""
    notes: dict[str, dict[Note, None]] = field(default_factory=dict)
    """By device, what descriptions only call otherwise, each once."""
    unreadable: dict[str, str] = field(default_factory=dict)
    """Why, by stream."""
    todos: dict[str, list[Todo]] = field(default_factory=dict)
    """By device, what its author's files have open."""
    unseen: dict[str, Unseen] = field(default_factory=dict)
    """By device, what no section that agrees has shown."""
    asked: bool = False
    """Whether devices of a real QEMU were to be asked, too."""
    tried: dict[str, dict[str, Tried]] = field(default_factory=dict)
    """By device and type, what devices of a real QEMU made of its sections."""

    @classmethod
    def of(cls, devices: Iterable[str], shown: Collection[Verdict] = (Verdict.DIFFERENT,)) -> Tally:
        """Nothing counted yet."""
        return cls({name: Counter() for name in sorted(devices)}, shown)

    def add(self, result: Result) -> bool:
        """Count a result. Whether it is one of the first to be shown, and was kept."""
        self.devices[result.device][result.verdict] += 1
        self.undescribed[result.device] += not result.described
        self.notes.setdefault(result.device, {}).update(dict.fromkeys(result.notes))
        tried = self.tried.setdefault(result.device, {})
        for trial in result.trials:
            name = trial.subject.name
            tried.setdefault(name, Tried(trial.subject)).add(trial)
        kept = self.kept.setdefault(result.device, [])
        if result.verdict not in self.shown or not result.findings or len(kept) >= MOST_KEPT:
            return False
        kept.append(result)
        return True

    def count(self, *verdicts: Verdict) -> int:
        """Sections of all devices with one of these verdicts."""
        return sum(counts[kind] for counts in self.devices.values() for kind in verdicts)

    @property
    def sections(self) -> int:
        """Sections of all devices."""
        return self.count(*Verdict)

    @property
    def different(self) -> int:
        """Sections that differ."""
        return self.count(Verdict.DIFFERENT)

    def came(self) -> Counter[Came]:
        """What became of all sections in devices of a real QEMU."""
        return sum((it.counts for all_ in self.tried.values() for it in all_.values()), Counter())

    @property
    def outcome(self) -> Outcome:
        """What all of it comes to: the worst there is."""
        if self.unreadable:
            return Outcome.UNREADABLE
        if not self.sections:
            return Outcome.NOTHING
        if self.different:
            return Outcome.DIFFERENT
        if self.asked and not self.came().keys() - {Came.UNTRIED}:
            return Outcome.NOTHING
        if self.count(Verdict.UNFINISHED) or any(self.todos.values()):
            return Outcome.UNFINISHED
        return Outcome.AGREE if self.count(*AGREE) else Outcome.TOO_OLD

    @property
    def same(self) -> bool:
        """Whether there is something, and all of it is the same."""
        return self.outcome is Outcome.AGREE and self.count(Verdict.SAME) == self.sections
