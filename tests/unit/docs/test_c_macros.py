# SPDX-License-Identifier: GPL-2.0-or-later
"""docs/c-macros.md: each line of it is a field, and what travels is what the page says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT
from vmgen.diagnostics import Diagnostics
from vmgen.diagnostics.report import render_all
from vmgen.history.text import layout_text
from vmgen.model.layout import layout_of
from vmgen.spec.read import read_specs

PAGE = (ROOT / "docs" / "c-macros.md").read_text(encoding="utf-8")
MACROS = (ROOT / "tests" / "data" / "macros.txt").read_text(encoding="utf-8").split()
(CLASSES,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)

IN_DEVICE = re.compile(
    r": (Migratable|Mutex|Bql(Ref)?Cell|Property|Timer|Clock|ParentField"
    r"|Array\[(Timer|BqlCell|Clock|Migratable))"
)
"""Fields that stand in the device; all others stand in registers."""

VERSIONS = "version_id=3, minimum_version_id=1"


def said(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def rows() -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The fields of each row that has some, and the lines of the layout."""
    for line in PAGE.splitlines():
        cells = line.split(" | ")
        if line.startswith("| ") and len(cells) == 3:
            fields = tuple(text for text in said(cells[1]) if re.match(r"\w+: ", text))
            if fields:
                yield fields, tuple(said(cells[2]))


def spec(fields: tuple[str, ...]) -> str:
    """A device of these fields."""
    lines = "".join(f"    {field}\n" for field in fields)
    head = f'"""An example."""\n\nfrom vmgen.spec import *\n\n\n{CLASSES}\n\n'
    device = f'class ExampleState(Device, name="example", {VERSIONS}):\n    """A device."""\n\n'
    if any(IN_DEVICE.search(field) for field in fields):
        return f"{head}{device}{lines}    last: BqlCell[u8]\n"
    nested = ", nested=True" * ("subsection(" in lines)
    regs = f'class ExampleRegisters(Registers, name="example/regs"{nested}):\n'
    return (
        f'{head}{regs}    """Registers."""\n\n{lines}    last: u8\n\n\n'
        f"{device}    example: Migratable[BqlRefCell[ExampleRegisters]]\n"
    )


@pytest.mark.parametrize(("fields", "layout"), list(rows()), ids="; ".join)
def test_row(fields: tuple[str, ...], layout: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "example.py"
    path.write_text(spec(fields), encoding="utf-8")
    found = Diagnostics()
    (device,) = read_specs([path], found)
    assert device and not found.count("error"), render_all(found)
    lines = [line.strip() for line in layout_text(layout_of(device)).splitlines()]
    around = ("#", "section", "example: ", "last: ")
    made = [line for line in lines if line and not line.startswith(around)]
    assert made == list(layout)


FORM = re.compile(r"(_V|_TEST|_SUB_ARRAY|_2DARRAY|_ARRAY)$")
"""Forms that a family has; the page names them once for all."""


def named(name: str) -> bool:
    """Whether the page has the macro, or its family."""
    if re.search(rf"`(?:[^`]*\W)?{name}(?:\W[^`]*)?`", PAGE):
        return True
    family = FORM.sub("", name)
    return family != name and named(family)


def test_every_macro_is_on_the_page() -> None:
    missing = [name for name in MACROS if not named(name)]
    assert not missing
