# SPDX-License-Identifier: GPL-2.0-or-later
"""`vmgen dump` against what real QEMU binaries dump: every difference has its reason here.

Each spec of specs/ and each conversion is compared, if a real QEMU has a description of its name;
tests/reality/dumps.py says what counts.
"""

from __future__ import annotations

import json
import lzma
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.conftest import ROOT
from tests.reality.dumps import Comparison, Otherwise
from vmgen.cli.dump import dump
from vmgen.layout.to_dump import dump_text

COPIED = ROOT / "tests" / "data" / "dumps"
SPECS = (ROOT / "specs", ROOT / "tests" / "reality" / "conversions")
VERSIONS = ("7.2", "11.1")
CELL = "a cell has its name in Rust, too, where this one would say nothing"
FIFOS = tuple(f"{name}_fifo[{index}]" for index in range(8) for name in ("tx", "rx"))
CADENCE = (
    *("control", "mode", "interrupt_enable", "interrupt_disable", "interrupt_mask"),
    *("interrupt_status", "baud_rate_generator", "receiver_timeout", "receiver_trigger"),
    *("modem_control", "modem_status", "channel_status", "tx_rx", "baud_rate_divider"),
    *("flow_delay", "ir_min_rx_pulse", "ir_tx_pulse", "tx_trigger"),
)
OTHERWISE = {
    "pl022_ssp": [Otherwise(FIFOS, ("fifo",), "C writes the slots of two queues one by one")],
    "cadence_uart": [Otherwise(("r",), CADENCE, "an array in C, of which each has a name")],
    "PCA9554": [
        Otherwise(("regs",), ("input", "output", "polarity", "config"), "an array in C, as above")
    ],
    "pl080": [
        Otherwise(
            ("tc_int",) * 3,
            ("tc_int_again", "tc_int_third", "tc_int_fourth"),
            "C saves one register four times, and a spec has no two fields of one name",
        )
    ],
    "hpet": [
        Otherwise(("timer",), ("timers",), CELL),
        Otherwise(("num_timers",), ("num_timers_save",), "11.1 calls it so"),
    ],
    "i8254": [
        Otherwise(("channels[0].irq_disabled",), ("irq_disabled",), CELL),
        Otherwise(("channels[0].next_transition_time",), ("irq_transition_time",), CELL),
    ],
    "sd-card": [
        Otherwise(("mode",), ("unused",), "no field any more in 11.1"),
        Otherwise(("unused",) * 2, ("unused", "enable"), "no field any more in 11.1"),
    ],
    "pl011": [
        Otherwise(("readbuff",), ("unused",), "a u32 that 7.2 reads and never uses; padding since")
    ],
}
"""By description: what the spec names or divides otherwise."""

FIFO = "a VARRAY, whose length C has in a member; it is 512"
GATES = "7.2 still loads older versions"
Known = dict[tuple[str, str], dict[str, tuple[Any, Any, str]]]
CONFIG = ["version_id", "config", "irq_state"], "of PCI Express C has another, if it is there"
TWICE = ["version_id", "config", "config", "irq_state"]
KNOWN: Known = {
    **{(version, "tpci200"): {"dev.Fields": (TWICE, *CONFIG)} for version in VERSIONS},
    ("11.1", "fdc"): {"fifo: num": (None, 512, FIFO)},
    ("11.1", "sd-card"): {
        "Subsections": (
            ["sd-card/ocr-state", *["sd-card/ext_csd_modes-state"] * 2],
            ["sd-card/ocr-state", "sd-card/ext_csd_modes-state"],
            "listed twice in C; a load finds the first",
        )
    },
    ("7.2", "sd-card"): {
        "Subsections": (
            ["sd-card/ocr-state"],
            ["sd-card/ocr-state", "sd-card/ext_csd_modes-state"],
            "not in 7.2 yet",
        )
    },
    ("7.2", "i8259"): {"Subsections": ([], ["i8259/ltim"], "not in 7.2 yet")},
    ("7.2", "hpet"): {
        "minimum_version_id": (1, 2, GATES),
        "num_timers: version_id": (2, 0, GATES),
    },
    ("7.2", "mc146818rtc"): {
        "minimum_version_id": (1, 3, GATES),
        **{
            f"{name}: version_id": (since, 0, GATES)
            for since, names in (
                (2, "irq_coalesced period"),
                (3, "base_rtc last_update offset update_timer next_alarm_time"),
            )
            for name in names.split()
        },
    },
}
"""By QEMU version and description: what is there, what we print, and why."""

