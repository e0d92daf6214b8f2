# SPDX-License-Identifier: GPL-2.0-or-later
"""What devices of a real QEMU made of sections, as text and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict

from vmgen.verify.binary import Came
from vmgen.verify.report import as_json_of, called_otherwise
from vmgen.verify.tally import Tally, Tried

MOST_NAMED = 3
"""Fields and reasons that a line has; of the others it has the number."""


def tried_lines(tally: Tally, name: str, *, full: bool = False) -> Iterator[str]:
    """Below the line of a device: one for each type that its sections went through."""
    tried = tally.tried.get(name, {})
    if tally.asked and tally.devices[name].total() and not tried:
        yield "  in QEMU: no device has a description of that name"
    for item in tried.values():
        yield f"  in QEMU: {_who(item)}  {'; '.join(_phrases(item, None if full else MOST_NAMED))}"


def vectors_line(tally: Tally, name: str, width: int, *, full: bool = False) -> str:
    """The line of a device whose golden vectors were to be tried."""
    total = tally.devices[name].total()
    if not total:
        return f"{name:<{width}}  no device of this QEMU has a description of that name"
    called = called_otherwise(tally, name, "in QEMU", full=full)
    return "  ".join([f"{name:<{width}}  {total:>6} golden vectors", *called])


def in_qemu_line(tally: Tally, version: str, what: str) -> str:
    """The last line: what became of all sections, or vectors."""
    said = ", ".join(f"{count} {came}" for came, count in _in_order(tally.came()))
    return f"{what} in QEMU {version}: {said or 'nothing was tried'}"


def in_qemu_as_json(version: str, sections: Tally, vectors: Tally) -> dict[str, object]:
    """All of it."""
    return {
        "version": version,
        "sections": _tried(sections),
        "vectors": _tried(vectors),
        "notes": {name: list(map(asdict, notes)) for name, notes in vectors.notes.items() if notes},
        "results": [as_json_of(item) for kept in vectors.kept.values() for item in kept],
    }


def _tried(tally: Tally) -> list[dict[str, object]]:
    """The same for each device and type."""
    return [
        {
            "device": device,
            "type": name,
            "crate": item.subject.ours,
            "unrealized": item.subject.unrealized,
            **{str(came): item.counts[came] for came in Came},
            "named": {str(came): dict(named) for came, named in item.named.items() if named},
        }
        for device, tried in tally.tried.items()
        for name, item in tried.items()
    ]


def _who(item: Tried) -> str:
    whose = "the crate" if item.subject.ours else "QEMU's own"
    return f"{item.subject.name} ({whose})"


def _phrases(item: Tried, most: int | None) -> Iterator[str]:
    for came, count in _in_order(item.counts):
        named = [name for name, _ in item.named.get(came, Counter()).most_common()]
        shown, more = ", ".join(named[:most]), len(named) - len(named[:most])
        more_said = f" and {more} more" if more else ""
        yield f"{count} {came}{f' ({shown}{more_said})' if shown else ''}"
    if item.subject.unrealized:
        yield f"not realized: {item.subject.unrealized}"


def _in_order(counts: Counter[Came]) -> Iterator[tuple[Came, int]]:
    return ((came, counts[came]) for came in Came if counts[came])
