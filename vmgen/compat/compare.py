# SPDX-License-Identifier: GPL-2.0-or-later
"""Two sides, device by device, in both directions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from vmgen.compat.bodies import Loading
from vmgen.compat.meaning import Change
from vmgen.compat.notes import notes
from vmgen.compat.partial import BLIND, PartialLoading, lowered
from vmgen.compat.sides import Section, Side
from vmgen.compat.verdict import DIRECTIONS, Direction, Finding, Verdict
from vmgen.diagnostics import Position
from vmgen.diagnostics.codes import Outcome
from vmgen.diagnostics.codes.vm7xx.rule import SEVERITIES
from vmgen.layout import Body

MISREAD = ("shifted", "wrong")
"""Outcomes of a load that takes bytes for what they are not."""


def compare(old: Side, new: Side) -> list[Verdict]:
    """The verdicts of all devices of either side, by the names of their sections."""
    verdicts, claimed = [], set[str]()
    for name, before in old.sections.items():
        after = new.sections.get(name, ())
        if after:
            partial = "dump" in (old.knowledge, new.knowledge)
            judge = compare_partial if partial else compare_sections
            verdicts += [judge(one, other) for one, other in _pairs(before, after)]
            continue
        renamed = _renamed(before[0], old, new)
        if renamed is None:
            verdicts.append(_gone(name, new))
        else:
            claimed.add(renamed.body.name)
            verdicts.append(_called_otherwise(name, renamed))
    for name, after in new.sections.items():
        if name not in old.sections and name not in claimed:
            verdicts.append(_new(name, after[0]))
    return sorted(verdicts, key=lambda it: it.device)


def _pairs(
    before: tuple[Section, ...], after: tuple[Section, ...]
) -> Iterator[tuple[Section, Section]]:
    """Of types that share a description, those of the same name; else the first."""
    known = {it.type_name: it for it in after}
    for one in before:
        yield one, known.get(one.type_name, after[0])


# -- sections --------------------------------------------------------------------------------------


def _called_otherwise(name: str, renamed: Section) -> Verdict:
    message = f"the section `{name}` is called `{renamed.body.name}` now"
    at = renamed.places.get("name", renamed.position)
    return Verdict(
        name,
        tuple(
            Finding("SECTION_SAME_NAME", direction, "refused", name, message, at)
            for direction in DIRECTIONS
        ),
    )


def _gone(name: str, new: Side) -> Verdict:
    message = f"nobody takes the section `{name}`: no device has it any more"
    left = f"the section `{name}` is not sent: the device stays as it is after a reset"
    at = Position(new.name)
    return Verdict(
        name,
        (
            Finding("SECTION_NOT_REMOVED", "old -> new", "refused", name, message, at),
            Finding("SECTION_NOT_REMOVED", "new -> old", "defaults", name, left, at),
        ),
    )


def _renamed(section: Section, old: Side, new: Side) -> Section | None:
    """The section of the same QOM type, or the only one that is left, under a name that is new."""
    fresh = [
        it for name, all_of in new.sections.items() if name not in old.sections for it in all_of
    ]
    by_type = [it for it in fresh if it.type_name and it.type_name == section.type_name]
    if by_type:
        return by_type[0]
    return fresh[0] if len(old.sections) == len(new.sections) == len(fresh) == 1 else None


def _new(name: str, section: Section) -> Verdict:
    message = f"nobody takes the section `{name}`: there is no such device"
    left = f"the section `{name}` is not sent: the device stays as it is after a reset"
    return Verdict(
        name,
        (
            Finding("SECTION_NOT_ADDED", "old -> new", "defaults", name, left, section.position),
            Finding("SECTION_NOT_ADDED", "new -> old", "refused", name, message, section.position),
        ),
    )


def compare_sections(old: Section, new: Section) -> Verdict:
    """The verdict on a device that both sides have."""
    if old.body == new.body and old.traits == new.traits and old.type_name == new.type_name:
        return Verdict(new.body.name)
    return Verdict(new.body.name, _findings(old, new, Loading))


def compare_partial(old: Section, new: Section) -> Verdict:
    """The same where one side is a dump: what a dump does not tell of the other is left out."""
    pair = [replace(it, body=lowered(it.body, it.type_name)) for it in (old, new)]
    return Verdict(new.body.name, _findings(pair[0], pair[1], PartialLoading), BLIND)


def _findings(
    old: Section, new: Section, loading: type[Loading] | type[PartialLoading]
) -> tuple[Finding, ...]:
    found: dict[tuple[object, ...], Finding] = {}
    for direction in DIRECTIONS:
        one, other = (old, new) if direction == DIRECTIONS[0] else (new, old)
        for version, change in _direction(one, other, direction, loading):
            item = _finding(change, version, direction, old, new)
            found.setdefault((item.rule, item.direction, item.outcome, item.path), item)
    return tuple(found.values())


def _direction(
    writer: Section,
    reader: Section,
    direction: Direction,
    loading: type[Loading] | type[PartialLoading],
) -> Iterator[tuple[int, Change]]:
    """What becomes of the writer's sections, at the version that it sends and at older ones."""
    sent, known = writer.body, reader.body
    version, forward = sent.version_id, direction == DIRECTIONS[0]
    window = f"{known.minimum_version_id}..={known.version_id}"
    if version > known.version_id:
        rule = "VERSION_NOT_LOWERED" if forward else "VERSION_BUMP"
        message = f"version {version} is sent, and taken are {window}"
        yield version, Change(rule, "refused", "version_id", message)
        return
    if version < known.minimum_version_id:
        message = f"version {version} is sent, and taken are {window}"
        yield version, Change("MINIMUM_NOT_RAISED", "refused", "minimum_version_id", message)
        return
    if loading is Loading:
        yield from ((version, change) for change in notes(writer, reader))
    broken = False
    for change in loading(sent, known, version, forward=forward).changes():
        broken = broken or change.outcome in MISREAD
        yield version, change
    if forward and not broken:
        yield from _older(sent, known, loading)


def _older(
    old: Body, new: Body, loading: type[Loading] | type[PartialLoading]
) -> Iterator[tuple[int, Change]]:
    """Sections of older versions that the old side takes, down to the first that is misread."""
    low = max(old.minimum_version_id, new.minimum_version_id)
    if old.minimum_version_id < new.minimum_version_id:
        message = f"sections of versions {old.minimum_version_id} to {new.minimum_version_id - 1} "
        message += "load no more"
        yield old.minimum_version_id, Change(
            "MINIMUM_NOT_RAISED", "ok", "minimum_version_id", message
        )
    for version in range(old.version_id - 1, low - 1, -1):
        changes = loading(old, new, version, forward=True).changes()
        found = [it for it in changes if SEVERITIES[it.outcome] == "error"]
        yield from ((version, it) for it in found)
        if any(it.outcome in MISREAD for it in found):
            return


def _finding(
    change: Change, version: int, direction: Direction, old: Section, new: Section
) -> Finding:
    outcome: Outcome = change.outcome
    message = f"{change.message}{f', where {change.when}' if change.when else ''}"
    if change.offset is not None:
        message += f"; byte {change.offset:#x} of version {version} is the first that is misread"
    places: list[Mapping[str, Position]] = [new.places, old.places]
    at = next((it[change.path] for it in places if change.path in it), new.position)
    return Finding(
        change.rule,
        direction,
        outcome,
        new.body.name,
        message,
        at,
        change.path,
        version,
        change.offset,
        decides=change.decides,
    )
