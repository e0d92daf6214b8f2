# SPDX-License-Identifier: GPL-2.0-or-later
"""The edits that a tree's own files need before its build knows a new crate: a pure function."""

from __future__ import annotations

import difflib
import fnmatch
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from vmgen.diagnostics import Position, VmgenError
from vmgen.qemu_tree.lines import (
    add_config,
    add_source,
    add_subdir,
    drop_config,
    drop_source,
    drop_subdir,
    has_source,
)
from vmgen.qemu_tree.source_tree import SourceTree
from vmgen.values import dataclass

if TYPE_CHECKING:
    from tomlkit import TOMLDocument
    from tomlkit.items import Array


@dataclass(frozen=True, slots=True)
class Placed:
    """A crate in `rust/hw/<category>/<name>`; `kconfig` is the entry of its symbol."""

    name: str
    category: str
    symbol: str
    kconfig: str

    @property
    def folder(self) -> str:
        """The crate's folder below `rust/`."""
        return f"hw/{self.category}/{self.name}"


@dataclass(frozen=True, slots=True)
class Edit:
    """What becomes of one file of the tree, and what for. `old` is None where there is none.

    A file that is empty then, and was not, goes.
    """

    path: str
    old: str | None
    new: str
    reasons: tuple[str, ...]

    def diff(self) -> str:
        """The edit as `git apply` takes it."""
        source = f"a/{self.path}" if self.old is not None else "/dev/null"
        target = f"b/{self.path}" if self.new else "/dev/null"
        old = (self.old or "").splitlines(keepends=True)
        new = self.new.splitlines(keepends=True)
        lines = []
        for line in difflib.unified_diff(old, new, source, target):
            ended = line.endswith("\n")
            lines.append(line if ended else f"{line}\n\\ No newline at end of file\n")
        return "".join(lines)


@dataclass(frozen=True, slots=True)
class _Step:
    """One change to one file; it leaves a text alone that has it already."""

    path: str
    reason: str
    change: Callable[[str], str]


def touched(tree: SourceTree, crates: Sequence[Placed]) -> list[str]:
    """The files that `edits` must be given, as far as they are there; `crates` come or go."""
    return sorted({step.path for crate in crates for step in _steps(tree, crate, {})})


def edits(
    tree: SourceTree,
    crates: Sequence[Placed],
    texts: Mapping[str, str],
    gone: Sequence[Placed] = (),
) -> list[Edit]:
    """What is missing in the tree for these crates, one edit per file; nothing if nothing is.

    What names a crate that is `gone` goes, and its category where that has nothing else. `texts`
    are the tree's files by path. `VmgenError` VM414 where one is not as expected.
    """
    now = dict(texts)
    reasons: dict[str, list[str]] = {}

    def make(step: _Step) -> None:
        old = now.get(step.path, "")
        new = step.change(old)
        if new != old:
            now[step.path] = new
            reasons.setdefault(step.path, []).append(step.reason)

    for crate in gone:
        for step in _steps_away(tree, crate):
            make(step)
    for crate in crates:
        for step in _steps(tree, crate, now):
            make(step)
    for category in {crate.category for crate in gone}:
        for step in _steps_of_empty(category, now):
            make(step)
    changed = [path for path in sorted(reasons) if now[path] != texts.get(path, "")]
    return [Edit(path, texts.get(path), now[path], tuple(reasons[path])) for path in changed]


