# SPDX-License-Identifier: GPL-2.0-or-later
"""What decides which vmgen, Python, rustfmt and cargo a build runs, and how they are set up."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from vmgen.memo.seen import Seen, upwards

_TOOLCHAIN = ("rust-toolchain", "rust-toolchain.toml")
_CARGO = (".cargo/config", ".cargo/config.toml")


def see_program(seen: Seen) -> None:
    """vmgen's own modules, and which packages are installed beside it."""
    seen.tree(Path(__file__).resolve().parents[1], "own")
    for path in map(Path, sys.path):
        if path.is_dir():
            seen.names(path.resolve(), "info")


def see_data(seen: Seen) -> None:
    """Its templates and stand-in crates."""
    from vmgen.render.environment import data_folder  # not for what only says something

    for name in ("templates", "rust"):
        seen.tree(data_folder(name).resolve(), "own")


def see_tools(seen: Seen, names: tuple[str, ...], folders: list[Path]) -> None:
    """Tools of the Rust toolchain that run in these folders."""
    for name in names:
        _see_tool(seen, name)
    for folder in {above for below in folders for above in upwards(below)}:
        for name in _TOOLCHAIN:
            seen.file(folder / name)
    rustup = Path(os.environ.get("RUSTUP_HOME") or Path.home() / ".rustup")
    seen.file(rustup / "settings.toml")
    toolchains = rustup / "toolchains"
    seen.real(toolchains)
    if toolchains.is_dir():
        for name in seen.names(toolchains, "all"):
            for tool in names:
                seen.tool(toolchains / name / "bin" / tool)


def _see_tool(seen: Seen, name: str) -> None:
    """The program that a name stands for, and that no folder before it has one."""
    for folder in map(Path, os.get_exec_path()):
        path = Path.cwd() / folder / name
        seen.real(path)
        seen.tool(path)
        if shutil.which(path) is not None:
            return


def see_cargo(seen: Seen, folders: list[Path]) -> None:
    """cargo's own settings, for what it does in these folders."""
    for folder in {above for below in folders for above in upwards(below)}:
        for name in _CARGO:
            seen.file(folder / name)
    home = Path(os.environ.get("CARGO_HOME") or Path.home() / ".cargo")
    for name in ("config", "config.toml"):
        seen.file(home / name)
