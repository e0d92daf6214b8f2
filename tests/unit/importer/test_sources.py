# SPDX-License-Identifier: GPL-2.0-or-later
"""Streams, dumps and C files of one device, joined."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.unit.importer.sections import Json, group, number, raw, samples
from vmgen.importer import sources
from vmgen.importer.found import Description, Device, Field, Spot, Subsection, Value
from vmgen.importer.sources import Imported, Sources, imported

C = Spot("x.c", 3, 5)


def dump(path: Path, type_: str, *fields: str, **more: Any) -> Path:
    """A dump with one device, whose section is `dev`."""
    heads = {"version_id": 1, "minimum_version_id": 1}
    told = [
        {"field": it, "version_id": 0, "field_exists": False, "size": 4, **more} for it in fields
    ]
    device = {"Name": "dev", **heads, "Description": {"name": "dev", **heads, "Fields": told}}
    path.write_text(json.dumps({"vmschkmachine": {"Name": "none"}, type_: device}))
    return path


def in_c(*names: str, inner: Iterable[str] = ()) -> Device:
    """A device of C with numbers of these names, and subsections without fields."""
    fields = tuple(Field(name, Value("u32"), C) for name in names)
    subsections = tuple(Subsection(Description(f"dev/{it}", C)) for it in inner)
    return Device(Description("dev", C, fields, subsections, 1, 1), "dev-type")


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[Json]:
    """Sections of streams, one of a machine of its own each, for what the test puts into it."""
    entries: list[Json] = []

    def held(*_: object) -> dict[str, Any]:
        names = list(dict.fromkeys(it["vmsd_name"] for it in entries))
        by = {name: [it for it in entries if it["vmsd_name"] == name] for name in names}
        return {name: samples(*it, machines=map(str, range(len(it)))) for name, it in by.items()}

    monkeypatch.setattr(sources, "samples", held)
    return entries


def said(found: Imported) -> list[tuple[str, list[str]]]:
    """By device its type and fields."""
    return [(it.type_name, [one.name for one in it.description.fields]) for it in found.devices]


STREAM = Path("a.xz")


def test_sections_that_are_no_devices_are_a_gap_of_their_name(shown: list[Json]) -> None:
    wrong = [number("a", 8, index=0), raw("a", 3), number("a", 8, index=2)]
    shown += [group("odd", wrong), group("dev", [number("a")])]
    found = imported(Sources(streams=[STREAM]))
    assert [(it.code, it.at.path) for it in found.gaps] == [("VM652", "odd.a")]
    assert [it.description.name for it in found.devices] == ["dev"]


def test_two_dumps_of_one_type(tmp_path: Path) -> None:
    one, other = dump(tmp_path / "a", "t", "a", "b"), dump(tmp_path / "b", "t", "a")
    for dumps in ([one, other, other], [one, other]):
        found = imported(Sources(dumps=dumps))
        assert said(found) == [("t", ["a", "b"])]
        assert [it.code for it in found.gaps] == ["VM651"]
    assert imported(Sources(dumps=[one, one])).gaps == []


def test_the_type_that_fits_best(shown: list[Json], tmp_path: Path) -> None:
    shown.append(group("dev", [number("a"), number("b")]))
    dumps = [dump(tmp_path / "a", "one", "a"), dump(tmp_path / "b", "two", "a", "b")]
    found = imported(Sources(streams=[STREAM], dumps=dumps))
    assert (said(found), found.gaps) == ([("", ["a", "b"])], [])
    found = imported(Sources(streams=[STREAM], dumps=dumps[:1]))
    assert said(found) == [("one", ["a", "b"])] and [it.code for it in found.gaps] == ["VM651"]


def test_c_has_what_fits_it_and_the_rest_stays(shown: list[Json], tmp_path: Path) -> None:
    shown += [group("dev", [raw("x", 3), number("y")]), group("dev", [number("a"), number("b")])]
    shown.append(group("dev", [number("a"), number("b")]))
    dumped = dump(tmp_path / "d", "dev-type", "a", "c")
    found = imported(Sources([STREAM], [dumped], lambda: [in_c("a", "b", "c")]))
    assert said(found)[0] == ("dev-type", ["a", "b", "c"]) and len(found.devices) == 2
    lacks = [it for it in found.gaps if "`b`" in it.text]
    assert [it.at for it in lacks] == [C], "what a dump contradicts is said once"


def test_subsections_stand_as_c_has_them(shown: list[Json]) -> None:
    shown.append(group("dev", [number("a")], 1, group("dev/q", []), group("dev/s", [])))
    found = imported(Sources([STREAM], c=lambda: [in_c("a", inner="pqr")]))
    names = [it.description.name for it in found.devices[0].description.subsections]
    assert (names, found.gaps) == (["dev/p", "dev/q", "dev/r", "dev/s"], [])
