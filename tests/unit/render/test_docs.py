# SPDX-License-Identifier: GPL-2.0-or-later
"""Docstrings become doc comments that QEMU's lints accept."""

from __future__ import annotations

import pytest

from vmgen.render.docs import doc, escape


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain words", "plain words"),
        ("UARTFR_H and snake_case", "`UARTFR_H` and `snake_case`"),
        ("a CamelCase and a PL011State", "a `CamelCase` and a `PL011State`"),
        ("PrimeCell, IrDA, PL011, FIFOs, UARTs", "PrimeCell, IrDA, PL011, FIFOs, UARTs"),
        ("std::mem is a path", "`std::mem` is a path"),
        ("already `in_code` here", "already `in_code` here"),
        ("an odd ` backtick", "an odd ' backtick"),
        ("bits [7:4] of Vec<u8>", r"bits \[7:4\] of Vec\<u8\>"),
        ("see https://www.qemu.org/a_b?c=D", "see <https://www.qemu.org/a_b?c=D>"),
    ],
)
def test_escape(text: str, expected: str) -> None:
    assert escape(text) == expected


def test_paragraphs_are_wrapped() -> None:
    text = doc("One.\n\n" + "word " * 30)
    lines = text.splitlines()
    assert lines[:2] == ["/// One.", "///"]
    assert all(len(line) <= 80 for line in lines) and len(lines) == 4


def test_no_text_is_no_comment() -> None:
    assert doc("") == ""
