# SPDX-License-Identifier: GPL-2.0-or-later
"""Docstrings become doc comments that QEMU's lints accept."""

from __future__ import annotations

import re
from random import Random

import pytest

from vmgen.render.docs import doc, escape, paragraphs


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
        ("0*x + 1*y, but *so* and **so**, a * b", r"0\*x + 1\*y, but *so* and **so**, a * b"),
        (r"C:\*, a\b, \[", r"C:\\\*, a\b, \\\["),
        ("&lt; and a & b", r"\&lt; and a & b"),
        ("--option -- and ~~x~~", r"\--option -- and \~\~x\~\~"),
        ("__init__, _x, _", r"`__init__`, `_x`, \_"),
        ("``a_b`` and `` c`d ``", "``a_b`` and `` c`d ``"),
    ],
)
def test_escape(text: str, expected: str) -> None:
    assert escape(text) == expected


def test_paragraphs_are_wrapped() -> None:
    text = doc("One.\n\n" + "word " * 30)
    lines = text.splitlines()
    assert lines[:2] == ["/// One.", "///"]
    assert all(len(line) <= 80 for line in lines) and len(lines) == 4


def test_a_member_has_less_room() -> None:
    lines = doc("word " * 40, inside=True).splitlines()
    assert 71 < max(map(len, lines)) <= 76


def test_no_text_is_no_comment() -> None:
    assert doc("") == ""


SHAPES = """\
Modes:

- off, which is long enough that it does not fit into the one line that it has here
- on
  - inside
1. first

   - of more
2. second

        a  block
          in it, with ```

| a | b_c |
|---|-----|
| 1 | x\\|y |
"""


def test_shapes() -> None:
    """Lists are Markdown's; a block is text in fences, which is no doctest."""
    assert paragraphs(SHAPES, 76) == [
        "Modes:",
        "",
        "- off, which is long enough that it does not fit into the one line that it",
        "  has here",
        "- on",
        "  - inside",
        "",
        "1. first",
        "",
        "   - of more",
        "",
        "2. second",
        "",
        "   ````text",
        "   a  block",
        "     in it, with ```",
        "   ````",
        "",
        "| a | b_c |".replace("b_c", "`b_c`"),
        "|---|-----|",
        "| 1 | x\\|y |",
    ]


@pytest.mark.parametrize("start", ["- x", "+ x", "1. x", "# x", "== x", "---", "12) x", "| x"])
def test_lines_begin_nothing(start: str) -> None:
    """Words that come to a line's beginning only by wrapping are words."""
    text = " ".join(["word" * 4] * 4 + [start] + ["end" * 20])
    lines = paragraphs(text, 76)
    assert len(lines) > 1
    assert not any(re.match(r"([-+*]|#|\d+[.)]) |[-=]+$|[|]", line) for line in lines), lines


def test_code_is_not_broken_at_a_marker() -> None:
    text = "word " * 14 + "abc `a - b` end"
    assert any("`a - b`" in line for line in paragraphs(text, 76))


def test_nothing_is_lost() -> None:
    """Every word, in its order, whatever lines are put together."""
    random = Random(10)
    pieces = [
        "w{}",
        "- w{}",
        "1. w{}",
        "0) w{}",
        "  w{}",
        "      w{}",
        "",
        "```",
        "> w{}",
        "# w{}",
        "| w{} | w{} |",
        "|---|---|",
        "a) w{}",
        "w{}:",
        "w{}::",
        "=====",
        ">>> w{}",
        "    - w{}",
    ]
    for _ in range(3000):
        at, lines = 0, []
        for _ in range(random.randint(1, 9)):
            piece = random.choice(pieces)
            lines.append(piece.format(at, at + 1))
            at += 2
        text = "\n".join(lines).strip()
        said = re.findall(r"w\d+", doc(text))
        assert said == re.findall(r"w\d+", text), text
