# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen explain`: what a diagnostic means."""

from __future__ import annotations

import click


@click.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Print what CODE (such as VM132) is given for, why that hurts, and how to mend it.

    Without CODE, list all codes.
    """
    from vmgen.diagnostics.codes import CODES

    if code is None:
        for entry in CODES.values():
            click.echo(f"{entry.code}  {entry.severity:<8} {entry.name}")
        return
    if code.upper() not in CODES:
        raise click.UsageError(f"there is no code {code}; `vmgen explain` lists them")
    entry = CODES[code.upper()]
    click.echo(f"{entry.code}: {entry.name} ({entry.severity})\n")
    click.echo(click.wrap_text(f"Why: {entry.cause}", 80, subsequent_indent="     "))
    click.echo(click.wrap_text(f"Mend: {entry.mend}", 80, subsequent_indent="      "))
