# SPDX-License-Identifier: GPL-2.0-or-later
"""The language of conditions: what is of it, and what may come out of it."""

from __future__ import annotations

from itertools import product

import pytest

from vmgen.expression import (
    NUMBERS,
    Arithmetic,
    Compare,
    Expression,
    ExpressionError,
    Invert,
    Junction,
    Name,
    Not,
    Number,
    evaluate,
    interval,
    is_truth,
    parse,
    spelled,
    walk,
)
from vmgen.expression.quote import quote

A, B, C = Name("a"), Name("b"), Name("c")
MOST, LEAST = (1 << 127) - 1, -(1 << 127)
"""The ends of i128."""


# -- what is of it ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", Number(7)),
        ("-7", Number(-7)),
        ("True", Number(1)),
        ("False", Number(0)),
        ("  a ", A),
        ("a.b", Name("a.b")),
        ("a.b.c", Name("a.b.c")),
        ("self.a", Name("self.a")),
        ("a[0]", Name("a[0]")),
        ("a[ 0x1 ] [-2].b", Name("a[1][-2].b")),
        ("len( a.b[1])", Name("len(a.b[1])")),
        ("~a", Invert(A)),
        ("a & ~(b)", Arithmetic("&", A, Invert(B))),
        ("a in (b, 3)", Junction("or", (Compare("==", A, B), Compare("==", A, Number(3))))),
        ("a not in [b, c]", Junction("and", (Compare("!=", A, B), Compare("!=", A, C)))),
        ("a in {b}", Compare("==", A, B)),
        ("a < b in (c,)", Junction("and", (Compare("<", A, B), Compare("==", B, C)))),
        ("not a", Not(A)),
        *((f"a {op} b", Arithmetic(op, A, B)) for op in NUMBERS),
        *((f"a {op} b", Compare(op, A, B)) for op in ("<", "<=", ">", ">=", "==", "!=")),
        ("a | b ^ c & a << b + c", parse("a | (b ^ (c & (a << (b + c))))")),
        ("a << b >> c", parse("(a << b) >> c")),
        ("a and b", Junction("and", (A, B))),
        ("a or b or c", Junction("or", (A, B, C))),
        ("a < b <= c", Junction("and", (Compare("<", A, B), Compare("<=", B, C)))),
    ],
)
def test_what_is_of_the_language(text: str, expected: Expression) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a if b else c", "`a if b else c` is not in the language of rules"),
        ("a ** b", "`a ** b` is not in the language"),
        ("a / b", "`a / b` is not in the language"),
        ("a @ b", "`a @ b` is not in the language"),
        ("-a", "`-a` is not in the language"),
        ("+1", "`+1` is not in the language"),
        ("f(1)", "`f(1)` is not in the language"),
        ("len(1)", "`1` is not in the language"),
        ("len(a, b)", "`len(a, b)` is not in the language"),
        ("len(a)[0]", "`len(a)` is not in the language"),
        ("(a + b).c", "`a + b` is not in the language"),
        ("a[b]", "`a[b]`: an index is a number"),
        ("a[True]", "`a[True]`: an index is a number"),
        ("a[-b]", "`a[-b]`: an index is a number"),
        ("a[1:2]", "`a[1:2]`: an index is a number"),
        ("1.5", "`1.5` is not in the language"),
        ("'a'", "`'a'` is not in the language"),
        ("-1.5", "`-1.5` is not in the language"),
        ("None", "`None` is not in the language"),
        ("b and a / 1 < 2", "`a / 1` is not in the language"),
        ("a in b", "`b` is no list of numbers"),
        ("a in ()", "`()` is no list of numbers"),
        ("a in range(3)", "`range(3)` is no list of numbers"),
        ("a in (1, 2) < 3", "`(1, 2)` is not in the language"),
        ("a is b", "only < <= > >= == != in compare"),
        ("1 < a not in b", "`b` is no list of numbers"),
        ("a b", "not an expression: invalid syntax"),
        ("", "not an expression: invalid syntax"),
        ("a\0", "not an expression: "),
        ("9" * 5000, "it is too long: 5000 characters, and the most is 2000"),
    ],
)
def test_what_is_not(text: str, reason: str) -> None:
    with pytest.raises(ExpressionError) as raised:
        parse(text)
    assert str(raised.value).startswith(reason)


@pytest.mark.parametrize("text", ["~" * 1900 + "a", "-" * 1900 + "a", "(" * 500 + "a" + ")" * 500])
def test_a_deep_expression_is_no_traceback(text: str) -> None:
    with pytest.raises(ExpressionError, match=r"too deeply nested|too many nested parentheses"):
        parse(text)


