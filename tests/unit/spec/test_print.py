# SPDX-License-Identifier: GPL-2.0-or-later
"""Every spec printed and read again: the same model, and text that nobody has to touch."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT
from vmgen.diagnostics import Diagnostics, Position
from vmgen.model.node import Node
from vmgen.model.nodes import Device
from vmgen.model.told import told
from vmgen.spec.print import print_spec
from vmgen.spec.read import read_specs
from vmgen.values import Frozen

FOLDERS = (
    "specs",
    "tests/golden/specs",
    "tests/reality/specs",
    "tests/reality/conversions",
    "tests/unit/spec/printed",
    "../shared/cases/specs",
)
SPECS = [
    path
    for folder in FOLDERS
    for path in sorted((ROOT / folder).glob("[!_]*.py"))
    if "(Device" in path.read_text() or "    Device," in path.read_text()
]


def read(path: Path) -> list[Device]:
    """The devices of a spec without errors; warnings do not matter here."""
    diagnostics = Diagnostics()
    devices = read_specs([path], diagnostics)
    assert not diagnostics.failed, [str(item) for item in diagnostics]
    return devices


def printed(devices: list[Device], folder: Path) -> tuple[str, list[Device]]:
    """The text of the devices, and what is read from it."""
    text = print_spec(devices)
    path = folder / devices[0].origin
    path.write_text(text)
    return text, read(path)


def beside(value: Any, path: str = "") -> dict[str, Any]:
    """What nodes say beside their meaning: which options are written, how, and in which order."""
    found = {}
    if isinstance(value, tuple):
        for number, item in enumerate(value):
            found |= beside(item, f"{path}[{number}]")
    elif isinstance(value, Node):
        found = {f"{path}: at": sorted(value.at), f"{path}: spelled": value.spelled}
        names = [field.name for field in fields(value)]
        for name in names:
            found |= beside(getattr(value, name), f"{path}.{name}")
        for name in {"order", "numbers"} & set(names):
            found[f"{path}: {name}"] = told(getattr(value, name))
    return found


def bare(value: Any) -> Any:
    """A model as one has it that was read from no file."""
    if isinstance(value, tuple):
        return tuple(bare(item) for item in value)
    if not isinstance(value, Frozen):
        return value
    items = {field.name: bare(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Node):
        items |= {"position": Position(""), "at": {}, "spelled": {}}
        items |= {name: () for name in ("order", "numbers") if name in items}
    return type(value)(**items)


@pytest.mark.parametrize("path", SPECS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_spec_that_was_printed_is_the_same_spec(path: Path, tmp_path: Path) -> None:
    devices = read(path)
    text, again = printed(devices, tmp_path)
    assert said(again) == said(devices)
    assert beside(tuple(again)) == beside(tuple(devices))
    assert print_spec(again) == text


def said(devices: list[Device], *, in_order: bool = True) -> dict[str, Any]:
    """What devices say, as one dictionary; without the spec's order of fields, that of types is
    another."""

    def flat(value: Any, path: str) -> Iterator[tuple[str, Any]]:
        if isinstance(value, dict | tuple):
            items = value.items() if isinstance(value, dict) else enumerate(value)
            for key, item in items:
                yield from flat(item, f"{path}.{key}")
            value = len(value)
        yield path, value

    key = (lambda it: "") if in_order else lambda it: it.name
    sorted_ = [replace(it, types=tuple(sorted(it.types, key=key))) for it in devices]
    return dict(flat(told(tuple(sorted_)), ""))


@pytest.mark.parametrize("path", SPECS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_model_without_a_file_can_be_printed(path: Path, tmp_path: Path) -> None:
    devices = [bare(device) for device in read(path)]
    text, again = printed(devices, tmp_path)
    assert said(again, in_order=False) == said(devices, in_order=False)
    assert print_spec([bare(device) for device in again]) == text


def test_what_is_printed_is_formatted_and_sorted(tmp_path: Path) -> None:
    for number, path in enumerate(SPECS):
        (tmp_path / str(number)).mkdir()
        devices = read(path)
        printed(devices, tmp_path / str(number))
        (tmp_path / str(number) / "bare.py").write_text(print_spec([bare(it) for it in devices]))
    config = str(ROOT / "pyproject.toml")
    # `Custom["Name"]` is a name in Rust, `rules` a list; not every class is documented.
    ignored = "--ignore=F821,RUF012,D1"
    for tool in (
        ["black", "--check", "--config", config],
        ["ruff", "check", "--no-cache", ignored, "--config", config],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *tool, str(tmp_path)], capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr


def spec(tmp_path: Path, body: str) -> list[Device]:
    """The device of a spec of a few lines."""
    path = tmp_path / "few.py"
    head = '"""Few lines."""\n\nfrom vmgen.spec import *\n\nDEPTH = 8\n\n'
    path.write_text(f'{head}class State(Device, name="few"):\n    """Few."""\n\n    {body}\n')
    return read(path)


def test_a_spelling_that_says_something_else_is_not_taken(tmp_path: Path) -> None:
    (device,) = spec(tmp_path, "level: BqlCell[u32] = DEPTH - 1")
    (field,) = device.fields
    assert "level: BqlCell[u32] = DEPTH - 1\n" in print_spec([device])
    assert field.spelled == {"default": "DEPTH - 1"}
    changed = replace(field, default=9)
    text = print_spec([replace(device, fields=(changed,))])
    assert "level: BqlCell[u32] = 9\n" in text
    gone = replace(device, numbers=())
    assert "level: BqlCell[u32] = 7\n" in print_spec([gone])


def test_a_word_of_the_language_cannot_be_a_class_too(tmp_path: Path) -> None:
    (device,) = spec(tmp_path, "level: BqlCell[u32]")
    with pytest.raises(ValueError, match="`BqlCell` is a word of the language"):
        print_spec([replace(device, name="BqlCell")])


def test_what_two_devices_share_is_one_thing(tmp_path: Path) -> None:
    first, second = read(ROOT / "tests/unit/spec/printed/spellings.py")
    mode = next(node for node in second.types if node.name == "Mode")
    other = replace(mode, doc="Another.")
    types = tuple(other if node is mode else node for node in second.types)
    with pytest.raises(ValueError, match="there are two `Mode` that are not the same"):
        print_spec([first, replace(second, types=types)])


def test_what_could_not_be_read_is_refused_again(tmp_path: Path) -> None:
    path = tmp_path / "few.py"
    path.write_text('from vmgen.spec import *\n\n\nclass S(Device, name="few"):\n    x: nothing\n')
    devices = read_specs([path], Diagnostics())
    assert "    x: ...\n" in print_spec(devices)
    path.write_text(print_spec(devices))
    diagnostics = Diagnostics()
    read_specs([path], diagnostics)
    assert [item.code for item in diagnostics] == ["VM104"]
