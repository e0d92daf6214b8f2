# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen build`: specs in, crates out."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from vmgen.cli.common import (
    chosen_dialects,
    dialect_option,
    project_settings,
    rendered,
    show_warnings,
    specs_argument,
    todo_lines,
)
from vmgen.diagnostics import Diagnostics
from vmgen.memo.kept import Earlier, Kept
from vmgen.memo.note import Built, note
from vmgen.model.nodes import Device
from vmgen.plan import DIALECTS, Dialect
from vmgen.spec.load import Reading
from vmgen.values import dataclass
from vmgen.write import held, publish

if TYPE_CHECKING:
    from vmgen.cli.trees import Tree, Wanted
    from vmgen.memo.answer import Question


@click.command()
@specs_argument
@click.option("-o", "--output", help="Folder for the crates (default: the setting, or generated).")
@dialect_option(several=True)
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 if stale.")
@click.option("--no-cargo", is_flag=True, help="Do not check the crates with cargo.")
@click.option("--clippy", is_flag=True, help="Check with `cargo clippy` instead of `cargo check`.")
@click.option("--force", is_flag=True, help="Overwrite generated files that were changed by hand.")
@click.option(
    "--prune", is_flag=True, help="Remove the author's files, too, of crates whose spec is gone."
)
@click.option(
    "--qemu",
    metavar="TREE",
    type=click.Path(path_type=Path),
    help="Write into this QEMU source tree, in the dialect that it has.",
)
@click.option("--apply", is_flag=True, help="With --qemu: make the edits that the tree needs, too.")
@click.option(
    "--engine/--no-engine",
    default=None,
    help="With --qemu: put the device of `vmgen verify --qemu` there, too, or take it out.",
)
@click.pass_obj
def build(
    question: Question | None,
    specs: tuple[Path, ...],
    output: str | None,
    dialects: tuple[str, ...],
    only_check: bool,
    no_cargo: bool,
    clippy: bool,
    force: bool,
    prune: bool,
    qemu: Path | None,
    apply: bool,
    engine: bool | None,
) -> None:
    """Write the crates of these specs, formatted by rustfmt and checked by cargo.

    SPECS are spec files, or folders of them (default: the setting, or specs). `src/device.rs` is
    written once and never again. A crate that no spec makes any more is removed, but for what is
    the author's.
    """
    gc.freeze()  # what is imported stays, and need not be looked through again and again
    settings = project_settings()
    if qemu is None and output is None:
        qemu = settings.qemu
    if qemu is None:
        if apply:
            raise click.UsageError("--apply is about the tree of --qemu")
        if engine is not None:
            raise click.UsageError("--engine and --no-engine are about the tree of --qemu")
        from vmgen.cli.trees import Wanted, spec_scope

        root = Path(output or settings.output)
        scope = spec_scope(specs, prune)
        wanted = Wanted(root, scope, settings.stand_ins, force, prune, settings.limits)
        chosen = chosen_dialects(dialects, settings)
        how = _How(only_check=only_check, cargo=not no_cargo, clippy=clippy)
        made = _build(specs, chosen, wanted, how, question)
        if made is None:
            sys.exit(1)
        note(question, made)
        return
    if output is not None:
        raise click.UsageError("--qemu says where the crates go: it goes without --output")
    if len(dialects) > 1 or "all" in dialects:
        raise click.UsageError("a QEMU tree has one dialect")
    from vmgen.cli import qemu as source_tree
    from vmgen.cli.trees import spec_scope

    source_tree.build_into_tree(
        specs,
        source_tree.Wanted(
            qemu,
            DIALECTS[dialects[0]] if dialects else None,
            spec_scope(specs, prune),
            apply=apply,
            engine=engine,
            only_check=only_check,
            cargo=not no_cargo,
            clippy=clippy,
            force=force,
            prune=prune,
            limits=settings.limits,
        ),
    )


@dataclass(frozen=True, slots=True)
class _How:
    only_check: bool
    cargo: bool
    clippy: bool


