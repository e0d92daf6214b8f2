# SPDX-License-Identifier: GPL-2.0-or-later
"""rustfmt on what vmgen emits: one call for all, and its refusal is a finding."""

from __future__ import annotations

import pytest

from vmgen.diagnostics import VmgenError
from vmgen.plan import DIALECTS
from vmgen.render.workspace import support_folder
from vmgen.write import format_files

CONFIG = support_folder(DIALECTS["11"])


def test_modules_stay_and_other_files_are_left_alone() -> None:
    files = {"a/lib.rs": "pub mod x;\npub mod y;\nfn a( ) { }\n", "a/Cargo.toml": "a  =  1\n"}
    formatted = format_files(files, CONFIG)
    assert formatted["a/Cargo.toml"] == files["a/Cargo.toml"]
    assert formatted["a/lib.rs"].splitlines() == ["pub mod x;", "pub mod y;", "fn a() {}"]
    assert format_files({"a.txt": "fn  a"}, CONFIG) == {"a.txt": "fn  a"}


def test_what_rustfmt_refuses() -> None:
    with pytest.raises(VmgenError) as error:
        format_files({"a/lib.rs": "fn ("}, CONFIG)
    (item,) = error.value.diagnostics
    assert (item.code, item.position.file) == ("VM406", "a/lib.rs")
    assert item.message.startswith("rustfmt refused what vmgen emitted:\n")


def test_it_is_the_file_that_rustfmt_refuses() -> None:
    files = {"a/lib.rs": "//! A.\n\nfn a() {}\n", "b/lib.rs": "\n\nlet x;\n", "c/lib.rs": ""}
    with pytest.raises(VmgenError) as error:
        format_files(files, CONFIG)
    (item,) = error.value.diagnostics
    assert (item.code, item.position.file) == ("VM406", "b/lib.rs")


def test_each_file_begins_by_itself() -> None:
    """What only the beginning of a file may have is there again."""
    text = "//! About.\n#![allow(dead_code)]\n\nuse b::c;\nuse a::b;\n\nfn  x( ) { }\n"
    formatted = format_files({"a.rs": text, "b.rs": text}, CONFIG)
    wanted = "//! About.\n#![allow(dead_code)]\n\nuse a::b;\nuse b::c;\n\nfn x() {}\n"
    assert formatted == {"a.rs": wanted, "b.rs": wanted}
