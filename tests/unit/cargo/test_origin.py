# SPDX-License-Identifier: GPL-2.0-or-later
"""A line of generated Rust is traced back to the line of the spec that it was made for."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.unit.cargo.crates import SPECS, crate_files, device
from vmgen.cargo.origin import Origins, Span
from vmgen.diagnostics import Diagnostics
from vmgen.model.nodes import Struct
from vmgen.spec.read import read_specs

FOLDER = "hw/misc/hooked/src"


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    return crate_files(device("hooked"))


def spec_line(text: str) -> int:
    """The number of the spec's only line that begins with a text."""
    lines = (SPECS / "hooked.py").read_text(encoding="utf-8").splitlines()
    (number,) = [at for at, line in enumerate(lines, 1) if line.strip().startswith(text)]
    return number


# A line of the crate (the first with this text; after ` @ ` the words that the compiler marks),
# and how the line of the spec begins.
TRACES = [
    ("vmstate_of!(HookedRegistersMigration, control)", "control:"),
    ("vmstate_of!(HookedRegistersMigration, spd)", "speed:"),
    ("target.position = i32::from(self.position);", "position:"),
    ("target.spd = self.speed.into_bits();", "speed:"),
    ("target.mode = u32::from(&self.mode); @ u32::from", "mode:"),
    ("target.status = self.status(); @ status()", "status:"),
    ("let speed = Speed::try_from(source.spd)", "speed:"),
    ("let mode = Mode::try_from(source.mode) @ Mode", "mode:"),
    ("if position > 15 {", "position:"),
    ("restored.level = restored.level();", "level:"),
    ("restored.check_restored()?;", "class HookedRegisters("),
    ("pub struct HookedRegistersMigration {", "class HookedRegisters("),
    ("pub spd: u8,", "speed:"),
    ("fn level(&self) -> u32;", "level:"),
    ("impl ToMigrationState for HookedRegisters {", "class HookedRegisters("),
    ('.name(c"hooked/regs")', "class HookedRegisters("),
    (".needed(&HookedState::extra_needed)", "extra:"),
    ('.name(c"hooked/extra")', "extra:"),
    ("vmstate_of!(HookedState, extra)", "extra:"),
    ("vmstate_of!(HookedState, regs)", "regs:"),
    (".pre_save(&HookedState::pre_save)", "class HookedState("),
    (".post_load(&HookedState::post_load)", "class HookedState("),
    ("pub const VMSTATE_HOOKED: ", "class HookedState("),
    ("device::{HookedState, Mode}, @ Mode", "mode:"),
    ("device::{HookedState, Mode}, @ HookedState", "class HookedState("),
]


@pytest.mark.parametrize(("place", "wanted"), TRACES)
def test_trace(place: str, wanted: str, files: dict[str, str]) -> None:
    text, _, marked = place.partition(" @ ")
    lines = files[f"{FOLDER}/migration.rs"].splitlines()
    number = next(at for at, line in enumerate(lines, 1) if text in line)
    column = lines[number - 1].index(marked or text.strip()) + 1
    span = Span(number, column, column + len(marked) if marked else 0)
    origin = Origins(device("hooked")).find(lines, span)
    assert origin is not None
    assert origin.position.line == spec_line(wanted)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("pub enum Speed {", "class Speed("),
        ("FAST = 1,", "FAST ="),
        ("pub struct HookedRegisters {", "class HookedRegisters("),
        ("pub level: u32,", "level:"),
        ("#[derive(Clone, Debug, Default)]", "class HookedRegisters("),
    ],
)
def test_trace_of_types(text: str, wanted: str, files: dict[str, str]) -> None:
    lines = files[f"{FOLDER}/registers.rs"].splitlines()
    number = next(at for at, line in enumerate(lines, 1) if text in line)
    origin = Origins(device("hooked")).find(lines, Span(number))
    assert origin is not None
    assert origin.position.line == spec_line(wanted)


@pytest.mark.parametrize("dialect", ["11", "10.2", "rfc"])
def test_every_assignment_of_real_crates(dialect: str) -> None:
    """In each generated crate, `self.x = ...` and `target.y = ...` lead to x, and to what y is."""
    checked = 0
    for node in read_specs([ROOT / "specs"], Diagnostics()):
        structs = [item for item in node.types if isinstance(item, Struct)]
        members = {
            (name, item.name)
            for owner in (node, *structs)
            for item in owner.all_fields
            for name in (item.name, owner.member(item.name))
        }
        folder = ROOT / "generated" / dialect / "hw" / node.category / node.crate
        lines = (folder / "src" / "migration.rs").read_text(encoding="utf-8").splitlines()
        origins = Origins(node)
        for number, line in enumerate(lines, 1):
            match = re.match(r"        (?:self|target)\.(\w+) = ", line)
            if match:
                names = {name for member, name in members if member == match[1]}
                origin = origins.find(lines, Span(number, 9))
                assert origin is not None
                assert any(f"`{name}` of" in origin.what for name in names), line
                checked += 1
    assert checked > 30


def test_any_line_is_fine(files: dict[str, str]) -> None:
    """Whatever line a compiler names, there is an answer or None, never an exception."""
    origins = Origins(device("hooked"))
    for text in files.values():
        lines = text.splitlines()
        for number in range(0, len(lines) + 2):
            origins.find(lines, Span(number, 1, 3))
            origins.asked_for(lines, Span(number), ["status"], "E0046")


def test_spec_files_are_here() -> None:
    assert Path(device("hooked").position.file).name == "hooked.py"
