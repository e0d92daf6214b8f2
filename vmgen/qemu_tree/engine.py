# SPDX-License-Identifier: GPL-2.0-or-later
"""The device `vmgen-engine` in a tree: its C files, a line of meson.build, an entry of Kconfig."""

from __future__ import annotations

from collections.abc import Mapping

from vmgen.diagnostics import Position, VmgenError
from vmgen.qemu_tree.edits import Edit
from vmgen.qemu_tree.lines import add_config, add_line, drop_config, drop_line
from vmgen.qemu_tree.source_tree import SourceTree
from vmgen.render import Rendered
from vmgen.render.environment import data_folder

FILE = "hw/misc/vmgen_engine.c"
"""Where it lies in a tree; what it includes lies beside it."""

_MESON, _KCONFIG = "hw/misc/meson.build", "hw/misc/Kconfig"
FILES = (_MESON, _KCONFIG)
"""The tree's own files that know of it."""

_NAME = "vmgen_engine.c"
_SOURCES = (_NAME, "vmgen_engine_buses.c.inc")
_SYMBOL = "VMGEN_ENGINE"
_LINE = f"system_ss.add(when: 'CONFIG_{_SYMBOL}', if_true: files('{_NAME}'))"
_ENTRY = f"config {_SYMBOL}\n    bool\n    default y\n"


def engine_files() -> list[Rendered]:
    """The C files, whose origin is in the head that they get."""
    return [
        Rendered(
            f"hw/misc/{name}",
            (data_folder("qemu") / name).read_text(encoding="utf-8"),
            origin="a file of its own",
        )
        for name in _SOURCES
    ]


def engine_edits(tree: SourceTree, texts: Mapping[str, str], *, wanted: bool) -> list[Edit]:
    """What the tree's own files need for it, or without it; nothing if nothing is missing.

    `texts` are those of `FILES` that are there. `VmgenError` VM414 where one is not, and is needed.
    """
    found = []
    for path in FILES:
        old = texts.get(path)
        if old is None and not wanted:
            continue
        if old is None:
            where = Position(str(tree.root / path))
            raise VmgenError.single("VM414", where, "the device `vmgen-engine` needs this file")
        new = _with(path, old) if wanted else _without(path, old)
        if new != old:
            found.append(Edit(path, old, new, (f"{'' if wanted else 'no '}`vmgen-engine`",)))
    return found


def _with(path: str, text: str) -> str:
    return add_line(text, _NAME, _LINE) if path == _MESON else add_config(text, _SYMBOL, _ENTRY)


def _without(path: str, text: str) -> str:
    return drop_line(text, _NAME) if path == _MESON else drop_config(text, _ENTRY)
