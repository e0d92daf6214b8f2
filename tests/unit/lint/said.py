# SPDX-License-Identifier: GPL-2.0-or-later
"""What is said of a few lines of a spec, and specs with something wrong in one place only."""

from __future__ import annotations

import re
from pathlib import Path

from vmgen.diagnostics import Diagnostic, Diagnostics
from vmgen.spec.read import read_specs

HEAD = '"""A spec."""\n\nfrom vmgen.spec import *\n\n\n'
_TYPES = """
class Mode(Enum, repr=u8):
    A = 2
    B = 5


class Wide(Enum, repr=u16):
    A = 0
    B = 255
    C = 256


class Few(Enum, bits=1):
    A = 0
    B = 1


class Flags(Bits, repr=u8):
    on: bool
    rest: bits[7]


class Large(Bits, repr=u64):
    on: bool
    rest: bits[63]


class Inner(Registers, name="dev/inner"):
    inner: u8


class Author(Mirror, name="dev/author"):
    number: u64


"""
_REGISTERS = "class Regs(Registers, name='dev/regs'):\n    keep: u8\n"
_DEVICE = "class Dev(Device, name='dev', version_id=2):\n    regs: Migratable[BqlRefCell[Regs]]\n"


def registers(lines: str, options: str = "") -> str:
    """A spec whose registers have these fields, too, a `;` between them, and these options."""
    head = _REGISTERS.replace("):", f"{options}):")
    return f"{_TYPES}{head}{_indented(lines)}\n\n{_DEVICE}"


def device(lines: str) -> str:
    """A spec whose device has these fields, too."""
    return f"{_TYPES}{_REGISTERS}\n\n{_DEVICE}{_indented(lines)}"


def _indented(lines: str) -> str:
    return "".join(f"    {line}\n" for line in re.split("; *", lines))


def findings(folder: Path, text: str) -> list[Diagnostic]:
    """All that is found in a spec without its head."""
    (folder / "dev.py").write_text(HEAD + text, encoding="utf-8")
    found = Diagnostics()
    read_specs([folder / "dev.py"], found)
    return list(found)


def said(folder: Path, text: str) -> list[str]:
    """The same as `VM120 the range of ...`; that a class of the template is not used left out."""
    return [
        f"{item.code} {item.message}" for item in findings(folder, text) if item.code != "VM128"
    ]
