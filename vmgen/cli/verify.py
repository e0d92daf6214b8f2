# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen verify`: Python and the generated Rust, judged by sections that real QEMU wrote.

With `--qemu` also by what the devices of a real QEMU make of them, and of golden vectors.

Exit codes: 0 all agree or are too old as the spec says, 1 something differs or is unfinished, 2
wrong usage, stale crates, an unreadable stream or no section at all, 3 a tool is missing
or fails.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import click

from vmgen.cargo.runner import Runner, build_runner
from vmgen.cargo.todo import Todo, open_todos
from vmgen.cli.common import (
    Settings,
    chosen_dialects,
    dialect_option,
    project_settings,
    specs_option,
)
from vmgen.cli.trees import Left, Wanted, built, prepare, spec_scope, tree_folders
from vmgen.codec import Codec, codecs_of
from vmgen.diagnostics import Diagnostics, Position
from vmgen.engine import Engine
from vmgen.memo.answer import ask, unchanged
from vmgen.memo.kept import Earlier
from vmgen.memo.note import note
from vmgen.plan import Dialect
from vmgen.render.crate import crate_folder
from vmgen.spec.facts import Project
from vmgen.spec.load import Reading
from vmgen.spec.read import read_project
from vmgen.stream import StreamError
from vmgen.stream.ahead import opened_ahead
from vmgen.verify import Result, Tally, Verdict, Verifier
from vmgen.verify.binary import Binary
from vmgen.verify.golden import golden as golden_vectors
from vmgen.verify.in_qemu import in_qemu_as_json, in_qemu_line, tried_lines, vectors_line
from vmgen.verify.report import as_json, device_line, result_lines, summary_line
from vmgen.verify.tally import Outcome
from vmgen.write import held
from vmgen.write.sign import state_of


def _or_vectors(
    ctx: click.Context, param: click.Parameter, streams: tuple[str, ...]
) -> tuple[str, ...]:
    """The streams, of which there may be none where golden vectors can take their place."""
    if not streams and ctx.params.get("qemu") is None and not ctx.resilient_parsing:
        raise click.UsageError("Missing argument 'STREAM[.xz]...', or --qemu for golden vectors.")
    return streams


