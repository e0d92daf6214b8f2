# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen compat`: whether what one side saves loads on another."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

import click

from vmgen.cli.common import project_settings, read_devices
from vmgen.cli.inspect import InputError
from vmgen.compat.sides import is_stream
from vmgen.compat.verdict import Verdict, failed
from vmgen.diagnostics import Diagnostic, Diagnostics
from vmgen.stream import StreamError


@click.command()
@click.argument("old", required=False)
@click.argument("new", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    show_default=True,
    help="How what was found is printed.",
)
@click.option("--all", "every", is_flag=True, help="Show what makes no difference, too.")
@click.option(
    "--options",
    metavar="TEXT",
    help="What NEW, a QEMU binary, will be started with, if OLD is a stream: `-m 4G -cpu max "
    "-device ...`. It is started so, and what it saves itself shows what its dump does not.",
)
@click.option("--list-rules", is_flag=True, help="List the rules, and what comes of each change.")
def compat(
    old: str | None,
    new: str | None,
    form: str,
    every: bool,
    options: str | None,
    list_rules: bool,
) -> None:
    """Say per device whether what OLD saves loads on NEW, and the other way round.

    A side is a spec, a folder of specs, a git revision of either (main~3:specs/), a lock, a
    -dump-vmstate, or a QEMU binary, which is asked for its dump. If OLD is a migration stream: will
    this state load there?

    Without sides, the project's specs are held against all locks that `vmgen release` wrote.

    Exit status: 0 all loads, as far as is known (of a state with a warning where it is not);
    1 something is refused, shifted or silently wrong; 2 wrong use.
    """
    if list_rules:
        _list_rules()
        return
    if old is None:
        _locks(form, every=every)
        return
    if new is None:
        raise click.UsageError("two sides are compared: name OLD and NEW")
    if is_stream(old):
        sys.exit(_state(old, new, form, options))
    if options is not None:
        raise click.UsageError("--options is about the QEMU that a stream is loaded by")
    from vmgen.compat.compare import compare
    from vmgen.compat.sides import side_of

    approved = _approved(Diagnostics())
    verdicts = [it.without(approved) for it in compare(side_of(old), side_of(new))]
    show(verdicts, form, every=every)
    sys.exit(1 if failed(verdicts) else 0)


def _approved(found: Diagnostics) -> Mapping[str, str]:
    """The reasons of the project's approvals by fingerprint; `VmgenError` if some are wrong."""
    from vmgen.compat.approvals import read_approvals

    approved = read_approvals(project_settings().approvals, date.today(), found)
    found.raise_if_failed()
    return approved


def _locks(form: str, *, every: bool) -> None:
    """All locks against the specs of the project; what is approved is left out."""
    from vmgen.compat.approvals import unused
    from vmgen.compat.locks import held, locks_in
    from vmgen.compat.sides import section_of

    settings, found = project_settings(), Diagnostics()
    locks = locks_in(settings.locks)
    if not locks:
        raise click.UsageError(f"name OLD and NEW; there are no locks in {settings.locks}, either")
    approved = _approved(found)
    devices = read_devices(settings.specs, found)
    verdicts = list(held(map(section_of, devices), locks, every=True))
    seen = {it.fingerprint for verdict in verdicts for it in verdict.findings}
    unused(approved, seen, settings.approvals, found)
    found.raise_if_failed()
    left = [verdict.without(approved) for verdict in verdicts]
    show(left, form, every=every)
    sys.exit(1 if failed(left) else 0)


def _state(state: str, target: str, form: str, options: str | None) -> int:
    """Whether a stream loads on a target."""
    from vmgen.compat.state.ask import ask
    from vmgen.compat.state.said import as_diagnostics, as_json, as_text

    try:
        told = ask(state, target, None if options is None else shlex.split(options))
    except StreamError as error:
        raise InputError(str(error)) from None
    except ValueError as error:  # quotes that are not closed
        raise click.UsageError(f"--options: {error}") from None
    if form == "json":
        click.echo(json.dumps(as_json(told, state, target), indent=2))
    elif form == "text":
        click.echo(as_text(told, state, target), nl=False)
    else:
        _logged(as_diagnostics(told, state), form)
    if told.verdict == "undecided":
        names = ", ".join(dict.fromkeys(item.name for item in told.doubts))
        click.echo(f"warning: it is not known whether it loads: {names}", err=True)
    return 1 if told.verdict == "refused" else 0


def show(verdicts: Sequence[Verdict], form: str, *, every: bool) -> None:
    """Print verdicts."""
    from vmgen.compat.report import QUIET, as_json, text_lines

    if form == "json":
        click.echo(json.dumps(as_json(verdicts), indent=2))
        return
    if form == "text":
        click.echo("\n".join(text_lines(verdicts, every=every)))
        return
    findings = [it for verdict in verdicts for it in verdict.findings]
    shown = [it for it in findings if every or it.outcome not in QUIET]
    _logged([(it.diagnostic(), it.fingerprint) for it in shown], form)


def _logged(found: Iterable[tuple[Diagnostic, str]], form: str) -> None:
    """Print findings with their fingerprints for a workflow, or as a log."""
    from vmgen.diagnostics.sarif import github, sarif

    if form == "github":
        for diagnostic, _ in found:
            click.echo(github(diagnostic))
    else:
        click.echo(json.dumps(sarif(found), indent=2))


def _list_rules() -> None:
    from vmgen.diagnostics.codes.vm7xx import RULES
    from vmgen.diagnostics.codes.vm7xx.rule import PHRASES

    for rule in RULES:
        words = (PHRASES[rule.forward], PHRASES[rule.backward])
        click.echo(f"{rule.code}  {rule.name:<26} {words[0]:<17} {words[1]}")
