# SPDX-License-Identifier: GPL-2.0-or-later
"""The spec files of what was imported: one per device, and what each was imported from.

Beside the specs, in `.imported/`, lies the text of each as it was written, with the words of the
command line that made it: by that `vmgen import --update` tells what has changed in the sources.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from difflib import unified_diff
from pathlib import Path

from vmgen.diagnostics import Position, VmgenError
from vmgen.importer.found import Device
from vmgen.importer.to_model import to_model
from vmgen.lint.names import CRATES_TAKEN
from vmgen.model.names import KEYWORDS, counted, member_name
from vmgen.spec.print import print_spec
from vmgen.values import dataclass

KEPT = ".imported"
LONGEST = 60
"""Characters of a crate's name; a spec may have 64."""


@dataclass(frozen=True, slots=True)
class Spec:
    """A spec file."""

    stem: str
    text: str
    device: Device


def specs(devices: Sequence[Device], sources: Sequence[str]) -> Iterator[Spec]:
    """The specs of devices; `sources` are the files they were imported from, beside C's."""
    taken: set[str] = set(CRATES_TAKEN | KEYWORDS)
    layouts = Counter(device.description.name for device in devices)
    said = Counter[str]()
    for device in devices:
        stem = _stem(device, taken)
        taken.add(stem)
        name = device.description.name
        said[name] += 1
        which = f", layout {said[name]} of {layouts[name]}" if layouts[name] > 1 else ""
        about = f"`{name}`, imported from {_sources([device.file, *sources])}{which}."
        yield Spec(stem, print_spec([to_model(device, stem, about)]), device)


def _sources(names: Iterable[str]) -> str:
    first, *others = filter(None, names)
    return f"`{first}` and {len(others)} more" if others else f"`{first}`"


def _stem(device: Device, taken: set[str]) -> str:
    """A name that no other device of this import has, nor Rust."""
    stem = member_name(device.description.name)[:LONGEST].strip("_") or "device"
    if stem in CRATES_TAKEN or stem in KEYWORDS:
        stem = f"{stem}_device"
    return next(name for name in counted(stem) if name not in taken)


def write(made: Sequence[Spec], folder: Path, words: Sequence[str], *, force: bool) -> list[Path]:
    """Write all specs, or none: an author's file stays unless `force`.

    `VmgenError` VM404, VM405.
    """
    files = [folder / f"{spec.stem}.py" for spec in made]
    for file in files if not force else ():
        if os.path.lexists(file):
            raise VmgenError.single(
                "VM404",
                Position(str(file)),
                "there is a file of this name already",
                cause="It may hold somebody's work.",
                mend="Import into another folder, look at `--update`, or say `--force`.",
            )
    try:
        kept = folder / KEPT
        kept.mkdir(parents=True, exist_ok=True)
        texts = [(file, spec.text) for file, spec in zip(files, made, strict=True)]
        texts += [(kept / f"{spec.stem}.txt", _record(spec, words)) for spec in made]
        _replace(texts)
    except OSError as error:
        where = Position(str(error.filename or folder))
        raise VmgenError.single("VM405", where, f"cannot write: {error.strerror}") from None
    return files


def _replace(texts: Sequence[tuple[Path, str]]) -> None:
    """Write all beside their places first: what cannot be written stops before anything changed."""
    waiting = []
    try:
        for file, text in texts:
            beside = file.with_name(f".{file.name}.new")
            waiting.append((beside, file))
            beside.write_text(text, encoding="utf-8")
        for beside, file in waiting:
            beside.replace(file)
    finally:
        for beside, _ in waiting:
            beside.unlink(missing_ok=True)


def _record(spec: Spec, words: Sequence[str]) -> str:
    return f"{json.dumps([spec.device.description.name, *words])}\n{spec.text}"


def remembered(spec: Path) -> tuple[str, list[str], str]:
    """Device, words of the command line, and text of a spec when it was imported. `VmgenError`
    VM604."""
    file = spec.parent / KEPT / f"{spec.stem}.txt"
    try:
        head, _, text = file.read_text(encoding="utf-8").partition("\n")
        name, *words = json.loads(head)
    except (OSError, ValueError):
        raise VmgenError.single(
            "VM604", Position(str(spec)), f"`{file}` does not say what it was imported from"
        ) from None
    return str(name), [str(word) for word in words], text


def changed(before: str, now: str, spec: Path) -> str:
    """What is different in the sources since; empty for nothing."""
    lines = before.splitlines(keepends=True), now.splitlines(keepends=True)
    return "".join(unified_diff(*lines, f"{spec} as imported", f"{spec} imported now", n=2))
