# SPDX-License-Identifier: GPL-2.0-or-later
"""Documentation as what it consists of."""

from __future__ import annotations

import pytest

from vmgen.model.prose import (
    Block,
    Heading,
    Item,
    Items,
    Paragraph,
    Part,
    Quote,
    Table,
    cleaned,
    read,
    shaped,
)


def item(marker: str, *texts: str) -> Item:
    return Item(marker, tuple(map(Paragraph, texts)))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("words\ngo on", [Paragraph("words go on")]),
        ("one\n\ntwo", [Paragraph("one"), Paragraph("two")]),
        ("- a\n- b", [Items((item("-", "a"), item("-", "b")), False)]),
        ("- a\n\n- b", [Items((item("-", "a"), item("-", "b")), True)]),
        ("x:\n- a\n  goes on", [Paragraph("x:"), Items((item("-", "a goes on"),), False)]),
        ("x:\n  * a\n  * b", [Paragraph("x:"), Items((item("*", "a"), item("*", "b")), False)]),
        ("- a\n\n  b", [Items((item("-", "a", "b"),), True)]),
        ("- a\nb", [Items((item("-", "a"),), False), Paragraph("b")]),
        ("1. a\n2. b", [Items((item("1.", "a"), item("2.", "b")), False)]),
        ("3) a\n4) b", [Items((item("3)", "a"), item("4)", "b")), False)]),
        ("0. a\n4. b", [Items((item("-", "0. a"), item("-", "4. b")), False)]),
        ("a) x\nb) y", [Items((item("*", "a) x"), item("*", "b) y")), False)]),
        ("\u2022 a", [Items((item("-", "a"),), False)]),
        ("built in\n1984. It is", [Paragraph("built in 1984. It is")]),
        ("-5 is\n+ a number", [Paragraph("-5 is"), Items((item("+", "a number"),), False)]),
        ("x:\n\n    b\n      c\n\ny", [Paragraph("x:"), Block(("b", "  c")), Paragraph("y")]),
        ("x\n  b", [Paragraph("x"), Block(("b",))]),
        ("x::\n\n  b", [Paragraph("x:"), Block(("b",))]),
        ("::\n\n  b", [Block(("b",))]),
        ("x::", [Paragraph("x::")]),
        ("```rust\nlet a;\n\n```\nx", [Block(("let a;", "")), Paragraph("x")]),
        ("~~~\nnever closed", [Block(("never closed",))]),
        (">>> a()\n1\n\nx", [Block((">>> a()", "1")), Paragraph("x")]),
        ("> a\n> b", [Quote((Paragraph("a b"),))]),
        ("# A\nb", [Heading(1, "A"), Paragraph("b")]),
        ("Title\n-----\nb", [Heading(2, "Title"), Paragraph("b")]),
        ("| a | b |\n|---|:-:|\n| 1 | x\\|y |", [Table((("a", "b"), ("1", "x\\|y")), "---|:-:")]),
        ("| a\n| b", [Block(("| a", "| b"))]),
        ("==  ==\na   b\n==  ==", [Block(("==  ==", "a   b", "==  =="))]),
        ("- a:\n\n      b\n        c", None),
        ("- a\n    goes on", [Items((item("-", "a goes on"),), False)]),
    ],
)
def test_parts(text: str, wanted: list[Part] | None) -> None:
    if wanted is None:
        inside = Item("-", (Paragraph("a:"), Block(("b", "  c"))))
        wanted = [Items((inside,), True)]
    assert list(read(text)) == wanted
    assert shaped(text) == (len(wanted) > 1 or not isinstance(wanted[0], Paragraph))


@pytest.mark.parametrize(
    ("text", "column", "wanted"),
    [
        ("a\n    b", 4, "a\nb"),
        ("a\n\n    b\n    ", 4, "a\n\nb"),
        ("a\n       b", 4, "a\nb"),  # below the words behind three quotes
        ("a\n\n        b", 4, "a\n\n    b"),  # a block, though nothing else is at the margin
        ("a\n\n    b", 0, "a\n\n    b"),
        ("a\nb", 4, "a\nb"),
        ("  a  \n\tb", 8, "a\nb"),
        ("", 4, ""),
        ("\n    a\n      b\n", 4, "a\n  b"),
    ],
)
def test_cleaned(text: str, column: int, wanted: str) -> None:
    assert cleaned(text, column) == wanted


@pytest.mark.parametrize("mark", ["- ", "> ", "1. ", "* "])
def test_however_deep(mark: str) -> None:
    """What is too deep stays as it is written."""
    text = mark * 3000 + "x"
    assert str(read(text)).count("Block") == 1
