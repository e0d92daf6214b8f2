# SPDX-License-Identifier: GPL-2.0-or-later
"""The bugs that `fuzz.emitted` puts into Rust are of code, each in one line."""

from __future__ import annotations

import pytest

from fuzz.emitted import mutants


def changed(line: str) -> list[str]:
    return [item.new for item in mutants(line)]


@pytest.mark.parametrize(
    ("line", "new"),
    [
        ("    if low < 3 {", ["    if low <= 3 {", "    if low < 4 {", "    if low < 2 {"]),
        ("    !(0x10..=0u8).contains(&x)", None),
        ("    self.level = source.level;", [""]),
        ("    ready && !done", ["    ready || !done", "    ready && done"]),
        ('    refused("a < b")', []),
        ("    // a < b", []),
        ("#[derive(Debug)]", []),
        ("fn fifo<T: Copy>(slots: u8) -> bool {", []),
        ("    vmstate_of!(State, regs),", []),
    ],
)
def test_a_line_and_its_mutants(line: str, new: list[str] | None) -> None:
    if new is None:  # a range in hexadecimal, a typed number, a negation
        new = [line.replace("!(", "("), line.replace("0x10", "17"), line.replace("0x10", "15")]
        new += [line.replace("..=", ".."), line.replace("0u8", "1u8")]
    assert sorted(changed(line)) == sorted(new)
