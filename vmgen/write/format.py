# SPDX-License-Identifier: GPL-2.0-or-later
"""rustfmt, once for all files of a build."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from itertools import accumulate
from pathlib import Path

from vmgen.diagnostics import Position, VmgenError
from vmgen.tools.limits import DEFAULT
from vmgen.tools.run import run_tool, saying

_PROBE, _FORMATTED_PROBE = "fn  probe( ) { }\n", "fn probe() {}\n"
"""A text that rustfmt is known to change: what leaves it as it is is no rustfmt."""
_BETWEEN = "const VMGEN_NEXT_FILE: () = ();\n"
"""The line between two files; rustfmt leaves it as it is, and moves nothing over it."""
_ALONE = re.compile(r"^(?://!|#!\[|pub mod )", re.MULTILINE)
"""How lines begin that belong to the beginning of a file, or would make rustfmt read others."""
_HIDDEN = "//~vmgen~"
"""A comment, which rustfmt leaves as it is."""


def format_files(
    files: Mapping[str, str], config: Path, seconds: float = DEFAULT.rustfmt
) -> dict[str, str]:
    """The same files with every `*.rs` formatted by the rustfmt.toml in `config`.

    All go through it as one text: starting it costs more than formatting, and so do files that
    would be written for it and read again.
    """
    rust = [path for path in files if path.endswith(".rs")]
    if not rust:
        return dict(files)
    formatted = _rustfmt({path: files[path] for path in rust}, config, seconds)
    return {**files, **dict(zip(rust, formatted, strict=True))}


def _rustfmt(files: Mapping[str, str], config: Path, seconds: float) -> list[str]:
    """What rustfmt makes of these texts."""
    texts = [_PROBE, *(_ALONE.sub(rf"{_HIDDEN}\g<0>", text) for text in files.values())]
    texts = [f"{text.strip(chr(10))}\n{_BETWEEN}" for text in texts]
    options = ["--edition", "2021", "--config-path", str(config)]
    ran = run_tool("rustfmt", options, seconds, given="".join(texts))
    if ran.status != 0:
        # It names a line of what it cannot parse; anything else is wrong with itself.
        refused = re.search(r" --> <stdin>:(\d+)", ran.errors)
        where = _file_at(int(refused[1]), texts, ["rustfmt", *files]) if refused else "rustfmt"
        said = "rustfmt refused what vmgen emitted" if refused else "`rustfmt` failed"
        code = "VM406" if refused else "VM422"
        raise VmgenError.single(code, Position(where), saying(said, ran.errors))
    probe, *formatted = ran.output.split(_BETWEEN)
    if probe != _FORMATTED_PROBE or len(formatted) != len(files) + 1:
        said = ran.errors or ran.output
        message = saying("`rustfmt` says that all is well, but has formatted nothing", said)
        raise VmgenError.single("VM422", Position("rustfmt"), message)
    return [text.replace(_HIDDEN, "") for text in formatted[:-1]]


def _file_at(line: int, texts: Sequence[str], names: Sequence[str]) -> str:
    """The file that a line of all of them is in."""
    ends = list(accumulate(text.count("\n") for text in texts))
    return names[min(bisect_right(ends, line - 1), len(names) - 1)]
