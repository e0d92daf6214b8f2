# SPDX-License-Identifier: GPL-2.0-or-later
"""Versions and gates: each at the edge of what it may be and one beyond."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.lint.said import said

DEVICE = "class Dev(Device, name='dev'{head}):\n    x: BqlCell[u8]{option}\n"
PART = (
    "class Dev(Device, name='dev'):\n    a: BqlCell[u8]\n"
    "    x: BqlCell[u8] = subsection('dev/x'{head})\n"
    "    y: BqlCell[u8] = subsection('dev/x'{option})\n"
)
REGISTERS = (
    "class Regs(Registers, name='dev/regs'{head}):\n    a: u8\n    x: u8{option}\n\n\n"
    "class Dev(Device, name='dev', version_id=3, minimum_version_id=2):\n"
    "    regs: Migratable[BqlRefCell[Regs]]\n"
)
IN_REGISTERS = (
    "class Regs(Registers, name='dev/regs', nested=True):\n    a: u8\n"
    "    x: u8 = subsection('dev/regs/x'{head})\n"
    "    y: u8 = subsection('dev/regs/x'{option})\n\n\n"
    "class Dev(Device, name='dev'):\n    regs: Migratable[BqlRefCell[Regs]]\n"
)


def since(field: str, gate: int, description: str, version: int) -> str:
    return (
        f"VM132 `{field}` travels since version {gate}, but `{description}` is at "
        f"`version_id` {version}"
    )


@pytest.mark.parametrize(
    ("template", "head", "option", "expected"),
    [
        (DEVICE, ", version_id=255", "", []),
        (DEVICE, ", version_id=0, minimum_version_id=0", "", []),
        (DEVICE, ", version_id=256, minimum_version_id=1", "",
         ["VM131 `version_id` 256 of `dev` is not in 0..255"]),
        (DEVICE, ", minimum_version_id=-1", "",
         ["VM131 `minimum_version_id` -1 of `dev` is not in 0..255"]),
        (DEVICE, ", version_id=3, minimum_version_id=3", "", []),
        (DEVICE, ", version_id=3, minimum_version_id=4", "",
         ["VM130 `minimum_version_id` 4 of `dev` is above its `version_id` 3"]),
        (DEVICE, ", version_id=3", " = field(since=3)", []),
        (DEVICE, ", version_id=3", " = field(since=4)", [since("x", 4, "dev", 3)]),
        (DEVICE, "", " = field(since=-1)", ["VM106 `since` takes a version, not -1"]),
        (DEVICE, "", " = field(since=0)", []),
        (PART, ", version_id=2", ", since=2", []),
        (PART, ", version_id=2", ", since=3", [since("y", 3, "dev/x", 2)]),
        (PART, ", version_id=256, minimum_version_id=1", "",
         ["VM131 `version_id` 256 of `dev/x` is not in 0..255"]),
        (REGISTERS, ", version_id=2", " = field(since=2)", []),
        (DEVICE, ", version_id=3, minimum_version_id=2", " = field(until=2)", []),
        (DEVICE, ", version_id=3, minimum_version_id=2", " = field(until=1)",
         ["VM132 `x` travels until version 1, but is loaded from version 2 on"]),
        (DEVICE, ", version_id=3", " = field(until=3)",
         ["VM124 `x` travels until version 3, and `dev` is at `version_id` 3: it is never gone"]),
        (REGISTERS, ", version_id=3", " = field(since=3)", []),
        (REGISTERS, "", " = field(since=3)", []),
        (REGISTERS, "", " = field(since=4)", [since("x", 4, "dev", 3)]),
        (REGISTERS, "", " = field(until=2)", []),
        (REGISTERS, ", version_id=4", " = field(since=3)",
         ["VM124 `Regs` has fields that come or go, so it travels at the version of `dev`: its "
          "`version_id` is 3, not 4"]),
        (REGISTERS, "", " = field(since=2)", [since("x", 2, "dev/regs", 1)]),
        (REGISTERS, ", version_id=2, minimum_version_id=2", "", []),
        (REGISTERS, ", version_id=2, minimum_version_id=1", "",
         ["VM134 `dev/regs` is nested: nobody looks at its `minimum_version_id`"]),
        (REGISTERS, ", version_id=2", "", []),
        (IN_REGISTERS, ", version_id=2", ", since=2", []),
        (IN_REGISTERS, ", version_id=2", ", since=3", [since("y", 3, "dev/regs/x", 2)]),
        (IN_REGISTERS, ", version_id=256, minimum_version_id=1", "",
         ["VM131 `version_id` 256 of `dev/regs/x` is not in 0..255"]),
    ],
)  # fmt: skip
def test_versions(
    template: str, head: str, option: str, expected: list[str], tmp_path: Path
) -> None:
    assert said(tmp_path, template.format(head=head, option=option)) == expected