OTHER = {
    ("7.2", "lan9118"): "version 2, which has the PHY's registers in the middle",
}
"""QOM types that are not what the spec of their description is of."""

SAME = (
    *("bcm2835-mbox", "cmsdk-apb-uart", "goldfish_rtc", "ioapic", "isa-i8259", "m25p80"),
    *("mss-spi", "pl011", "pl031", "pl061", "pl181", "scoop"),
)
"""QOM types of which 11.1 prints what we print, to the letter."""


@cache
def ours() -> dict[str, Any]:
    """What the command prints, by description."""
    found: dict[str, Any] = {}
    for folder in SPECS:
        result = CliRunner().invoke(dump, [str(folder)])
        assert result.exit_code == 0, result.output
        types = json.loads(result.stdout).values()
        found |= {item["Description"]["name"]: item for item in types if "Description" in item}
    return found


def compare(version: str, real: dict[str, Any]) -> set[Otherwise]:
    """A real type against ours of the same description: the known differences, all of them."""
    name = real["Description"]["name"]
    made, otherwise = ours()[name], OTHERWISE.get(name, ())
    compared = Comparison(numbers=version != "7.2", otherwise=otherwise)
    found = compared.differences(real["Description"], made["Description"])
    known = KNOWN.get((version, name), {})
    expected = {place: (old, new) for place, (old, new, _) in known.items()}
    assert {item.place: (item.real, item.made) for item in found} == expected, name
    return compared.used


def copied(version: str) -> dict[str, dict[str, Any]]:
    """The copied dumps of a version, by QOM type."""
    files = sorted((COPIED / version).glob("*.json"))
    return {file.stem: json.loads(file.read_text("utf-8")) for file in files}


CASES = [(version, device) for version in VERSIONS for device in copied(version)]


@pytest.mark.parametrize(("version", "device"), CASES)
def test_copied_dumps(version: str, device: str) -> None:
    real = copied(version)[device]["type"]
    name = real["Description"]["name"]
    assert real["Name"] == device
    if (version, device) in OTHER:
        assert name in ours()
        return
    compare(version, real)


def test_copies_are_of_specs() -> None:
    described = {item["type"]["Description"]["name"] for item in copied("11.1").values()}
    assert described <= ours().keys()
    assert len(described) >= 35


def test_no_reason_is_left_over() -> None:
    used = set[Otherwise]()
    for version, device in CASES:
        real = copied(version)[device]["type"]
        if (version, device) not in OTHER:
            used |= compare(version, real)
    assert used == {item for items in OTHERWISE.values() for item in items}


@pytest.mark.parametrize("device", SAME)
def test_same_text_as_11_1(device: str) -> None:
    """Where nothing differs, not even the order of the keys does."""
    real = copied("11.1")[device]["type"]
    assert dump_text(real) == dump_text(ours()[real["Description"]["name"]])


def test_shared_dumps(shared: Path | None) -> None:
    """All dumps that have one of the descriptions, under whatever QOM type; and the copies."""
    if shared is None:
        pytest.skip("no ../shared/data: only the copied dumps were compared")
    for version, device in CASES:
        held = copied(version)[device]
        with lzma.open(shared / held["from"]) as file:
            assert json.load(file)[device] == held["type"]
    compared: dict[tuple[str, str], int] = {}
    for path in sorted((shared / "dumps").glob("*/*.json.xz")):
        text = lzma.decompress(path.read_bytes()).decode()
        types = json.loads(text)
        assert dump_text(types) == text, f"{path} is laid out in another way"
        version = path.parent.name
        for real in types.values():
            name = real.get("Description", {}).get("name")
            if name in ours() and (version, real["Name"]) not in OTHER:
                compare(version, real)
                compared[version, name] = compared.get((version, name), 0) + 1
    assert {name for _, name in KNOWN} | OTHERWISE.keys() <= ours().keys()
    assert compared.keys() | OTHER.keys() >= {
        (version, item["type"]["Description"]["name"])
        for version in VERSIONS
        for item in copied(version).values()
    }


def test_machine_name_and_status() -> None:
    result = CliRunner().invoke(dump, [str(ROOT / "specs" / "pl061.py"), "--machine", "virt"])
    assert result.exit_code == 0
    assert result.stdout.startswith('{\n  "vmschkmachine": {\n    "Name": "virt"\n  },\n  "pl061"')
    assert result.stdout.endswith("\n}\n")
