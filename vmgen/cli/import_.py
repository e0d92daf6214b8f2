# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen import`: specs of devices that QEMU has already."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from vmgen.cli.common import project_settings, rendered
from vmgen.diagnostics import Diagnostics, Position, VmgenError

if TYPE_CHECKING:
    from vmgen.importer.found import Device, Gap
    from vmgen.importer.sources import Imported

_FILE = click.Path(path_type=Path)


@click.command(name="import")
@click.argument("files", nargs=-1, type=_FILE, metavar="[FILE.c]...")
@click.option("-I", "folders", multiple=True, type=_FILE, help="Folder of headers.")
@click.option("-D", "defines", metavar="NAME[=VALUE]", multiple=True, help="A macro of C's build.")
@click.option("-U", "removed", metavar="NAME", multiple=True, help="A macro that is not defined.")
@click.option("--target", default="", help="QEMU's target, where C depends on it: aarch64.")
@click.option(
    "--vmsd", "symbols", metavar="NAME", multiple=True, help="Description in C, by its variable."
)
@click.option(
    "--dump", "dumps", multiple=True, type=_FILE, help="What -dump-vmstate wrote, plain or xz."
)
@click.option("--device", "types", metavar="TYPE", multiple=True, help="QOM type in a dump.")
@click.option("--stream", "streams", multiple=True, type=_FILE, help="A migration stream.")
@click.option(
    "--section",
    "sections",
    metavar="NAME",
    multiple=True,
    help="Name of a description; all if none is named.",
)
@click.option("--qemu", "binary", type=_FILE, help="A QEMU binary, which is asked for its dump.")
@click.option("--seen", is_flag=True, help="Leave out what no section of the streams has shown.")
@click.option("-o", "--output", type=_FILE, help="Folder of the specs (default: the setting).")
@click.option("--force", is_flag=True, help="Replace spec files that are there already.")
@click.option("--check", is_flag=True, help="Write nothing: say where the sources contradict.")
@click.option("--update", "spec", type=_FILE, help="Show what changed in the sources of this spec.")
def import_(**given: Any) -> None:
    """Write a spec for each device that C files, a stream, a dump or a QEMU binary describe.

    Several sources of one device are joined. What could not be understood is marked in the spec.
    """
    spec: Path | None = given.pop("spec")
    if spec is not None:
        _update(spec)
        return
    output, force, check = given.pop("output"), given.pop("force"), given.pop("check")
    found = _imported(given)
    findings = _findings(found.gaps)
    if check:
        click.echo(rendered(findings), err=True, nl=False)
        click.echo(_told(found))
        sys.exit(1 if len(findings) else 0)
    _write(found, given, output or project_settings().specs[0], force=force)
    click.echo(rendered(findings), err=True, nl=False)


def _imported(given: dict[str, Any]) -> Imported:
    """What the sources say."""
    from vmgen.importer.binary import dump_of
    from vmgen.importer.sources import Sources, imported
    from vmgen.stream import StreamError

    if not any(given[key] for key in ("files", "streams", "dumps", "binary")):
        raise click.UsageError("name a source: a C file, --stream, --dump or --qemu")
    try:
        with dump_of(given["binary"]) as asked:
            return imported(
                Sources(
                    streams=given["streams"],
                    c=partial(_from_c, given) if given["files"] else None,
                    dumps=(*given["dumps"], *asked),
                    sections=given["sections"],
                    types=given["types"],
                    seen=given["seen"],
                )
            )
    except StreamError as error:
        raise VmgenError.single("VM605", Position(error.path), str(error)) from None


def _from_c(given: dict[str, Any]) -> list[Device]:
    """The devices of the C files. `VmgenError` VM605 for one that cannot be read."""
    from vmgen.importer.c import Options
    from vmgen.importer.c.devices import devices

    for path in given["files"]:
        why = _unread(path)
        if why:
            raise VmgenError.single("VM605", Position(str(path)), f"cannot read: {why}")
    pairs = [(name, value) for name, _, value in (it.partition("=") for it in given["defines"])]
    options = Options(given["folders"], pairs, given["removed"], given["target"])
    return devices(given["files"], options, given["symbols"])


