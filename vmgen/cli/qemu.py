# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen build --qemu TREE`: crates into a QEMU source tree, with the edits that it needs."""

from __future__ import annotations

import os
import sys
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path

import click

from vmgen.cli.common import project_settings, show_warnings, todo_lines
from vmgen.cli.engine import engine_changes, files_of
from vmgen.cli.held import hold
from vmgen.cli.trees import (
    UP_TO_DATE,
    made_of,
    read_what_is_left,
    report_orphans,
    say_stale,
)
from vmgen.diagnostics import Diagnostics, Position
from vmgen.history.warn import warn_of_changes
from vmgen.model.nodes import Device, Struct
from vmgen.model.summary import summary_of
from vmgen.plan import Dialect, plan_device
from vmgen.qemu_tree import (
    Edit,
    Placed,
    SourceTree,
    crates_in,
    edits,
    find_tree,
    may_have,
    touched,
)
from vmgen.qemu_tree.record import RECORD, Record, record_text, recorded
from vmgen.render import Rendered
from vmgen.render.parent import STAND_IN
from vmgen.spec.load import Reading
from vmgen.tools.limits import DEFAULT, Limits
from vmgen.values import dataclass
from vmgen.write import Changes, Stage, compare, finish, format_files, held, publish
from vmgen.write.journal import mark_of
from vmgen.write.orphans import (
    Made,
    Orphan,
    Scope,
    crate_folders,
    find_orphans,
    is_foreign,
    left_over,
    records_of,
    specs_of,
    take_away,
)

_OURS = ("tests/", "Kconfig", STAND_IN)
"""What stays out: tests need our engine, the entry goes into the Kconfig of the category, and a
tree has C's structs themselves."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the command line says."""

    tree: Path
    dialect: Dialect | None
    scope: Scope
    apply: bool = False
    engine: bool | None = None
    """Whether the tree shall have the device of `vmgen verify --qemu`; None for as it is."""
    only_check: bool = False
    cargo: bool = True
    clippy: bool = False
    force: bool = False
    prune: bool = False
    limits: Limits = DEFAULT


@dataclass(frozen=True, slots=True)
class _Build:
    """What a tree shall hold, and what must change for that."""

    tree: SourceTree
    devices: Sequence[Device]
    placed: Sequence[Placed]
    changes: Changes
    engine: Changes
    edits: Sequence[Edit]
    orphans: Sequence[Orphan]
    failures: Diagnostics
    """What is said at the end: of devices that have no place in the tree, and of crates."""


def build_into_tree(specs: Sequence[Path], wanted: Wanted) -> None:
    """Write the crates of these specs into a source tree; print or make the tree's edits."""
    diagnostics = Diagnostics()
    tree = find_tree(wanted.tree, wanted.dialect)
    known = known_specs(tree.root)
    devices = read_what_is_left(specs, known, False, diagnostics, Reading()).devices
    hold(devices, project_settings(), diagnostics)
    with held(tree.root, make=False) as stage:
        build = _prepare(tree, devices, wanted, diagnostics, None if wanted.only_check else stage)
        diagnostics.raise_if_failed()
        if build.changes or build.engine or build.edits:
            show_warnings(diagnostics)
        if not (build.placed or build.orphans or build.engine or build.edits):
            build.failures.raise_if_failed()
        if wanted.only_check:
            stale = _report_stale(build)
            build.failures.raise_if_failed()
            sys.exit(1 if stale else 0)
        edited = [_edited(build, stage)] if wanted.apply else []
        publish([build.changes, build.engine, *edited], stage)
    _report(build, wanted)
    verdict = _cargo(build, wanted) if wanted.cargo and build.placed else ""
    for note in _by_hand(build):
        click.echo(f"by hand  {note}")
    for crate in build.placed:
        for line in todo_lines(crate.name, build.tree.root / "rust" / crate.folder):
            click.echo(line)
    _summary(build, wanted, verdict)
    build.failures.raise_if_failed()


