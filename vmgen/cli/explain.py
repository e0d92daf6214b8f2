# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen explain`: what a diagnostic means."""

from __future__ import annotations

import click


@click.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Print what CODE (such as VM132, or FIELD_SAME_WIDTH) is given for, why that hurts, and how to
    mend it.

    Without CODE, list all codes.
    """
    from vmgen.diagnostics.codes import CODES, Rule
    from vmgen.diagnostics.codes.vm7xx.rule import PHRASES

    if code is None:
        for entry in CODES.values():
            click.echo(f"{entry.code}  {entry.severity:<8} {entry.name}")
        return
    named = {entry.name.upper().replace("-", "_"): entry for entry in CODES.values()}
    found = CODES.get(code.upper()) or named.get(code.upper().replace("-", "_"))
    if found is None:
        raise click.UsageError(f"there is no code {code}; `vmgen explain` lists them")
    click.echo(f"{found.code}: {found.name} ({found.severity})\n")
    if isinstance(found, Rule):
        click.echo(f"old -> new: {PHRASES[found.forward]}; new -> old: {PHRASES[found.backward]}\n")
    click.echo(click.wrap_text(f"Why: {found.cause}", 80, subsequent_indent="     "))
    click.echo(click.wrap_text(f"Mend: {found.mend}", 80, subsequent_indent="      "))
