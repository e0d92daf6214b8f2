# SPDX-License-Identifier: GPL-2.0-or-later
"""C files in the style of devices, and the whole text of the specs that an import writes of them.

`pytest tests/unit/importer/c --update-golden` writes what is expected: read the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Golden
from tests.unit.cli.command import Run
from tests.unit.importer.c.test_corpus import CASES, CORPUS
from vmgen.importer.c.devices import devices
from vmgen.importer.files import specs

CLEAN = ("pump", "functions", "lamp")
"""Those that a device could be: nothing but marks is wrong with their specs."""


@pytest.mark.parametrize("name", CASES)
def test_the_specs(
    name: str, vmgen: Run, golden: Golden, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The text, and that a build names each of its marks."""
    file, options = CASES[name]
    monkeypatch.chdir(CORPUS)
    made = list(specs(devices([Path(file)], options), []))
    text = "\n\n".join(f"# {spec.stem}.py\n{spec.text}" for spec in made)
    golden(CORPUS / "expected" / f"{name}.py.txt", text)
    for spec in made:
        path = tmp_path / f"{spec.stem}.py"
        path.write_text(spec.text, encoding="utf-8")
        built = vmgen("build", "--no-cargo", str(path), "-o", str(tmp_path / "out"))
        marks = spec.text.count("Incomplete[")
        assert built.errors.count("error[VM601]") == marks
        assert name not in CLEAN or built.errors.count("error[") == marks, built.errors
        assert built.status == (2 if "error[" in built.errors else 0), built.errors