def _prepare(
    tree: SourceTree,
    devices: Sequence[Device],
    wanted: Wanted,
    diagnostics: Diagnostics,
    stage: Stage | None,
) -> _Build:
    """Plan, render, format, compare and look for edits; nothing is written."""
    from vmgen.render import render_crate
    from vmgen.render.crate import crate_folder
    from vmgen.render.workspace import support_folder

    if tree.odd:
        looks = f"looks like {tree.release}" if tree.release else "looks like no release"
        message = f"this tree {looks}, not like dialect {tree.dialect.name}"
        diagnostics.add("VM413", Position(str(tree.root)), message)
    failures = Diagnostics()
    rust, everything = tree.root / "rust", [made_of(summary_of(device)) for device in devices]
    records = recorded(rust)
    orphans = _find_orphans(rust, everything, records, wanted, diagnostics)
    old = {rust / orphan.folder for orphan in orphans}
    devices = [device for device in devices if _has_place(device, tree, old, failures)]
    rendered, placed = [], []
    for device in devices:
        folder = crate_folder(device)
        for file in render_crate(plan_device(device, tree.dialect, diagnostics), []):
            if file.path == f"{folder}/Kconfig":
                placed.append(Placed(device.crate, device.category, device.config, file.text))
            if not file.path.removeprefix(f"{folder}/").startswith(_OURS):
                rendered.append(file)
    diagnostics.raise_if_failed()
    texts = format_files(
        {file.path: file.text for file in rendered},
        support_folder(tree.dialect),
        wanted.limits.rustfmt,
    )
    files = [finish(file, texts[file.path]) for file in rendered]
    kept = {it: records[it] for it in crate_folders(rust) if it in records and rust / it not in old}
    for crate, made in zip(placed, map(made_of, map(summary_of, devices)), strict=True):
        kept[crate.folder] = {**records_of(rust, [made])[made.folder], "kconfig": crate.kconfig}
    if kept:
        record = Rendered(RECORD, record_text(kept), origin="the specs")
        files.append(finish(record, record.text))
    warn_of_changes(devices, [rust], diagnostics)
    changes = compare(rust, files, {}, diagnostics, force=wanted.force, stage=stage)
    if not kept and (rust / RECORD).is_file():
        changes.take_away(RECORD)
    gone = [_placed(orphan, records.get(orphan.folder, {})) for orphan in orphans]
    orphans += left_over(rust, everything)
    take_away(changes, orphans, diagnostics, force=wanted.force, prune=wanted.prune)
    needed = edits(tree, placed, files_of(tree, touched(tree, [*placed, *gone])), gone)
    engine, more = engine_changes(tree, wanted.engine, diagnostics, force=wanted.force, stage=stage)
    return _Build(tree, devices, placed, changes, engine, [*needed, *more], orphans, failures)


def known_specs(root: Path) -> set[Path]:
    """The specs that a tree's record names."""
    rust = root / "rust"
    return specs_of(rust, recorded(rust))


def _find_orphans(
    rust: Path, made: Sequence[Made], records: Record, wanted: Wanted, diagnostics: Diagnostics
) -> list[Orphan]:
    """Crates of ours that no spec makes any more; those that the tree has of its own are none."""
    own = {folder for folder in crate_folders(rust) if is_foreign(rust / folder / "Cargo.toml")}
    names = {folder.rpartition("/")[2] for folder in own}
    ours = [item for item in made if item.folder.rpartition("/")[2] not in names]
    return find_orphans(rust, ours, records, wanted.scope, diagnostics)


def _placed(orphan: Orphan, record: Mapping[str, str]) -> Placed:
    """What the tree's own files have of a crate; what was not recorded of it nobody can tell."""
    _, category, name = orphan.folder.split("/")
    kconfig = record.get("kconfig", "")
    symbol = kconfig.partition("\n")[0].removeprefix("config ")
    return Placed(name, category, symbol, kconfig)


def _has_place(
    device: Device, tree: SourceTree, old: Collection[Path], failures: Diagnostics
) -> bool:
    """Whether a crate of this device can be in the tree; if not, it is noted why.

    A crate of its name in an `old` folder is what it was before.
    """
    there = crates_in(tree.root)
    for node in device.types:
        missing = _missing(node, tree, there) if isinstance(node, Struct) and node.path else ""
        if missing:
            at = next((f.where("type") for f in device.fields if f.place.parent), None)
            message = f"this tree has no `{missing}`: `{device.crate}` is left out"
            failures.add("VM417", at or device.position, message)
            return False
    found = there.get(device.crate)
    ours = tree.root / "rust" / "hw" / device.category / device.crate
    if found is None or found in old or (found == ours and not is_foreign(found / "Cargo.toml")):
        return True
    where = found.relative_to(tree.root)
    message = f"this tree has a crate `{device.crate}`, in {where}: that of the spec is left out"
    other = f"{device.crate}_spec"
    mend = (
        f'Give the crate another name: `crate="{other}"` of the device. Constants such as '
        f"VMSTATE_{other.upper()} follow, which an existing device.rs must name; both in one "
        "binary need another `type_name=`, too."
    )
    failures.add("VM416", device.where("crate"), message, mend=mend)
    return False


def _missing(parent: Struct, tree: SourceTree, there: Mapping[str, Path]) -> str:
    """What a parent's Rust type would need and this tree has not: C's header, or the type."""
    include = tree.root / "include"
    if parent.binding is not None:
        header = include / parent.binding.header
        there_is = header.is_file() or not include.is_dir()
        return "" if there_is else str(header.relative_to(tree.root))
    crate, _, name = parent.path.partition("::")
    found = crate in there and may_have(there[crate], name.rpartition("::")[2])
    return "" if found else parent.path


def _edited(build: _Build, stage: Stage) -> Changes:
    """The edits, to be made together with the crates."""
    changes = Changes(build.tree.root, stage)
    for edit in build.edits:
        if edit.old is not None:
            changes.seen[edit.path] = mark_of(edit.old.encode())
        if edit.new:
            changes.put(edit.path, edit.new)
        else:
            changes.remove.append(edit.path)
    return changes


# -- what is said --------------------------------------------------------------------------------