def test_no_traceback_where_python_gives_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """Newer Pythons take more, and how much they take before they give up is theirs."""

    def gives_up(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("vmgen.expression.reading._convert", gives_up)
    with pytest.raises(ExpressionError, match=r"^it is too deeply nested$"):
        parse("a")


@pytest.mark.parametrize(
    ("text", "spelling"),
    [
        ("10", ""),
        ("1_000", ""),
        ("0o17", ""),
        ("0x1", "0x1"),
        ("0x1F", "0x1f"),
        ("0XABCD", "0xabcd"),
        ("0x1_F", "0x1f"),
        ("0x12345", "0x0001_2345"),
        ("0x12345678", "0x1234_5678"),
        ("0x123456789", "0x0001_2345_6789"),
        ("0b101", "0b101"),
        ("0B10_0000", "0b0010_0000"),
    ],
)
def test_numbers_are_spelled_as_in_the_spec(text: str, spelling: str) -> None:
    number = parse(text)
    assert isinstance(number, Number)
    assert (number.value, number.spelling) == (int(text, 0), spelling)
    wide = parse(f"ä == {text}")  # columns of Python's trees are bytes
    assert isinstance(wide, Compare) and isinstance(wide.right, Number)
    assert wide.right.spelling == spelling


@pytest.mark.parametrize(
    "text",
    [
        "7",
        "a.b",
        "0x1f",
        "not a",
        "not (a and b)",
        "(a + 1) < (b * 2)",
        "(a - (b - 1)) == 0",
        "((a - b) - 1) == 0",
        "(a < b) and (not c) and ((a & 3) == 2)",
        "(a or b) and (b or c)",
        "(not a) == (b < 1)",
        "True",
        "a == False",
        "(a & ~b) == 0",
        "(a & ~(b + 1)) == 0",
        "len(a.b[1]) < self.c",
    ],
)
def test_spelled_is_read_as_the_same(text: str) -> None:
    """With brackets around all but the outermost, so that nobody has to know what binds how."""
    assert spelled(parse(text)) == text
    assert spelled(parse(text), outermost=False) == (f"({text})" if " " in text else text)


@pytest.mark.parametrize(
    ("text", "truth"),
    [
        ("a < 1", True),
        ("not a", True),
        ("a and b", True),
        ("a", False),
        ("1", False),
        ("a + 1", False),
    ],
)
def test_truth_values_by_their_form(text: str, truth: bool) -> None:
    assert is_truth(parse(text)) is truth


@pytest.mark.parametrize(
    ("length", "shown"), [(1, "a"), (80, "a" * 80), (81, "a" * 77 + "..."), (200, "a" * 77 + "...")]
)
def test_messages_quote_the_beginning_of_what_is_long(length: int, shown: str) -> None:
    assert quote("a" * length) == f"`{shown}`"


# -- what comes out of it --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        *(f"a {op} b" for op in ("+", "-", "*", "&", "|", "^", "<<", ">>")),
        *(f"a {op} b" for op in ("<", "<=", ">", ">=", "==", "!=")),
        "a | b ^ c << a >> b & c",
        "(a == b) << c | (b == c)",
        "a // 2",
        "a % 3",
        "not a",
        "not (a < b)",
        "bool(a and b)",
        "bool(a or b or c)",
        "bool(not a and b or not (c and a == b))",
        "(a == b) + (b == c)",
        "(a != 2) == (b != 2)",
        "a < b < c",
        "a & ~b",
        "~a & c & ~(b + 1)",
        "~a",
        "a in (b, c)",
        "a not in (b, 1, c + 1)",
        "a < b in (c, 3)",
        "(a in (1, 2)) + (b not in [0, 3])",
    ],
)
def test_the_result_is_pythons(text: str) -> None:
    """For all small values."""
    parsed = parse(text.removeprefix("bool"))
    for values in (dict(zip("abc", row, strict=True)) for row in product((0, 1, 2, 3), repeat=3)):
        wanted = eval(text, {"bool": bool}, values)
        assert evaluate(parsed, values) == wanted, values
        low, high = interval(parsed, dict.fromkeys("abc", (0, 3)))
        assert low <= wanted <= high


