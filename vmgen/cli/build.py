# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen build`: specs in, crates out."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from vmgen.cli.common import (
    chosen_dialects,
    dialect_option,
    read_devices,
    read_settings,
    show_warnings,
    specs_argument,
)
from vmgen.diagnostics import Diagnostics
from vmgen.model.nodes import Device
from vmgen.plan import DIALECTS, Dialect, plan_device
from vmgen.wire.vectors import Vector
from vmgen.write import Changes, compare, finish, format_files, publish


@dataclass(frozen=True, slots=True)
class _Tree:
    """The folder of one dialect, what it shall hold and what must change for that."""

    dialect: Dialect
    changes: Changes
    crates: dict[str, str]
    """Folder by crate."""


@click.command()
@specs_argument
@click.option("-o", "--output", help="Folder for the crates (default: the setting, or generated).")
@dialect_option(several=True)
@click.option("--check", "only_check", is_flag=True, help="Write nothing; exit 1 if stale.")
@click.option("--no-cargo", is_flag=True, help="Do not check the crates with cargo.")
@click.option("--clippy", is_flag=True, help="Check with `cargo clippy` instead of `cargo check`.")
@click.option("--force", is_flag=True, help="Overwrite generated files that were changed by hand.")
@click.option(
    "--qemu",
    metavar="TREE",
    type=click.Path(path_type=Path),
    help="Write into this QEMU source tree, in the dialect that it has.",
)
@click.option("--apply", is_flag=True, help="With --qemu: make the edits that the tree needs, too.")
def build(
    specs: tuple[Path, ...],
    output: str | None,
    dialects: tuple[str, ...],
    only_check: bool,
    no_cargo: bool,
    clippy: bool,
    force: bool,
    qemu: Path | None,
    apply: bool,
) -> None:
    """Write the crates of these specs, formatted by rustfmt and checked by cargo.

    SPECS are spec files, or folders of them. `src/device.rs` is written once and never again.
    """
    settings = read_settings(Path.cwd())
    if qemu is None and output is None and settings.qemu:
        qemu = Path(settings.qemu)
    if qemu is not None:
        from vmgen.cli.qemu import Wanted, build_into_tree

        if output is not None:
            raise click.UsageError("--qemu says where the crates go: it goes without --output")
        if len(dialects) > 1 or "all" in dialects:
            raise click.UsageError("a QEMU tree has one dialect")
        wanted = Wanted(
            qemu,
            DIALECTS[dialects[0]] if dialects else None,
            apply=apply,
            only_check=only_check,
            cargo=not no_cargo,
            clippy=clippy,
            force=force,
        )
        build_into_tree(specs, wanted)
        return
    if apply:
        raise click.UsageError("--apply is about the tree of --qemu")
    root = Path(output or settings.output)
    diagnostics = Diagnostics()
    devices = read_devices(specs, diagnostics)
    found = _vectors(devices)
    trees = [
        _prepare(devices, dialect, root, diagnostics, force, found)
        for dialect in chosen_dialects(dialects, settings)
    ]
    diagnostics.raise_if_failed()
    if any(tree.changes for tree in trees):
        show_warnings(diagnostics)
    if only_check:
        _report_stale(trees)
        return
    for tree in trees:
        publish(tree.changes)
        _report_written(tree)
    if not no_cargo:
        _cargo(trees, devices, clippy)
    _summary(trees, root, checked="" if no_cargo else "clippy" if clippy else "check")


def _vectors(devices: Sequence[Device]) -> dict[str, list[Vector]]:
    """The golden vectors by crate, for all dialects."""
    from vmgen.render.vectors import device_vectors

    return {device.crate: device_vectors(device) for device in devices}


def _prepare(
    devices: Sequence[Device],
    dialect: Dialect,
    output: Path,
    diagnostics: Diagnostics,
    force: bool,
    found: dict[str, list[Vector]],
) -> _Tree:
    """Plan, render, format and compare; nothing is written."""
    from vmgen.render import render_crate, render_workspace
    from vmgen.render.crate import crate_folder
    from vmgen.render.workspace import support_folder

    root = output / dialect.name
    workspace = render_workspace(devices, dialect, _other_crates(root))
    rendered = list(workspace.files)
    for device in devices:
        rendered += render_crate(plan_device(device, dialect, diagnostics), found[device.crate])
    diagnostics.raise_if_failed()
    texts = format_files({file.path: file.text for file in rendered}, support_folder(dialect))
    files = [finish(file, texts[file.path]) for file in rendered]
    changes = compare(root, files, workspace.links, diagnostics, force=force)
    return _Tree(dialect, changes, {device.crate: crate_folder(device) for device in devices})


def _other_crates(root: Path) -> list[str]:
    """Folders of crates that earlier builds put into this tree."""
    return [file.parent.relative_to(root).as_posix() for file in root.glob("hw/*/*/Cargo.toml")]


def _report_stale(trees: Sequence[_Tree]) -> None:
    stale = [
        str(tree.changes.root / path)
        for tree in trees
        for path in [*tree.changes.write, *tree.changes.link]
    ]
    for path in stale:
        click.echo(f"stale    {path}")
    if stale:
        click.echo(f"{len(stale)} files are stale: run `vmgen build` with the same arguments")
        sys.exit(1)
    click.echo("up to date")


def _report_written(tree: _Tree) -> None:
    for crate, folder in sorted(tree.crates.items()):
        count = sum(path.startswith(f"{folder}/") for path in tree.changes.write)
        if count:
            place = tree.changes.root / folder
            click.echo(f"wrote    {crate:<16} {count} file{'s' * (count != 1)} in {place}")


def _cargo(trees: Sequence[_Tree], devices: Sequence[Device], clippy: bool) -> None:
    from vmgen.check import cargo_check

    diagnostics = Diagnostics()
    for tree in trees:
        cargo_check(tree.changes.root, sorted(tree.crates), diagnostics, devices, lint=clippy)
    diagnostics.raise_if_failed()
    show_warnings(diagnostics)


def _summary(trees: Sequence[_Tree], root: Path, *, checked: str) -> None:
    crates = len(trees[0].crates)
    names = ", ".join(tree.dialect.name for tree in trees)
    files = sum(len(tree.changes.write) for tree in trees)
    what = f"{files} file{'s' * (files != 1)} written" if files else "nothing changed"
    verdict = f"; cargo {checked} passed" if checked else ""
    click.echo(
        f"{crates} crate{'s' * (crates != 1)} in {root} (dialect{'s' * (len(trees) != 1)} {names}):"
        f" {what}{verdict}"
    )
