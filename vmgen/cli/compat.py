# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen compat`: whether what one side saves loads on another.

Exit codes: 0 it does (or is not known, with a warning), 1 it is refused, 2 wrong usage or input.
"""

from __future__ import annotations

import json
import shlex
import sys

import click

from vmgen.cli.inspect import InputError
from vmgen.compat.sides import is_stream
from vmgen.stream import StreamError


@click.command()
@click.argument("old", metavar="STATE", type=click.Path())
@click.argument("new", metavar="TARGET", type=click.Path())
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    help="Text for people, or one JSON document.",
)
@click.option(
    "--options",
    metavar="TEXT",
    help="What TARGET, a QEMU binary, will be started with: `-m 4G -cpu max -device ...`. It is "
    "started so, and what it saves itself shows what its dump does not.",
)
def compat(old: str, new: str, form: str, options: str | None) -> None:
    """Say whether the migration stream STATE loads on TARGET, and what stops it if not.

    TARGET is a `-dump-vmstate` of a QEMU, a QEMU binary, a spec, or a folder of specs.
    """
    if not is_stream(old):
        raise click.UsageError(f"{old} is no migration stream, which is all that can be asked for")
    sys.exit(_state(old, new, form, options))


def _state(state: str, target: str, form: str, options: str | None) -> int:
    from vmgen.compat.state.ask import ask
    from vmgen.compat.state.said import as_json, as_text

    try:
        told = ask(state, target, None if options is None else shlex.split(options))
    except StreamError as error:
        raise InputError(str(error)) from None
    except ValueError as error:  # quotes that are not closed
        raise click.UsageError(f"--options: {error}") from None
    if form == "json":
        click.echo(json.dumps(as_json(told, state, target), indent=2))
    else:
        click.echo(as_text(told, state, target), nl=False)
    if told.verdict == "undecided":
        names = ", ".join(dict.fromkeys(item.name for item in told.doubts))
        click.echo(f"warning: it is not known whether it loads: {names}", err=True)
    return 1 if told.verdict == "refused" else 0
