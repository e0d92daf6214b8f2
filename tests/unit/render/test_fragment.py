# SPDX-License-Identifier: GPL-2.0-or-later
"""What a text needs is noted while it is printed; each kind has a template."""

from __future__ import annotations

import ast

import pytest

from tests.conftest import ROOT
from vmgen.layout import SCALARS
from vmgen.model.kinds import KINDS, Unknown
from vmgen.model.kinds.incomplete import Incomplete
from vmgen.plan import DIALECTS
from vmgen.render.environment import environment, macro_call, made
from vmgen.render.fragment import Fragment, Notes
from vmgen.render.imports import imports
from vmgen.render.ranges import Reach, in_range

TEMPLATE = """{% macro typed(x) %}{{ "Duration" | word }}::from_secs({{ x }}){% endmacro %}
{% macro told() %}{{ needs("InvalidError") }}x{% endmacro %}
{% macro local() %}let {{ bound("a", "u8") }} = {{ typed(1) }};{% endmacro %}
{% macro holds(item) %}{{ item }};{% endmacro %}
{% macro silent(item) %}{{ "no" if item else "Pin" | word }}{% endmacro %}"""


@pytest.fixture(scope="module")
def macros() -> object:
    return environment().from_string(TEMPLATE).module


def test_needs_follow_from_what_is_printed(macros: object) -> None:
    assert made(macros.typed, 3).needs == {"Duration"}  # type: ignore[attr-defined]
    assert made(macros.told).needs == {"InvalidError"}  # type: ignore[attr-defined]
    made_local = made(macros.local)  # type: ignore[attr-defined]
    assert made_local == Fragment(
        "let a = Duration::from_secs(1);", frozenset(["Duration"]), (("a", "u8"),)
    )


def test_a_fragment_brings_its_needs(macros: object) -> None:
    inside = Fragment("f()", frozenset(["refused", "Regs"]))
    found = made(macros.holds, inside)  # type: ignore[attr-defined]
    assert found == Fragment("f();", inside.needs)
    assert found.refuses


def test_what_is_not_printed_needs_nothing(macros: object) -> None:
    assert made(macros.silent, True).needs == frozenset()  # type: ignore[attr-defined]
    with Notes() as noted:
        pass
    assert noted.needs == set()


def test_use_lines_are_of_what_is_needed() -> None:
    use = imports(
        ["Duration", "Timer", "Regs", "4"], DIALECTS["10.2"].preludes, {"Regs": "registers"}
    )
    assert (
        use == "use std::time::Duration;\n\nuse util::timer::Timer;\n\nuse crate::registers::Regs;"
    )
    assert "use util::prelude::*;" in imports(["Timer"], DIALECTS["11"].preludes, {})


def test_a_macro_call_is_as_rustfmt_has_it() -> None:
    assert macro_call("vmstate_of", "Regs", "a", then=".x()") == "vmstate_of!(Regs, a).x(),"
    long = macro_call("vmstate_of", "R" * 50, "a" * 40)
    assert long == f"vmstate_of!(\n    {'R' * 50},\n    {'a' * 40}\n),"


@pytest.mark.parametrize("scalar", ["u8", "i8"])
def test_a_test_and_its_negation_are_opposites(scalar: str) -> None:
    info = SCALARS[scalar]
    ends = (None, info.minimum, info.minimum + 1, 0, 3, info.maximum - 1, info.maximum)
    for low in ends:
        for high in ends:
            first = info.minimum if low is None else low
            last = info.maximum if high is None else high
            test = in_range(low, high, Reach.of(scalar))
            taken = set(range(first, last + 1))
            if first > last:
                continue
            assert (test is None) == (len(taken) == 1 << info.bits)
            for value in range(info.minimum, info.maximum + 1):
                if test is not None:
                    assert holds(test.on("x"), value) is (value in taken)
                    assert holds(test.negated.on("x"), value) is (value not in taken)


def holds(text: str, x: int) -> bool:
    """A test of one number as Python says it."""
    text = text.replace("!(", "not (")
    if ".contains" in text:
        low, high = text[text.index("(") + 1 : text.index(")")].split("..=")
        return (int(low) <= x <= int(high)) is not text.startswith("not")
    return bool(eval(text, {"x": x}))


def test_every_kind_has_a_template_of_its_stem() -> None:
    # slots: what a restore has of a queue; slices: what travels of a part of an array; pointers:
    # what QEMU finds of an array of pointers
    shared = {"cast", "pointers", "shape", "slices", "slots", "traits"}
    found = {path.name.removesuffix(".rs.j2") for path in (ROOT / "templates/kinds").iterdir()}
    assert found - shared == {kind.stem() for kind in KINDS} - {Unknown.stem(), Incomplete.stem()}


@pytest.mark.parametrize("package", ["plan", "render"])
def test_nothing_else_names_a_kind(package: str) -> None:
    """But what types are made of: numbers, and structs, which have plans of their own."""
    allowed = {"Kind", "Scalar", "StructKind", "Named"}
    for path in (ROOT / "vmgen" / package).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and str(node.module).startswith(
                ("vmgen.model.kinds", "vmgen.model.types")
            ):
                names = {item.name for item in node.names}
                others = {"ArrayOf", "Cell", "Property", "Type", "counting"}
                assert names - others <= allowed, path
