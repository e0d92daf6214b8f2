# SPDX-License-Identifier: GPL-2.0-or-later
"""Twins in a skeleton of a tree: types of their own, authors' files, symbols that are on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.tree.authors import worded
from tests.tree.pairs import PAIRS, Side
from tests.tree.twins import main, turned_on
from vmgen.codec import load_codecs


def test_a_spec_gets_a_type() -> None:
    regs = 'class Regs(Registers, name="a/regs"):\n    x: u8\n'
    text = regs + 'class A(Device, name="a", version_id=2):\n'
    named = 'class A(\n    Device, name="a", version_id=2, type_name="old"\n):\n'
    word = 'type_name="a-vm"'
    assert worded(text, word) == text.replace("A(Device,", f"A(Device, {word},")
    assert worded(named, word) == named.replace(', type_name="old"', "").replace(
        "Device,", f"Device, {word},"
    )
    assert worded(text + text.replace("A(", "B("), word, "B").endswith(
        f'class B(Device, {word}, name="a", version_id=2):\n'
    )
    for wrong in ("x = 1\n", text + text):
        with pytest.raises(ValueError, match="devices where one gets type_name="):
            worded(wrong, word)


def test_symbols() -> None:
    assert turned_on("CONFIG_A=y\n", ["A", "B"]) == "CONFIG_A=y\nCONFIG_B=y\n"
    assert turned_on("CONFIG_AB=y\n", ["B"]) == "CONFIG_AB=y\nCONFIG_B=y\n"


def test_into_a_tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tree, folder = tmp_path / "qemu", tmp_path / "twins"
    shutil.copytree(ROOT / "tests" / "data" / "trees" / "10.2", tree)
    config = tree / "configs" / "devices" / "aarch64-softmmu" / "default.mak"
    config.parent.mkdir(parents=True)
    config.write_text("CONFIG_VMAPPLE=n\n")
    assert main([str(folder), "--qemu", str(tree)]) == 0
    assert main([str(folder), "--qemu", str(tree)]) == 0
    codecs = load_codecs([folder])
    for pair in PAIRS.values():
        device = codecs[pair.device].device
        assert device.type_name == pair.types[Side.RUST]
        author = tree / "rust" / "hw" / device.category / device.crate / "src" / "device.rs"
        assert "todo!" not in author.read_text()
        assert config.read_text().count(f"CONFIG_X_{device.crate.upper()}_RUST=y\n") == 1
    for own in (ROOT / "tests" / "tree" / "devices").glob("*.rs"):
        (placed,) = tree.glob(f"rust/hw/*/{own.stem}/src/device.rs")
        assert placed.read_text() == own.read_text()
    assert f"{len(codecs)} twins" in capsys.readouterr().out
