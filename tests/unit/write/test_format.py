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