def _unread(path: Path) -> str:
    """Why a file cannot be read; empty if it can. Opening a pipe would wait for who writes it."""
    try:
        if not path.is_dir() and path.exists() and not path.is_file():
            return "it is a pipe or a device"
        path.open("rb").close()
    except (OSError, ValueError) as error:
        return getattr(error, "strerror", None) or str(error)
    return ""


def _findings(gaps: Iterable[Gap]) -> Diagnostics:
    found = Diagnostics()
    for gap in gaps:
        where = Position(gap.at.source, gap.at.line or 0, gap.at.column or 0)
        text = f"{gap.at.path}: {gap.text}" if gap.at.path else gap.text
        found.add(gap.code, where, text, mend=gap.mend)
    return found


def _write(found: Imported, given: dict[str, Any], folder: Path, *, force: bool) -> None:
    from vmgen.importer.files import specs, write

    if not found.devices:
        raise VmgenError.single("VM606", Position(str(folder)), "no device of these names is there")
    made = list(specs(found.devices, _source(given)))
    files = write(made, folder, _words(given), force=force)
    for file, item in zip(files, made, strict=True):
        marks = item.text.count("Incomplete[")
        rest = f"  {marks} to find out (VM601)" if marks else ""
        click.echo(f"wrote    {file}{rest}")
    click.echo(_told(found))


def _told(found: Imported) -> str:
    """How much was read."""
    count = len(found.devices)
    text = f"{count} {'device' if count == 1 else 'devices'}"
    if found.left_out:
        text += f", {len(found.left_out)} fields and subsections left out that no section shows"
    return text


def _source(given: dict[str, Any]) -> str:
    """In words what was imported."""
    names = [path.name for key in ("files", "streams", "dumps") for path in given[key]]
    if given["binary"]:
        names.append(given["binary"].name)
    return names[0] if len(names) == 1 else f"{names[0]} and {len(names) - 1} more"


def _words(given: dict[str, Any]) -> list[str]:
    """The command line that imports the same again."""
    words = [str(path) for path in given["files"]]
    words += [f"-D{value}" for value in given["defines"]]
    words += [f"-U{value}" for value in given["removed"]]
    words += ["--target", given["target"]] if given["target"] else []
    for key, option in (
        ("folders", "-I"),
        ("symbols", "--vmsd"),
        ("streams", "--stream"),
        ("dumps", "--dump"),
        ("types", "--device"),
    ):
        words += [word for value in given[key] for word in (option, str(value))]
    words += [word for value in given["sections"] for word in ("--section", value)]
    words += ["--qemu", str(given["binary"])] if given["binary"] else []
    return [*words, *(["--seen"] if given["seen"] else [])]


def _update(spec: Path) -> None:
    """Show what changed in the sources of a spec since it was imported; 1 if anything did."""
    from vmgen.importer.files import changed, remembered, specs

    name, words, before = remembered(spec)
    context = import_.make_context("import", list(words))
    given = dict(context.params)
    for key in ("spec", "output", "force", "check"):
        given.pop(key)
    given["sections"] = given["sections"] or (name,)
    found = _imported(given)
    now = _same(list(specs(found.devices, _source(given))), spec.stem)
    if not now:
        raise VmgenError.single("VM606", Position(str(spec)), f"`{name}` is not there any more")
    difference = changed(before, now, spec)
    click.echo(difference or f"{spec}: its sources say what they said", nl=not difference)
    sys.exit(1 if difference else 0)


def _same(made: Sequence[Any], stem: str) -> str:
    """The text of the spec of this name; of the only one, whatever it is called."""
    if len(made) == 1:
        return str(made[0].text)
    return next((str(item.text) for item in made if item.stem == stem), "")
