# SPDX-License-Identifier: GPL-2.0-or-later
"""What several commands share: their arguments, settings, and the way from specs to plans."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

from vmgen.diagnostics import Diagnostics, Position, VmgenError
from vmgen.diagnostics.report import render_all
from vmgen.model.nodes import Device
from vmgen.plan.dialects import DEFAULT_DIALECT, DIALECTS, Dialect

_F = TypeVar("_F", bound=Callable[..., Any])

specs_argument = click.argument("specs", nargs=-1, required=True, type=click.Path(path_type=Path))


@dataclass(frozen=True, slots=True)
class Settings:
    """`[tool.vmgen]` of the nearest pyproject.toml at or above the working folder."""

    output: str = "generated"
    dialects: tuple[str, ...] = (DEFAULT_DIALECT,)
    qemu: str = ""
    """The QEMU source tree that `build` writes into; empty for `output`."""


def read_settings(folder: Path) -> Settings:
    """The settings that hold in a folder; `VmgenError` VM105/VM106 for one that is wrong."""
    for parent in (folder, *folder.parents):
        file = parent / "pyproject.toml"
        if file.is_file():
            return _settings(file)
    return Settings()


def _settings(file: Path) -> Settings:
    found = Diagnostics()
    where = Position(str(file))
    try:
        table: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise VmgenError.single("VM106", where, f"not TOML: {error}") from None
    except (OSError, UnicodeDecodeError) as error:
        raise VmgenError.single("VM106", where, f"cannot read it: {error}") from None
    given: Any = table
    for key in ("tool", "vmgen"):
        given = given.get(key, {})
        if not isinstance(given, dict):
            raise VmgenError.single("VM106", where, f"`{key}` is a table, as in [tool.vmgen]")
    for key in sorted(set(given) - {"output", "dialects", "qemu"}):
        found.add("VM105", where, f"there is no setting `{key}` in [tool.vmgen]")
    dialects = given.get("dialects", [DEFAULT_DIALECT])
    output = given.get("output", "generated")
    known = isinstance(dialects, list) and all(name in list(DIALECTS) for name in dialects)
    if not known or not dialects:
        found.add("VM106", where, f"`dialects` is a list of {', '.join(DIALECTS)}")
    qemu = given.get("qemu", "")
    if not isinstance(output, str):
        found.add("VM106", where, "`output` is the name of a folder")
    if not isinstance(qemu, str):
        found.add("VM106", where, "`qemu` is the name of a folder")
    found.raise_if_failed()
    return Settings(output, tuple(dialects), qemu)


def dialect_option(*, several: bool) -> Callable[[_F], _F]:
    """`--dialect`: one, or for a build as many as wanted."""
    return click.option(
        "--dialect",
        "dialects" if several else "dialect",
        multiple=several,
        type=click.Choice([*DIALECTS, "all"] if several else list(DIALECTS)),
        help="Version of QEMU's Rust API (default: the setting, or 11).",
    )


def chosen_dialects(names: Sequence[str], settings: Settings) -> list[Dialect]:
    """The dialects of the command line, or those of the settings."""
    if "all" in names:
        names = list(DIALECTS)
    return [DIALECTS[name] for name in (names or settings.dialects)]


def read_devices(specs: Sequence[Path], diagnostics: Diagnostics) -> list[Device]:
    """The devices of the specs; `VmgenError` with every fault if there is one."""
    from vmgen.spec.read import read_specs

    devices = read_specs(specs, diagnostics)
    diagnostics.raise_if_failed()
    return devices


def show_warnings(diagnostics: Diagnostics) -> None:
    """Print what did not stop the command."""
    if len(diagnostics):
        click.echo(render_all(diagnostics), err=True)
