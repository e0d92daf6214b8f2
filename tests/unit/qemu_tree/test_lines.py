# SPDX-License-Identifier: GPL-2.0-or-later
"""Lines go where they belong in meson.build and Kconfig, once, and nothing else changes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmgen.qemu_tree.lines import add_config, add_source, add_subdir, has_source

ENTRY = "config X_DEMO_RUST\n    bool\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "subdir('demo')\n"),
        ("subdir('aaa')\n", "subdir('aaa')\nsubdir('demo')\n"),
        ("subdir('zzz')\n", "subdir('demo')\nsubdir('zzz')\n"),
        ("subdir('aaa')\nsubdir('zzz')\n", "subdir('aaa')\nsubdir('demo')\nsubdir('zzz')\n"),
        # no order: behind the last
        (
            "subdir('zzz')\nsubdir('aaa')\nx = 1\n",
            "subdir('zzz')\nsubdir('aaa')\nsubdir('demo')\nx = 1\n",
        ),
        # a comment stays what it is
        ("# subdir('demo')\nsubdir('aaa')", "# subdir('demo')\nsubdir('aaa')\nsubdir('demo')\n"),
        ("subdir('aaa')\n\n# end", "subdir('aaa')\nsubdir('demo')\n\n# end"),
        # one of a condition is no neighbour
        (
            "if have_x\n  subdir('zzz')\nendif\n",
            "if have_x\n  subdir('zzz')\nendif\nsubdir('demo')\n",
        ),
        ("subdir('aaa')\r\n", "subdir('aaa')\r\nsubdir('demo')\r\n"),
    ],
)
def test_subdir(old: str, new: str) -> None:
    assert add_subdir(old, "demo") == new
    assert add_subdir(new, "demo") == new


@pytest.mark.parametrize(
    "there", ["subdir('demo')\n", 'subdir("demo")', "  subdir( 'demo' )  # mine\n"]
)
def test_subdir_that_is_there(there: str) -> None:
    assert add_subdir(there, "demo") == there


def test_source() -> None:
    old = "# devices\nsource char/Kconfig\nsource timer/Kconfig\n"
    new = add_source(old, "misc/Kconfig")
    assert new == "# devices\nsource char/Kconfig\nsource misc/Kconfig\nsource timer/Kconfig\n"
    assert add_source(new, "misc/Kconfig") == new
    assert has_source('source "demo/Kconfig"\n', "demo/Kconfig")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ENTRY),
        ("config X_AAA_RUST\n    bool\n", f"config X_AAA_RUST\n    bool\n\n{ENTRY}"),
        ("config X_AAA_RUST\n    bool", f"config X_AAA_RUST\n    bool\n\n{ENTRY}"),
        ("config X_ZZZ_RUST\n    bool\n", f"{ENTRY}\nconfig X_ZZZ_RUST\n    bool\n"),
        ("# what zzz is\nconfig X_ZZZ_RUST\n", f"{ENTRY}\n# what zzz is\nconfig X_ZZZ_RUST\n"),
        ("config X_Z\n\nconfig X_A\n\n\n", f"config X_Z\n\nconfig X_A\n\n{ENTRY}"),
    ],
)
def test_config(old: str, new: str) -> None:
    assert add_config(old, "X_DEMO_RUST", ENTRY) == new
    assert add_config(new, "X_DEMO_RUST", ENTRY) == new


def test_menuconfig_is_an_entry_too() -> None:
    there = "menuconfig X_DEMO_RUST\n    bool\n"
    assert add_config(there, "X_DEMO_RUST", ENTRY) == there


LINES = st.lists(
    st.one_of(
        st.sampled_from(["", "# a comment", "if x", "endif", "  subdir('inner')", "config A"]),
        st.from_regex(r"subdir\('[a-z]{1,5}'\)|source [a-z]{1,5}/Kconfig", fullmatch=True),
    ),
    max_size=8,
)


@given(LINES, st.booleans())
def test_one_line_more_and_nothing_else(lines: list[str], ended: bool) -> None:
    old = "\n".join(lines) + ("\n" if ended and lines else "")
    new = add_subdir(old, "demo")
    assert add_subdir(new, "demo") == new
    if new != old:
        left = new.splitlines()
        left.remove("subdir('demo')")
        assert left == old.splitlines()