@click.command()
@click.argument(
    "streams", metavar="[STREAM[.xz]]...", nargs=-1, type=click.Path(), callback=_or_vectors
)
@specs_option
@click.option("-o", "--output", help="Folder of the crates (default: the setting, or generated).")
@dialect_option(several=True)
@click.option(
    "--qemu",
    metavar="BINARY",
    type=click.Path(path_type=Path),
    is_eager=True,  # whether streams are missed depends on it
    help="Put sections through the devices of this QEMU, too, which has `vmgen-engine` in it.",
)
@click.option(
    "--vectors",
    "vectors_wanted",
    is_flag=True,
    help="With --qemu: golden vectors, too; without a STREAM they are all there is.",
)
@click.option(
    "--json", "json_wanted", is_flag=True, help="Write one JSON document instead of text."
)
@click.option(
    "-v",
    "--verbose",
    is_flag=True,
    help="Print equivalent, too old and unfinished sections, too, and leave out no name.",
)
def verify(
    streams: tuple[str, ...],
    specs: tuple[Path, ...],
    output: str | None,
    dialects: tuple[str, ...],
    qemu: Path | None,
    vectors_wanted: bool,
    json_wanted: bool,
    verbose: bool,
) -> None:
    """Compare what Python and the generated Rust make of real sections.

    Each section of the STREAMs that a spec describes is loaded and saved back by the Python codec
    and by the generated crates: both must give the very bytes, and the same values, which are also
    those of the stream's own description. With --qemu it also goes through each device of that
    binary that has such a description, in Rust and in C; without a STREAM, golden vectors do.
    """
    if vectors_wanted and qemu is None:
        raise click.UsageError("--vectors go through the devices of --qemu")
    settings = project_settings()
    root = Path(output or settings.output)
    chosen = chosen_dialects(dialects, settings) if streams else []
    diagnostics, reading = Diagnostics(), Reading()
    project = read_project(specs, diagnostics, reading)
    diagnostics.raise_if_failed()
    codecs = codecs_of(project.devices)
    if streams:
        _check_built(project, chosen, root, specs, settings, reading)
    gc.freeze()  # what is there now stays, and need not be looked through again and again
    shown = tuple(Verdict) if verbose else (Verdict.DIFFERENT,)
    sections, golden = Tally.of(codecs, shown), Tally.of(codecs, shown)
    with ExitStack() as stack:
        engine = None
        if qemu is not None:
            engine = stack.enter_context(Engine(qemu, settings.limits.engine))
            engine.start()
        runners = _runners(codecs, chosen, root, settings.limits.cargo) if streams else {}
        verifier = stack.enter_context(Verifier(codecs, runners, engine))
        _streams(streams, verifier, sections, quiet=json_wanted)
        sections.todos = _todos(codecs, chosen, root, verifier)
        binary = verifier.binary if vectors_wanted or not streams else None
        if binary is not None:
            _golden(binary, codecs, golden, quiet=json_wanted)
    tallies = [*([sections] if streams else []), *([golden] if binary else [])]
    outcome = max((it.outcome for it in tallies), key=list(Outcome).index)
    names = [dialect.name for dialect in chosen]
    if json_wanted:
        more = None if engine is None else in_qemu_as_json(engine.version, sections, golden)
        click.echo(as_json(sections, names, len(streams), outcome, more))
        sys.exit(outcome.status)
    width = max(map(len, codecs))
    if streams:
        for name in sections.devices:
            click.echo(device_line(sections, name, width, full=verbose))
            click.echo("".join(f"{it}\n" for it in tried_lines(sections, name)), nl=False)
    if binary is not None:
        for name in golden.devices:
            click.echo(vectors_line(golden, name, width, full=verbose))
            click.echo("".join(f"{it}\n" for it in tried_lines(golden, name)), nl=False)
    if streams:
        click.echo(summary_line(sections, names, len(streams)))
    if engine is not None:
        for tally, what in ((sections, "sections"), (golden, "golden vectors")):
            if tally in tallies:
                click.echo(in_qemu_line(tally, engine.version, what))
    sys.exit(outcome.status)


def _streams(streams: Sequence[str], verifier: Verifier, tally: Tally, *, quiet: bool) -> None:
    """Count what is found in the streams, and say what is to be shown of it unless `quiet`."""
    tally.asked = verifier.binary is not None
    for path, opened in opened_ahead(_progress(streams)):
        try:
            with opened() as stream:
                for result in verifier.stream(stream):
                    _add(tally, result, quiet=quiet)
        except StreamError as error:
            tally.unreadable[path] = str(error)
            click.echo(f"Error: {error}", err=True)
    tally.unseen = {name: item.unseen() for name, item in verifier.coverage.items()}


def _golden(binary: Binary, codecs: Mapping[str, Codec], tally: Tally, *, quiet: bool) -> None:
    """The same for golden vectors."""
    tally.asked = True
    for codec in codecs.values():
        for result in golden_vectors(binary, codec):
            _add(tally, result, quiet=quiet)


def _add(tally: Tally, result: Result, *, quiet: bool) -> None:
    if tally.add(result) and not quiet:
        click.echo("\n".join(result_lines(result)))


