# SPDX-License-Identifier: GPL-2.0-or-later
"""rustfmt, once for all files of a build."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from vmgen.diagnostics import Position, VmgenError


def rust_tool(name: str) -> str:
    """The path of a tool of the Rust toolchain; `VmgenError` VM401 where there is none."""
    found = shutil.which(name)
    if found is None:
        raise VmgenError.single("VM401", Position(name), f"`{name}` is not on the PATH")
    return found


def format_files(files: Mapping[str, str], config: Path) -> dict[str, str]:
    """The same files with every `*.rs` formatted by the rustfmt.toml in `config`.

    rustfmt follows `mod` lines, so each file is handed over under a name that no `mod` line has,
    in a folder of its own, and all in one call: starting it costs more than formatting.
    """
    rust = [path for path in files if path.endswith(".rs")]
    if not rust:
        return dict(files)
    with tempfile.TemporaryDirectory(prefix="vmgen-format-") as folder:
        staged = {}
        for number, path in enumerate(rust):
            staged[path] = Path(folder, f"vmgen_{number}.rs")
            staged[path].write_text(_without_modules(files[path]), encoding="utf-8")
        command = [rust_tool("rustfmt"), "--edition", "2021", "--config-path", str(config)]
        result = subprocess.run(
            [*command, *map(str, staged.values())], capture_output=True, text=True, check=False
        )
        if result.returncode != 0:
            message = f"rustfmt refused what vmgen emitted:\n{result.stderr.strip()}"
            raise VmgenError.single("VM406", Position(rust[0]), message)
        formatted = {
            path: _with_modules(file.read_text(encoding="utf-8")) for path, file in staged.items()
        }
    return {**files, **formatted}


_HIDDEN = "const VMGEN_MOD_"


def _without_modules(text: str) -> str:
    """`pub mod x;` as a constant of the same shape, so that rustfmt does not look for the file."""
    lines = []
    for line in text.split("\n"):
        name = line.removeprefix("pub mod ").removesuffix(";")
        hidden = line.startswith("pub mod ") and line.endswith(";")
        lines.append(f"pub {_HIDDEN}{name}: () = ();" if hidden else line)
    return "\n".join(lines)


def _with_modules(text: str) -> str:
    lines = []
    for line in text.split("\n"):
        if line.startswith(f"pub {_HIDDEN}"):
            line = f"pub mod {line.removeprefix(f'pub {_HIDDEN}').partition(':')[0]};"
        lines.append(line)
    return "\n".join(lines)