def _steps(tree: SourceTree, crate: Placed, texts: Mapping[str, str]) -> list[_Step]:
    folder = f"rust/hw/{crate.category}"
    member = tree.member(crate.folder)
    where = Position(str(tree.root / tree.manifest))
    steps = [
        _Step(
            tree.manifest,
            f"workspace member `{member}`",
            lambda text: _add_member(text, member, where),
        ),
        _Step(
            "rust/hw/meson.build",
            f"category `{crate.category}`",
            lambda text: add_subdir(text, crate.category),
        ),
        _Step(
            "rust/hw/Kconfig",
            f"category `{crate.category}`",
            lambda text: add_source(text, f"{crate.category}/Kconfig"),
        ),
        _Step(
            f"{folder}/meson.build",
            f"crate `{crate.name}`",
            lambda text: add_subdir(text, crate.name),
        ),
    ]
    if not has_source(texts.get(f"{folder}/Kconfig", ""), f"{crate.name}/Kconfig"):
        steps.append(
            _Step(
                f"{folder}/Kconfig",
                f"symbol `{crate.symbol}`",
                lambda text: add_config(text, crate.symbol, crate.kconfig),
            )
        )
    return steps


def _steps_away(tree: SourceTree, crate: Placed) -> list[_Step]:
    folder = f"rust/hw/{crate.category}"
    member = tree.member(crate.folder)
    where = Position(str(tree.root / tree.manifest))
    return [
        _Step(
            tree.manifest,
            f"no workspace member `{member}`",
            lambda text: _drop_member(text, member, where),
        ),
        _Step(
            f"{folder}/meson.build",
            f"no crate `{crate.name}`",
            lambda text: drop_subdir(text, crate.name),
        ),
        _Step(
            f"{folder}/Kconfig",
            f"no symbol `{crate.symbol}`",
            lambda text: drop_config(text, crate.kconfig),
        ),
    ]


def _steps_of_empty(category: str, texts: Mapping[str, str]) -> list[_Step]:
    """What names the files of a category that have nothing in them any more."""
    steps = []
    if not texts.get(f"rust/hw/{category}/meson.build", "").strip():
        change = partial(drop_subdir, folder=category)
        steps.append(_Step("rust/hw/meson.build", f"no category `{category}`", change))
    if not texts.get(f"rust/hw/{category}/Kconfig", "").strip():
        source = partial(drop_source, file=f"{category}/Kconfig")
        steps.append(_Step("rust/hw/Kconfig", f"no category `{category}`", source))
    return steps


def _add_member(text: str, member: str, where: Position) -> str:
    """The workspace's manifest with one more member, its comments and its format kept."""
    import tomlkit

    document, members = _members(text, where)
    names = [str(item) for item in members]
    if any(fnmatch.fnmatchcase(member, name) for name in names):
        return text
    members.insert(_index(names, member), member)
    # tomlkit leaves no space behind what comes first in a list of one line
    return tomlkit.dumps(document).replace(f'"{member}","', f'"{member}", "', 1)


def _drop_member(text: str, member: str, where: Position) -> str:
    """The workspace's manifest without a member that it names; a pattern stays."""
    import tomlkit

    document, members = _members(text, where)
    if member not in [str(item) for item in members]:
        return text
    members.remove(member)
    return tomlkit.dumps(document)


def _members(text: str, where: Position) -> tuple[TOMLDocument, Array]:
    """A manifest, and the list of the workspace's members in it."""
    import tomlkit
    from tomlkit.exceptions import TOMLKitError
    from tomlkit.items import Array

    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise VmgenError.single("VM414", where, f"not TOML: {error}") from None
    workspace = document.get("workspace")
    members = workspace.get("members") if isinstance(workspace, Mapping) else None
    if not isinstance(members, Array):
        raise VmgenError.single("VM414", where, "there is no list `members` in [workspace]")
    return document, members


def _index(names: Sequence[str], member: str) -> int:
    """Where a member belongs: in order among all, or among those of `hw/`, or behind these."""
    if list(names) == sorted(names):
        return sum(name < member for name in names)
    near = member[: member.index("hw/") + 3]
    group = [
        index
        for index, name in enumerate(names)
        if name.startswith(near) and name.count("/") == member.count("/")
    ]
    if not group:
        return len(names)
    there = [names[index] for index in group]
    if there == sorted(there):
        before = [index for index in group if names[index] < member]
        return before[-1] + 1 if before else group[0]
    return group[-1] + 1
