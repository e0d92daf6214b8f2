# SPDX-License-Identifier: GPL-2.0-or-later
"""The command line: one module per command, imported when that command runs."""

from __future__ import annotations

import importlib
import sys
from contextlib import redirect_stdout
from io import StringIO
from keyword import iskeyword
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from vmgen.memo.answer import Question

_COMMANDS = {
    "build": "Write the crates of these specs, formatted and checked.",
    "compat": "Say whether what one side saved loads on another, and what breaks it if not.",
    "dump": "Print layouts in the format of QEMU's -dump-vmstate.",
    "explain": "Print what a diagnostic's code means.",
    "import": "Write the spec of a device from a stream, a dump, or a QEMU.",
    "inspect": "Print a migration stream as a tree.",
    "new": "Write a first spec, and say what to do next.",
    "plan": "Print per struct and field how it travels, and why.",
    "release": "Write locks: what a release sends and takes, for later builds to keep.",
    "verify": "Judge specs and generated crates by streams that real QEMU wrote.",
}

_ABOUT_TREES = {"build", "dump", "new", "plan", "release", "verify"}
"""Those that first look whether a build was killed in the project that they are called in."""


class _Lazy(click.Group):
    """A group that knows its commands' names and imports only the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        name = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command = getattr(importlib.import_module(f"vmgen.cli.{name}"), name)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


@click.group(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="vmgen", message="vmgen %(version)s")
@click.pass_context
def cli(ctx: click.Context) -> None:
    """Python specs in, the migration code of a QEMU Rust device crate out.

    Exit status: 0 done, 1 something differs, 2 a spec or its use is wrong, 3 a tool is missing
    or fails, 130 interrupted, 143 terminated.
    """
    if ctx.invoked_subcommand in _ABOUT_TREES:
        from vmgen.cli.common import recover_project

        recover_project()


def run(question: Question | None = None) -> None:
    """Run a command; everything that goes wrong ends in diagnostics and an exit status.

    `question` is what the same words may be answered by the next time.
    """
    from vmgen.cli.ending import ready_streams, status_of
    from vmgen.cli.stopped import end_on_signals

    ready_streams()
    end_on_signals()
    output = sys.stdout
    try:
        if question is None or question.is_build:
            cli(standalone_mode=False, obj=question)
        else:
            _say(question)
    except BaseException as error:
        # Where the reader of the output went away click puts another stream in its place.
        sys.exit(status_of(error, unread=sys.stdout is not output))


def _say(question: Question) -> None:
    """Run a command that only prints, and keep what it prints for the next time."""
    from vmgen.memo.said import note_text

    with redirect_stdout(StringIO()) as heard:
        status = cli(standalone_mode=False)
    click.echo(heard.getvalue(), nl=False)
    if status:
        sys.exit(status)
    note_text(question, heard.getvalue())
