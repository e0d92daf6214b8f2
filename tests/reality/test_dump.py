# SPDX-License-Identifier: GPL-2.0-or-later
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
from vmgen.layout.to_dump import dump_text

COPIED = ROOT / "tests" / "data" / "dumps"
VERSIONS = ("7.2", "11.1")
DEVICES = (
    *("bcm2835-mbox", "cmsdk-apb-dualtimer", "cmsdk-apb-uart", "isa-fdc", "mc146818rtc"),
    *("ds1338", "pl011", "pl061", "stellaris-gptm"),
)
"""QOM types."""

NESTED = {"isa-fdc"}
"""Types whose description in C is one struct alone. We open it; what is in it is compared."""

NO_NUM = "7.2 does not print the number of elements of an array"
READBUFF = "a u32 that 7.2 reads and never uses; padding since"
POINTER = "a pointer in the C device"
OBJECT = "the whole object of the parent in C"
PTIMER = "Fields[1].Description.Fields[0]"
FIFO = "a VARRAY, whose length C has in a member; it is 512"
BLOCK = "C has pointers and more in each drive"
GATES = "7.2 still loads the versions 1 and 2"

Known = dict[tuple[str, str, str], dict[str, tuple[Any, Any, str]]]


def both(device: str, place: str, key: str, real: Any, made: Any, reason: str) -> Known:
    """What differs from 7.2 and 11.1 alike."""
    return {(version, device, place): {key: (real, made, reason)} for version in VERSIONS}


KNOWN: Known = {
    **both("mc146818rtc", "Fields[3]", "size", 8, 48, POINTER),
    ("7.2", "mc146818rtc", "Fields[11]"): {
        "size": (8, 48, POINTER),
        "version_id": (3, 0, GATES),
    },
    ("11.1", "mc146818rtc", "Fields[11]"): {"size": (8, 48, POINTER)},
    **{
        ("7.2", "mc146818rtc", f"Fields[{index}]"): {"version_id": (since, 0, GATES)}
        for index, since in ((6, 2), (7, 2), (8, 3), (9, 3), (10, 3), (12, 3))
    },
    ("7.2", "mc146818rtc", ""): {"minimum_version_id": (1, 3, GATES)},
    **both("isa-fdc", "Fields[9]", "num", None, 512, FIFO),
    ("7.2", "isa-fdc", "Fields[22]"): {"num": (None, 2, NO_NUM), "size": (48, 6, BLOCK)},
    ("11.1", "isa-fdc", "Fields[22]"): {"size": (48, 6, BLOCK)},
    ("7.2", "cmsdk-apb-dualtimer", "Fields[1]"): {
        "num": (None, 2, NO_NUM),
        "size": (40, 128, POINTER),
    },
    ("11.1", "cmsdk-apb-dualtimer", "Fields[1]"): {"size": (40, 128, POINTER)},
    **both("cmsdk-apb-dualtimer", PTIMER, "size", 8, 112, POINTER),
    **both("cmsdk-apb-dualtimer", f"{PTIMER}.Description.Fields[7]", "size", 8, 48, POINTER),
    **both("isa-fdc", "Subsections[1].Fields[0]", "size", 8, 48, POINTER),
    ("7.2", "ds1338", "Fields[0]"): {"size": (168, 1, OBJECT)},
    ("7.2", "ds1338", "Fields[3]"): {"num": (None, 64, NO_NUM)},
    ("11.1", "ds1338", "Fields[0]"): {"size": (160, 1, OBJECT)},
    **{
        ("7.2", "stellaris-gptm", f"Fields[{index}]"): {"num": (None, 2, NO_NUM)}
        for index in (1, 6, 7, 8, 9, 11)
    },
    ("7.2", "stellaris-gptm", "Fields[12]"): {"num": (None, 2, NO_NUM), "size": (8, 48, POINTER)},
    ("11.1", "stellaris-gptm", "Fields[12]"): {"size": (0, 48, POINTER)},
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


def our_type(vmsd: str) -> tuple[str, dict[str, Any]]:
    """Ours with a description of this name."""
    types = ((name, item) for name, item in ours().items() if "Description" in item)
    return next((name, item) for name, item in types if item["Description"]["name"] == vmsd)


def compare(version: str, real: dict[str, Any]) -> None:
    """A real type against ours of the same description: the known differences, all of them."""
    name, made = our_type(real["Description"]["name"])
    description = real["Description"]
    if name in NESTED:
        (whole,) = description["Fields"]
        assert whole["Description"]["name"] == description["name"]
        description = whole["Description"]
    found: dict[str, dict[str, tuple[Any, Any]]] = {}
    for path, key, old, new in differences(description, made["Description"]):
        found.setdefault(path, {})[key] = (old, new)
    known = {
        place: {key: (old, new) for key, (old, new, _) in reasons.items()}
        for (qemu, device, place), reasons in KNOWN.items()
        if (qemu, device) == (version, name)
    }
    assert found == known
    for key in ("version_id", "minimum_version_id"):
        assert (real[key], made[key]) == known.get("", {}).get(key, (made[key], made[key]))


def copied(version: str, device: str) -> dict[str, Any]:
    held: dict[str, Any] = json.loads((COPIED / version / f"{device}.json").read_text())
    return held


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("device", DEVICES)
def test_copied_dumps(version: str, device: str) -> None:
    real = copied(version, device)["type"]
    assert real["Name"] == ours()[device]["Name"]
    compare(version, real)


SAME = [
    device
    for device in DEVICES
    if device not in NESTED and not any(key[:2] == ("11.1", device) for key in KNOWN)
]


@pytest.mark.parametrize("device", SAME)
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
    described = {ours()[device]["Description"]["name"] for device in DEVICES}
    compared: dict[tuple[str, str], int] = {}
    for path in sorted((shared / "dumps").glob("*/*.json.xz")):
        text = lzma.decompress(path.read_bytes()).decode()
        types = json.loads(text)
        assert dump_text(types) == text, f"{path} is laid out in another way"
        version = path.parent.name
        for name, real in types.items():
            if name != "vmschkmachine" and real.get("Description", {}).get("name") in described:
                compare(version, real)
                compared[version, name] = compared.get((version, name), 0) + 1
    types_72 = {name for version, name in compared if version == "7.2"}
    assert types_72 == {*DEVICES, "pl011_luminary", "pl061_luminary"}
    assert sum(compared.values()) == 48


def test_machine_name_and_status() -> None:
    result = CliRunner().invoke(dump, [str(ROOT / "specs" / "pl061.py"), "--machine", "virt"])
    assert result.exit_code == 0
    assert result.stdout.startswith('{\n  "vmschkmachine": {\n    "Name": "virt"\n  },\n  "pl061"')
    assert result.stdout.endswith("\n}\n")
