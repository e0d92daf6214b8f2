# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen dump`: layouts to be compared with those of a real QEMU."""

from __future__ import annotations

from pathlib import Path

import click

from vmgen.cli.common import read_devices, show_warnings, specs_argument
from vmgen.diagnostics import Diagnostics


@click.command()
@specs_argument
@click.option(
    "--machine",
    default="none",
    show_default=True,
    help="Name of the machine in the dump; QEMU's checker warns where two differ.",
)
def dump(specs: tuple[Path, ...], machine: str) -> None:
    """Print the layouts of all devices in the format of QEMU's -dump-vmstate."""
    from vmgen.layout.to_dump import dump as dump_devices
    from vmgen.layout.to_dump import dump_text
    from vmgen.model.layout import layout_of

    diagnostics = Diagnostics()
    devices = read_devices(specs, diagnostics)
    layouts = {device.type_name: layout_of(device) for device in devices}
    click.echo(dump_text(dump_devices(layouts, machine)), nl=False)
    show_warnings(diagnostics)
