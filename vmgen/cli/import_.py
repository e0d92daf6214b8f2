# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen import`: specs of devices that QEMU has already."""

from __future__ import annotations

import re
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
_MACRO = re.compile(r"[A-Za-z_]\w*")


def _macros(_context: click.Context, _option: click.Parameter, given: Sequence[str]) -> Any:
    """`-D` and `-U`; click's refusal of what is no name, which nothing in C could be called."""
    for text in given:
        name = text.partition("=")[0]
        if _MACRO.fullmatch(name) is None:
            raise click.BadParameter(f"`{name}` is no name of a macro")
    return given


def _target(_context: click.Context, _option: click.Parameter, given: str) -> str:
    """`--target`; click's refusal of one that QEMU does not have."""
    if not given:
        return given
    from vmgen.importer.c.targets import WORDS

    if given not in WORDS:
        raise click.BadParameter(f"`{given}` is none of QEMU's: {', '.join(sorted(WORDS))}")
    return given


@click.command(name="import")
@click.argument("files", nargs=-1, type=_FILE, metavar="[FILE.c]...")
@click.option("-I", "folders", multiple=True, type=_FILE, help="Folder of headers.")
@click.option(
    "-D",
    "defines",
    metavar="NAME[=VALUE]",
    multiple=True,
    callback=_macros,
    help="A macro of C's build.",
)
@click.option(
    "-U",
    "removed",
    metavar="NAME",
    multiple=True,
    callback=_macros,
    help="A macro that is not defined.",
)
@click.option(
    "--target",
    default="",
    callback=_target,
    help="QEMU's target, where C depends on it: aarch64.",
)
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
@click.option("--seen", is_flag=True, help="Leave out what only a dump has.")
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
    from vmgen.importer.sources import Sources, imported
    from vmgen.stream import StreamError

    if not any(given[key] for key in ("files", "streams", "dumps", "binary")):
        raise click.UsageError("name a source: a C file, --stream, --dump or --qemu")
    if given["seen"] and not given["streams"]:
        raise click.UsageError("--seen leaves out what no stream shows: name one by --stream")
    try:
        return imported(
            Sources(
                streams=given["streams"],
                c=partial(_from_c, given) if given["files"] else None,
                dumps=given["dumps"],
                binary=given["binary"],
                sections=given["sections"],
                types=given["types"],
                seen=given["seen"],
            )
        )
    except StreamError as error:
        raise VmgenError.single("VM605", Position(error.path), str(error)) from None


def _from_c(given: dict[str, Any]) -> list[Device]:
    """The devices of the C files. `VmgenError` VM607 for one that cannot be read."""
    from vmgen.importer.c import Options
    from vmgen.importer.c.devices import devices

    for path in given["files"]:
        why = _unread(path)
        if why:
            raise VmgenError.single("VM607", Position(str(path)), f"cannot read: {why}")
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
        named = any(given[key] for key in ("sections", "types", "symbols"))
        text = "no device of these names is there" if named else "no device is in what was given"
        raise VmgenError.single("VM606", Position(str(folder)), text)
    made = list(specs(found.devices, _sources(given)))
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


def _sources(given: dict[str, Any]) -> list[str]:
    """The names of what was imported from, but for C files, which devices know."""
    names = [path.name for key in ("streams", "dumps") for path in given[key]]
    return [*names, *([given["binary"].name] if given["binary"] else [])]


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
    now = _same(list(specs(found.devices, _sources(given))), spec.stem)
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
