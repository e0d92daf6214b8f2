# SPDX-License-Identifier: GPL-2.0-or-later
"""Every name in every place where a spec can name something: refused there, or it compiles.

The names and the specs are those of fuzz/names.py: all that emitted text contains, the language's
words, what bilge treats in its own way, crates. Names that are taken go into a few crates per
dialect, and clippy with QEMU's lints looks at these.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import vmgen.spec
from fuzz.names import Tried, crate_spec, device_type, roles, single, tried, words, write
from tests.conftest import ROOT
from vmgen.diagnostics import Diagnostics
from vmgen.lint.names import CRATES_TAKEN
from vmgen.model import names
from vmgen.model.emitted import METHODS, NAMES
from vmgen.plan import DIALECTS
from vmgen.spec.read import read_specs
from vmgen.tools.run import needs_tool

FOLDER = ROOT / "fuzz" / "target" / "names"
"""Kept between runs, so that cargo compiles only what has changed."""

# What only its own dialect emits otherwise is in all three; the rest is the same text.
ONCE = {"nm_renamed", "nm_cells", "nm_properties", "nm_bits", "nm_variants"}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Tried]:
    """All roles; what is refused is refused at the name, with a code for names."""
    folder = tmp_path_factory.mktemp("names")
    return {role.name: tried(role, folder) for role in roles()}


def test_most_names_are_taken(results: dict[str, Tried]) -> None:
    """A check that refuses everything would pass all others."""
    for name, result in results.items():
        assert len(result.taken) >= (20 if "local" in name or "parts" in name else 400), name


def test_what_must_be_refused(results: dict[str, Tried]) -> None:
    """Some names of which it is known that no crate compiles with them."""
    wanted = {
        "nm_fields": "type self gen",
        "nm_authored": "clone into check_restored snapshot_migration_state reset new from_bits",
        "nm_asks": "init realize reset_hold post_load init_mmio check_properties as_ref",
        "nm_cells": "parent_obj",
        "nm_properties": "realized type id",
        "nm_bits": "new into offset reserved padding reserved_i",
        "nm_types": "Object ObjectImpl Vec Some Result Clone Bitsized DeviceState Timer",
    }
    for role, given in wanted.items():
        free = set(given.split()) - set(results[role].refused) - set(vmgen.spec.__all__)
        assert not free, role


@pytest.mark.parametrize("name", sorted(NAMES & {*vmgen.spec.__all__}))
def test_words_of_the_language_as_types(name: str, tmp_path: Path) -> None:
    """A class that hides a word of the spec language has a name of QEMU's or Rust's, too."""
    if name[0].isupper():
        spec = tmp_path / "hidden.py"
        spec.write_text(
            "from vmgen.spec import BqlCell as C, BqlRefCell as R, Device as D, Migratable as M\n"
            "from vmgen.spec import Registers as G, u8\n\n\n"
            f'class {name}(G, name="hidden/regs"):\n    a: u8\n\n\n'
            f'class HiddenState(D, name="hidden"):\n    regs: M[R[{name}]]\n'
        )
        found = Diagnostics()
        read_specs([spec], found)
        assert ("VM118", 5) in [(item.code, item.position.line) for item in found]


def test_crates(tmp_path: Path) -> None:
    """No crate has the name of another, of a path's beginning in emitted text, or of a word."""
    for name in sorted(words()):
        free = single(name, crate_spec, tmp_path) is not None
        bad = name in CRATES_TAKEN | names.KEYWORDS or not name.islower() or name.startswith("_")
        assert free != bad, name


def test_devices(tmp_path: Path) -> None:
    """The device's own type has no name of the scaffold's, and its tests'."""
    for name in ("DeviceState", "SysBusDevice", "Vectors", "Owned", "Error", "Self"):
        assert single(name, device_type, tmp_path) is None


def test_prelude_methods_are_not_methods() -> None:
    """The table of the golden test has what a restore calls on the registers."""
    assert {"clone", "check_restored", "restore_migrated_state_mut"} <= METHODS


@pytest.mark.parametrize("dialect", DIALECTS)
def test_all_that_is_taken_compiles(dialect: str, results: dict[str, Tried]) -> None:
    root = FOLDER / dialect
    for scaffold in root.glob("hw/misc/*/src/device.rs"):
        scaffold.unlink()  # written once, and the names of an earlier run are others
    chosen = [item.device for name, item in results.items() if dialect == "11" or name not in ONCE]
    crates = write(root, chosen, DIALECTS[dialect])
    assert len(crates) == len(chosen)
    command = [needs_tool("cargo"), "clippy", "--quiet", "--keep-going", "--message-format=short"]
    for crate in crates:
        command += ["--package", crate]
    done = subprocess.run(
        [*command, "--", "-D", "warnings"], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-4000:]
