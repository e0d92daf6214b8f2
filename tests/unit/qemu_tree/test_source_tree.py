# SPDX-License-Identifier: GPL-2.0-or-later
"""What a tree is, is told by facts of its files; what is unknown ends in one message."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from vmgen.diagnostics import VmgenError
from vmgen.plan import DIALECTS
from vmgen.qemu_tree import find_tree

TREES = ROOT / "tests" / "data" / "trees"


@pytest.mark.parametrize("name", ["11", "10.2", "rfc"])
def test_detected(name: str) -> None:
    found = find_tree(TREES / name)
    assert (found.dialect.name, found.release, found.odd) == (name, name, False)
    assert (found.manifest, found.workspace) == ("rust/Cargo.toml", "rust")
    assert found.member("hw/misc/demo") == "hw/misc/demo"


def refusal(tree: Path) -> tuple[str, str]:
    with pytest.raises(VmgenError) as error:
        find_tree(tree)
    (item,) = error.value.diagnostics
    assert item.code == "VM411"
    return item.message, item.cause


def test_known_but_without_a_dialect() -> None:
    message, cause = refusal(TREES / "11.2-dev")
    assert "layout of 11.2-dev" in message
    assert "Cargo.toml in its top folder" in cause


def test_the_author_may_say_so() -> None:
    found = find_tree(TREES / "11.2-dev", DIALECTS["11"])
    assert found.odd and found.release == "11.2-dev"
    assert (found.manifest, found.workspace) == ("Cargo.toml", ".")
    assert found.member("hw/misc/demo") == "rust/hw/misc/demo"
    assert find_tree(TREES / "10.2", DIALECTS["11"]).odd


def test_unknown_names_what_was_looked_for(tmp_path: Path) -> None:
    message, cause = refusal(tmp_path)
    assert message == "this is no QEMU source tree of a layout that vmgen knows"
    for what in (
        "rust/hw/meson.build",
        "rust/hw/Kconfig",
        "rust/Cargo.toml",
        "rust/bindings/*-sys",
    ):
        assert what in cause
    assert all(f"not {name}: " in cause for name in ("11.2-dev", "11", "10.2", "rfc"))
    assert refusal(tmp_path / "nothing") == (message, cause)


def test_tree_between_two_releases(tmp_path: Path) -> None:
    """Preludes are there, `-sys` crates not yet: master in January 2026."""
    tree = tmp_path / "tree"
    shutil.copytree(TREES / "10.2", tree)
    (tree / "rust/migration/src/prelude.rs").write_text("// preludes came first\n")
    _, cause = refusal(tree)
    assert "not 10.2: has rust/migration/src/prelude.rs" in cause
    assert "not 11: lacks rust/bindings/*-sys" in cause


def test_tree_of_c_only(tmp_path: Path) -> None:
    (tmp_path / "hw").mkdir()
    (tmp_path / "configure").write_text("#!/bin/sh\n")
    with pytest.raises(VmgenError):
        find_tree(tmp_path, DIALECTS["11"])
