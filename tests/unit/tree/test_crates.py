# SPDX-License-Identifier: GPL-2.0-or-later
"""`make tree`, on a skeleton of a tree: what goes where, and what is taken for a fault."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.tree.crates import Crate, UncheckedError, lint, note, place, renamed
from tests.tree.double import bindgen_command, make_double
from tests.unit.qemu_tree.test_qemu_build import TREES, snapshot


def test_all_crates_are_placed_and_the_tree_is_as_before(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    shutil.copytree(TREES / "10.2", tree)
    for header in ("i2c/i2c.h", "isa/isa.h", "ssi/ssi.h"):
        (tree / "include/hw" / header).parent.mkdir(parents=True)
        (tree / "include/hw" / header).touch()
    before = snapshot(tree)
    double = make_double(tree, tmp_path / "qemu")
    crates = {crate.name: crate for crate in place(double, tmp_path)}
    assert snapshot(tree) == before
    specs = [*ROOT.glob("specs/*.py"), *ROOT.glob("tests/golden/specs/*.py")]
    assert len(crates) == len(specs) and {"pl011_vm", "hpet_vm", "pl031", "demo"} <= crates.keys()
    manifest = (double / "rust/Cargo.toml").read_text("utf-8")
    for crate in crates.values():
        assert f'"{crate.folder}"' in manifest
        assert (double / "rust" / crate.folder / "src/device.rs").read_text("utf-8") == crate.device
    assert "TYPE_PL011_VM" in crates["pl011_vm"].device
    assert "todo!" not in crates["pl011_vm"].device  # the author's, not a scaffold
    # Once more, over what is there: as after a run that was broken off.
    assert make_double(tree, tmp_path / "qemu") == double
    assert not (double / "rust/hw/rtc/pl031").exists() and snapshot(tree) == before


def test_constants_follow_the_crate() -> None:
    text = "VMSTATE_PL011, TYPE_PL011, TYPE_PL011_LUMINARY, PL011"
    expected = "VMSTATE_PL011_VM, TYPE_PL011_VM, TYPE_PL011_LUMINARY, PL011"
    assert renamed(text, "pl011", "pl011_vm") == expected


def _crates() -> list[Crate]:
    return [Crate(name, f"hw/misc/{name}", "") for name in ("good", "bad", "unseen")]


def test_what_is_said_of_crates() -> None:
    def entry(name: str, **more: object) -> str:
        return json.dumps({"manifest_path": f"/t/rust/hw/misc/{name}/Cargo.toml", **more})

    crates = _crates()
    warning = {"rendered": "warning: this"}
    lines = [
        entry("good", reason="compiler-artifact"),
        entry("bad", reason="compiler-message", message=warning),
        entry("bad", reason="compiler-artifact"),
        entry("other", reason="compiler-message", message=warning),
        json.dumps({"reason": "build-finished", "success": True}),
    ]
    note("clippy", "\n".join(lines), Path("/t/rust"), crates)
    assert [it.said for it in crates] == [{"clippy": []}, {"clippy": ["warning: this"]}, {}]


@pytest.mark.parametrize(
    ("names", "status", "said"),
    [(("good", "bad"), 0, "unseen"), (("good", "bad", "unseen"), 1, "its end")],
)
def test_a_crate_that_nobody_looked_at_is_no_good_one(
    names: tuple[str, ...],
    status: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cargo = tmp_path / "cargo"
    lines = [
        json.dumps(
            {
                "reason": "compiler-artifact",
                "manifest_path": str(tmp_path / f"hw/misc/{name}/Cargo.toml"),
            }
        )
        for name in names
    ]
    cargo.write_text("#!/bin/sh\n" + "".join(f"echo '{it}'\n" for it in lines) + f"exit {status}\n")
    cargo.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(UncheckedError, match=said):
        lint("check", tmp_path, _crates(), {})


def test_bindings_are_made_as_the_build_would() -> None:
    """What is common to the tree's own rules, and what the crate's file says."""
    rule = (
        " COMMAND = /bin/bindgen ../rust/{0}/wrapper.h --output /b/{0}.rs --raw-line '//$ @made' "
        "--no-layout --allowlist-file '/q/{0}.*' --blocklist-type 'x$$' "
        "-- -I/q/include -DA -MD -MF f"
    )
    meson = (
        "x = rust.bindgen(\n  args: bindgen_args_common + [\n"
        "    '--allowlist-file', meson.project_source_root() / 'include/a.h',\n"
        "  ],\n  c_args: bindgen_c_args + ['-isystem', meson.project_build_root() / 'l'],\n)\n"
    )
    ninja = "\n".join([rule.format("qom"), " COMMAND = cc wrapper.h", rule.format("util")])
    roots = {"source": Path("/q"), "build": Path("/b")}
    assert bindgen_command(ninja, meson, roots) == (
        "/bin/bindgen",
        [
            *("--raw-line", "// @made", "--no-layout", "--blocklist-type", "x$"),
            *("--allowlist-file", "/q/include/a.h"),
        ],
        ["-I/q/include", "-DA", "-isystem", "/b/l"],
    )