def _build(
    specs: Sequence[Path],
    dialects: Sequence[Dialect],
    wanted: Wanted,
    how: _How,
    question: Question | None,
) -> Built | None:
    """Write the trees of an output folder, or only look at them; None if one is stale."""
    from vmgen.cli.held import hold
    from vmgen.cli.trees import (
        Left,
        are_bare,
        built,
        known_specs,
        prepare,
        read_what_is_left,
        report_stale,
        report_written,
        tree_folders,
    )
    from vmgen.history.warn import warn_of_changes
    from vmgen.spec.read import read_specs

    settings = project_settings()
    diagnostics, reading = Diagnostics(), Reading()
    roots = tree_folders(wanted.output, dialects)
    with held(wanted.output, roots, make=not how.only_check) as stage:
        earlier = Earlier(question, specs, roots)
        project = read_what_is_left(
            *(specs, known_specs(roots), are_bare(roots), diagnostics, reading, earlier.facts)
        )
        left = Left([it for it in project.summaries if it.file in earlier.facts], earlier)
        hold(project.devices, settings, diagnostics)
        written = None if how.only_check else stage
        trees = prepare(project.devices, dialects, wanted, diagnostics, written, left)
        warn_of_changes(project.devices, roots, diagnostics)
        if any(tree.changes for tree in trees):
            show_warnings(diagnostics)
        stale = how.only_check and report_stale(trees)
        if not how.only_check:
            publish([tree.changes for tree in trees], stage)
    looked_at = replace(
        built(specs, project, reading, earlier, wanted.output, trees),
        locks=settings.locks,
        approvals=settings.approvals,
    )
    if how.only_check:
        return None if stale else looked_at
    for tree in trees:
        report_written(tree)
    found = Diagnostics()
    verdict = ""
    if how.cargo and project.summaries:

        def devices() -> Sequence[Device]:
            return read_specs(specs, Diagnostics()) if left.devices else project.devices

        verdict = _cargo(trees, devices, how.clippy, wanted.limits.cargo, found)
    kept = {tree.changes.root: _with_todos(tree) for tree in trees}
    todos = [line for crates in kept.values() for crate in crates.values() for line in crate.todos]
    click.echo("\n".join([*todos, _summary(trees, wanted.output, _changed(trees), verdict)]))
    found.raise_if_failed()
    lines = [*todos, _summary(trees, wanted.output, _UNCHANGED, verdict)]
    answer = "".join(f"{line}\n" for line in lines), rendered(found)
    tools = ("cargo", "rustc", *(("cargo-clippy", "clippy-driver") if how.clippy else ()))
    by = tools if how.cargo else ()
    return replace(looked_at, crates=kept, cargo=by, answer=answer)


def _with_todos(tree: Tree) -> dict[str, Kept]:
    """The crates of a tree by their folders, sorted by name; all know what is left to write."""
    found = {}
    for crate, folder in sorted(tree.crates.items()):
        kept = tree.kept[folder]
        if folder not in tree.left:
            kept = kept._replace(todos=tuple(todo_lines(crate, tree.changes.root / folder)))
        found[folder] = kept
    return found


def _cargo(
    trees: Sequence[Tree],
    devices: Callable[[], Sequence[Device]],
    clippy: bool,
    seconds: float,
    diagnostics: Diagnostics,
) -> str:
    """Check the crates, and say what came of it; errors are left to the caller.

    Where cargo itself fails it is not tried with the next tree: that would only say it again.
    """
    from vmgen.cargo import cargo_check, seed_lock, verdict

    for tree in trees:
        root, crates = tree.changes.root, sorted(tree.crates)
        seed_lock(root, tree.dialect)
        if not cargo_check(root, crates, diagnostics, devices, lint=clippy, seconds=seconds):
            break
    if not diagnostics.failed:
        show_warnings(diagnostics)
    return verdict(diagnostics, lint=clippy)


_UNCHANGED = "nothing changed"


def _changed(trees: Sequence[Tree]) -> str:
    """What a build has changed."""
    files = sum(tree.written for tree in trees)
    gone = sum(tree.removed for tree in trees)
    what = f"{files} file{'s' * (files != 1)} written" if files else _UNCHANGED
    if gone:
        return f"{what}, {gone} removed" if files else f"{gone} file{'s' * (gone != 1)} removed"
    if not files and any(tree.changes for tree in trees):
        return "stand-ins written"
    return what


def _summary(trees: Sequence[Tree], root: Path, what: str, verdict: str) -> str:
    crates = len(trees[0].crates)
    names = ", ".join(tree.dialect.name for tree in trees)
    return (
        f"{crates} crate{'s' * (crates != 1)} in {root} (dialect{'s' * (len(trees) != 1)} {names}):"
        f" {what}{f'; {verdict}' if verdict else ''}"
    )
