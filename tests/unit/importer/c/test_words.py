# SPDX-License-Identifier: GPL-2.0-or-later
"""How wide `target_ulong` is: what the command line says, then the source, then the target."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.importer.c.test_bounds import AROUND
from vmgen.importer.c import Options, read
from vmgen.importer.found import Unknown, Value

HEADER = (
    "#ifdef CONFIG_USER_ONLY\n#define TARGET_LONG_BITS 32\n#else\n"
    "#define TARGET_LONG_BITS 64\n#endif\n"
)


@pytest.mark.parametrize(
    ("target", "header", "defines", "wide"),
    [
        ("x86_64", "", [], "u64"),
        ("sh4", "", [], "u32"),
        ("sh4", HEADER, [], "u64"),
        ("sh4", HEADER, [("TARGET_LONG_BITS", "32")], "u32"),
        ("microblaze", HEADER, [], "u64"),
        ("microblaze", "", [("TARGET_LONG_BITS", "64")], "u64"),
        ("microblaze", "", [], None),  # 64 bits before QEMU 10.1, 32 since
        ("", "", [], None),
    ],
)
def test_how_wide(
    target: str, header: str, defines: list[tuple[str, str]], wide: str | None, tmp_path: Path
) -> None:
    (tmp_path / "cpu-param.h").write_text(header)
    text = "typedef struct S { target_ulong a, b[2]; } S;\n#if TARGET_LONG_BITS == 64\n"
    text += "#define MANY sizeof(target_ulong)\n#else\n#define MANY TARGET_LONG_SIZE\n#endif\n"
    text += AROUND % "VMSTATE_UINTTL(a, S), VMSTATE_UINT8_ARRAY(b, S, MANY),"
    (tmp_path / "x.c").write_text(f'#include "cpu-param.h"\n{text}')
    (source,) = read([tmp_path / "x.c"], Options([], defines, target=target))
    word, array = source.description.fields
    if wide is None:
        assert isinstance(word.what, Unknown) and word.what.gap.code == "VM623"
        assert "-D TARGET_LONG_BITS=" in word.what.gap.mend
    else:
        assert word.what == Value(wide)
        assert array.count is not None and array.count.most == int(wide[1:]) // 8
