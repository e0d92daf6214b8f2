# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen verify`: Python and the generated Rust, judged by sections that real QEMU wrote.

Exit codes: 0 all the same, 1 something differs, 2 wrong usage or an unreadable stream, 3 a tool is
missing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from vmgen.check.runner import Runner, build_runner
from vmgen.cli.common import chosen_dialects, dialect_option, read_settings, specs_option
from vmgen.cli.inspect import InputError
from vmgen.plan import Dialect
from vmgen.render.crate import crate_folder
from vmgen.stream import StreamError
from vmgen.verify import Tally, Verdict, Verifier
from vmgen.verify.report import as_json, device_line, result_lines
from vmgen.wire import Codec, load_codecs


@click.command()
@click.argument("streams", metavar="STREAM[.xz]...", nargs=-1, required=True, type=click.Path())
@specs_option
@click.option("-o", "--output", help="Folder of the crates (default: the setting, or generated).")
@dialect_option(several=True)
@click.option(
    "--json", "json_wanted", is_flag=True, help="Write one JSON document instead of text."
)
def verify(
    streams: tuple[str, ...],
    specs: tuple[Path, ...],
    output: str | None,
    dialects: tuple[str, ...],
    json_wanted: bool,
) -> None:
    """Compare what Python and the generated Rust make of real sections.

    Each section of the STREAMs that a spec describes is loaded and saved back by the Python codec
    and by the generated crates: both must give the very bytes, and the same values, which are also
    those of the stream's own description.
    """
    settings = read_settings(Path.cwd())
    root = Path(output or settings.output)
    chosen = chosen_dialects(dialects, settings)
    codecs = load_codecs(specs)
    _check_built(codecs, chosen, root, specs)
    failed = False
    tally = Tally.of(codecs)
    with Verifier(codecs, _runners(codecs, chosen, root)) as verifier:
        for path in _progress(streams):
            try:
                for result in verifier.stream(path):
                    if tally.add(result) and not json_wanted:
                        click.echo("\n".join(result_lines(result)))
            except StreamError as error:
                failed = True
                click.echo(f"Error: {error}", err=True)
    names = [dialect.name for dialect in chosen]
    if json_wanted:
        click.echo(as_json(tally, names, len(streams)))
    else:
        _summary(tally, names, len(streams))
    if failed:
        sys.exit(2)
    if not tally.sections:
        raise InputError(f"no stream has a section of {', '.join(codecs)}: nothing was verified")
    sys.exit(1 if tally.different else 0)


def _check_built(
    codecs: Mapping[str, Codec], dialects: Sequence[Dialect], root: Path, specs: Sequence[Path]
) -> None:
    """What is compared must be there, and vmgen does not write it unasked."""
    for dialect in dialects:
        for codec in codecs.values():
            folder = root / dialect.name / crate_folder(codec.device)
            if not (folder / "Cargo.toml").is_file():
                paths = " ".join(map(str, specs))
                command = f"vmgen build {paths} --output {root} --dialect {dialect.name}"
                raise InputError(f"there is no crate in {folder}; `{command}` makes it")


def _runners(
    codecs: Mapping[str, Codec], dialects: Sequence[Dialect], root: Path
) -> dict[str, Runner]:
    devices = [codec.device for codec in codecs.values()]
    return {
        dialect.name: Runner(build_runner(devices, dialect, root / dialect.name))
        for dialect in dialects
    }


def _progress(streams: Sequence[str]) -> Iterator[str]:
    """The streams; with a bar on stderr if somebody looks at stderr but not at stdout."""
    if len(streams) < 2 or not sys.stderr.isatty() or sys.stdout.isatty():
        yield from streams
        return
    with click.progressbar(streams, label="verifying", file=sys.stderr) as bar:
        yield from bar


def _summary(tally: Tally, dialects: Sequence[str], streams: int) -> None:
    width = max(map(len, tally.devices))
    for name in tally.devices:
        click.echo(device_line(tally, name, width))
    same = sum(counts[Verdict.SAME] for counts in tally.devices.values())
    what = "the same" if same == tally.sections else f"{same} the same"
    click.echo(
        f"{tally.sections} section{'s' * (tally.sections != 1)} of {streams} "
        f"stream{'s' * (streams != 1)}: {what} "
        f"in Python and Rust (dialect{'s' * (len(dialects) != 1)} {', '.join(dialects)})"
    )
