# SPDX-License-Identifier: GPL-2.0-or-later
"""What Debian's source package is given: build files, and a manifest by which cargo fetches."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from tests.tree.debian_source import CRATES, main, manifest, meson_build, wanted, wrap

WRAP = """[wrap-file]
directory = quote-1.0.36
source_url = https://crates.io/api/v1/crates/quote/1.0.36/download
source_hash = 0fa7
#method = cargo
"""


def test_what_a_crate_needs_is_there_and_built_for_the_same_machine() -> None:
    for name, crate in CRATES.items():
        for need in crate.needs:
            assert need in CRATES
            # What a macro or a build tool needs is of the machine that builds.
            macro = CRATES[need].macro or CRATES[need].native
            assert macro or not (crate.native or crate.macro), f"{name} needs {need}"


def test_a_build_file() -> None:
    text = meson_build("proc-macro2-1-rs")
    assert (
        "project('proc-macro2-1-rs', 'rust', meson_version: '>=1.5.0', version: '1.0.95')" in text
    )
    assert "dep_unicode_ident_1_rs = dependency('unicode-ident-1-rs', native: true)" in text
    assert "'--cfg', 'feature=\"proc-macro\"', '--cfg', 'wrap_proc_macro'" in text
    assert "lib = import('rust').proc_macro('bilge_impl'" in meson_build("bilge-impl-0.2-rs")


def test_wraps() -> None:
    entries = wrap(WRAP)
    assert entries["source_hash"] == "0fa7"
    assert wanted(entries) == ("quote", "1.0.36")
    assert wanted({"source_url": "https://example.com/dtc.tar.gz"}) is None
    made = tomllib.loads(manifest([("quote", "1.0.36"), ("syn", "2.0.104")]))
    assert made["dependencies"] == {"quote": "=1.0.36", "syn": "=2.0.104"}


def test_no_tree(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path)]) == 2
    assert "no QEMU 10.2" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())
