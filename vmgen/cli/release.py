# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen release`: the locks of a release."""

from __future__ import annotations

from pathlib import Path

import click

from vmgen.cli.common import project_settings, read_devices, show_warnings, specs_argument
from vmgen.diagnostics import Diagnostics


@click.command()
@click.argument("name")
@specs_argument
def release(name: str, specs: tuple[Path, ...]) -> None:
    """Write what all devices send and take now, as the locks of release NAME.

    Each later build is held against them; `vmgen compat` without sides prints what it finds.
    """
    from vmgen.compat.locks import write_release

    diagnostics = Diagnostics()
    devices = read_devices(specs, diagnostics)
    folder = project_settings().locks
    files = write_release(name, devices, folder)
    show_warnings(diagnostics)
    click.echo(f"{len(files)} lock{'' if len(files) == 1 else 's'} in {folder / name}")
