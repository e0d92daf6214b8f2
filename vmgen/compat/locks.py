# SPDX-License-Identifier: GPL-2.0-or-later
"""Locks: what a release sends and takes, a small file per device, held against every later spec."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from vmgen.compat.compare import compare_sections
from vmgen.compat.locktext import body_lines
from vmgen.compat.sides import LOCK, Section, read_lock, section_of, text_of_lock
from vmgen.compat.verdict import Finding, Verdict
from vmgen.diagnostics import Diagnostics, Position, VmgenError
from vmgen.model.nodes import Device
from vmgen.values import dataclass

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,63}")
"""Of a release: it is the name of a folder."""

_HEAD = """# What a release sends and takes; later builds are held against it, so it is not edited.
# `vmgen release` wrote it.
"""


# -- one lock --------------------------------------------------------------------------------------


def lock_text(section: Section) -> str:
    """The file of a device."""
    return _text(section.body, section.type_name, section.traits)


def _text(body: object, type_name: str, traits: Iterable[str]) -> str:
    words = json.dumps({"type": type_name, "traits": sorted(traits)})
    return _HEAD + "\n".join([f"device {words}", *body_lines(body)]) + "\n"  # type: ignore[arg-type]


# -- all of them -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Lock:
    """The lock of one device in a release."""

    release: str
    path: Path
    text: str

    @property
    def section(self) -> Section:
        """Its layout."""
        return read_lock(self.text, Position(str(self.path)))


def locks_in(folder: Path) -> list[Lock]:
    """The locks of all releases, in the order of their names. None if there is no folder."""
    found = []
    for path in sorted(folder.glob(f"*/*{LOCK}")):
        if NAME.fullmatch(path.parent.name):  # not what a release that was broken off has left
            found.append(Lock(path.parent.name, path, text_of_lock(path)))
    return found


def write_release(name: str, devices: Sequence[Device], folder: Path) -> list[Path]:
    """Write the locks of a release. `VmgenError` VM796 if there is one of that name."""
    root = folder / name
    if not NAME.fullmatch(name):
        message = f"a release is called by letters, digits, `.`, `_`, `+` and `-`, not {name!r}"
        raise VmgenError.single("VM797", Position(str(root)), message)
    if root.exists():
        raise VmgenError.single("VM796", Position(str(root)), f"release {name} has locks already")
    files = {f"{it.crate}{LOCK}": lock_text(section_of(it)) for it in devices}
    made = folder / f".{name}.new"
    try:
        shutil.rmtree(made, ignore_errors=True)  # of one that was broken off
        made.mkdir(parents=True)
        for file, text in files.items():
            (made / file).write_text(text, encoding="utf-8")
        made.rename(root)
    except OSError as error:
        message = f"cannot be written: {error.strerror}"
        raise VmgenError.single("VM405", Position(str(root)), message) from None
    return [root / file for file in files]


# -- held ------------------------------------------------------------------------------------------


def held(
    sections: Iterable[Section], locks: Sequence[Lock], *, every: bool = False
) -> Iterator[Verdict]:
    """The verdicts of devices against all their locks; with `every` of those that are gone, too."""
    by_section: dict[str, list[tuple[Lock, Section | None]]] = {}
    here = {it.body.name: it for it in sections}
    texts = {name: lock_text(it) for name, it in here.items()}
    for lock in locks:
        known = _named(lock.text)
        if known in here:
            same = lock.text == texts[known]
            by_section.setdefault(known, []).append((lock, None if same else lock.section))
        elif every:
            yield _gone(lock)
    for name, pairs in by_section.items():
        for lock, old in pairs:
            if old is None:
                yield Verdict(name)
                continue
            verdict = compare_sections(old, here[name])
            found = tuple(replace(it, lock=lock.release) for it in verdict.findings)
            yield replace(verdict, findings=found)


_SECTION = re.compile(r'^section ("(?:[^"\\]|\\.)*") ', re.MULTILINE)


def _named(text: str) -> str:
    """The section that a lock is about."""
    found = _SECTION.search(text)
    return str(json.loads(found[1])) if found else ""


def _gone(lock: Lock) -> Verdict:
    name = lock.section.body.name
    message = f"nobody takes the section `{name}`: no spec has it any more"
    at = Position(str(lock.path))
    left = f"the section `{name}` is not sent: the device stays as it is after a reset"
    found = (
        Finding("SECTION_NOT_REMOVED", "old -> new", "refused", name, message, at),
        Finding("SECTION_NOT_REMOVED", "new -> old", "defaults", name, left, at),
    )
    return Verdict(name, tuple(replace(it, lock=lock.release) for it in found))


def broken(
    devices: Sequence[Device], folder: Path, approved: Mapping[str, str], found: Diagnostics
) -> None:
    """Note what of locked layouts is broken, for a build; not what is approved."""
    locks = locks_in(folder)
    if not locks:
        return
    for verdict in held(map(section_of, devices), locks):
        for finding in verdict.findings:
            if finding.severity == "error" and finding.fingerprint not in approved:
                found.extend([finding.diagnostic()])
