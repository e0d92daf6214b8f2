# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen inspect`: what a real migration stream holds.

Exit codes: 0 done (or no difference), 1 the streams differ, 2 wrong usage or malformed input.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

import click

from vmgen.stream import (
    Decoder,
    DescriptionDecoder,
    Section,
    Stream,
    StreamError,
    Value,
    open_stream,
)
from vmgen.stream.selection import Selection, saved_section
from vmgen.stream.source import Progress

LARGE_FILE = 4 << 20
"""From this size on (bytes of the file) progress is shown, on a terminal."""


class InputError(click.ClickException):
    """Malformed input or a choice that fits nothing: one line, exit code 2."""

    exit_code = 2


@click.command()
@click.argument("stream", metavar="STREAM[.xz]", type=click.Path())
@click.option("--json", "as_json", is_flag=True, help="Write one JSON document instead of text.")
@click.option(
    "--section",
    "names",
    metavar="NAME[:INSTANCE]",
    multiple=True,
    help="Only this section, by its whole name or without its device path. May be repeated.",
)
@click.option(
    "--diff",
    "other",
    metavar="OTHER",
    type=click.Path(),
    help="Show field by field what differs in the stream OTHER; exit with 1 if anything does.",
)
@click.option(
    "--described-by",
    metavar="FILE",
    type=click.Path(),
    help="STREAM is the bare body of one section; FILE is a stream, or JSON, that describes it.",
)
@click.option(
    "--specs",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Show what these specs describe by them: their names, enums, bit fields and units.",
)
@click.option("--full", is_flag=True, help="Leave nothing out of long arrays and buffers.")
def inspect(
    stream: str,
    as_json: bool,
    names: tuple[str, ...],
    other: str | None,
    described_by: str | None,
    specs: tuple[Path, ...],
    full: bool,
) -> None:
    """Show the sections, versions, subsections and fields of a migration stream."""
    if other is not None and (as_json or described_by is not None):
        raise click.UsageError("--diff goes neither with --json nor with --described-by")
    if specs and described_by is not None:
        raise click.UsageError("--specs does not go with --described-by")
    decoder = _decoder(specs)
    try:
        if described_by is not None:
            _show_saved(stream, described_by, names, as_json, full)
        elif other is not None:
            sys.exit(_diff(stream, other, Selection(names), decoder))
        else:
            _show_stream(stream, Selection(names), decoder, as_json, full)
    except StreamError as error:
        raise InputError(str(error)) from None


def _decoder(specs: tuple[Path, ...]) -> Decoder:
    """By the stream's description; with specs by them, which imports what they need."""
    if not specs:
        return DescriptionDecoder()
    from vmgen.codec import load_codecs
    from vmgen.verify.spec_decoder import SpecDecoder

    return SpecDecoder(load_codecs(list(specs)))


def _show_stream(
    path: str, selection: Selection, decoder: Decoder, as_json: bool, full: bool
) -> None:
    output = _output()
    with _progress(path) as progress, open_stream(path, progress=progress) as stream:
        chosen = _decoded(stream, selection, decoder)
        if as_json:
            from vmgen.stream.jsonout import write_stream

            error = write_stream(stream, chosen, output.write)
            if error is not None:
                output.flush()
                raise error
        else:
            from vmgen.stream.tree import section_lines, stream_lines

            output.write("\n".join(stream_lines(stream)) + "\n")
            try:
                for section, values in chosen:
                    output.write("\n" + "\n".join(section_lines(section, values, full)) + "\n")
            finally:
                output.flush()
            if stream.trailing:
                output.write(f"\n{stream.trailing} bytes follow the end of the stream\n")
        output.flush()
    _all_found(selection, path)


def _show_saved(
    path: str, described_by: str, names: tuple[str, ...], as_json: bool, full: bool
) -> None:
    if len(names) > 1:
        raise click.UsageError("--described-by takes one --section")
    try:
        section = saved_section(path, described_by, names[0] if names else None)
    except LookupError as error:
        raise InputError(f"{error.args[0]} (choose with --section)") from None
    values = DescriptionDecoder().decode(section)
    output = _output()
    if as_json:
        from vmgen.stream.jsonout import write_section

        write_section(section, values, path, output.write)
    else:
        from vmgen.stream.tree import section_lines

        output.write("\n".join(section_lines(section, values, full)) + "\n")
    output.flush()
    if values.reason is not None:
        raise InputError(f"{path}: {values.reason}")


def _diff(path: str, other: str, selection: Selection, decoder: Decoder) -> int:
    from vmgen.stream.diff import diff_streams

    output = _output()
    found = 0
    wanted = selection.wants if selection.unused else None
    with (
        open_stream(path, digest=True) as first,
        open_stream(other, digest=True) as second,
    ):
        for difference in diff_streams(first, second, decoder, wanted):
            found += 1
            output.write(f"{difference}\n")
    _all_found(selection, f"{path} and {other}")
    output.write(f"{found} difference{'' if found == 1 else 's'}\n" if found else "no difference\n")
    output.flush()
    return 1 if found else 0


def _decoded(
    stream: Stream, selection: Selection, decoder: Decoder
) -> Iterator[tuple[Section, Value | None]]:
    for section in stream.sections():
        if selection.wants(section):
            yield section, None if section.kind == "iterated" else decoder.decode(section)


def _all_found(selection: Selection, where: str) -> None:
    if selection.unused:
        there = ", ".join(dict.fromkeys(selection.seen))
        raise InputError(f"no section {selection.unused[0]!r} in {where}; there are: {there}")


@contextmanager
def _progress(path: str) -> Iterator[Progress | None]:
    """A bar on stderr while a large file is read, if somebody looks at stderr but not at stdout."""
    size = _size(path)
    if size < LARGE_FILE or not sys.stderr.isatty() or sys.stdout.isatty():
        yield None
        return
    with click.progressbar(length=size, label="reading", file=sys.stderr) as bar:
        yield bar.update


def _output() -> TextIO:
    """Standard output, which must not fail for want of a sign in its encoding."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    return sys.stdout


def _size(path: str) -> int:
    try:
        return Path(path).stat().st_size
    except (OSError, ValueError):
        return 0


if __name__ == "__main__":
    inspect()
