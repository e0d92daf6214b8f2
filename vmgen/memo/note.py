# SPDX-License-Identifier: GPL-2.0-or-later
"""The memo of a finished build: what it was made from, what it made, and what it would say now."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

from vmgen import JOURNAL
from vmgen.compat.approvals import ends_of
from vmgen.memo.answer import Question
from vmgen.memo.disk import FOLDER, Places
from vmgen.memo.kept import Earlier, Kept, plain
from vmgen.memo.seen import Seen, Unsteady, upwards
from vmgen.memo.store import keep
from vmgen.memo.tools import see_cargo, see_data, see_program, see_tools
from vmgen.render.workspace import recorded_crates
from vmgen.spec.facts import Project
from vmgen.spec.load import Reading
from vmgen.values import dataclass
from vmgen.write.orphans import specs_of

_REACHES_OUT = re.compile(rb"\binclude(_str|_bytes)?\s*!|#!?\[[^\]]*\bpath\s*=|env\s*!")
"""What makes cargo read more than the crates: other files, and the environment."""


@dataclass(frozen=True, slots=True)
class Built:
    """A build that ended well. Paths may be as seen from the working folder."""

    specs: Sequence[Path]
    project: Project
    reading: Reading
    earlier: Earlier
    output: Path
    trees: Mapping[Path, Mapping[str, bytes]]
    """By the root of a tree all files and links in it, with digests of those that are vmgen's, but
    for those of crates that were left as they are."""
    left: Mapping[Path, Collection[str]]
    """By the root of a tree the folders of these crates."""
    crates: Mapping[Path, Mapping[str, Kept]]
    """By the root of a tree all its crates, by their folders."""
    cargo: tuple[str, ...]
    """The tools that have checked the crates, if any."""
    answer: tuple[str, str]
    """What the same build says that finds nothing to do, on standard output and on errors."""
    locks: Path = Path("locks")
    """The folder of the locks that all devices were held against, if there is one."""
    approvals: Path = Path("approvals.toml")
    """The file of what is approved of them."""


def note(question: Question | None, built: Built) -> None:
    """Keep a memo, if somebody asked and if all that the build looked at can be told."""
    if question is None or built.reading.impure:
        return
    try:
        paths, makers, seen = _seen(question, built)
    except (Unsteady, OSError):
        return
    crates = {str(Path.cwd() / root): tree for root, tree in built.crates.items()}
    facts = {str(path): plain(item) for path, item in built.project.facts.items()}
    memo = {"key": question.key, "paths": paths, "makers": makers, "places": seen.places}
    memo |= {"until": _until(built)}
    memo |= {"specs": {"asked": [str(path) for path in built.specs], "facts": facts}}
    memo |= {"crates": {root: _plain(tree) for root, tree in crates.items()}}
    keep(question.file, memo | {"answer": built.answer})


def _plain(crates: Mapping[str, Kept]) -> dict[str, tuple[object, ...]]:
    return {folder: tuple(kept) for folder, kept in crates.items()}


def _seen(question: Question, built: Built) -> tuple[dict[str, str], Places, Seen]:
    """Where paths lead, what decides about all that is made, and what else was looked at."""
    old = question.memo or {"paths": {}, "makers": {}, "places": {}}
    roots = [root.resolve() for root in built.trees]
    seen = Seen(question.began, old["places"])
    paths, makers = old["paths"], built.earlier.makers
    if makers is None:
        deciding = Seen(question.began, old["makers"])
        _see_makers(deciding, built, roots)
        paths, makers = deciding.paths, deciding.places
    _see_settings(seen)
    _see_specs(seen, built)
    if built.cargo:
        see_cargo(seen, roots)
    output = Path.cwd() / built.output
    seen.real(output)
    seen.file(output / JOURNAL)
    for root, known in built.trees.items():
        _see_tree(seen, root, known, built)
    return paths | seen.paths, makers, seen


def _see_makers(seen: Seen, built: Built, roots: list[Path]) -> None:
    see_program(seen)
    see_data(seen)
    here = Path.cwd()
    see_tools(seen, ("rustfmt", *built.cargo), [here, *roots] if built.cargo else [here])
    _see_locks(seen, here / built.locks, here / built.approvals)


def _see_locks(seen: Seen, locks: Path, approvals: Path) -> None:
    if locks.is_dir():
        seen.tree(locks, "all")
    else:
        seen.there(locks)
    seen.file(approvals)


def _until(built: Built) -> str:
    """The last day on which all that is approved of locks is; empty for no end."""
    if not (built.project.summaries and built.locks.is_dir()):
        return ""
    return min(ends_of(built.approvals), default="")


def _see_settings(seen: Seen) -> None:
    for folder in upwards(Path.cwd()):
        file = folder / "pyproject.toml"
        seen.file(file)
        if file.is_file():
            return


def _see_specs(seen: Seen, built: Built) -> None:
    for path in built.specs:
        seen.real(Path.cwd() / path)
        if path.is_dir():
            _see_folders(seen, path.resolve())
    for file, facts in built.project.facts.items():
        if file in built.earlier.facts:
            seen.again(built.earlier.places_of_spec(file))
            continue
        seen.file(file, built.reading.sources[file])
        for missing in facts.missing:
            seen.file(missing)


def _see_folders(seen: Seen, folder: Path) -> None:
    """Which specs there are."""
    for name, kind in seen.names(folder, "py").items():
        if kind == FOLDER:
            _see_folders(seen, folder / name)


def _see_tree(seen: Seen, tree: Path, known: Mapping[str, bytes], built: Built) -> None:
    def foreign(path: str, data: bytes) -> None:
        reaches_out = path.endswith(".rs") and _REACHES_OUT.search(data)
        if built.cargo and (reaches_out or path.endswith("/build.rs")):
            raise Unsteady(path)

    root = Path.cwd() / tree
    seen.real(root)
    files = {f"{root}/{path}": digest for path, digest in known.items()}
    left = {f"{root}/{it}": built.earlier.places_of_crate(root, it) for it in built.left[tree]}
    seen.tree(root, "top", files, foreign, left)
    for spec in specs_of(root, recorded_crates(root)) - built.project.facts.keys():
        seen.there(spec)
