# SPDX-License-Identifier: GPL-2.0-or-later
"""The model of a few lines of a spec, and where its fields stand."""

from __future__ import annotations

from pathlib import Path

from tests.unit.lint.said import HEAD
from vmgen.diagnostics import Diagnostics
from vmgen.model.nodes import Device
from vmgen.model.types import Type
from vmgen.model.walk import Site, walk
from vmgen.spec.read import read_specs


def model(folder: Path, text: str) -> Device:
    """The device of a spec without its head, in which nothing is wrong."""
    (folder / "dev.py").write_text(HEAD + text, encoding="utf-8")
    found = Diagnostics()
    (device,) = read_specs([folder / "dev.py"], found)
    assert not found.failed, [str(item) for item in found]
    return device


def site(device: Device, path: str) -> Site:
    """Where a field stands: `regs.x`."""
    return next(item for item in walk(device) if item.path == path)


class _Word:
    """Words of the language as they are."""

    def __call__(self, word: str, *arguments: str) -> str:
        return f"{word}[{', '.join(arguments)}]" if arguments else word

    def named(self, name: str) -> str:
        return name

    def length(self, length: int, named: str = "") -> str:
        return named or str(length)


def written(type_: Type) -> str:
    """A type as a spec writes it."""
    return type_.written(_Word())
