"""`vmgen dump` against what real QEMU binaries dump: every difference has its reason here."""

from __future__ import annotations

import json
import lzma
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from vmgen.cli.dump import dump
from vmgen.wire.dump import dump_text

COPIED = ROOT / "tests" / "data" / "dumps"
VERSIONS = ("7.2", "11.1")
DEVICES = ("bcm2835-mbox", "pl011", "pl061")

NO_NUM = "7.2 does not print the number of elements of an array"
READBUFF = "a u32 that 7.2 reads and never uses; padding since"

KNOWN: dict[tuple[str, str, str], dict[str, tuple[Any, Any, str]]] = {
    ("7.2", "bcm2835-mbox", "Fields[0]"): {"num": (None, 9, NO_NUM)},
    ("7.2", "bcm2835-mbox", "Fields[1]"): {"num": (None, 2, NO_NUM)},
    ("7.2", "bcm2835-mbox", "Fields[1].Description.Fields[0]"): {"num": (None, 32, NO_NUM)},
    ("7.2", "pl011", "Fields[0]"): {"field": ("readbuff", "unused", READBUFF)},
    ("7.2", "pl011", "Fields[8]"): {"num": (None, 16, NO_NUM)},
}
"""By QEMU version, description and place: what is there, what we print, and why."""


@cache
def ours() -> dict[str, Any]:
    """What the command prints for specs/."""
    result = CliRunner().invoke(dump, [str(ROOT / "specs")])
    assert result.exit_code == 0, result.output
    printed: dict[str, Any] = json.loads(result.stdout)
    return printed


def differences(real: Any, made: Any, path: str = "") -> Iterator[tuple[str, str, Any, Any]]:
    """Place, key and both values of everything that differs; order counts."""
    for key in dict.fromkeys([*real, *made]):
        old, new = real.get(key), made.get(key)
        place = f"{path}.{key}" if path else key
        if isinstance(old, dict) and isinstance(new, dict):
            yield from differences(old, new, place)
        elif isinstance(old, list) and isinstance(new, list):
            if len(old) != len(new):
                yield path, f"length of {key}", len(old), len(new)
            for index, (left, right) in enumerate(zip(old, new, strict=False)):
                yield from differences(left, right, f"{place}[{index}]")
        elif old != new:
            yield path, key, old, new


def compare(version: str, real: dict[str, Any]) -> None:
    """A real type against ours of the same description: the known differences, all of them."""
    name = real["Description"]["name"]
    made = next(item for key, item in ours().items() if key == name)["Description"]
    found: dict[str, dict[str, tuple[Any, Any]]] = {}
    for path, key, old, new in differences(real["Description"], made):
        found.setdefault(path, {})[key] = (old, new)
    known = {
        place: {key: (old, new) for key, (old, new, _) in reasons.items()}
        for (qemu, device, place), reasons in KNOWN.items()
        if (qemu, device) == (version, name)
    }
    assert found == known
    assert real["version_id"] == made["version_id"]
    assert real["minimum_version_id"] == made["minimum_version_id"]


def copied(version: str, device: str) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((COPIED / version / f"{device}.json").read_text())
    return held


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("device", DEVICES)
def test_copied_dumps(version: str, device: str) -> None:
    real = copied(version, device)["type"]
    assert real["Name"] == ours()[device]["Name"]
    compare(version, real)


@pytest.mark.parametrize("device", DEVICES)
def test_same_text_as_11_1(device: str) -> None:
    """Where nothing differs, not even the order of the keys does."""
    assert dump_text(copied("11.1", device)["type"]) == dump_text(ours()[device])


def test_every_reason_is_of_a_copied_dump() -> None:
    assert {(version, device) for version, device, _ in KNOWN} <= {
        (version, device) for version in VERSIONS for device in DEVICES
    }


def test_shared_dumps(shared: Path | None) -> None:
    """All dumps that have one of the descriptions, under whatever QOM type; and the copies."""
    if shared is None:
        pytest.skip("no ../shared/data: only the copied dumps were compared")
    for version in VERSIONS:
        for device in DEVICES:
            held = copied(version, device)
            with lzma.open(shared / held["from"]) as file:
                assert json.load(file)[device] == held["type"]
    compared: dict[tuple[str, str], int] = {}
    for path in sorted((shared / "dumps").glob("*/*.json.xz")):
        text = lzma.decompress(path.read_bytes()).decode()
        types = json.loads(text)
        assert dump_text(types) == text, f"{path} is laid out in another way"
        version = path.parent.name
        for name, real in types.items():
            if name != "vmschkmachine" and real.get("Description", {}).get("name") in DEVICES:
                compare(version, real)
                compared[version, name] = compared.get((version, name), 0) + 1
    types_72 = ["bcm2835-mbox", "pl011", "pl011_luminary", "pl061", "pl061_luminary"]
    assert {name for version, name in compared if version == "7.2"} == set(types_72)
    assert sum(compared.values()) == 22


def test_machine_name_and_status() -> None:
    result = CliRunner().invoke(dump, [str(ROOT / "specs" / "pl061.py"), "--machine", "virt"])
    assert result.exit_code == 0
    assert result.stdout.startswith('{\n  "vmschkmachine": {\n    "Name": "virt"\n  },\n  "pl061"')
    assert result.stdout.endswith("\n}\n")