def _report_stale(build: _Build) -> bool:
    """Say what a build would change; whether there is anything."""
    count = say_stale(build.changes, build.orphans) + say_stale(build.engine, [])
    for edit in build.edits:
        click.echo(f"to edit  {build.tree.root / edit.path}: {', '.join(edit.reasons)}")
    count += len(build.edits)
    if count:
        click.echo(
            f"{count} files are stale: run `vmgen build` with `--apply` instead of `--check`"
        )
        return True
    click.echo(UP_TO_DATE)
    return False


def _report(build: _Build, wanted: Wanted) -> None:
    root = build.tree.root
    report_orphans(build.changes, build.orphans)
    for crate in build.placed:
        folder = f"rust/{crate.folder}"
        count = sum(path.startswith(f"{crate.folder}/") for path in build.changes.write)
        if count:
            files = f"{count} file{'s' * (count != 1)}"
            click.echo(f"wrote    {crate.name:<16} {files} in {root / folder}")
    for path in build.engine.write:
        click.echo(f"wrote    vmgen-engine     1 file, {root / path}")
    for path in build.engine.remove:
        click.echo(f"removed  vmgen-engine     1 file, {root / path}")
    if wanted.apply:
        for edit in build.edits:
            click.echo(f"edited   {root / edit.path}: {', '.join(edit.reasons)}")
    elif build.edits:
        click.echo("\nThe tree needs these edits (`--apply` makes them, `git apply` takes them):\n")
        click.echo("".join(edit.diff() for edit in build.edits))


def _by_hand(build: _Build) -> list[str]:
    """What is left to the author of a tree that was just changed."""
    notes: list[str] = []
    if not (build.changes or build.edits):
        return notes
    lock = build.tree.root / build.tree.manifest.replace(".toml", ".lock")
    crates = build.changes or any(edit.path == build.tree.manifest for edit in build.edits)
    text = lock.read_text(encoding="utf-8") if crates and lock.is_file() else None
    if text and any(f'\nname = "{crate.name}"\n' not in text for crate in build.placed):
        notes.append(f"{lock}: cargo adds the crates itself, unless it runs with --locked")
    added = {reason for edit in build.edits for reason in edit.reasons}
    symbols = [crate.symbol for crate in build.placed if f"symbol `{crate.symbol}`" in added]
    if symbols:
        notes.append(
            f"Kconfig: nothing turns {', '.join(symbols)} on yet; the board, or the C device "
            "that it replaces, has to `select` it `if HAVE_RUST`"
        )
    notes += [
        f"Kconfig: what selects {reason.split('`')[1]} has to go"
        for reason in sorted(added)
        if reason.startswith("no symbol ") and reason.removeprefix("no ") not in added
    ]
    return notes


def _cargo(build: _Build, wanted: Wanted) -> str:
    """Check the crates with the tree's own, and say what came of it."""
    from vmgen.cargo import cargo_check, verdict

    diagnostics = Diagnostics()
    tree = build.tree
    checked = False
    if not wanted.apply and any(edit.path == tree.manifest for edit in build.edits):
        diagnostics.add(
            "VM412",
            Position(str(tree.root / tree.manifest)),
            "cargo cannot check crates that are no members of the workspace",
            cause="Only a member sees the workspace's settings, lints and other crates.",
            mend="Build with `--apply`, or make the edits above and build again.",
        )
    else:
        checked = cargo_check(
            tree.root / tree.workspace,
            [crate.name for crate in build.placed],
            diagnostics,
            lambda: build.devices,
            lint=wanted.clippy,
            environment=_environment(tree.root),
            tree=True,
            seconds=wanted.limits.cargo,
        )
    if diagnostics.failed:
        build.failures.extend(diagnostics)
    else:
        show_warnings(diagnostics)
    return verdict(diagnostics, lint=wanted.clippy) if checked else "not checked by cargo"


def _environment(root: Path) -> dict[str, str]:
    """Ours, with the build folder that has the generated bindings if it is where it mostly is."""
    environment = dict(os.environ)
    if (root / "build" / "build.ninja").is_file():
        environment.setdefault("MESON_BUILD_ROOT", str((root / "build").resolve()))
    return environment


def _summary(build: _Build, wanted: Wanted, verdict: str) -> None:
    crates, places = len(build.placed), len(build.edits)
    files = len({*build.changes.write, *build.engine.write} - {RECORD})
    gone = len({*build.changes.remove, *build.engine.remove} - {RECORD})
    what = [f"{files} file{'s' * (files != 1)} written"] if files else []
    if gone:
        what.append(f"{gone} file{'s' * (gone != 1)} removed")
    what = what or ["nothing changed"]
    if places:
        done = "edited" if wanted.apply else "to edit"
        what.append(f"{places} file{'s' * (places != 1)} of the tree {done}")
    if verdict:
        what.append(verdict)
    click.echo(
        f"{crates} crate{'s' * (crates != 1)} in {build.tree.root} "
        f"(dialect {build.tree.dialect.name}): {'; '.join(what)}"
    )
