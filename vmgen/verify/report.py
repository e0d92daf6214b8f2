# SPDX-License-Identifier: GPL-2.0-or-later
"""Results as text and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

from vmgen.cargo.todo import Todo
from vmgen.verify.agreement import Note
from vmgen.verify.coverage import Unseen
from vmgen.verify.judge import AGREE, Finding, Verdict
from vmgen.verify.run import Result
from vmgen.verify.tally import Outcome, Tally

FORMAT = 2
"""Of the JSON document; another number means that a reader has to look."""

MOST_NAMED = 3
"""Names of a list that a line has; of the others it has the number."""

_COUNTED = {
    Verdict.SAME: "agree",
    Verdict.TOO_OLD: "too old, as the spec says",
}
"""What sections of a verdict are called where not all are the same."""


def device_line(tally: Tally, name: str, width: int, *, full: bool = False) -> str:
    """`pl011   277 sections  ok  never seen: version 1`; `full` leaves no name out."""
    counts, most = tally.devices[name], None if full else MOST_NAMED
    total, todos, unseen = counts.total(), tally.todos.get(name), tally.unseen.get(name)
    parts = [f"{name:<{width}}  {total:>6} section{'s' if total != 1 else ' '}"]
    if not total:
        parts.append("nothing to compare with")
    elif counts[Verdict.SAME] == total and not todos:
        parts.append("ok")
    else:
        parts += _counts(tally, name)
    if todos:
        parts.append(f"open `todo!`: {_named(todos, most)}")
    if tally.undescribed[name]:
        parts.append(f"({tally.undescribed[name]} without a description: bytes only)")
    parts += called_otherwise(tally, name, "in the stream", full=full)
    if unseen and sum(counts[kind] for kind in AGREE):
        parts.append(f"never seen: {'; '.join(_unseen(unseen, most))}")
    return "  ".join(parts)


def called_otherwise(tally: Tally, name: str, where: str, *, full: bool = False) -> list[str]:
    """A phrase of what descriptions only call otherwise; none if that is nothing."""
    notes = list(map(_note, tally.notes.get(name, ())))
    return [f"called otherwise {where}: {_named(notes, None if full else MOST_NAMED)}"] * bool(
        notes
    )


def _counts(tally: Tally, *names: str) -> list[str]:
    """How many sections of these devices have which verdict, the worst first."""
    totals = {kind: sum(tally.devices[name][kind] for name in names) for kind in reversed(Verdict)}
    return [f"{total} {_COUNTED.get(kind, kind)}" for kind, total in totals.items() if total]


def _named(items: Sequence[object], most: int | None) -> str:
    """`a, b, c and 4 more`."""
    shown = ", ".join(map(str, items[:most]))
    more = len(items) - len(items[:most])
    return f"{shown} and {more} more" if more else shown


def _note(note: Note) -> str:
    """`irq` is `level`, or the type that the description has."""
    return f"{note.path} ({note.described})"


def _unseen(unseen: Unseen, most: int | None) -> Iterator[str]:
    """What was never seen, a phrase for each kind."""
    phrases = {
        ("version", "versions"): unseen.versions,
        ("subsection", "subsections"): unseen.never_sent,
        ("a section without", "sections without"): unseen.always_sent,
        ("an item in", "items in"): unseen.always_empty,
        ("all of", "all of"): unseen.never_full,
        ("which end is stored of", "which end is stored of"): unseen.either_end,
    }
    for (one, several), items in phrases.items():
        if items:
            single = len(items) == 1 and ".." not in items[0]
            yield f"{one if single else several} {_named(items, most)}"
    for what, items in (
        ("@ other than at reset", unseen.at_reset),
        ("the top bit of @", unseen.top_bit),
    ):
        if items:
            fields = f"{len(items)} field{'s' * (len(items) != 1)}"
            yield f"{what.replace('@', fields)} ({_named(items, most)})"


def summary_line(tally: Tally, dialects: Sequence[str], streams: int) -> str:
    """The last line: "the same" only where something was compared, and nothing failed."""
    where = f"{streams} stream{'s' * (streams != 1)}"
    unreadable = len(tally.unreadable)
    if unreadable:
        which = "which" if streams == 1 else f"{unreadable} of which"
        where += f", {which} cannot be read"
    if not tally.sections:
        return f"no section of {', '.join(tally.devices)} in {where}: nothing was verified"
    what = "the same in Python and Rust"
    if not tally.same:
        what = ", ".join(_counts(tally, *tally.devices))
    unfinished = sum(map(bool, tally.todos.values()))
    if unfinished:
        what += f"; {unfinished} device{'s' * (unfinished != 1)} with an open `todo!`"
    return (
        f"{tally.sections} section{'s' * (tally.sections != 1)} of {where}: {what} "
        f"(dialect{'s' * (len(dialects) != 1)} {', '.join(dialects)})"
    )


def result_lines(result: Result) -> Iterator[str]:
    """What is known of a section with findings."""
    yield f"{result.verdict}: {result.stream} {result.section} version {result.version}"
    for item in result.findings:
        yield f"  {item.message}"
        if item.kind in ("refused", "too old", "unfinished", "device"):
            continue
        place = "" if item.offset is None else f" at byte {item.offset:#x}"
        field = f"{item.path}{place}" if item.path else place.strip()
        values = "" if item.kind == "layout" else f": {item.got}, wanted {item.wanted}"
        yield f"    {field}{values}"


def as_json(
    tally: Tally,
    dialects: Sequence[str],
    streams: int,
    outcome: Outcome | None = None,
    qemu: Mapping[str, object] | None = None,
) -> str:
    """One document: counts for all devices, findings for the first sections that have some.

    `outcome` is that of the run, if sections are not all of it; `qemu` what a real QEMU said.
    """
    outcome = tally.outcome if outcome is None else outcome
    document: dict[str, object] = {
        "format": FORMAT,
        "outcome": outcome,
        "status": outcome.status,
        "dialects": list(dialects),
        "streams": streams,
        "unreadable": [
            {"stream": stream, "reason": reason} for stream, reason in tally.unreadable.items()
        ],
        "devices": [_device(tally, name) for name in tally.devices],
        "results": [as_json_of(item) for kept in tally.kept.values() for item in kept],
    }
    if qemu is not None:
        document["qemu"] = qemu
    return json.dumps(document, indent=1)


def _device(tally: Tally, name: str) -> dict[str, object]:
    counts = tally.devices[name]
    return {
        "name": name,
        "sections": counts.total(),
        **{str(kind): counts[kind] for kind in Verdict},
        "undescribed": tally.undescribed[name],
        "notes": [asdict(item) for item in tally.notes.get(name, ())],
        "todos": [_todo(item) for item in tally.todos.get(name, ())],
        "unseen": asdict(tally.unseen[name]) if name in tally.unseen else None,
    }


def _todo(todo: Todo) -> dict[str, object]:
    return todo._asdict()


def as_json_of(result: Result) -> dict[str, object]:
    """A result with its findings."""
    return {
        "stream": result.stream,
        "section": result.section,
        "device": result.device,
        "version": result.version,
        "verdict": str(result.verdict),
        "findings": [_finding(item) for item in result.findings],
    }


def _finding(finding: Finding) -> dict[str, object]:
    return asdict(finding)
