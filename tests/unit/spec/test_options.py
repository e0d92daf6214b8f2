# SPDX-License-Identifier: GPL-2.0-or-later
"""Each kind of field with each option, at each place: the option changes a crate, or is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from vmgen.codec import codec_of
from vmgen.diagnostics import Diagnostics
from vmgen.layout.to_dump import to_dump
from vmgen.model.layout import layout_of
from vmgen.plan import DIALECTS, plan_device
from vmgen.render import render_crate
from vmgen.render.vectors import device_vectors
from vmgen.spec.read import read_specs

HEAD = '''"""A spec."""
from vmgen.spec import *
class Mode(Enum, repr=u8):
    "E."
    A = 0
    B = 1
    C = 2
class Flags(Bits, repr=u8):
    "B."
    on: bool
    rest: bits[7]
class Inner(Registers, name="dev/inner"):
    "I."
    inner: u8
class Author(Mirror, name="dev/author"):
    "M."
    number: u64
'''
# What stands in registers; `&` is where options go, `|` what is said of it anyway.
REGISTERS = {
    "u8": "x: u8 = field(&)",
    "bool": "x: bool = field(&)",
    "usize": "x: usize = field(lt=200, wire=u32&)",
    "enum": "x: Mode = field(&)",
    "bits": "x: Flags = field(&)",
    "struct": "x: Inner = field(&)",
    "array": "x: Array[u8, 3] = field(&)",
    "array of enums": "x: Array[Mode, 3] = field(&)",
    "array of structs": "x: Array[Inner, 2] = field(&)",
    "rows": "x: Array[Array[u8, 2], 3] = field(&)",
    "buffer": "x: Buffer[8] = field(&)",
    "unused": "x: Unused[2] = field(&)",
    "nonzero": "x: NonZero[u8] = field(default=1&)",
    "option": "x: Option[u8] = field(none=-1, wire=i32&)",
    "option with a flag": "x: Option[u8] = field(flag='there'&)",
    "duration": "x: Duration = field(unit='ns'&)",
    "custom": "x: Custom['Colour'] = field(wire=u32&)",
    "computed": "x: Wire[u32] = computed(&)",
    "atomic": "x: Atomic[u32] = field(&)",
    "array of atomics": "x: Array[Atomic[u8], 2] = field(&)",
    "timer": "x: Timer = field(&)",
    "array of timers": "x: Array[Timer, 2] = field(&)",
    "length": "q: Fifo[u8, 4]\n    s: Wire[Array[u8, 4]] = slots('q')\n"
    "    o: Wire[u8] = oldest('q')\n    x: Wire[u8] = length('q'&)",
    "fifo": "x: Fifo[u8, 4] = field(&)\n    s: Wire[Array[u8, 4]] = slots('x')\n"
    "    o: Wire[u8] = oldest('x')\n    l: Wire[u8] = length('x')",
    "not sent": "x: u8 = field(migrate=False&)",
    "derived": "x: u8 = derived(&)",
}
DEVICE = {
    "cell": "x: BqlCell[u8] = field(&)",
    "cells": "x: Array[BqlCell[u8], 3] = field(&)",
    "registers": "x: BqlRefCell[Inner] = field(&)",
    "wrapper": "x: Migratable[BqlRefCell[Inner]] = field(&)",
    "wrappers": "x: Array[Migratable[BqlRefCell[Inner]], 2] = field(&)",
    "author": "x: Migratable[Custom['Colour', Author]] = field(&)",
    "property": "x: Property[u8] = field(&)",
    "region": "x: MemoryRegion[64, 'little'] = field(&)",
    "interrupt": "x: InterruptSource = field(&)",
    "interrupts": "x: Array[InterruptSource, 2] = field(&)",
    "clock": "x: Clock = field(&)",
    "timer": "x: Timer = field(&)",
    "unused": "x: Unused[2] = field(&)",
    "not sent": "x: u64 = field(migrate=False&)",
    "cell, not sent": "x: BqlCell[u8] = field(migrate=False&)",
}
OPTIONS = {
    "default": ("1", "True", "Mode.B", "[1, 1, 1]", "[1, 1]", "[Mode.B] * 3"),
    "ge": ("2",),
    "gt": ("1",),
    "le": ("7",),
    "lt": ("8",),
    "wire": ("i64",),
    "rename": ("'other'",),
    "migrate": ("False",),
    "since": ("1", "2"),
    "count": ("'n'",),
    "mask": ("0x0F",),
    "force": ("0x80",),
    "none": ("-2", "300"),
    "flag": ("'valid'",),
    "unit": ("'ms'",),
    "absent": ("1",),
}


def _text(place: str, kind: str, options: str) -> str:
    """A spec with one field of this kind; what `n` counts stands before it."""
    member = (DEVICE if place == "device" else REGISTERS)[kind]
    member = member.replace("&", options).replace("(, ", "(")
    if place == "device":
        body = f"    n: BqlCell[u8]\n    {member}\n"
        return f"{HEAD}class Dev(Device, name='dev', version_id=2):\n    'D.'\n{body}"
    regs = f"class Regs(Registers, name='dev/regs'):\n    n: u8 = field(le=2)\n    {member}\n"
    use = "    regs: Migratable[BqlRefCell[Regs]]\n"
    return f"{HEAD}{regs}class Dev(Device, name='dev', version_id=2):\n    'D.'\n{use}"


def _made(text: str, folder: Path) -> str | None:
    """All that becomes of a spec, in every dialect; None where it is refused."""
    (folder / "dev.py").write_text(text)
    found = Diagnostics()
    devices = read_specs([folder / "dev.py"], found)
    if found.failed:
        return None
    (device,) = devices
    vectors = device_vectors(device)
    made = [repr(to_dump(layout_of(device), device.type_name)), repr(codec_of(device).reset())]
    for dialect in DIALECTS.values():
        plan = plan_device(device, dialect, found)
        if found.failed:
            return None
        made += [file.text for file in render_crate(plan, vectors)]
    return "\n".join(made)


PLACES = [("registers", kind) for kind in REGISTERS] + [("device", kind) for kind in DEVICE]


@pytest.mark.parametrize(("place", "kind"), PLACES, ids=lambda value: value.replace(" ", "_"))
def test_an_option_has_an_effect_or_is_refused(place: str, kind: str, tmp_path: Path) -> None:
    plain = _made(_text(place, kind, ""), tmp_path)
    assert plain is not None, f"{place} {kind} is no good spec"
    idle = []
    for option, values in OPTIONS.items():
        for value in values:
            if f"{option}=" not in _text(place, kind, ""):
                text = _text(place, kind, f", {option}={value}")
                if _made(text, tmp_path) == plain:
                    idle.append(f"{option}={value}")
    assert not idle


def test_the_specs_of_this_test_are_read(tmp_path: Path) -> None:
    """Most options do something somewhere: else the test above would compare refusals."""
    effects = set()
    for place, kind in PLACES:
        for option, values in OPTIONS.items():
            for value in values:
                if option in effects or f"{option}=" in _text(place, kind, ""):
                    continue
                found = Diagnostics()
                (tmp_path / "dev.py").write_text(_text(place, kind, f", {option}={value}"))
                read_specs([tmp_path / "dev.py"], found)
                if not found.failed:
                    effects.add(option)
    assert effects >= set(OPTIONS) - {"none", "flag", "unit", "absent"}