RANGES = {
    "a": (0, 255),
    "b": (3, 10),
    "f": (0, 1),
    "s": (-128, 127),
    "m": (-1, 0),
    "most": (MOST - 10, MOST),
    "least": (LEAST, LEAST + 10),
    "one": (1, 1),
    "wide": (0, 127),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", (5, 5)),
        ("s", (-128, 127)),
        ("a + b", (3, 265)),
        ("a - b", (-10, 252)),
        ("a * s", (-128 * 255, 127 * 255)),
        ("s * s", (-128 * 127, 128 * 128)),
        ("a // b", (0, 85)),
        ("a // one", (0, 255)),
        ("a % b", (0, 9)),
        ("~a", (-256, -1)),
        ("~s", (-128, 127)),
        ("a & ~b", (0, 255)),
        ("s & b", (0, 10)),
        ("b & s", (0, 10)),
        ("a % one", (0, 0)),
        ("a & b", (0, 10)),
        ("b & a", (0, 10)),
        ("0 & 0", (0, 0)),
        ("a | b", (3, 255)),
        ("b | b", (3, 15)),
        ("a ^ b", (0, 255)),
        ("b ^ 16", (0, 31)),
        ("f | f", (0, 1)),
        ("b << 2", (12, 40)),
        ("a << b", (0, 255 << 10)),
        ("b >> 1", (1, 5)),
        ("a >> b", (0, 31)),
        ("one << 126", (1 << 126, 1 << 126)),
        ("a >> wide", (0, 255)),
        ("a < b", (0, 1)),
        ("not a", (0, 1)),
        ("a and b", (0, 1)),
        ("a and f or not (a and b)", (0, 1)),
        ("(a < b) + f", (0, 2)),
        ("(f and a < b) + 1", (1, 2)),
        ("(f or f) == 1", (0, 1)),
        # The ends of i128.
        (f"{MOST}", (MOST, MOST)),
        (f"{LEAST}", (LEAST, LEAST)),
        ("most - one + 1", (MOST - 10, MOST)),
        ("least + 1 - one", (LEAST, LEAST + 10)),
        ("0 - most", (-MOST, 10 - MOST)),
    ],
)
def test_what_may_come_out(text: str, expected: tuple[int, int]) -> None:
    assert interval(parse(text), RANGES) == expected


ZERO, NEGATIVE = "may be zero or negative", "is for numbers that are never negative"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{MOST + 1}", "a number does not fit 128 bits"),
        (f"{LEAST - 1}", "a number does not fit 128 bits"),
        ("most + 1", "the result may not fit 128 bits"),
        ("least - 1", "the result may not fit 128 bits"),
        ("0 - least", "the result may not fit 128 bits"),
        ("most * b", "the result may not fit 128 bits"),
        ("most + 1 - 1", "the result may not fit 128 bits"),
        ("a // f", f"the divisor of `//` {ZERO}"),
        ("a % a", f"the divisor of `%` {ZERO}"),
        ("a % s", f"the divisor of `%` {ZERO}"),
        ("s // 2", f"`//` {NEGATIVE}"),
        ("m % 2", f"`%` {NEGATIVE}"),
        ("s | a", f"`|` {NEGATIVE}"),
        ("a ^ s", f"`.` {NEGATIVE}"),
        ("a | ~b", f"`|` {NEGATIVE}"),
        ("s << 1", f"`<<` {NEGATIVE}"),
        ("a >> s", f"`>>` {NEGATIVE}"),
        ("a >> 128", "`>>` may go by 128 bits, and the most is 127"),
        ("0 << a", "`<<` may go by 255 bits, and the most is 127"),
        ("one << 127", "the result may not fit 128 bits"),
        ("a << wide", "the result may not fit 128 bits"),
        ("s & s", "one side of `&` must be a number that is never negative"),
        ("s & ~a", "one side of `&` must be"),
        ("~f & a", "`~` of a flag is -1 or -2 in Python: `not f`"),
        ("~(a < b) & a", "`~` of a flag is -1 or -2 in Python: `not (a < b)`"),
        # Wherever it is.
        ("a // f == 2", "the divisor"),
        ("2 == a // f", "the divisor"),
        ("f and a // f", "the divisor"),
        ("not a // f", "the divisor"),
        ("a // f + 1", "the divisor"),
        ("1 + a // f", "the divisor"),
    ],
)
def test_what_could_go_wrong_is_refused(text: str, reason: str) -> None:
    with pytest.raises(ExpressionError, match=reason):
        interval(parse(text), RANGES)


@pytest.mark.parametrize(
    "text",
    [
        "(a and f) + 1 > 0",
        "1 + (a or f) > 0",
        "(a and f) == 1",
        "1 < (f or a)",
        "(f or (a + 1)) * 2 == 4",
        "(f and 2) == 1",
        "(m or f) + 1 > 0",
    ],
)
def test_and_as_a_number_is_one_of_its_parts_in_python(text: str) -> None:
    """With parts that are 0 or 1 it is a truth value; with others not what Rust would have."""
    with pytest.raises(ExpressionError, match="as a number is one of its parts in Python"):
        interval(parse(text), RANGES)
    flags = {"a": (0, 1), "f": (0, 1), "m": (0, 1)}
    interval(parse(text.replace("(a + 1)", "a").replace("2)", "1)")), flags)


def test_as_a_condition_it_is_none() -> None:
    """Beside other conditions, and below `not`."""
    for text in ("(a and b) or f", "f and (a or b)", "not (a and b)", "not (f and not (a or b))"):
        assert interval(parse(text), RANGES) == (0, 1)
        assert any(isinstance(part, Junction) for part in walk(parse(text)))
