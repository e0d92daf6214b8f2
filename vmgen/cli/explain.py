# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen explain`: what a diagnostic means."""

from __future__ import annotations

import click


@click.command()
@click.argument("code", required=False)
def explain(code: str | None) -> None:
    """Print why the rule CODE (such as VM132) exists and how to mend what breaks it.

    Without CODE, list all rules.
    """
    from vmgen.diagnostics.rules import RULES

    if code is None:
        for rule in RULES.values():
            click.echo(f"{rule.code}  {rule.severity:<8} {rule.name}")
        return
    if code.upper() not in RULES:
        raise click.UsageError(f"there is no rule {code}; `vmgen explain` lists them")
    rule = RULES[code.upper()]
    click.echo(f"{rule.code}: {rule.name} ({rule.severity})\n")
    click.echo(click.wrap_text(f"Why: {rule.cause}", 80, subsequent_indent="     "))
    click.echo(click.wrap_text(f"Mend: {rule.mend}", 80, subsequent_indent="      "))
