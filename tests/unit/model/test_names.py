# SPDX-License-Identifier: GPL-2.0-or-later
"""Names of Rust that vmgen forms of the spec's."""

from __future__ import annotations

import pytest

from vmgen.model.names import (
    legal,
    mirror_members,
    subsection_constant,
    subsection_ident,
    variant_name,
    with_ending,
    wrapper_constants,
)


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("ODD_PARITY", "ODD_PARITY"),
        ("OddParity", "ODD_PARITY"),
        ("ODDParity", "ODD_PARITY"),
        ("Mode8Bit", "MODE8_BIT"),
        ("A", "A"),
        ("aB", "A_B"),
        ("AB", "AB"),
        ("ABc", "A_BC"),
        ("Odd_Parity", "ODD_PARITY"),
    ],
)
def test_variants(name: str, made: str) -> None:
    assert variant_name(name) == made


@pytest.mark.parametrize(
    ("parent", "name", "made"),
    [
        ("dev", "dev/late", "late"),
        ("dev", "dev/late-one.two", "late_one_two"),
        ("dev", "dev/Late", "late"),
        ("dev", "dev//2nd/", "s2nd"),
        ("dev", "other/late", "other_late"),
        ("dev", "dev/-", "s"),
        ("dev", "dev", "s"),
    ],
)
def test_subsections(parent: str, name: str, made: str) -> None:
    assert subsection_ident(parent, name) == made


def test_constants() -> None:
    assert subsection_constant("dev", "", "late") == "VMSTATE_DEV_LATE"
    assert subsection_constant("dev", "Regs", "late") == "VMSTATE_DEV_REGS_LATE"
    assert wrapper_constants("dev", "regs") == (
        "VMSTATE_DEV_REGS_MIGRATABLE",
        "VMSTATE_DEV_REGS_FIELD",
    )


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("queue.rptr", "queue_rptr"),
        ("fifo[3]", "fifo_3"),
        ("parent_obj.regs[1].x", "parent_obj_regs_1_x"),
        ("s->clk", "s_clk"),
        ("cr0", "cr0"),  # what Rust takes stays
        ("a_", "a_"),
        ("a__b", "a_b"),
        ("WideName", "wide_name"),
        ("MSIState", "msi_state"),
        ("CR", "cr"),
        ("match", "match_"),
        ("Self", "self_"),
        ("_x", "x"),
        ("2nd", "n2nd"),
        ("[]", "own"),  # nothing of it can be in a name
        ("....", "own"),
    ],
)
def test_members(name: str, made: str) -> None:
    assert mirror_members([("own", None, name)], []) == {name: made}


def test_members_are_apart() -> None:
    """Names that Rust takes come first, then those that are made, in order."""
    named = [
        ("one", None, "a.b"),
        ("two", None, "a_b"),
        ("three", "a->b", "a[b]"),
        ("four", None, "type"),
        ("type_2", None, "x"),
        ("a_b_3", None, "y"),
        ("five", "four", "z"),  # a flag's name is none of another field
    ]
    made = mirror_members(named, ["type_"])
    assert made == {
        "a.b": "a_b_2",
        "a_b": "a_b",
        "a->b": "a_b_4",
        "a[b]": "a_b_5",
        "type": "type_3",
        "x": "x",
        "y": "y",
        "four": "four_2",
        "z": "z",
    }
    assert len({*made.values()}) == len(made)


def test_any_members_are_legal_and_apart() -> None:
    """Whatever is printed: all of them at once, too."""
    shown = [chr(code) for code in range(0x20, 0x7F)]
    names = [*shown, *(f"{a}{b}" for a in shown[::7] for b in shown)]
    named = [(f"field_{at}", None, name) for at, name in enumerate(dict.fromkeys(names))]
    made = mirror_members(named, [])
    assert all(map(legal, made.values()))
    assert len({*made.values()}) == len(made) == len(named)
    assert made == mirror_members(named, [])


@pytest.mark.parametrize(
    ("name", "made"),
    [
        *(("in", "in_update"), ("in_", "in_update"), ("regs.st.type_", "regs_st_type_update")),
        *(
            ("from_host", "update_from_host"),
            ("into_x.y", "update_into_x_y"),
            ("fro", "fro_update"),
        ),
    ],
)
def test_names_with_an_ending(name: str, made: str) -> None:
    assert with_ending(name, "update") == made