def _check_built(
    project: Project,
    dialects: Sequence[Dialect],
    root: Path,
    specs: Sequence[Path],
    settings: Settings,
    reading: Reading,
) -> None:
    """What is compared must be there and be what the specs say; vmgen does not write it unasked.

    As `vmgen build --check` does: remembered, or else rendered and compared. `VmgenError` VM430 for
    each crate that another build, or somebody's hand, has left otherwise. What else the tree has
    does not matter.
    """
    names = [word for dialect in dialects for word in ("--dialect", dialect.name)]
    question = ask(["build", "--check", *map(str, specs), "--output", str(root), *names])
    if question is not None and unchanged(question):
        return
    diagnostics = Diagnostics()
    scope = spec_scope(specs, prune=False)
    wanted = Wanted(
        root, scope, settings.stand_ins, force=True, prune=False, limits=settings.limits
    )
    roots = tree_folders(root, dialects)
    with held(root, roots, make=False):
        earlier = Earlier(question, specs, roots)
        if not earlier.agrees(reading.sources):
            earlier = Earlier()
        left = Left([it for it in project.summaries if it.file in earlier.facts], earlier)
        devices = [it for it in project.devices if Path(it.position.file) not in earlier.facts]
        trees = prepare(devices, dialects, wanted, diagnostics, left=left)
    for tree in trees:
        name, folders = tree.dialect.name, sorted(tree.crates.values())
        command = f"vmgen build {' '.join(map(str, specs))} -o {root} --dialect {name}"
        stale = [*tree.changes.write, *tree.changes.link]
        by_folder = {
            folder: [path for path in stale if path.startswith(f"{folder}/")] for folder in folders
        }
        if not any(by_folder.values()):
            # The manifest has crates of other specs, too; the rest is what all crates stand on.
            manifest = root / name / "Cargo.toml"
            ours = manifest.is_file() and not _edited(manifest)
            by_folder = {"": [path for path in stale if not (ours and path == "Cargo.toml")]}
        for folder, paths in by_folder.items():
            if paths:
                _stale(diagnostics, root / name, folder, paths, command)
    diagnostics.raise_if_failed()
    if not any(tree.changes for tree in trees):
        note(question, built(specs, project, reading, earlier, root, trees))


def _stale(
    diagnostics: Diagnostics, tree: Path, folder: str, paths: Sequence[str], command: str
) -> None:
    place = tree / folder
    names = ", ".join(sorted(path.removeprefix(f"{folder}/") for path in paths))
    message = f"not what the specs say: {names} in {place}"
    if not (place / "Cargo.toml").is_file():
        message = f"there is no crate in {place}" if folder else f"there is no workspace in {place}"
    edited = any(_edited(tree / path) for path in paths)
    mend = f"Run `{command}{' --force' * edited}`."
    if edited:
        mend += " It was changed by hand: what is to stay goes into the spec or `device.rs`."
    diagnostics.add("VM430", Position(str(tree / paths[0])), message, mend=mend)


def _edited(path: Path) -> bool:
    try:
        return state_of(path.read_text(encoding="utf-8")) != "ours"
    except (OSError, UnicodeDecodeError):
        return False


def _todos(
    codecs: Mapping[str, Codec], dialects: Sequence[Dialect], root: Path, verifier: Verifier
) -> dict[str, list[Todo]]:
    """By device, each open `todo!` of its crates; also one that only a run has come to."""
    found: dict[str, list[Todo]] = {}
    for name, codec in codecs.items():
        folders = [root / dialect.name / crate_folder(codec.device) for dialect in dialects]
        written = [todo for folder in folders for todo in open_todos(folder.resolve())]
        found[name] = list(dict.fromkeys([*written, *verifier.todos.get(name, ())]))
    return found


def _runners(
    codecs: Mapping[str, Codec], dialects: Sequence[Dialect], root: Path, seconds: float
) -> dict[str, Runner]:
    devices = [codec.device for codec in codecs.values()]
    return {
        dialect.name: Runner(build_runner(devices, dialect, root / dialect.name, seconds))
        for dialect in dialects
    }


def _progress(streams: Sequence[str]) -> Iterator[str]:
    """The streams; with a bar on stderr if somebody looks at stderr but not at stdout."""
    if len(streams) < 2 or not sys.stderr.isatty() or sys.stdout.isatty():
        yield from streams
        return
    with click.progressbar(streams, label="verifying", file=sys.stderr) as bar:
        yield from bar
