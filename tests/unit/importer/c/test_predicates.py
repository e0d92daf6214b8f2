# SPDX-License-Identifier: GPL-2.0-or-later
"""Which predicates are `since=` and `until=`, and which are a method."""

from __future__ import annotations

from pathlib import Path

import pytest

from vmgen.importer.c import Options, read

AROUND = """
#define TWO 2
#define EITHER 2 || opaque
#define BOTH (version_id >= 2 && version_id < 5)
%s
static const VMStateDescription vmstate_x = {
    .name = "x", .version_id = 9, .minimum_version_id = 1,
    .fields = (const VMStateField[]) {
        VMSTATE_UINT32_TEST(reg, XState, asks),
        VMSTATE_END_OF_LIST()
    },
};
"""
FUNCTION = "static bool asks(void *opaque, int version_id)\n{\n    return %s;\n}\n"


def gates(path: Path, text: str) -> tuple[int, int | None] | None:
    """Since and until of the one field; None where a method is asked."""
    file = path / "x.c"
    file.write_text(AROUND % text)
    (source,) = read([file], Options())
    (field,) = source.description.fields
    return None if field.test is not None else (field.since, field.until)


@pytest.mark.parametrize(
    ("condition", "span"),
    [
        ("version_id >= 2", (2, None)),
        ("(version_id) < 3", None),
        ("((version_id < 3))", (0, 2)),
        ("version_id == TWO", (2, 2)),
        ("version_id > 1 + 1", (3, None)),
        ("version_id >= 2 && version_id <= 4", (2, 4)),
        ("(version_id >= 2) && (version_id <= 4 && version_id > 2)", (3, 4)),
        ("BOTH", (2, 4)),
        ("version_id >= 1 << 1", (2, None)),
    ],
)
def test_versions_alone(tmp_path: Path, condition: str, span: tuple[int, int | None]) -> None:
    assert gates(tmp_path, FUNCTION % condition) == span


@pytest.mark.parametrize(
    "condition",
    [
        "version_id == 2 || version_id == 3",
        "version_id >= 2 || flag(opaque)",
        "version_id >= EITHER",
        *(f"version_id >= 2 {it} 1" for it in "|| | ^ & == != < > <= >=".split()),
        "version_id >= 2 ? 0 : 1",
        "version_id >= 2, 1",
        "version_id >= 2 && version_id <= 4 || flag(opaque)",
        "version_id >= 2 && version_id <= 4 ? 0 : 1",
        "flag(opaque) || version_id >= 2 && version_id <= 4",
        "version_id >= 2 && flag(opaque)",
        "version_id >= 2 && !opaque",
        "!(version_id >= 2)",
        "!version_id >= 2",
        "-version_id >= 2",
        "version_id != 2",
        "version_id - 1 >= 2",
        "2 <= version_id",
        "(unsigned char)version_id >= 2",
        "version_id >= 2\n#ifdef WIDE\n && version_id < 5\n#endif\n",
    ],
)
def test_everything_else_is_a_method(tmp_path: Path, condition: str) -> None:
    assert gates(tmp_path, FUNCTION % condition) is None


def test_a_function_for_each_branch_is_a_method(tmp_path: Path) -> None:
    two = FUNCTION % "version_id >= 2", FUNCTION % "version_id >= 3"
    assert gates(tmp_path, "#ifdef WIDE\n{}#else\n{}#endif\n".format(*two)) is None
    assert gates(tmp_path, "#if 0\n{}#else\n{}#endif\n".format(*two)) == (3, None)
