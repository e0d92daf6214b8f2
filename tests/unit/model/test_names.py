# SPDX-License-Identifier: GPL-2.0-or-later
"""Names of Rust that vmgen forms of the spec's."""

from __future__ import annotations

import pytest

from vmgen.model.names import subsection_constant, subsection_ident, variant_name, wrapper_constants


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
