# SPDX-License-Identifier: GPL-2.0-or-later
"""C files in the style of devices, and what an import finds in them.

`python -m tests.unit.importer.c.test_corpus` writes what is expected: read the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.unit.importer.c.shown import shown
from vmgen.importer.c import Options, read

CORPUS = ROOT / "tests" / "data" / "c"
CASES = {
    "lamp": ("lamp.c", Options([CORPUS / "include"], target="aarch64")),
    "lamp_tested": ("lamp.c", Options([CORPUS / "include"], [("CONFIG_LAMP_TEST", "")])),
    "lamp_alone": ("lamp.c", Options()),
    "idioms": ("idioms.c", Options()),
    "idioms_target": (
        "idioms.c",
        Options(defines=[("TARGET_WELL", "1"), ("NO_CONSTANT", "4 + 4")], target="ppc"),
    ),
    "functions": ("functions.c", Options()),
    "pump": ("pump.c", Options()),
    "scalars": ("scalars.c", Options(target="x86_64")),
    "crate": ("crate.c", Options()),
}


def answer(name: str) -> str:
    """What is found in a case."""
    file, options = CASES[name]
    sources = read([CORPUS / file], options)
    return "\n".join(line for source in sources for line in shown(source)) + "\n"


def expected(name: str) -> Path:
    return CORPUS / "expected" / f"{name}.txt"


@pytest.mark.parametrize("name", CASES)
def test_what_is_found(name: str) -> None:
    assert answer(name) == expected(name).read_text(encoding="utf-8")


if __name__ == "__main__":
    for case in CASES:
        expected(case).parent.mkdir(exist_ok=True)
        expected(case).write_text(answer(case), encoding="utf-8")
