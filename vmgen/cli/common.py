# SPDX-License-Identifier: GPL-2.0-or-later
"""What several commands share: their arguments, settings, and the way from specs to plans."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

import click

from vmgen import JOURNAL
from vmgen.diagnostics import Diagnostics, Position, VmgenError
from vmgen.diagnostics.report import render_all
from vmgen.model.nodes import Device
from vmgen.plan.dialects import DEFAULT_DIALECT, DIALECTS, Dialect
from vmgen.tools.limits import DEFAULT, MOST_SECONDS, Limits
from vmgen.values import dataclass

_F = TypeVar("_F", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Settings:
    """`[tool.vmgen]` of the nearest pyproject.toml at or above the working folder.

    Paths count from that file, and are given as seen from the working folder.
    """

    output: Path = Path("generated")
    dialects: tuple[str, ...] = (DEFAULT_DIALECT,)
    qemu: Path | None = None
    """The QEMU source tree that `build` writes into; None for `output`."""
    specs: tuple[Path, ...] = (Path("specs"),)
    """What commands take that are given no specs."""
    stand_ins: Path | None = None
    """Where the trees' stand-in crates are linked to, by dialect; None for copies of them."""
    limits: Limits = DEFAULT
    """How long rustfmt and cargo may run."""
    locks: Path = Path("locks")
    """The folder of the locks, a folder per release."""
    approvals: Path = Path("approvals.toml")
    """The file of the breaks of locked layouts that are meant."""


_KNOWN = {"output", "dialects", "qemu", "specs", "stand-ins", "locks", "approvals"}
_KNOWN |= {f"{tool}-timeout" for tool in Limits._fields}


def project_settings() -> Settings:
    """The settings that hold in the working folder, read once for the command that runs.

    `VmgenError` VM105/VM106 for one that is wrong.
    """
    found = click.get_current_context().meta  # of the command line and of the command in it
    if __name__ not in found:
        found[__name__] = _read_settings(Path.cwd())
    settings = found[__name__]
    assert isinstance(settings, Settings)
    return settings


def _read_settings(folder: Path) -> Settings:
    for parent in (folder, *folder.parents):
        file = parent / "pyproject.toml"
        if file.is_file():
            return _settings(file)
    return Settings()


def recover_project() -> None:
    """Take back what a build began that was killed, in the folders of the project's settings."""
    try:
        settings = project_settings()
    except VmgenError:
        return  # said by whoever needs them
    for folder in (settings.output, settings.qemu):
        if folder is not None and os.path.lexists(folder / JOURNAL):
            from vmgen.write.stage import recover_unheld

            recover_unheld(folder)


def _or_those_of_the_project(
    ctx: click.Context, param: click.Parameter, specs: tuple[Path, ...]
) -> tuple[Path, ...]:
    """The specs that a command was given, or else the project's."""
    if specs or ctx.resilient_parsing:
        return specs
    settings = project_settings()
    specs = settings.specs
    if not any(path.exists() for path in specs) and not (
        ctx.command.name == "build" and _have_crates(specs, settings)
    ):
        named = " and ".join(f"`{path}`" for path in specs)
        raise VmgenError.single(
            "VM103",
            Position(str(specs[0])),
            f"no specs are given, and {named} is not there",
            cause="Without arguments the specs are those of `specs` in [tool.vmgen], else specs/.",
            mend='Name spec files or folders, or write `specs = ["..."]` into [tool.vmgen].',
        )
    return specs


def _have_crates(specs: Sequence[Path], settings: Settings) -> bool:
    """Whether there are crates of specs that were there: then a build has to remove these."""
    from vmgen.cli.qemu import known_specs as known_in_tree
    from vmgen.cli.trees import known_specs, tree_folders
    from vmgen.write.orphans import had_specs

    if settings.qemu is not None:
        known = known_in_tree(settings.qemu)
    else:
        known = known_specs(tree_folders(settings.output, list(DIALECTS.values())))
    return any(had_specs(path, known) for path in specs)


specs_argument = click.argument(
    "specs", nargs=-1, type=click.Path(path_type=Path), callback=_or_those_of_the_project
)
specs_option = click.option(
    "--specs",
    metavar="PATH",
    multiple=True,
    type=click.Path(path_type=Path),
    callback=_or_those_of_the_project,
    help="Spec file or folder of them (default: the setting, or specs). May be repeated.",
)


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
    for key in sorted(set(given) - _KNOWN):
        found.add("VM105", where, f"there is no setting `{key}` in [tool.vmgen]")
    dialects = given.get("dialects", [DEFAULT_DIALECT])
    if not _names(dialects) or not set(dialects) <= set(DIALECTS):
        found.add("VM106", where, f"`dialects` is a list of {', '.join(DIALECTS)}")
    specs = given.get("specs", ["specs"])
    if not _names(specs):
        found.add("VM106", where, "`specs` is a list of files and folders")
    paths: dict[str, Path] = {}
    for key in ("output", "qemu", "stand-ins", "locks", "approvals"):
        name = given.get(key, "")
        if not isinstance(name, str):
            what = "file" if key == "approvals" else "folder"
            found.add("VM106", where, f"`{key}` is the name of a {what}")
        elif name:
            paths[key] = _from_here(file, name)
    limits = _limits(given, where, found)
    found.raise_if_failed()
    return Settings(
        paths.get("output", _from_here(file, "generated")),
        tuple(dialects),
        paths.get("qemu"),
        tuple(_from_here(file, name) for name in specs),
        paths.get("stand-ins"),
        limits,
        paths.get("locks", _from_here(file, "locks")),
        paths.get("approvals", _from_here(file, "approvals.toml")),
    )


def _limits(given: dict[str, Any], where: Position, found: Diagnostics) -> Limits:
    """How long the tools may run."""
    limits = {f"{tool}-timeout": seconds for tool, seconds in DEFAULT._asdict().items()}
    for key in limits:
        seconds = limits[key] = given.get(key, limits[key])
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            found.add("VM106", where, f"`{key}` is a number of seconds")
        elif not 0 < seconds <= MOST_SECONDS:
            message = f"`{key}` is above 0 seconds and at most {MOST_SECONDS}"
            found.add("VM106", where, message)
    return Limits(*limits.values())


def _names(value: object) -> bool:
    """Whether this is a list of names, with one at least."""
    return isinstance(value, list) and bool(value) and all(isinstance(it, str) for it in value)


def _from_here(file: Path, name: str) -> Path:
    """A path that counts from the settings' file, as seen from the working folder."""
    return Path(name) if Path(name).is_absolute() else Path(os.path.relpath(file.parent / name))


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


def todo_lines(crate: str, folder: Path) -> list[str]:
    """What the author has not written yet, in one line: QEMU aborts when it gets there."""
    from vmgen.cargo.todo import open_todos

    todos = open_todos(folder)
    if not todos:
        return []
    places = ", ".join(str(todo) for todo in todos)
    return [f"to write {crate:<16} {len(todos)} todo! left, where QEMU aborts: {places}"]


def show_warnings(diagnostics: Diagnostics) -> None:
    """Print what did not stop the command."""
    click.echo(rendered(diagnostics), err=True, nl=False)


def rendered(diagnostics: Diagnostics) -> str:
    """Findings as they are printed; empty if there are none."""
    return f"{render_all(diagnostics)}\n" if len(diagnostics) else ""
