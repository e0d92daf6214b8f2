# SPDX-License-Identifier: GPL-2.0-or-later
"""rustfmt, once for all files of a build."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from vmgen.diagnostics import Position, VmgenError
from vmgen.tools.limits import DEFAULT
from vmgen.tools.run import run_tool, saying
from vmgen.tools.scratch import temporary_folder

_PROBE, _FORMATTED_PROBE = "fn  probe( ) { }", "fn probe() {}\n"
"""A text that rustfmt is known to change: what leaves it as it is is no rustfmt."""


def format_files(
    files: Mapping[str, str], config: Path, seconds: float = DEFAULT.rustfmt
) -> dict[str, str]:
    """The same files with every `*.rs` formatted by the rustfmt.toml in `config`.

    rustfmt follows `mod` lines, so each file is handed over under a name that no `mod` line has,
    in a folder of its own, and all in one call: starting it costs more than formatting.
    """
    rust = [path for path in files if path.endswith(".rs")]
    if not rust:
        return dict(files)
    texts = [_without_modules(files[path]) for path in rust]
    formatted = map(_with_modules, _rustfmt(texts, config, seconds, rust[0]))
    return {**files, **dict(zip(rust, formatted, strict=True))}


def _rustfmt(texts: Sequence[str], config: Path, seconds: float, first: str) -> list[str]:
    """What rustfmt makes of these texts, of which the first is that of the file `first`."""
    with temporary_folder() as folder:
        staged = [folder / f"vmgen_{number}.rs" for number in range(len(texts) + 1)]
        for file, text in zip(staged, [*texts, _PROBE], strict=True):
            file.write_text(text, encoding="utf-8")
        options = ["--edition", "2021", "--config-path", str(config)]
        ran = run_tool("rustfmt", [*options, *map(str, staged)], seconds)
        if ran.status != 0:
            # It names a line of what it cannot parse; anything else is wrong with itself.
            refused = " --> " in ran.errors
            code, what = ("VM406", first) if refused else ("VM422", "rustfmt")
            said = "rustfmt refused what vmgen emitted" if refused else "`rustfmt` failed"
            raise VmgenError.single(code, Position(what), saying(said, ran.errors))
        *formatted, probe = map(_read, staged)
    if probe != _FORMATTED_PROBE or not all(formatted):
        said = ran.errors or ran.output
        message = saying("`rustfmt` says that all is well, but has formatted nothing", said)
        raise VmgenError.single("VM422", Position("rustfmt"), message)
    return formatted


def _read(file: Path) -> str:
    """What rustfmt left; empty where that is no text."""
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return ""


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
