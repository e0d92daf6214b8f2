# SPDX-License-Identifier: GPL-2.0-or-later
"""From a dump to a layout and back."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.conftest import ROOT
from vmgen.layout import LayoutError, Nested, Untold
from vmgen.layout.from_dump import from_dump
from vmgen.layout.to_dump import to_dump

COPIED = sorted((ROOT / "tests" / "data" / "dumps").rglob("*.json"))

NUMBERS = st.integers(0, 1 << 40)
TEXTS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=8)
GATES = {"version_id": NUMBERS, "field_exists": st.booleans(), "size": NUMBERS}


def descriptions(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    field = st.fixed_dictionaries(
        {"field": TEXTS, **GATES}, optional={"num": NUMBERS, "Description": inner}
    )
    return st.fixed_dictionaries(
        {"name": TEXTS, "version_id": NUMBERS, "minimum_version_id": NUMBERS},
        optional={
            "Fields": st.lists(field, max_size=3),
            "Subsections": st.lists(inner, min_size=1, max_size=2),
        },
    )


EMPTY = st.just({"name": "none", "version_id": 0, "minimum_version_id": 0})


@given(TEXTS, st.recursive(EMPTY, descriptions, max_leaves=8))
def test_any_dump_comes_back(name: str, description: dict[str, Any]) -> None:
    versions = {key: description[key] for key in ("version_id", "minimum_version_id")}
    device = {"Name": name, **versions, "Description": description}
    assert to_dump(from_dump(device), name) == device


def real(path: Path) -> dict[str, Any]:
    device: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["type"]
    return device


@pytest.mark.parametrize("path", COPIED, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_real_dumps_come_back(path: Path) -> None:
    device = real(path)
    assert to_dump(from_dump(device), device["Name"]) == device


def test_what_a_dump_says() -> None:
    body = from_dump(real(ROOT / "tests" / "data" / "dumps" / "11.1" / "pl011.json"))
    by_name = {field.name: field for field in body.fields}
    assert (body.name, body.version_id, body.minimum_version_id) == ("pl011", 2, 2)
    assert by_name["read_fifo"].count == 16
    assert by_name["flags"].element == Untold(4)
    assert by_name["flags"].reset is None
    (clock,) = body.subsections
    assert (clock.body.name, clock.condition) == ("pl011/clock", "unknown")
    assert isinstance(clock.body.fields[0].element, Nested)
    with pytest.raises(ValueError, match="does not say how many bytes"):
        body.size(2)


DEVICE = {
    "Name": "dev",
    "version_id": 1,
    "minimum_version_id": 0,
    "Description": {
        "name": "dev",
        "version_id": 1,
        "minimum_version_id": 0,
        "Fields": [{"field": "a", "version_id": 0, "field_exists": False, "size": 4}],
    },
}


@pytest.mark.parametrize(
    ("at", "value", "message"),
    [
        (("Name",), None, "the device: its Name is no printable text"),
        (("Description",), [], "dev: its Description is no object"),
        (("version_id",), 2, "dev: its version_id is not that of its description"),
        (("minimum_version_id",), 1, "dev: its minimum_version_id is not that"),
        (("Description", "version_id"), True, "dev: its version_id is no number"),
        (("Description", "Fields"), {}, "dev: its Fields are no list of objects"),
        (("Description", "Fields"), [1], "dev: its Fields are no list of objects"),
        (("Description", "Fields", 0, "size"), -1, "dev.a: its size is no number"),
        (("Description", "Fields", 0, "num"), "1", "dev.a: its num is no number"),
        (("Description", "Fields", 0, "field_exists"), 1, "dev.a: its field_exists is neither"),
        (("Description", "Fields", 0, "Description"), 1, "dev.a: its Description is no object"),
        (("Description", "Subsections"), [{}], "dev, subsection 0: its name is no printable"),
    ],
)
def test_what_is_no_dump(at: tuple[Any, ...], value: Any, message: str) -> None:
    device = deepcopy(DEVICE)
    assert to_dump(from_dump(device), "dev") == device
    *way, last = at
    place: Any = device
    for key in way:
        place = place[key]
    place[last] = value
    with pytest.raises(LayoutError, match=f"^{message}"):
        from_dump(device)
