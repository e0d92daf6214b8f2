# SPDX-License-Identifier: GPL-2.0-or-later
"""The trees that `vmgen build` writes below its output folder: one per dialect."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import click

from vmgen.diagnostics import Diagnostics
from vmgen.memo.disk import digest_of
from vmgen.memo.kept import Earlier, Kept, findings
from vmgen.memo.note import Built
from vmgen.model.nodes import Device
from vmgen.model.summary import Summary, summary_of
from vmgen.plan import Dialect, plan_device
from vmgen.render import Rendered, render_crate, render_stand_ins, render_workspace
from vmgen.render.crate import crate_folder
from vmgen.render.vectors import device_vectors
from vmgen.render.workspace import recorded_crates, stand_in_places, support_folder
from vmgen.spec.facts import Facts, Project
from vmgen.spec.load import Reading, find_specs
from vmgen.tools.limits import Limits
from vmgen.values import dataclass
from vmgen.vectors.make import Vector
from vmgen.write import Changes, Finished, Stage, compare, finish, format_files
from vmgen.write.orphans import (
    Made,
    Orphan,
    Scope,
    crate_folders,
    find_orphans,
    had_specs,
    left_over,
    records_of,
    specs_of,
    take_away,
)

UP_TO_DATE = "up to date"

_AT_ONCE = 1000
"""Files that go through rustfmt in one call: more of them would only take memory."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The folder of one dialect, what it shall hold and what must change for that."""

    dialect: Dialect
    changes: Changes
    crates: dict[str, str]
    """Folder by crate."""
    orphans: Sequence[Orphan]
    known: Mapping[str, bytes]
    """Every file and link that it shall hold, with a file's digest if the content is vmgen's; not
    those of crates that were left as they are."""
    kept: Mapping[str, Kept]
    """By folder what the next build can ask of each crate."""
    left: Collection[str]
    """Folders of crates that are as an earlier build left them, and were not made again."""

    @property
    def written(self) -> int:
        """How many files of crates, and of the manifest, change; stand-ins are not counted."""
        ours = {"Cargo.toml", *self.crates.values()}
        return sum(folder_of(path) in ours for path in self.changes.write)

    @property
    def removed(self) -> int:
        """How many files of orphans go."""
        gone = set(self.changes.remove)
        return sum(path in gone for orphan in self.orphans for path in orphan.files)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line and the settings say."""

    output: Path
    scope: Scope
    stand_ins: Path | None
    force: bool
    prune: bool
    limits: Limits


class Left(NamedTuple):
    """Devices whose specs were not read, since nothing of their crates would change."""

    devices: Sequence[Summary]
    earlier: Earlier


def folder_of(path: str) -> str:
    """The folder of the crate that a file of a tree is in, as `crate_folder` has it."""
    return "/".join(path.split("/", 3)[:3])


def tree_folders(output: Path, dialects: Sequence[Dialect]) -> list[Path]:
    """The trees of these dialects in an output folder."""
    return [output / dialect.name for dialect in dialects]


def spec_scope(specs: Sequence[Path], prune: bool) -> Scope:
    """Which specs this build sees; a file that was beside one of them and is not is gone."""
    read = {path for path, _ in find_specs(specs, Diagnostics())}
    folders = [path.parent if path.is_file() else path for path in map(Path.resolve, specs)]
    return Scope(read, folders, everywhere=prune)


def read_what_is_left(
    specs: Sequence[Path],
    known: Collection[Path],
    bare: bool,
    diagnostics: Diagnostics,
    reading: Reading,
    facts: Mapping[Path, Facts] | None = None,
) -> Project:
    """What specs say, of which there may be none where the last one was deleted.

    That is where trees have crates of `known` specs that were there, which are orphans then; or,
    after these were removed, where there are trees and all are `bare`. `VmgenError` for all else.
    Files with these `facts` are not read.
    """
    from vmgen.spec.read import read_project

    left = [path for path in specs if path.exists() or not had_specs(path, known)]
    found = Diagnostics()
    nothing = Project([], {}, [])
    project = read_project(left, found, reading, facts) if left else nothing
    none = bare or any(had_specs(path, known) for path in specs)
    there = all(path.exists() for path in left)
    if none and there and not project.summaries and all(item.code == "VM103" for item in found):
        reading.impure |= set(specs)  # no memo of what is not there
        return nothing
    diagnostics.extend(found)
    diagnostics.raise_if_failed()
    return project


def are_bare(roots: Sequence[Path]) -> bool:
    """Whether all of these trees are there, and have no crate of a device."""
    return all((root / "Cargo.toml").is_file() and not crate_folders(root) for root in roots)


def known_specs(roots: Sequence[Path]) -> set[Path]:
    """The specs that the records of these trees name."""
    return set().union(*(specs_of(root, recorded_crates(root)) for root in roots))


def made_of(device: Summary) -> Made:
    """The crate of a device, as orphans are told by it."""
    file = Path(os.path.realpath(device.position.file))
    return Made(crate_folder(device), file, device.section)


def prepare(
    devices: Sequence[Device],
    dialects: Sequence[Dialect],
    wanted: Wanted,
    diagnostics: Diagnostics,
    stage: Stage | None = None,
    left: Left | None = None,
) -> list[Tree]:
    """Plan, render, format and compare; what is new waits in the stage, if there is one.

    Crates that are `left` are not made again. The output folder must be held: `vmgen.write.held`.
    """
    found: dict[str, list[Vector]] | None = {} if len(dialects) > 1 else None
    trees = [
        _prepare(devices, dialect, wanted, diagnostics, found, stage, left or Left([], Earlier()))
        for dialect in dialects
    ]
    diagnostics.raise_if_failed()
    return trees


def _prepare(
    devices: Sequence[Device],
    dialect: Dialect,
    wanted: Wanted,
    diagnostics: Diagnostics,
    found: dict[str, list[Vector]] | None,
    stage: Stage | None,
    left: Left,
) -> Tree:
    root = wanted.output / dialect.name
    summaries = [*map(summary_of, devices), *left.devices]
    made = [made_of(device) for device in summaries]
    records = recorded_crates(root)
    orphans = find_orphans(root, made, records, wanted.scope, diagnostics)
    others = set(crate_folders(root)) - {item.folder for item in orphans}
    crates = {folder: records.get(folder, {}) for folder in others}
    crates |= records_of(root, made)
    rendered, files = [render_workspace(crates, dialect)], list[Finished]()
    kept = {folder: left.earlier.crate(root, folder) for folder in map(crate_folder, left.devices)}
    failed = False
    for device in devices:
        noted = Diagnostics()
        plan = plan_device(device, dialect, noted)
        failed |= noted.failed
        vectors = (found or {}).get(device.crate) or device_vectors(device)
        if found is not None:
            found[device.crate] = vectors  # one for all dialects
        rendered += render_crate(plan, vectors)
        kept[crate_folder(device)] = Kept(findings(noted))
        if len(rendered) > _AT_ONCE and not failed:
            files += _finished(rendered, dialect, wanted.limits)
            rendered = []
    for crate in kept.values():
        crate.tell(diagnostics)
    diagnostics.raise_if_failed()
    files += _finished(rendered, dialect, wanted.limits)
    links, once_links = {}, stand_in_places(dialect)
    if wanted.stand_ins is None:
        files += [finish(file, file.text) for file in render_stand_ins(dialect)]
    else:
        linked = wanted.stand_ins / dialect.name
        links = {path: linked / path for path in once_links}
    changes = compare(
        root,
        files,
        links,
        diagnostics,
        force=wanted.force,
        stage=stage,
        once_links=once_links,
    )
    orphans += left_over(root, made)
    take_away(changes, orphans, diagnostics, force=wanted.force, prune=wanted.prune)
    known = dict.fromkeys(links, b"")
    for file in files:
        authors = file.scaffold and file.path not in changes.write
        known[file.path] = b"" if authors else digest_of(file.text.encode())
    folders = {item.crate: crate_folder(item) for item in summaries}
    unmade = set(map(crate_folder, left.devices))
    return Tree(dialect, changes, folders, orphans, known, kept, unmade)


def built(
    specs: Sequence[Path],
    project: Project,
    reading: Reading,
    earlier: Earlier,
    output: Path,
    trees: Sequence[Tree],
) -> Built:
    """A look that has found these trees to be up to date, as a memo wants it."""
    return Built(
        *(specs, project, reading, earlier, output),
        trees={tree.changes.root: tree.known for tree in trees},
        left={tree.changes.root: tree.left for tree in trees},
        crates={tree.changes.root: tree.kept for tree in trees},
        cargo=(),
        answer=(f"{UP_TO_DATE}\n", ""),
    )


def _finished(rendered: Sequence[Rendered], dialect: Dialect, limits: Limits) -> list[Finished]:
    texts = {file.path: file.text for file in rendered}
    texts = format_files(texts, support_folder(dialect), limits.rustfmt)
    return [finish(file, texts[file.path]) for file in rendered]


def report_stale(trees: Sequence[Tree]) -> bool:
    """Say what a build would change; whether that is anything."""
    count = sum(say_stale(tree.changes, tree.orphans) for tree in trees)
    if count:
        click.echo(f"{count} files are stale: run `vmgen build` with the same arguments")
    else:
        click.echo(UP_TO_DATE)
    return count > 0


def say_stale(changes: Changes, orphans: Sequence[Orphan]) -> int:
    """Say what a build would change in a tree; how many files that are."""
    for orphan in orphans:
        if _touched(orphan, changes):
            click.echo(f"orphan   {changes.root / orphan.folder}: {orphan.reason}")
    gone = {*changes.remove, *changes.move} - {*changes.write, *changes.link}
    for path in [*changes.write, *changes.link]:
        click.echo(f"stale    {changes.root / path}")
    return len(changes.write) + len(changes.link) + len(gone)


def _touched(orphan: Orphan, changes: Changes) -> bool:
    """Whether a build does anything about what is left of an orphan."""
    return any(path in changes.move or path in changes.remove for path in orphan.files)


def report_written(tree: Tree) -> None:
    """Say what a build has changed in a tree."""
    report_orphans(tree.changes, tree.orphans)
    root = tree.changes.root
    counts = Counter(map(folder_of, tree.changes.write))
    for crate, folder in sorted(tree.crates.items()):
        if count := counts[folder]:
            place = root / folder
            click.echo(f"wrote    {crate:<16} {count} file{'s' * (count != 1)} in {place}")
    if len(tree.changes.write) > tree.written:
        click.echo(f"wrote    (stand-ins)      for QEMU's own crates, in {root}")


def report_orphans(changes: Changes, orphans: Sequence[Orphan]) -> None:
    """Say what has become of crates that no spec makes any more."""
    root = changes.root
    for orphan in orphans:
        if not _touched(orphan, changes):
            continue
        gone = sum(path in changes.remove for path in orphan.files)
        crate, place = orphan.folder.rpartition("/")[2], root / orphan.folder
        if gone:
            files = f"{gone} file{'s' * (gone != 1)}"
            click.echo(f"removed  {crate:<16} {files} in {place}: {orphan.reason}")
        for path in orphan.authors:
            if path in changes.move:
                click.echo(f"moved    {root / path} to {root / changes.move[path]}")
            elif path in orphan.kept:
                pruned = "" if orphan.target else " (`--prune` removes it)"
                click.echo(f"kept     {root / path}: it is the author's{pruned}")
